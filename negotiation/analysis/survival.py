"""How the share of worlds with an agreement grows over the weeks.

A world that breaks off can no longer agree, so breaking off is a competing risk: the curve wanted
is the cumulative incidence of agreement (Aalen and Johansen 1978), not one minus a Kaplan-Meier
curve that takes broken talks for talks that may still agree. Worlds are censored at the horizon
and never before; the Aalen-Johansen estimate is then the plain share of all worlds that have
agreed, and its pointwise interval is that of a share (`negotiation.analysis.clustered`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.analysis.clustered import bounds, by_point
from negotiation.draws import Array


@dataclass(frozen=True)
class Incidence:
    """Cumulative incidence, arrays [week] from week 0 to the horizon.

    Attributes
    ----------
    week : 0 to the horizon; the value at a week counts all that happened in it.
    share : share of worlds in which it has happened.
    low, high : pointwise 95 % interval of that share.
    """

    week: Array
    share: Array
    low: Array
    high: Array


def cumulative_incidence(week: Array, horizon: int) -> Incidence:
    """Share of worlds in which an event has happened, by week.

    Parameters
    ----------
    week : round of the event, [world] or [world, point]; NaN where it never happened, because the
        world was still open at the horizon or because a competing event came first.
    horizon : number of rounds; events fall in rounds 0 to horizon - 1.
    """
    rows = by_point(week)
    if rows.size == 0:
        raise ValueError("no worlds, hence no share of them")
    happened = rows[~np.isnan(rows)]
    if len(happened) and not 0 <= np.min(happened) <= np.max(happened) < horizon:
        raise ValueError(f"events must fall in rounds 0 to {horizon - 1}")
    share = _counts(happened[None], horizon)[0] / rows.size
    shape = len(rows), rows.shape[1]
    low, high = bounds(share, shape, _off(rows, share), _off(rows.T, share))
    return Incidence(np.arange(horizon + 1, dtype=np.float64), share, low, high)


def _off(rows: Array, share: Array) -> Array:
    """Sum over clusters of squares of how far their counts lie off what is expected, [week].

    Not reckoned where a cluster is one row, since rows then stand alone.
    """
    if rows.shape[1] == 1:
        return np.zeros(len(share))
    expected = rows.shape[1] * share
    return ((_counts(rows, len(share) - 1) - expected) ** 2).sum(axis=0)


def _counts(rows: Array, horizon: int) -> Array:
    """How many of each line of `rows` have happened by each week, [line, week]."""
    week = np.where(np.isnan(rows), horizon + 1, rows).astype(np.int64)
    place = week + (horizon + 2) * np.arange(len(rows))[:, None]
    count = np.bincount(place.ravel(), minlength=len(rows) * (horizon + 2))
    return np.cumsum(count.reshape(len(rows), -1)[:, :-1], axis=1).astype(np.float64)
