"""How long talks last: Kaplan-Meier, and Aalen-Johansen where ways of ending compete.

Time runs from the opening of talks, so worlds that open late are censored early, at the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from negotiation.analysis.clustered import LEVEL, wilson
from negotiation.draws import Array

CENSORED, DEAL, NO_DEAL = range(3)


@dataclass(frozen=True)
class Curve:
    """A probability by weeks since talks opened, with pointwise 95 % intervals.

    Attributes
    ----------
    week : 0 to the longest duration; the value at a week counts all that happened in it.
    share, low, high : probability and its interval, [week].
    """

    week: Array
    share: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class Durations:
    """Talks of one table in many worlds.

    Attributes
    ----------
    going : Kaplan-Meier probability that talks go on without any settlement or end.
    deal, no_deal : cumulative incidence (Aalen and Johansen 1978) of a first settlement, and of
        an end without any, each the other's competing risk.
    censored : weeks at which worlds leave the count while still open.
    at_risk : worlds that have neither ended nor left before a week, [week].
    worlds : how many worlds opened talks.
    """

    going: Curve
    deal: Curve
    no_deal: Curve
    censored: Array
    at_risk: Array
    worlds: int


def durations(weeks: Array, ends: np.ndarray) -> Durations:
    """Estimate from whole weeks [world] and how each ended: `CENSORED`, `DEAL` or `NO_DEAL`."""
    if len(weeks) == 0:
        raise ValueError("no worlds, hence no probability of anything")
    length = int(np.max(weeks)) + 1
    counts = [np.bincount(weeks[ends == k].astype(np.int64), minlength=length) for k in range(3)]
    left, deals, others = (count.astype(np.float64) for count in counts)
    events = deals + others
    risk = len(weeks) - np.concatenate([[0.0], np.cumsum(left + events)[:-1]])
    hazard = events / risk
    going = np.cumprod(1.0 - hazard)
    before = np.concatenate([[1.0], going[:-1]])
    survivors = risk - events
    greenwood = np.cumsum(events / (risk * np.where(survivors > 0.0, survivors, np.inf)))
    week = np.arange(length, dtype=np.float64)
    return Durations(
        going=_curve(week, going, going**2 * greenwood, len(weeks)),
        deal=_incidence(week, deals, events, risk, before, len(weeks)),
        no_deal=_incidence(week, others, events, risk, before, len(weeks)),
        censored=np.flatnonzero(left).astype(np.float64),
        at_risk=risk,
        worlds=len(weeks),
    )


def _incidence(
    week: Array, kind: Array, events: Array, risk: Array, before: Array, worlds: int
) -> Curve:
    """Cumulative incidence of one kind of end, with the variance of the delta method."""
    share = np.cumsum(before * kind / risk)
    survivors = np.where(risk > events, risk - events, np.inf)
    to_come = np.tril(share[:, None] - share[None, :])  # [at, earlier]
    variance = (to_come**2 * (events / (risk * survivors))).sum(axis=1)
    variance += np.cumsum(before**2 * (risk - kind) / risk * kind / risk**2)
    variance -= 2.0 * (to_come * (before * kind / risk**2)).sum(axis=1)
    return _curve(week, share, np.maximum(variance, 0.0), worlds)


def _curve(week: Array, share: Array, variance: Array, worlds: int) -> Curve:
    """Intervals on the scale of log(-log), which stay between 0 and 1; Wilson's at 0 and at 1."""
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2.0)
    share = np.clip(share, 0.0, 1.0)
    inner = (share > 1e-12) & (share < 1.0 - 1e-12)
    p = np.where(inner, share, 0.5)
    half = z * np.sqrt(variance) / (p * np.abs(np.log(p)))
    low, high = wilson(np.round(share) * worlds, worlds)
    low = np.where(inner, p ** np.exp(half), low)
    high = np.where(inner, p ** np.exp(-half), high)
    return Curve(week, share, low, high)
