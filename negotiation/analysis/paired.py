"""What a cell changes, row by row: cells of a run share their worlds, so they are paired.

Pairing takes out what the two cells have in common (common random numbers), so that a small effect
shows with few worlds. With a design of points rows are paired by world and point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from negotiation.analysis.clustered import Interval, interval, share, shift
from negotiation.analysis.load import Run
from negotiation.analysis.measures import Measure
from negotiation.draws import Array


@dataclass(frozen=True)
class Difference:
    """Mean difference of a measure between a cell and the one it is held against.

    `low` and `high` bound its 95 % interval, see `apart`.
    `rows` is how many have the number, in both cells.
    """

    cell: int
    table: str
    mean: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True)
class Level(Difference):
    """Mean of a measure in a cell, with its 95 % interval."""


@dataclass(frozen=True)
class Compared:
    """A measure at a table: its mean in every cell, and its differences by the cell held against.

    Attributes
    ----------
    levels : of the cells asked for, in order.
    differences : for each base asked for, the other cells held against it, in order.
    """

    measure: Measure
    levels: list[Level]
    differences: dict[int, list[Difference]]


def compare(
    run: Run,
    table: str,
    measures: Sequence[Measure],
    bases: Sequence[int] | Mapping[int, Sequence[int]] = (0,),
    levels: Sequence[int] | None = None,
) -> list[Compared]:
    """Levels and paired differences of each measure, in order; cells are read one at a time.

    Parameters
    ----------
    bases : cells that all others are held against; or for each of them, the cells that are.
    levels : cells whose levels are wanted; by default all.
    """
    against = {base: values(run, table, measures, base) for base in bases}
    everything = run.which(None)
    held = bases if isinstance(bases, Mapping) else dict.fromkeys(bases, everything)
    found = [Compared(measure, [], {base: [] for base in bases}) for measure in measures]
    for cell in everything:
        here = against[cell] if cell in against else values(run, table, measures, cell)
        for k, one in enumerate(found):
            if levels is None or cell in levels:
                one.levels.append(Level(cell, table, *level(one.measure, here[k])))
            for base, there in against.items():
                if cell != base and cell in held[base]:
                    found_ = apart(one.measure, here[k], there[k])
                    one.differences[base].append(Difference(cell, table, *found_))
    return found


def differences(run: Run, table: str, measure: Measure, base: int = 0) -> list[Difference]:
    """Differences of every other cell to the cell `base`, in the order of the cells."""
    return compare(run, table, [measure], (base,), ())[0].differences[base]


def levels(run: Run, table: str, measure: Measure) -> list[Level]:
    """Means of every cell, in the order of the cells."""
    return compare(run, table, [measure], ())[0].levels


def level(measure: Measure, values_: Array) -> Interval:
    """Mean and 95 % interval of a measure, [world] or [world, point]; a chance in per cent."""
    if not measure.chance:
        return interval(values_)
    mean, low, high, rows = share(values_ / 100.0)
    return 100.0 * mean, 100.0 * low, 100.0 * high, rows


def apart(measure: Measure, here: Array, there: Array) -> Interval:
    """Mean and 95 % interval of what a measure differs by, row by row, in the unit of differences.

    Agresti and Min's for a chance, which has a width even where no row differs; else Student's,
    which is NaN for one row. See `negotiation.analysis.clustered`.
    """
    if not measure.chance:
        return interval(here - there)
    mean, low, high, rows = shift((here - there) / 100.0)
    return 100.0 * mean, 100.0 * low, 100.0 * high, rows


def values(run: Run, table: str, measures: Sequence[Measure], cell: int) -> list[Array]:
    """Each measure in a cell, [world, point]; without a design a world has one point."""
    columns = list(dict.fromkeys(column for one in measures for column in one.columns))
    rows = run.arrays(columns, table, cell)
    return [measure.of(rows).reshape(-1, run.points) for measure in measures]
