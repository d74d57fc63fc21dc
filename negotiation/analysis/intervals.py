"""Columns of a result as means and paired differences, with 95 % intervals.

A row without a number is left out, and `rows` says how many have it. A difference is over the
rows that have it in both cells: for weeks and terms these are worlds that settle in both, a choice
of worlds that the cells themselves make. `negotiation.analysis.measures` has measures that every
world has, such as weeks without a deal.

With a design of points a row is a world at a point, and intervals count that rows of one world and
rows of one point hang together; see `negotiation.analysis.clustered`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from negotiation.analysis.clustered import Interval, interval, share, shift
from negotiation.analysis.load import ANY_DEAL, Cells, Run
from negotiation.draws import Array
from negotiation.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

WORDS = ("outcome", "table")  # columns of text


def means(
    run: Run, columns: Sequence[str], table: str | None = None, cells: Cells = None
) -> pd.DataFrame:
    """A row for each cell, table and column that has numbers there.

    Columns `mean`, `low` and `high` (95 %: Wilson's for `any_deal`, else Student's), `rows` and
    `unit`.
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
    """What each other cell changes against the cell `base`, row by row; columns as in `means`.

    Intervals are Agresti and Min's for `any_deal`, else Student's over the differences.
    """
    run.which(base)
    rows = []
    for column in _numbers(run, columns):
        of = shift if column == ANY_DEAL else interval
        for at in _tables(run, table):
            against = _rows(run, column, at, base)
            for cell in run.which(None):
                if cell != base:
                    apart = _rows(run, column, at, cell) - against
                    rows.append((cell, at, column, *of(apart)))
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
    """Mean of a column at a table in a cell, its 95 % interval, and the rows that have it."""
    of = share if column == ANY_DEAL else interval
    return of(_rows(run, column, table, cell))


def _rows(run: Run, column: str, table: str, cell: int) -> Array:
    """A column, [world, point]; without a design a world has one point."""
    return run.values(column, table, cell).astype(np.float64).reshape(-1, run.points)


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

    names = ["cell", "table", "column", "mean", "low", "high", "rows"]
    found = pd.DataFrame(rows, columns=names)
    found = found[found["rows"] > 0].reset_index(drop=True)
    return found.assign(unit=[run.unit(name) for name in found["column"]])
