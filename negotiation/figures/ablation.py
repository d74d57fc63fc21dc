"""What each mechanism contributes: paired differences with it off, the largest first."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from negotiation.analysis.load import Run
from negotiation.figures import style, words
from negotiation.figures.differences import NO_ROWS, Panel, draw_panels, panels_of, room
from negotiation.mechanisms import BY_ID
from negotiation.runs.design import ARM


def ablation(run: Run, axes: Sequence[Axes] | None = None) -> Figure:
    """One row a mechanism, one panel a measure, one mark a table; ordered by the first measure.

    Parameters
    ----------
    axes : one for each measure.
    """
    words.need(run, lacks(run))
    panels = _panels(run)
    if not panels:
        return style.nothing(NO_ROWS)
    off = _off(run, panels)
    labels = ["everything on", *(f"{BY_ID[off[cell]].name} ({off[cell]})" for cell in off)]
    return draw_panels(run, panels, list(off), labels, axes)


def caption(run: Run) -> str:
    """What the figure shows."""
    panels, measures = _panels(run), len(panels_of(run))
    shown, everything = len(_off(run, panels)), len(_switched(run))
    return words.join(
        "What each mechanism contributes: difference that switching it off makes in the same "
        f"worlds, mean and 95 % interval ({words.method(run)}), by table; a mark at the left of "
        "zero means that the mechanism adds to the measure. Rows are ordered by the largest "
        "difference in the first panel. Top row: means with everything on, by table in the order "
        "of the legend. Filled marks: the interval leaves zero out; one in twenty does so by "
        "chance.",
        "One mechanism is off at a time, so what two do together is not shown.",
        f"Only {shown} of {everything} mechanisms have room." if shown < everything else "",
        f"Only the first {len(panels)} of {measures} panels have room at this width."
        if len(panels) < measures
        else "",
        words.finite(run),
        words.setting(run),
    )


def lacks(run: Run) -> str:
    """What the run would need."""
    if _switched(run) and ARM in run.cells[0] and not run.resolved.experiment.arms[_first(run)]:
        return ""
    return (
        "switches no mechanism off against a first arm that changes nothing; see "
        "experiments/ablation.toml"
    )


def _panels(run: Run) -> list[Panel]:
    """As many measures as leave room for every mechanism."""
    panels, rows = panels_of(run), len(_switched(run))
    while len(panels) > 1 and room(len(panels)) < rows:
        panels.pop()
    return panels


def _first(run: Run) -> str:
    return str(run.cells[0][ARM])


def _switched(run: Run) -> dict[int, str]:
    """Cell in which one mechanism alone is off, all else as in the first, and its id."""
    found = {}
    for number, cell in enumerate(run.cells):
        changes = run.resolved.experiment.arms.get(str(cell.get(ARM)), {})
        same = all(str(cell[k]) == str(run.cells[0][k]) for k in cell if k != ARM)
        if same and len(changes) == 1:
            key, value = next(iter(changes.items()))
            if value is False and key.removeprefix("mechanisms.") in BY_ID:
                found[number] = key.removeprefix("mechanisms.")
    return found


def _off(run: Run, panels: Sequence[Panel]) -> dict[int, str]:
    """Mechanism by cell, the largest difference first, as many as have room."""
    switched = _switched(run)
    reach = dict.fromkeys(switched, 0.0)
    for found in panels[0].found.values() if panels else ():
        for one in found:
            if one.cell in reach and one.rows:
                reach[one.cell] = max(reach[one.cell], abs(one.mean))
    ordered = sorted(switched, key=lambda cell: -reach[cell])
    return {cell: switched[cell] for cell in ordered[: room(max(len(panels), 1))]}
