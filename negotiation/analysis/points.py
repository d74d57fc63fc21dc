"""What a design of points shows: means by point, and how much each number moves a measure.

Rows of one world share its draws and rows of one point share its numbers, so no row is independent
of all others. Intervals count both: variances are clustered by world and by point (Cameron, Gelbach
and Miller 2011), and the widest of the three estimates is kept.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from negotiation.analysis.load import Run
from negotiation.analysis.paired import Difference, Measure, chance, interval
from negotiation.analysis.survival import LEVEL
from negotiation.draws import Array
from negotiation.errors import InputError
from negotiation.runs.points import FILE, Points, drawn, positions, stored

RESAMPLES = 1000  # of SALib's bootstrap


@dataclass(frozen=True)
class Effect:
    """How much a number moves a measure at one table of one cell.

    Attributes
    ----------
    key, unit : the number.
    size : of a Latin hypercube or a Sobol design, the change in the measure from the lowest to the
        highest value of the number, by regression on the ranks of all numbers (Iman and Conover
        1979); of a Morris design mu*, the mean size of an elementary effect over the whole range
        (Campolongo and others 2007); of a Saltelli design the total index, the share of the
        variance between points that would be left if all else were known (Saltelli and others
        2010).
    low, high : its 95 % interval.
    more : what else the method says: `share` of the variance between points that the regression
        explains with all numbers, `mean` and `sigma` of elementary effects, the `first` index.
    """

    key: str
    unit: str
    size: float
    low: float
    high: float
    more: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Fit:
    """A regression of a measure on numbers that differ by point; arrays [coefficient].

    The first coefficient is the intercept. `share` is the share explained of the variance of the
    means by point.
    """

    value: Array
    low: Array
    high: Array
    share: float


def design(run: Run) -> Points:
    """The points of a run; `InputError` if it has none."""
    if not run.resolved.experiment.spans:
        problem = "has no design of points; give one with design and vary, or with --design"
        raise InputError(problem, file=str(run.folder))
    points = stored(run.resolved, run.folder).design
    assert points is not None
    return points


def by_cell(run: Run, table: str, measure: Measure) -> Iterator[tuple[int, Array]]:
    """The measure in each cell, [world, point]; without a design a world has one point."""
    where = ["world", "point"] if "point" in run.columns else ["world"]
    frame = run.frame([*where[1:], *measure.columns], table).sort_values(["cell", *where])
    points = run.resolved.points
    for cell, rows in frame.groupby("cell"):
        yield int(cell), measure.of(rows).reshape(-1, points)


def means(run: Run, table: str, measure: Measure, cell: int = 0) -> pd.DataFrame:
    """The points of a cell, with the measure's mean and its 95 % interval over the worlds.

    Columns are `point`, one for each number, `mean`, `low`, `high` and `worlds`.
    """
    points = design(run)
    values = dict(by_cell(run, table, measure))[cell]
    estimate = chance if measure.chance else interval
    found = [estimate(column) for column in values.T]
    frame = pd.DataFrame(points.values, columns=list(points.keys))
    frame.insert(0, "point", np.arange(len(frame)))
    for k, name in enumerate(("mean", "low", "high", "worlds")):
        frame[name] = [one[k] for one in found]
    return frame


def differences(run: Run, table: str, measure: Measure, base: int = 0) -> list[Difference]:
    """Mean differences of every other cell to `base`, world by world and point by point."""
    values = dict(by_cell(run, table, measure))
    against = values.pop(base)
    found = []
    for cell, there in values.items():
        fit = regress(there - against)
        rows = int(np.isfinite(there - against).sum())
        mean, low, high = (float(x[0]) for x in (fit.value, fit.low, fit.high))
        found.append(Difference(cell, table, mean, low, high, rows))
    return found


def effects(run: Run, table: str, measure: Measure, cell: int = 0) -> list[Effect]:
    """What each number of the design does to the measure, the largest effect first."""
    points = design(run)
    values = dict(by_cell(run, table, measure))[cell]
    method = run.resolved.experiment.design
    if method == "morris":
        found = _elementary(run, points, _by_point(values))
    elif method == "saltelli":
        found = _indices(run, points, _by_point(values))
    else:
        found = ranked(points, values)
    return sorted(found, key=lambda effect: -np.nan_to_num(abs(effect.size), nan=-1.0))


def ranked(points: Points, values: Array) -> list[Effect]:
    """Effects by regression on the ranks of all numbers; `values` are [world, point]."""
    from scipy.stats import rankdata

    rank = (rankdata(points.values, axis=0) - 0.5) / len(points.values)
    fit = regress(values, rank)
    size, low, high = (x[1:].tolist() for x in (fit.value, fit.low, fit.high))
    more = {"share": fit.share}
    return [
        Effect(key, unit, size[k], low[k], high[k], more)
        for k, (key, unit) in enumerate(_named(points))
    ]


def regress(values: Array, numbers: Array | None = None) -> Fit:
    """Least squares of `values` [world, point] on `numbers` [point, number] and a constant.

    Values that are not there are left out. Without numbers the one coefficient is the mean. With a
    single world the interval speaks of points alone, with a single point of worlds alone.
    """
    from scipy import stats

    worlds, points = values.shape
    x = np.ones((points, 1)) if numbers is None else np.column_stack([np.ones(points), numbers])
    there = np.isfinite(values)
    filled = np.where(there, values, 0.0)
    inverse = np.linalg.pinv((x.T * there.sum(axis=0)) @ x)
    value = inverse @ (x.T @ filled.sum(axis=0))
    missed = np.where(there, filled - x @ value, 0.0)
    by_world = _clustered(missed @ x, worlds - 1)
    by_point = _clustered(missed.sum(axis=0)[:, None] * x, points - x.shape[1])
    alone = (x.T * (missed**2).sum(axis=0)) @ x
    kinds = [k for k in (by_world, by_point) if k is not None]
    if len(kinds) == 2:
        kinds.append(kinds[0] + kinds[1] - alone)
    widest = [np.diag(inverse @ kind @ inverse) for kind in kinds] or [np.full(len(value), np.nan)]
    freedom = min(n for n in (worlds - 1, points - x.shape[1], np.inf) if n > 0)
    half = stats.t.ppf((1.0 + LEVEL) / 2.0, freedom) * np.sqrt(np.max(widest, axis=0))
    return Fit(value, value - half, value + half, _share(_by_point(values), x @ value))


def _clustered(scores: Array, freedom: int) -> Array | None:
    """Variance of the sum of scores [cluster, coefficient]; None where none can be told."""
    if freedom < 1:
        return None
    return scores.T @ scores * (len(scores) / freedom)


def _by_point(values: Array) -> Array:
    """Means by point, NaN where no world has the number."""
    there = np.isfinite(values)
    count = there.sum(axis=0)
    total = np.where(there, values, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _share(means_: Array, fitted: Array) -> float:
    known = np.isfinite(means_)
    spread = float(np.var(means_[known])) if known.any() else 0.0
    if spread == 0.0:
        return float("nan")
    return 1.0 - float(np.mean((means_ - fitted)[known] ** 2)) / spread


def _elementary(run: Run, points: Points, means_: Array) -> list[Effect]:
    """Elementary effects (Morris 1991), by SALib."""
    if not _analysable(means_):
        return [Effect(k, u, 0.0, np.nan, np.nan) for k, u in _named(points)]
    from SALib.analyze import morris

    problem, cube = _cube(run, points)
    found = morris.analyze(
        problem, cube, means_, num_resamples=RESAMPLES, conf_level=LEVEL,
        seed=run.resolved.experiment.seed % 2**32,
    )  # fmt: skip
    return [
        Effect(key, unit, float(star), float(star - conf), float(star + conf),
               {"mean": float(mu), "sigma": float(sigma)})
        for (key, unit), star, conf, mu, sigma in zip(
            _named(points), found["mu_star"], found["mu_star_conf"], found["mu"], found["sigma"],
            strict=True,
        )
    ]  # fmt: skip


def _indices(run: Run, points: Points, means_: Array) -> list[Effect]:
    """Sobol' indices, by SALib."""
    if not _analysable(means_):
        return [Effect(k, u, 0.0, np.nan, np.nan) for k, u in _named(points)]
    from SALib.analyze import sobol

    problem, _ = _cube(run, points)
    with warnings.catch_warnings():  # a resample may hold one value alone; its index is then 0
        warnings.filterwarnings("ignore", "Constant values", UserWarning)
        found = sobol.analyze(
            problem, means_, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL,
            seed=run.resolved.experiment.seed % 2**32,
        )  # fmt: skip
    return [
        Effect(key, unit, float(total), float(total - conf), float(total + conf),
               {"first": float(first)})
        for (key, unit), total, conf, first in zip(
            _named(points), found["ST"], found["ST_conf"], found["S1"], strict=True
        )
    ]  # fmt: skip


def _analysable(means_: Array) -> bool:
    """Whether every point has a value, and not all the same one."""
    return bool(np.isfinite(means_).all() and np.ptp(means_) > 0.0)


def _named(points: Points) -> list[tuple[str, str]]:
    return list(zip(points.keys, points.units, strict=True))


def _cube(run: Run, points: Points) -> tuple[dict, Array]:
    """The problem and the points in the unit cube; `InputError` if SALib draws others by now."""
    again = drawn(run.resolved).design
    if again is None or not np.array_equal(again.values, points.values):
        problem = "was drawn by another version of SALib; analyse it with the one in manifest.json"
        raise InputError(problem, file=str(run.folder / FILE))
    return positions(run.resolved.experiment)
