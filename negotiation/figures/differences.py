"""What sets cells apart: paired differences to the first cell, by table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negotiation.analysis.load import Run
from negotiation.analysis.measures import Measure, measures
from negotiation.analysis.paired import Difference, compare
from negotiation.figures import style, words
from negotiation.figures.flags import LETTER
from negotiation.figures.once import once

ROW, EDGE = 0.17, 0.88  # inches of a row; of what is around all rows of a line of panels
TOP = 0.45  # inches of the legend
ACROSS, LEAST = 5, 1.4  # panels side by side at most; inches that a panel needs
MARKS = ("o", "s", "D", "^", "v", "P")
SPREAD = 0.52  # of the room between rows, shared by the tables
FAR = 4.0  # a table whose differences reach so many times further gets a panel of its own
NO_ROWS = "no worlds to compare"
WIDE, NARROW = 19, 14  # letters in a line of a panel's title, on a wide sheet and in a column


@dataclass(frozen=True)
class Panel:
    """One measure, its differences by table, and its mean in the first cell by table."""

    title: str
    measure: Measure
    found: dict[str, list[Difference]]
    first: dict[str, float]

    def reach(self, table: str) -> float:
        """How far from zero the means at a table get."""
        return max((abs(one.mean) for one in self.found[table] if one.rows), default=0.0)

    def clear(self, table: str) -> bool:
        """Whether some interval at a table leaves zero out."""
        return any(map(_clear, self.found[table]))

    def only(self, tables: Sequence[str], title: str) -> Panel:
        """The same with some tables alone."""
        found = {table: self.found[table] for table in tables}
        return Panel(title, self.measure, found, {table: self.first[table] for table in tables})


def differences(run: Run, axes: Sequence[Axes] | None = None) -> Figure:
    """Mean paired difference of each cell to the first, with its 95 % interval, by measure.

    The first row holds the means of the first cell. Measures are those of every run and those
    that the experiment asks for. Where a table goes much further than the others it has a panel
    of its own, so that differences clear of zero stay legible.
    """
    words.need(run, lacks(run))
    panels = panels_of(run)
    if not panels:
        return style.nothing(NO_ROWS)
    cells = _cells(run, len(panels))
    labels = [" / ".join(words.strategies(run, cell)) for cell in (0, *cells)]
    return draw_panels(run, panels, cells, labels, axes)


def draw_panels(
    run: Run,
    panels: Sequence[Panel],
    cells: Sequence[int],
    labels: Sequence[str],
    axes: Sequence[Axes] | None = None,
) -> Figure:
    """One panel a measure, one row a cell below that of the first cell, whose label comes first."""
    with style.paper():
        own = (
            _axes(len(panels), len(cells))
            if axes is None
            else style.enough(axes, len(panels), "one for each measure")
        )
        for ax, panel in zip(own, panels, strict=True):
            _draw(ax, run, panel, cells)
        across = _across(len(panels)) if axes is None else len(panels)
        for ax in own[::across]:
            _label(ax, run, labels)
        handles = [_handle(run, table, k) for k, table in enumerate(run.manifest["tables"])]
        style.owner(own[0]).legend(
            handles=handles, loc="outside upper center", ncols=_columns(handles), columnspacing=1.2,
            handlelength=1.0, borderaxespad=0.1, title=words.only(len(cells) + 1, run),
            title_fontsize=style.SMALL,
        )  # fmt: skip
        return style.finish(own[0])


def caption(run: Run) -> str:
    """What the figure shows."""
    panels = panels_of(run)
    cells = _cells(run, max(len(panels), 1))
    tariffs = "the plain mean over the tariffs at a table, settled or not, at the end"
    counts = [one.rows for panel in panels for found in panel.found.values() for one in found]
    fewest = min(counts, default=0)
    return words.join(
        f"What each cell changes against the first ({words.cell(run, 0)}), in the same worlds:",
        f"mean of the paired differences and its 95 % interval ({words.method(run)}), by table.",
        "Top row: means in the first cell, by table in the order of the legend; chances and "
        "tariffs in per cent. Filled marks: the interval leaves zero out. Of a mark without a line "
        "the interval is narrower than the mark.",
        "Any deal is full or partial; weeks without a deal count to the last settlement, and to "
        f"the horizon where there is none; final tariffs are {tariffs}.",
        "Scales differ between panels; a table whose differences reach much further than those of "
        "the others has a panel of its own.",
        "Worlds that lack a number in one of two cells, such as a gain at signing where nothing "
        f"was signed, are left out there: the fewest behind a mark are {fewest:,}."
        if fewest < words.rows(run)
        else "",
        words.finite(run),
        f"Only the first {len(cells) + 1} of {len(run.cells)} cells have room."
        if len(cells) + 1 < len(run.cells)
        else "",
        words.cells(run),
        words.setting(run),
    )


def lacks(run: Run) -> str:
    """What the run would need."""
    if len(run.cells) > 1:
        return ""
    return (
        "has one cell, and differences need two; list strategies, or add levels under [vary] or "
        "[arms]"
    )


def room(panels: int) -> int:
    """Rows below the first that a page has room for."""
    down = math.ceil(panels / _across(panels))
    return int(((style.TALLEST - TOP) / down - EDGE) / ROW) - 1


def _cells(run: Run, panels: int) -> list[int]:
    """Cells that there is room for on a page, without the first."""
    return list(range(1, len(run.cells)))[: room(panels)]


@once
def panels_of(run: Run) -> list[Panel]:
    """Measures in order, each with the tables that have it in two cells of the same world."""
    found: dict[str, Panel] = {}
    for table in run.manifest["tables"]:
        for one in compare(run, table, measures(run, table), levels=(0,)):
            measure, differing = one.measure, one.differences[0]
            if any(found_.rows for found_ in differing):
                panel = found.setdefault(measure.name, Panel(measure.name, measure, {}, {}))
                panel.found[table] = differing
                panel.first[table] = one.levels[0].mean
    return [part for panel in found.values() for part in _apart(run, panel)]


def _apart(run: Run, panel: Panel) -> list[Panel]:
    """The panel, or two where one table goes so much further that it would hide the others."""
    if len(panel.found) < 2:
        return [panel]
    *others, far = sorted(panel.found, key=panel.reach)
    rest = panel.reach(others[-1])
    if panel.reach(far) < FAR * rest or not any(map(panel.clear, others)):
        return [panel]
    near = [table for table in panel.found if table != far]
    rest_of = words.table(run, near[0]) if len(near) == 1 else "others"
    return [
        panel.only(near, f"{panel.title}:\n{rest_of}"),
        panel.only([far], f"{panel.title}:\n{words.table(run, far)}"),
    ]


def _across(panels: int) -> int:
    """Panels side by side, so that lines of panels are about as long as one another."""
    most = style.across(ACROSS, LEAST)
    return math.ceil(panels / math.ceil(panels / most))


def _axes(panels: int, rows: int) -> list[Axes]:
    across = _across(panels)
    down = math.ceil(panels / across)
    figure = style.sheet(style.DOUBLE, TOP + down * (EDGE + ROW * (rows + 1)))
    grid = figure.subplots(down, across, sharey=True, squeeze=False)
    for ax in grid.flat[panels:]:
        ax.remove()
    return list(grid.flat[:panels])


def _draw(ax: Axes, run: Run, panel: Panel, cells: Sequence[int]) -> None:
    tables = list(run.manifest["tables"])
    at = {cell: row for row, cell in enumerate(cells, start=1)}
    ax.axvline(0.0, color=style.GREY, linewidth=0.6)
    for table, found in panel.found.items():
        k = tables.index(table)
        offset = SPREAD * (k / max(len(tables) - 1, 1) - 0.5) if len(tables) > 1 else 0.0
        colour, mark = style.LINES[k % len(style.LINES)][0], MARKS[k % len(MARKS)]
        shown = [one for one in found if one.cell in at and one.rows]
        y = np.array([at[one.cell] + offset for one in shown])
        ax.hlines(y, [o.low for o in shown], [o.high for o in shown], color=colour, linewidth=0.8)
        means, clear = np.array([one.mean for one in shown]), np.array([*map(_clear, shown)], bool)
        for which, face in ((clear, colour), (~clear, "white")):
            ax.plot(
                means[which], y[which], mark, color=colour, markersize=2.6, mew=0.6,
                markerfacecolor=face,
            )  # fmt: skip
    _first(ax, panel)
    ax.set_title(_title(panel.title), fontsize=style.SMALL)
    ax.set_xlabel(f"difference\n({panel.measure.unit})", fontsize=style.SMALL)
    ax.set_ylim(len(cells) + 0.6, -0.6)
    ax.grid(axis="y", color=style.PALE, linewidth=0.4)
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.locator_params(axis="x", nbins=4)


def _clear(one: Difference) -> bool:
    """Whether the interval leaves zero out."""
    return one.low > 0.0 or one.high < 0.0


def _title(text: str) -> str:
    """On lines as short as a panel is wide; what is in brackets stands on its own."""
    letters = WIDE if style.wide(style.DOUBLE) > 5.0 else NARROW
    lines = text.replace(" (", "\n(").split("\n")
    lines = [part for line in lines for part in _between(line, letters)]
    return "\n".join(words.balance(line, letters) for line in lines)


def _between(line: str, letters: int) -> list[str]:
    """A long pair of countries on two lines."""
    return [line] if len(line) <= letters else line.replace("–", "–\n").split("\n")


def _first(ax: Axes, panel: Panel) -> None:
    """Means of the first cell, in words."""
    means = ", ".join(words.number(mean, 2) for mean in panel.first.values())
    means = means.replace("-", "\N{MINUS SIGN}")
    ax.text(
        0.5, 0.0, means, transform=ax.get_yaxis_transform(), ha="center", va="center_baseline",
        fontsize=style.SMALL, color=style.GREY,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )  # fmt: skip


def _label(ax: Axes, run: Run, labels: Sequence[str]) -> None:
    """What sets each cell apart, below the names of the levers."""
    ax.set_yticks(range(len(labels)), labels, fontsize=style.SMALL)
    names = " / ".join(words.levers(run))
    if names != "arm":
        ax.annotate(
            words.balance(names, 34), (0.0, 1.0), (-3.5, 2.0), xycoords="axes fraction",
            textcoords="offset points", ha="right", va="bottom", fontsize=style.SMALL,
            color=style.GREY,
        )  # fmt: skip


def _columns(handles: Sequence[Line2D]) -> int:
    longest = max(len(str(handle.get_label())) for handle in handles)
    room = (72.0 * style.wide(style.DOUBLE) - 12.0) / (LETTER * longest + 26.0)
    return max(1, min(len(handles), int(room)))


def _handle(run: Run, table: str, k: int) -> Line2D:
    colour = style.LINES[k % len(style.LINES)][0]
    return Line2D([], [], color=colour, marker=MARKS[k % len(MARKS)], markersize=2.8,
                  linewidth=0.8, label=words.table(run, table))  # fmt: skip
