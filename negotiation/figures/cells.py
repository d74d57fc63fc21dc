"""Which cells share a panel, so that no panel holds more lines than a reader can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from negotiation.analysis.load import Run
from negotiation.figures import style, words

EASY = 4  # lines in a panel that are easily told apart
MOST = len(style.LINES)


@dataclass(frozen=True)
class Split:
    """Cells by row of panels.

    Attributes
    ----------
    between : levers whose choices set the rows apart.
    within : levers whose choices set the lines of a panel apart.
    rows : numbers of the cells in each row, in the order of their lines.
    """

    between: list[str]
    within: list[str]
    rows: list[list[int]]

    @property
    def drawn(self) -> int:
        """How many cells are drawn."""
        return sum(len(row) for row in self.rows)


def split(run: Run, most: int) -> Split:
    """The fewest rows of panels, `most` at most, that keep the lines in a panel few.

    Where there are too many cells for that, the last ones are left out.
    """
    kinds = {key: len({str(cell[key]) for cell in run.cells}) for key in words.varied(run)}

    def cost(between: Sequence[str]) -> tuple[bool, int, int]:
        rows = prod(kinds[key] for key in between)
        lines = len(run.cells) // rows
        return rows > most or lines > MOST, rows + 2 * max(0, lines - EASY), rows

    between = min(_subsets(list(kinds)), key=cost)
    rows: dict[tuple[str, ...], list[int]] = {}
    for number, cell in enumerate(run.cells):
        rows.setdefault(tuple(str(cell[key]) for key in between), []).append(number)
    within = [key for key in kinds if key not in between]
    return Split(list(between), within, [row[:MOST] for row in rows.values()][:most])


def _subsets(keys: list[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(keys) + 1):
        yield from combinations(keys, size)
