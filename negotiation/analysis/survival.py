"""How the share of worlds with an agreement grows over the weeks.

A world that breaks off can no longer agree, so breaking off is a competing risk: the curve wanted
is the cumulative incidence of agreement (Aalen and Johansen 1978), not one minus a Kaplan-Meier
curve that takes broken talks for talks that may still agree. Worlds are censored at the horizon
and never before; the Aalen-Johansen estimate is then the plain share of all worlds that have
agreed, and its pointwise interval is that of a share.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from negotiation.draws import Array

LEVEL = 0.95


@dataclass(frozen=True)
class Incidence:
    """Cumulative incidence, arrays [week] from week 0 to the horizon.

    Attributes
    ----------
    week : 0 to the horizon; the value at a week counts all that happened in it.
    share : share of worlds in which it has happened.
    low, high : pointwise Wilson interval of that share.
    worlds : how many worlds there are.
    """

    week: Array
    share: Array
    low: Array
    high: Array
    worlds: int


def cumulative_incidence(week: Array, horizon: int, level: float = LEVEL) -> Incidence:
    """Share of worlds in which an event has happened, by week.

    Parameters
    ----------
    week : round of the event in each world; NaN where it never happened, because the world was
        still open at the horizon or because a competing event came first.
    horizon : number of rounds; events fall in rounds 0 to horizon - 1.
    level : level of the pointwise interval.
    """
    if len(week) == 0:
        raise ValueError("no worlds, hence no share of them")
    happened = week[~np.isnan(week)].astype(np.int64)
    if len(happened) and not 0 <= np.min(happened) <= np.max(happened) < horizon:
        raise ValueError(f"events must fall in rounds 0 to {horizon - 1}")
    count = np.cumsum(np.bincount(happened, minlength=horizon + 1)).astype(np.float64)
    low, high = wilson(count, len(week), level)
    weeks = np.arange(horizon + 1, dtype=np.float64)
    return Incidence(weeks, count / len(week), low, high, len(week))


def wilson(hits: Array, trials: int, level: float = LEVEL) -> tuple[Array, Array]:
    """Wilson (1927) interval of many shares at once; scipy.stats.binomtest does one at a time."""
    z2 = NormalDist().inv_cdf(0.5 + level / 2.0) ** 2
    share = hits / trials
    middle = (share + z2 / (2.0 * trials)) / (1.0 + z2 / trials)
    spread = share * (1.0 - share) / trials + z2 / (4.0 * trials**2)
    half = np.sqrt(z2 * spread) / (1.0 + z2 / trials)
    low = np.where(hits <= 0, 0.0, middle - half)
    high = np.where(hits >= trials, 1.0, middle + half)
    return low, high
