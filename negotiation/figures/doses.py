"""What a number does: measures against the number that is varied, by table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negotiation.analysis.load import Run
from negotiation.analysis.measures import POINTS, Measure, measures
from negotiation.analysis.paired import Difference, compare
from negotiation.figures import style, words
from negotiation.figures.flags import LETTER
from negotiation.figures.once import once

FEWEST = 3  # values of a number that make a curve
ROW, EDGE = 0.94, 0.75  # inches of a row of panels; of what is around all rows
MOST = int((style.TALLEST - EDGE) / ROW)  # rows of panels on a page
MARKS = ("o", "s", "D", "^", "v", "P", "X")
TALL = 17  # letters of a label along a panel's height
FAR = 4.0  # a row shares its axis unless one panel spans so many times more than another
SHIFT = 0.012  # of the range, so that intervals of lines stand side by side

Rows = dict[str, dict[str, list[Difference]]]  # means by measure and table


def doses(run: Run, axes: Sequence[Axes] | None = None) -> Figure:
    """Mean of each measure by value of the number varied, one column a table, one row a measure.

    One line for each choice of the other levers, with 95 % intervals. Of several numbers the one
    with the most values is the axis.

    Parameters
    ----------
    axes : one for each measure and table, row by row.
    """
    words.need(run, lacks(run))
    rows, named = _rows(run)
    if not any(one.rows for tables in rows.values() for found in tables.values() for one in found):
        return style.nothing("no worlds")
    return curves(run, rows, named, axes)


def curves(
    run: Run,
    rows: Rows,
    named: dict[str, Measure],
    axes: Sequence[Axes] | None = None,
    against: bool = False,
) -> Figure:
    """Means by measure and table against the number varied; differences if `against` the first."""
    key = number(run)
    tables = run.manifest["tables"]
    with style.paper():
        wanted = len(rows) * len(tables)
        own = (
            _axes(len(rows), len(tables))
            if axes is None
            else style.enough(axes, wanted, "one for each measure and table")
        )
        grid = np.array(own, dtype=object).reshape(len(rows), len(tables))
        lines = lines_of(run, key)
        _ticks(own, [float(value) for value in run.resolved.experiment.levers[key]])
        for name, line in zip(rows, grid, strict=True):
            for ax, table in zip(line, tables, strict=True):
                _panel(ax, run, key, rows[name].get(table, []), lines)
            _align([ax for ax in line if ax.axison and ax.has_data()])
            first = next((ax for ax in line if ax.axison), line[0])
            first.set_ylabel(_label(named[name], against), fontsize=style.SMALL)
            for ax in (one for one in line if against and one.axison):
                ax.axhline(0.0, color=style.GREY, linewidth=0.6, zorder=0)
        for ax, table in zip(grid[0], tables, strict=True):
            style.name(ax, words.table(run, table), _letters(len(tables)))
        unit = words.lever_unit(run, key)
        name = f"{words.lever(run, key)}{f', {unit}' if unit else ''}"
        for column in grid.T:
            lowest = [ax for ax in column if ax.axison][-1]
            lowest.set_xlabel(words.balance(name, _letters(len(tables))))
            lowest.tick_params(labelbottom=True)
        handles = _legend(run, lines, _others(run, key))
        if handles:
            style.owner(own[0]).legend(
                handles=handles, loc="outside upper center",
                ncols=_columns(handles),
                columnspacing=1.2, title=words.only(drawn(lines), run),
                title_fontsize=style.SMALL,
            )  # fmt: skip
        return style.finish(own[0])


def caption(run: Run) -> str:
    """What the figure shows."""
    key = number(run)
    rows, _ = _rows(run)
    lines = lines_of(run, key)
    counts = [one.rows for tables in rows.values() for row in tables.values() for one in row]
    fewest = min(counts, default=0)
    everything = len(_measures(run))
    return words.join(
        f"What {words.lever(run, key)} changes: mean over worlds of each measure, by table, with "
        f"its 95 % interval ({words.method(run, paired=False)}).",
        "All points share their worlds, so differences between them are surer than the intervals "
        "suggest: see the figure of differences.",
        "Any deal is full or partial; weeks without a deal count to the last settlement, and to "
        "the horizon where there is none; final tariffs are the plain mean over the tariffs at a "
        "table, settled or not, at the end. Axes do not begin at zero, and "
        "differ between panels where one range would flatten a curve.",
        f"Worlds that lack a number are left out there: the fewest behind a point are {fewest:,}."
        if fewest < words.rows(run)
        else "",
        words.finite(run),
        f"Only the first {MOST} of {everything} measures have room." if everything > MOST else "",
        f"Only {words.only(drawn(lines), run)} are drawn." if drawn(lines) < len(run.cells) else
        "",
        words.cells(run),
        words.setting(run),
    )  # fmt: skip


def lacks(run: Run) -> str:
    """What the run would need."""
    if any(_curved(values) for values in run.resolved.experiment.levers.values()):
        return ""
    return f"varies no number in {FEWEST} values; list them under [vary]"


def _curved(values: Sequence[object]) -> bool:
    return len({v for v in values if _is_number(v)}) == len(values) >= FEWEST


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def number(run: Run) -> str:
    """The number on the axis."""
    found = {key: len(v) for key, v in run.resolved.experiment.levers.items() if _curved(v)}
    return max(found, key=found.__getitem__)


def _others(run: Run, key: str) -> list[str]:
    """Levers that set lines apart."""
    return [lever for lever in words.varied(run) if lever != key]


def lines_of(run: Run, key: str) -> list[list[int]]:
    """Cells of each line, by rising dose; no more lines than can be told apart."""
    found: dict[tuple[str, ...], list[int]] = {}
    for number, cell in enumerate(run.cells):
        found.setdefault(tuple(str(cell[o]) for o in _others(run, key)), []).append(number)
    lines = [sorted(line, key=lambda number: run.cells[number][key]) for line in found.values()]
    return lines[: len(style.LINES)]


def drawn(lines: list[list[int]]) -> int:
    return sum(len(line) for line in lines)


def _measures(run: Run) -> dict[str, Measure]:
    """Measures by name, in the order of first mention."""
    tables = run.manifest["tables"]
    return {m.name: m for table in tables for m in measures(run, table)}


def measures_of(run: Run) -> dict[str, Measure]:
    """As many measures as a page has room for, by name."""
    return dict(list(_measures(run).items())[:MOST])


@once
def _rows(run: Run) -> tuple[Rows, dict[str, Measure]]:
    """Means by measure and table, of as many measures as a page has room for."""
    named = measures_of(run)
    rows: Rows = {name: {} for name in named}
    for table in run.manifest["tables"]:
        wanted = [m for m in measures(run, table) if m.name in rows]
        for found in compare(run, table, wanted, ()):
            rows[found.measure.name][table] = [one for one in found.levels if one.rows]
    return rows, named


def _axes(rows: int, tables: int) -> list[Axes]:
    width = style.SINGLE if tables == 1 else style.DOUBLE
    figure = style.sheet(width, EDGE + ROW * rows)
    return list(figure.subplots(rows, tables, sharex=True, squeeze=False).flat)


def _panel(
    ax: Axes, run: Run, key: str, found: Sequence[Difference], lines: list[list[int]]
) -> None:
    """One measure at one table; nothing where the table does not have it."""
    if not found:
        ax.set_axis_off()
        return
    means = {one.cell: one for one in found}
    ends = [float(value) for value in run.resolved.experiment.levers[key]]
    bars: list[tuple[float, float, float, str]] = []
    for k, line in enumerate(lines):
        colour, dash = style.LINES[k]
        shift = SHIFT * (k - (len(lines) - 1) / 2) * (max(ends) - min(ends))
        shown = [means[cell] for cell in line if cell in means]
        at = [float(run.cells[one.cell][key]) + shift for one in shown]
        ax.plot(
            at, [one.mean for one in shown], color=colour, linestyle=dash, marker=MARKS[k],
            markersize=2.6, linewidth=0.8,
        )  # fmt: skip
        bars += [(x, one.low, one.high, colour) for x, one in zip(at, shown, strict=True)]
    x, low, high, colours = zip(*bars, strict=True)
    ax.vlines(x, low, high, colors=colours, linewidth=0.8)
    ax.locator_params(axis="y", nbins=4)
    ax.grid(axis="y", color=style.PALE, linewidth=0.4)
    ax.set_axisbelow(True)


def _ticks(axes: Sequence[Axes], values: Sequence[float]) -> None:
    """The values of the number as ticks, set once where axes share theirs."""
    done: list[Axes] = []
    for ax in axes:
        if not any(ax.get_shared_x_axes().joined(ax, other) for other in done):
            ax.set_xticks(sorted(set(values)))
            done.append(ax)


def _align(line: list[Axes]) -> None:
    """One range for all panels of a row, unless that would flatten one of them."""
    lows, highs = [ax.get_ylim()[0] for ax in line], [ax.get_ylim()[1] for ax in line]
    spans = [high - low for low, high in zip(lows, highs, strict=True)]
    if spans and max(highs) - min(lows) <= FAR * min(spans):
        for ax in line:
            ax.set_ylim(min(lows), max(highs))


def _label(measure: Measure, against: bool) -> str:
    short = {POINTS: "pp" if against else "%"}
    unit = short.get(measure.unit, measure.unit)
    return words.balance(f"{measure.name} ({unit})", TALL)


def _letters(tables: int) -> int:
    """Letters that fit above a panel."""
    usual = style.SINGLE if tables == 1 else style.DOUBLE
    return int((72.0 * style.wide(usual) / tables - 12.0) / (LETTER * style.TEXT / style.SMALL))


def _columns(handles: list[Line2D]) -> int:
    """Entries of the legend side by side."""
    longest = max(len(str(handle.get_label())) for handle in handles)
    room = (72.0 * style.wide(style.DOUBLE) - 12.0) / (LETTER * longest + 26.0)
    return max(1, min(len(handles), 3, int(room)))


def _legend(run: Run, lines: list[list[int]], others: list[str]) -> list[Line2D]:
    """One handle for each line; none where there is one line only."""
    if len(lines) < 2:
        return []
    return [
        Line2D([], [], color=style.LINES[k][0], linestyle=style.LINES[k][1], marker=MARKS[k],
               markersize=2.6, linewidth=0.8, label=words.plays(run, line[0], others))
        for k, line in enumerate(lines)
    ]  # fmt: skip
