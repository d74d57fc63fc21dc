"""Several measures of a table at once, read in one go: levels of all cells, and differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negotiation.analysis.load import Run
from negotiation.analysis.paired import Difference, Level, Measure, chance, interval


@dataclass(frozen=True)
class Compared:
    """A measure at a table: its mean in every cell, and its differences by the cell held against.

    Attributes
    ----------
    levels : in the order of the cells.
    differences : for each base asked for, all other cells in order.
    """

    measure: Measure
    levels: list[Level]
    differences: dict[int, list[Difference]]


def compare(
    run: Run, table: str, measures: Sequence[Measure], bases: Sequence[int] = (0,)
) -> list[Compared]:
    """Levels and paired differences of each measure, in order."""
    columns = list(dict.fromkeys(column for one in measures for column in one.columns))
    frame = run.frame(columns, table).sort_values(["cell", "world"])
    cells = {int(cell): rows for cell, rows in frame.groupby("cell")}
    return [_compared(measure, table, cells, bases) for measure in measures]


def _compared(measure: Measure, table: str, cells: dict, bases: Sequence[int]) -> Compared:
    values = {cell: measure.of(rows) for cell, rows in cells.items()}
    mean = chance if measure.chance else interval
    levels = [Level(cell, table, *mean(x)) for cell, x in values.items()]
    apart = {
        base: [
            Difference(cell, table, *interval(x - values[base]))
            for cell, x in values.items()
            if cell != base
        ]
        for base in bases
    }
    return Compared(measure, levels, apart)
