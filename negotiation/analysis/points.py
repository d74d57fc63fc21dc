"""What a design of points shows: means by point, and how much each number moves a measure.

Intervals count that rows of one world, and rows of one point, hang together; see
`negotiation.analysis.clustered`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from negotiation.analysis.clustered import LEVEL, means_by_point, regress
from negotiation.analysis.load import Run
from negotiation.analysis.measures import Measure
from negotiation.analysis.paired import level, values
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


def design(run: Run) -> Points:
    """The points of a run; `InputError` if it has none."""
    if not run.resolved.experiment.spans:
        problem = "has no design of points; give one with design and vary, or with --design"
        raise InputError(problem, file=str(run.folder))
    points = stored(run.resolved, run.folder).design
    assert points is not None
    return points


def means(run: Run, table: str, measure: Measure, cell: int = 0) -> pd.DataFrame:
    """The points of a cell, with the measure's mean and its 95 % interval over the worlds.

    Columns are `point`, one for each number, `mean`, `low`, `high` and `worlds`.
    """
    points = design(run)
    (rows,) = values(run, table, [measure], cell)
    found = [level(measure, column) for column in rows.T]
    frame = pd.DataFrame(points.values, columns=list(points.keys))
    frame.insert(0, "point", np.arange(len(frame)))
    for k, name in enumerate(("mean", "low", "high", "worlds")):
        frame[name] = [one[k] for one in found]
    return frame


def effects(run: Run, table: str, measure: Measure, cell: int = 0) -> list[Effect]:
    """What each number of the design does to the measure, the largest effect first."""
    points = design(run)
    (rows,) = values(run, table, [measure], cell)
    method = run.resolved.experiment.design
    if method == "morris":
        found = _elementary(run, points, means_by_point(rows))
    elif method == "saltelli":
        found = _indices(run, points, means_by_point(rows))
    else:
        found = ranked(points, rows)
    return sorted(found, key=lambda effect: -np.nan_to_num(abs(effect.size), nan=-1.0))


def ranked(points: Points, rows: Array) -> list[Effect]:
    """Effects by regression on the ranks of all numbers; `rows` are [world, point]."""
    from scipy.stats import rankdata

    rank = (rankdata(points.values, axis=0) - 0.5) / len(points.values)
    fit = regress(rows, rank)
    size, low, high = (x[1:].tolist() for x in (fit.value, fit.low, fit.high))
    more = {"share": fit.share}
    return [
        Effect(key, unit, size[k], low[k], high[k], more)
        for k, (key, unit) in enumerate(_named(points))
    ]


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
