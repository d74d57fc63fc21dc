"""Columns of a result as means and paired differences, with 95 % intervals.

A world without a number is left out, and `worlds` says how many have it. A difference is over the
worlds that have it in both cells: for weeks and terms these are worlds that settle in both, a
choice of worlds that the cells themselves make. `negotiation.analysis.paired` has measures that
every world has, such as weeks without a deal.

With a design of points the rows of one world share its draws, so a world counts once, with its mean
over the points; the intervals are about worlds, for the points as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from negotiation.analysis.load import ANY_DEAL, Cells, Run
from negotiation.analysis.paired import interval
from negotiation.analysis.survival import wilson
from negotiation.draws import Array
from negotiation.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

WORDS = ("outcome", "table")  # columns of text
Interval = tuple[float, float, float, int]  # mean, low, high, worlds that have it


def means(
    run: Run, columns: Sequence[str], table: str | None = None, cells: Cells = None
) -> pd.DataFrame:
    """A row for each cell, table and column that has numbers there.

    Columns `mean`, `low` and `high` (95 %: Wilson's for `any_deal` without points, else Student's),
    `worlds` and `unit`.
    """
    rows = [
        (cell, at, column, *mean(run, column, at, cell))
        for column in _numbers(run, columns)
        for at in _tables(run, table)
        for cell in run.which(cells)
    ]
    return _tidy(run, rows)


def differences(
    run: Run, columns: Sequence[str], base: int = 0, table: str | None = None
) -> pd.DataFrame:
    """What each other cell changes against the cell `base`, paired by world; columns as in `means`.

    Intervals are Student's, over the differences.
    """
    run.which(base)
    rows = []
    for column in _numbers(run, columns):
        for at in _tables(run, table):
            against = by_world(run, run.values(column, at, base))
            for cell in run.which(None):
                if cell != base:
                    values = by_world(run, run.values(column, at, cell))
                    rows.append((cell, at, column, *interval(values - against)))
    return _tidy(run, rows)


def pairs(
    run: Run, columns: Sequence[str], cell: int, base: int = 0, table: str | None = None
) -> pd.DataFrame:
    """Worlds of two cells side by side: `week` is that of `cell`, `week.base` that of `base`.

    One row for each world (and point) and table; units are in `attrs`.
    """
    one, two = (run.frame(columns, table, cells=number) for number in (cell, base))
    keys = [name for name in one.columns if name not in columns and name != "cell"]
    found = one.drop(columns="cell").merge(
        two.drop(columns="cell"), on=keys, suffixes=("", ".base"), validate="one_to_one"
    )
    found.attrs["units"] = {c: run.unit(c.removesuffix(".base")) for c in found.columns}
    return found


def mean(run: Run, column: str, table: str, cell: int) -> Interval:
    """Mean of a column at a table in a cell, its 95 % interval, and the worlds that have it."""
    values = run.values(column, table, cell)
    if column == ANY_DEAL and run.points == 1:
        low, high = wilson(np.array([values.sum()]), len(values))
        return float(values.mean()), float(low[0]), float(high[0]), len(values)
    return interval(by_world(run, values))


def by_world(run: Run, values: np.ndarray) -> Array:
    """One number a world: its own, or the mean over the points at which it has one."""
    if run.points == 1:
        return values.astype(np.float64)
    points = values.astype(np.float64).reshape(-1, run.points)
    known = np.isfinite(points)
    count = known.sum(axis=1)
    total = np.where(known, points, 0.0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(points), np.nan), where=count > 0)


def _numbers(run: Run, columns: Sequence[str]) -> Sequence[str]:
    for column in columns:
        if column in WORDS:
            problem = f"is text and has no mean; '{ANY_DEAL}' is the chance of a deal"
            raise InputError(problem, file=str(run.folder), key=column)
    return columns


def _tables(run: Run, table: str | None) -> list[str]:
    return run.manifest["tables"] if table is None else [table]


def _tidy(run: Run, rows: list[tuple]) -> pd.DataFrame:
    import pandas as pd

    names = ["cell", "table", "column", "mean", "low", "high", "worlds"]
    found = pd.DataFrame(rows, columns=names)
    found = found[found["worlds"] > 0].reset_index(drop=True)
    return found.assign(unit=[run.unit(name) for name in found["column"]])
