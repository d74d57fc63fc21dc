"""Means, shares and regressions with 95 % intervals; the one home of intervals.

Values are [world], or [world, point] with a design of points. Without a design rows stand alone:
the interval of a mean is Student's and that of a share Wilson's (1927). With a design the rows of
one world share its draws and the rows of one point share its numbers, so that no row is independent
of all others. Variances are then clustered both ways (Cameron, Gelbach and Miller 2011,
doi:10.1198/jbes.2010.07136), and the widest of the three estimates is kept. The interval of a share
is Wilson's for as many independent rows as would leave the mean as unsure (Korn and Graubard 1998,
Survey Methodology 24(2)). The difference of two shares of the same rows has the adjusted interval
of Agresti and Min (2005, Statistics in Medicine 24(5)), which keeps a width where no row differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from negotiation.draws import Array

LEVEL = 0.95
Interval = tuple[float, float, float, int]  # mean, low, high, and how many rows have the number


@dataclass(frozen=True)
class Fit:
    """A regression on numbers that differ by point; arrays [coefficient].

    The first coefficient is the intercept. `share` is the share explained of the variance of the
    means by point.
    """

    value: Array
    low: Array
    high: Array
    share: float


def interval(values: Array) -> Interval:
    """Mean and interval of what is there of `values`, [world] or [world, point]."""
    rows = by_point(values)
    count = int(np.isfinite(rows).sum())
    if count == 0:
        return np.nan, np.nan, np.nan, 0
    fit = regress(rows)
    return float(fit.value[0]), float(fit.low[0]), float(fit.high[0]), count


def share(values: Array) -> Interval:
    """Share of ones and its interval; `values` of 0 and 1, [world] or [world, point]."""
    rows = by_point(values)
    if rows.size == 0:
        return np.nan, np.nan, np.nan, 0
    mean = float(rows.mean())
    low, high = bounds(np.array(mean), (len(rows), rows.shape[1]), *_off(rows))
    return mean, float(low), float(high), rows.size


def shift(values: Array) -> Interval:
    """Difference of two shares of the same rows, and its interval.

    `values` are 1 where only the first came about, -1 where only the second did, and else 0;
    [world] or [world, point]. Agresti and Min add half a row to each of the four outcomes of a
    pair, and then take the normal interval. With a design rows count as in `bounds`.
    """
    rows = by_point(values)
    if rows.size == 0:
        return np.nan, np.nan, np.nan, 0
    mean, apart = float(rows.mean()), float((rows != 0.0).mean())
    own = np.array(rows.size * (apart - mean**2))
    worth = float(_worth(own, (len(rows), rows.shape[1]), *_off(rows)))
    middle = worth * mean / (worth + 2.0)
    spread = (worth * apart + 1.0) / (worth + 2.0) - middle**2
    half = NormalDist().inv_cdf(0.5 + LEVEL / 2.0) * (spread / (worth + 2.0)) ** 0.5
    return mean, max(-1.0, middle - half), min(1.0, middle + half), rows.size


def bounds(
    shares: Array, shape: tuple[int, int], by_world: Array, by_point: Array
) -> tuple[Array, Array]:
    """Intervals of many shares at once.

    Parameters
    ----------
    shape : how many worlds and points.
    by_world, by_point : for each share, the sum over worlds, or points, of the squares of how far
        the ones of each lie off what the share leads to expect.
    """
    worth = _worth(np.prod(shape) * shares * (1.0 - shares), shape, by_world, by_point)
    return wilson(shares * worth, worth)


def _off(rows: Array) -> list[Array]:
    """Sums over worlds, and over points, of the squares of how far the rows of each lie off."""
    return [((rows - rows.mean()).sum(axis=k) ** 2).sum() for k in (1, 0)]


def _worth(own: Array, shape: tuple[int, int], by_world: Array, by_point: Array) -> Array:
    """How many independent rows would leave a mean as unsure; `own` is the sum of squares by row.

    Where all rows are alike nothing tells how they hang together, and the fewer of worlds and
    points counts.
    """
    rows, fewer = float(np.prod(shape)), float(min(shape))
    if fewer == 1.0:
        return np.full(np.shape(own), rows)
    one, two = (total * n / (n - 1) for total, n in zip((by_world, by_point), shape, strict=True))
    widest = np.maximum(np.maximum(one, two), one + two - own)
    known = (own > 0.0) & (widest > 0.0)
    normal = NormalDist().inv_cdf(0.5 + LEVEL / 2.0)
    worth = rows * own / np.where(known, widest, 1.0) * (normal / student(int(fewer) - 1)) ** 2
    return np.where(known, np.minimum(worth, rows), fewer)


def wilson(hits: Array, trials: Array | float, level: float = LEVEL) -> tuple[Array, Array]:
    """Wilson (1927) interval of many shares at once; scipy.stats.binomtest does one at a time."""
    z2 = NormalDist().inv_cdf(0.5 + level / 2.0) ** 2
    found = hits / trials
    middle = (found + z2 / (2.0 * trials)) / (1.0 + z2 / trials)
    spread = found * (1.0 - found) / trials + z2 / (4.0 * trials**2)
    half = np.sqrt(z2 * spread) / (1.0 + z2 / trials)
    low = np.where(hits <= 0, 0.0, middle - half)
    high = np.where(hits >= trials, 1.0, middle + half)
    return low, high


def regress(values: Array, numbers: Array | None = None) -> Fit:
    """Least squares of `values` [world, point] on `numbers` [point, number] and a constant.

    Values that are not there are left out. Without numbers the one coefficient is the mean. With a
    single world the interval speaks of points alone, with a single point of worlds alone.
    """
    there = np.isfinite(values)
    worlds, points = (int(there.any(axis=k).sum()) for k in (1, 0))
    x = np.ones((values.shape[1], 1))
    if numbers is not None:
        x = np.column_stack([x, numbers])
    filled = np.where(there, values, 0.0)
    inverse = np.linalg.pinv((x.T * there.sum(axis=0)) @ x)
    spare = points - x.shape[1]
    value = inverse @ (x.T @ filled.sum(axis=0))
    missed = np.where(there, filled - x @ value, 0.0)
    scores = (missed @ x, worlds, worlds - 1), (missed.sum(axis=0)[:, None] * x, points, spare)
    kinds = [_clustered(score, n, freedom) for score, n, freedom in scores if freedom > 0]
    if len(kinds) == 2:
        alone = (x.T * (missed**2).sum(axis=0)) @ x
        kinds.append(kinds[0] + kinds[1] - alone)
    widest = [np.diag(inverse @ kind @ inverse) for kind in kinds] or [np.full(len(value), np.nan)]
    freedom = min((n for n in (worlds - 1, spare) if n > 0), default=1)
    half = student(freedom) * np.sqrt(np.max(widest, axis=0))
    return Fit(value, value - half, value + half, _explained(means_by_point(values), x @ value))


@lru_cache
def student(freedom: int) -> float:
    """Quantile of Student's t that leaves half of what is beyond `LEVEL` above it."""
    from scipy.special import stdtrit  # scipy.stats takes a second to import

    return float(stdtrit(freedom, (1.0 + LEVEL) / 2.0))


def by_point(values: Array) -> Array:
    """As [world, point]; a world without a design has one point."""
    return values if values.ndim == 2 else values[:, None]


def means_by_point(values: Array) -> Array:
    """Means over the worlds that have the number, [point]; NaN where none has."""
    there = np.isfinite(values)
    count = there.sum(axis=0)
    total = np.where(there, values, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _clustered(scores: Array, clusters: int, freedom: int) -> Array:
    """Variance of the sum of scores [cluster, coefficient].

    Added up without BLAS, whose threads take longer to meet than one of them to add.
    """
    products = [[(one * other).sum() for other in scores.T] for one in scores.T]
    return np.array(products) * (clusters / freedom)


def _explained(means: Array, fitted: Array) -> float:
    known = np.isfinite(means)
    spread = float(np.var(means[known])) if known.any() else 0.0
    if spread == 0.0:
        return float("nan")
    return 1.0 - float(np.mean((means - fitted)[known] ** 2)) / spread
