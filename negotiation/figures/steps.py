"""What a number changes: paired differences to its first value, by table."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from negotiation.analysis.load import Run
from negotiation.analysis.measures import measures
from negotiation.analysis.paired import Difference, compare
from negotiation.figures import style, words
from negotiation.figures.differences import NO_ROWS
from negotiation.figures.doses import Rows, curves, lacks, lines_of, measures_of, number

__all__ = ["caption", "lacks", "steps"]


def steps(run: Run, axes: Sequence[Axes] | None = None) -> Figure:
    """Mean paired difference to the first value, laid out as the figure of doses.

    Parameters
    ----------
    axes : one for each measure and table, row by row.
    """
    words.need(run, lacks(run))
    rows = _rows(run)
    if not any(one.rows for tables in rows.values() for found in tables.values() for one in found):
        return style.nothing(NO_ROWS)
    return curves(run, rows, measures_of(run), axes, against=True)


def caption(run: Run) -> str:
    """What the figure shows."""
    key = number(run)
    unit = words.lever_unit(run, key)
    first = f"{words.choice(min(run.resolved.experiment.levers[key]))}{f' {unit}' if unit else ''}"
    return words.join(
        f"What {words.lever(run, key)} changes against its lowest value, {first}, in the same "
        "worlds: mean of the paired differences by table, with its 95 % interval "
        f"({words.method(run)}). Chances and tariffs in percentage points. An interval that leaves "
        "the grey line out is a difference that the number of worlds settles.",
        "Any deal is full or partial; weeks without a deal count to the last settlement, and to "
        "the horizon where there is none. Scales differ between panels where one range would "
        "flatten a curve.",
        words.finite(run),
        words.cells(run),
        words.setting(run),
    )


def _rows(run: Run) -> Rows:
    """Differences to the first cell of each line, by measure and table."""
    rows: Rows = {name: {} for name in measures_of(run)}
    lines = lines_of(run, number(run))
    for table in run.manifest["tables"]:
        wanted = [m for m in measures(run, table) if m.name in rows]
        for one in compare(run, table, wanted, {first: rest for first, *rest in lines}, ()):
            found: list[Difference] = []
            for first, apart in one.differences.items():
                found.append(Difference(first, table, 0.0, 0.0, 0.0, 0))
                found += [step for step in apart if step.rows]
            rows[one.measure.name][table] = found
    return rows
