"""What sets cells apart: paired differences to the first cell, by table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negotiation.analysis import paired
from negotiation.analysis.load import Run
from negotiation.analysis.paired import Difference, Measure
from negotiation.errors import InputError
from negotiation.figures import style, words

ROW, EDGE = 0.17, 0.95  # inches of a row; of what is around all rows
MARKS = ("o", "s", "D", "^", "v", "P")
SPREAD = 0.52  # of the room between rows, shared by the tables


@dataclass(frozen=True)
class _Panel:
    """One measure and its differences by table."""

    measure: Measure
    found: dict[str, list[Difference]]


def differences(run: Run, axes: Sequence[Axes] | None = None) -> Figure:
    """Mean paired difference of each cell to the first, with its 95 % interval, by measure."""
    cells = _cells(run)
    panels = _panels(run)
    with style.paper():
        own = (
            _axes(len(panels), len(cells))
            if axes is None
            else style.enough(axes, len(panels), "one for each measure")
        )
        for ax, panel in zip(own, panels, strict=True):
            _draw(ax, run, panel, cells)
        _label(own[0], run, cells)
        handles = [_handle(run, table, k) for k, table in enumerate(run.manifest["tables"])]
        style.owner(own[0]).legend(
            handles=handles, loc="outside upper center", ncols=len(handles), columnspacing=1.4,
            handlelength=1.0, borderaxespad=0.1, title=words.only(len(cells) + 1, run),
            title_fontsize=style.SMALL,
        )  # fmt: skip
        return style.finish(own[0])


def caption(run: Run) -> str:
    """What the figure shows."""
    cells = _cells(run)
    tariffs = "the plain mean over the tariffs at a table, settled or not, at the end"
    return words.join(
        f"What each cell changes against the first ({words.cell(run, 0)}), in the same worlds:",
        "mean of the paired differences and its 95 % interval (Student's t over worlds), by table.",
        "Any deal is full or partial; weeks without a deal count to the last settlement, and to "
        f"the horizon where there is none; final tariffs are {tariffs}.",
        words.MONTE_CARLO,
        f"Only the first {len(cells) + 1} of {len(run.cells)} cells have room."
        if len(cells) + 1 < len(run.cells)
        else "",
        words.cells(run),
        words.setting(run),
    )


def _cells(run: Run) -> list[int]:
    """Cells that there is room for on a page, without the first."""
    if len(run.cells) < 2:
        raise InputError(
            "has one cell, and differences need two; list strategies, or add levels under [vary] "
            "or [arms]",
            file=str(run.folder),
        )
    most = int((style.TALLEST - EDGE) / ROW)
    return list(range(1, len(run.cells)))[:most]


def _panels(run: Run) -> list[_Panel]:
    """Measures in order, each with the tables that have it."""
    found: dict[str, _Panel] = {}
    for table in run.manifest["tables"]:
        for measure in paired.measures(run, table):
            panel = found.setdefault(measure.name, _Panel(measure, {}))
            panel.found[table] = paired.differences(run, table, measure)
    return list(found.values())


def _axes(panels: int, rows: int) -> list[Axes]:
    figure = style.sheet(style.DOUBLE, EDGE + ROW * rows)
    return list(figure.subplots(1, panels, sharey=True, squeeze=False)[0])


def _draw(ax: Axes, run: Run, panel: _Panel, cells: list[int]) -> None:
    tables = list(run.manifest["tables"])
    at = {cell: row for row, cell in enumerate(cells)}
    ax.axvline(0.0, color=style.GREY, linewidth=0.6)
    for table, found in panel.found.items():
        k = tables.index(table)
        offset = SPREAD * (k / max(len(tables) - 1, 1) - 0.5) if len(tables) > 1 else 0.0
        for one in found:
            if one.cell in at:
                y = at[one.cell] + offset
                colour = style.LINES[k % len(style.LINES)][0]
                ax.plot([one.low, one.high], [y, y], color=colour, linewidth=0.8)
                ax.plot(one.mean, y, MARKS[k % len(MARKS)], color=colour, markersize=2.4)
    ax.set_title(panel.measure.name, fontsize=style.SMALL)
    ax.set_xlabel(f"difference ({panel.measure.unit})", fontsize=style.SMALL)
    ax.set_ylim(len(cells) - 0.4, -0.6)
    ax.grid(axis="y", color=style.PALE, linewidth=0.4)
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.locator_params(axis="x", nbins=4)


def _label(ax: Axes, run: Run, cells: list[int]) -> None:
    ax.set_yticks(range(len(cells)), [words.cell(run, c) for c in cells], fontsize=style.SMALL)


def _handle(run: Run, table: str, k: int) -> Line2D:
    colour = style.LINES[k % len(style.LINES)][0]
    return Line2D([], [], color=colour, marker=MARKS[k % len(MARKS)], markersize=2.8,
                  linewidth=0.8, label=words.table(run, table))  # fmt: skip
