"""When talks succeed: cumulative incidence of agreement at each table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negotiation.analysis.load import ANY_DEAL, Run
from negotiation.analysis.survival import Incidence, cumulative_incidence
from negotiation.draws import Array
from negotiation.figures import style, words
from negotiation.figures.cells import EASY, Split, split
from negotiation.figures.flags import LETTER, dates, hairlines

ACROSS, LEAST = 3, 2.2  # panels side by side at most; inches that a panel needs
DOWN = 6  # rows of panels on a page
THICK, THIN = 1.3, 0.6
SAMPLE = 26.0  # points that the legend needs for a line, and around it
LABEL = "Worlds with a deal (%)"


@dataclass(frozen=True)
class _Weeks:
    """Weeks of the first settlement and of the full deal in a cell at a table, [world, point].

    NaN where there was none; `still` is the share of rows that are open at the horizon.
    """

    first: Array
    full: Array
    still: float


def agreement(run: Run, axes: Sequence[Axes] | None = None) -> Figure:
    """Share of worlds that have settled by each week, one panel a table, one line a cell.

    Wide lines count the first settlement, be it of a part, thin ones the full deal. Breaking off
    and failing at home are competing risks; worlds open at the horizon are censored there. With
    many cells there are several rows of panels, by strategies.

    Parameters
    ----------
    axes : one for each panel, row by row; the axis label of many rows is then left to the caller.
    """
    tables = run.manifest["tables"]
    across = _across()
    wide = [tables[i : i + across] for i in range(0, len(tables), across)]
    cells = _split(run)
    rows = [(those, row) for those in wide for row in range(len(cells.rows))]
    with style.paper():
        wanted = sum(len(those) for those, _ in rows)
        own = _panels([len(those) for those, _ in rows], cells) if axes is None else list(axes)
        panels = iter(style.enough(own, wanted, "one for each panel"))
        beside = min(len(tables), across)
        room = 68.0 * style.wide(_usual(beside)) / beside - 30.0
        thin = False
        for those, row in rows:
            drawn = [next(panels) for _ in those]
            for ax, table in zip(drawn, those, strict=True):
                thin |= _panel(ax, run, table, cells.rows[row])
            if row == 0:
                for ax, table in zip(drawn, those, strict=True):
                    ax.set_title(words.table(run, table))
                marks = [words.landmarks(run, table) for table in those]
                dates(drawn, marks, run.resolved.scenario.weeks, room)
            else:
                for ax, table in zip(drawn, those, strict=True):
                    hairlines(ax, words.landmarks(run, table))
            if row == len(cells.rows) - 1:
                below = len(tables) - tables.index(those[0]) - across
                for column, ax in enumerate(drawn):
                    ax.tick_params(labelbottom=True)
                    if column >= below:  # no panel stands below
                        ax.set_xlabel(words.weeks(run))
            drawn[0].set_ylabel(_row_label(run, cells, row), linespacing=1.3)
        figure = style.owner(own[0])
        if cells.between and axes is None:
            figure.supylabel(LABEL, fontsize=style.TEXT)
        handles = _legend(run, cells, thin)
        if handles:
            figure.legend(
                handles=handles, loc="outside upper center", ncols=_columns(handles, beside),
                columnspacing=1.2, title=words.only(cells.drawn, run), title_fontsize=style.SMALL,
            )  # fmt: skip
        return style.finish(own[0])


def caption(run: Run) -> str:
    """What the figure shows."""
    cells = _split(run)
    band = (
        "Bands: pointwise 95 % Wilson intervals of the wide lines."
        if _most(cells) <= EASY
        else "Bars beyond the horizon: 95 % Wilson intervals of the wide lines there."
    )
    names = " and ".join(words.lever(run, key) or "arms" for key in cells.between)
    return words.join(
        "Time to agreement by table: cumulative incidence of a deal (Aalen-Johansen). Talks broken "
        "off or failed for good at home before any settlement are competing risks; worlds still "
        "open at the horizon are censored there (crosses; a label gives their share of all "
        "worlds).",
        "Wide lines: the first settlement, be it of a part of what is at stake; thin lines, where "
        "they differ: the full deal, counted from its last settlement.",
        band,
        words.finite(run),
        f"Rows: strategies of {names}." if names else "",
        f"Only {words.only(cells.drawn, run)} are drawn, numbers "
        f"{words.spans([cell for row in cells.rows for cell in row])}."
        if cells.drawn < len(run.cells)
        else "",
        "Cells share their draws, so differences between them are surer than the intervals suggest."
        if len(run.cells) > 1
        else "",
        "Vertical lines: dates of threats and events of the scenario, as named above the panels.",
        words.cells(run),
        words.setting(run),
    )


def _split(run: Run) -> Split:
    return split(run, max(1, DOWN // math.ceil(len(run.manifest["tables"]) / _across())))


def _across() -> int:
    return style.across(ACROSS, LEAST)


def _usual(beside: int) -> float:
    """Inches of the sheet for so many panels side by side, if none is asked for."""
    return style.SINGLE if beside == 1 else style.DOUBLE


def _most(cells: Split) -> int:
    """Lines in the fullest panel."""
    return max(len(row) for row in cells.rows)


def _panels(rows: list[int], cells: Split) -> list[Axes]:
    """Axes row by row, of so many panels each."""
    if rows == [1]:
        return [style.sheet(style.SINGLE, 2.6).add_subplot()]
    height = 0.8 + 1.3 * len(rows) if cells.between else (2.2 if max(rows) > 1 else 1.9) * len(rows)
    figure = style.sheet(_usual(max(rows)), 0.5 + height, constrained=bool(cells.between))
    grid = figure.subplots(len(rows), max(rows), sharex=True, sharey=True, squeeze=False)
    for line, count in zip(grid, rows, strict=True):
        for ax in line[count:]:
            ax.remove()
    return [ax for line, count in zip(grid, rows, strict=True) for ax in line[:count]]


def _row_label(run: Run, cells: Split, row: int) -> str:
    if not cells.between:
        return LABEL
    return words.plays(run, cells.rows[row][0], cells.between, ",\n").replace(": ", ":\n")


def _weeks(run: Run, table: str, cell: int) -> _Weeks:
    baskets = [f"settled.{name}" for name in run.resolved.scenario.tables[table].baskets]
    rows = run.arrays([ANY_DEAL, "outcome", "week", *baskets], table, cell)
    settled, outcome = rows[ANY_DEAL] > 0.0, rows["outcome"]
    earliest = reduce(np.fmin, (rows[name] for name in baskets or ["week"]))
    first = np.where(settled, earliest, np.nan)
    full = np.where(outcome == "deal", rows["week"], np.nan)
    still = float((outcome == "open").mean()) if len(outcome) else 0.0
    return _Weeks(first.reshape(-1, run.points), full.reshape(-1, run.points), still)


def _panel(ax: Axes, run: Run, table: str, cells: list[int]) -> bool:
    """Draw some cells of one table; returns whether a thin line was needed."""
    horizon = run.resolved.scenario.weeks
    thin, left, curves = False, [], []
    for line, cell in enumerate(cells):
        weeks = _weeks(run, table, cell)
        if not weeks.first.size:
            continue
        colour, dash = style.LINES[line]
        look = {"where": "post", "color": colour, "linestyle": dash}
        first = cumulative_incidence(weeks.first, horizon)
        ax.step(first.week, 100 * first.share, lw=THICK, **look)
        _interval(ax, first, line, len(cells), colour)
        full = cumulative_incidence(weeks.full, horizon)
        if np.any(full.share < first.share):
            thin = True
            ax.step(full.week, 100 * full.share, lw=THIN, **look)
        left.append(weeks.still)
        curves += [first.share, first.low, first.high, full.share]
        if left[-1] > 0.0:
            _censored(ax, first)
    if max(left, default=0.0) > 0.0:
        _say_open(ax, 0.98 * horizon, np.array(left), np.stack(curves))
    ax.set_xlim(0, horizon * (1.0 if len(cells) <= EASY else 1.08))
    ax.set_ylim(0, 100)
    ax.set_yticks(range(0, 101, 25))
    if not any(np.any(share > 0.0) for share in curves[::4]):
        style.say(ax, "no deal in any world" if curves else "no worlds")
    return thin


def _interval(ax: Axes, found: Incidence, line: int, lines: int, colour: str) -> None:
    low, high = 100 * found.low, 100 * found.high
    if lines <= EASY:
        ax.fill_between(found.week, low, high, step="post", color=colour, alpha=0.18, linewidth=0)
        return
    at = found.week[-1] * (1.01 + 0.06 * line / lines)
    ax.plot([at, at], [low[-1], high[-1]], color=colour, linewidth=0.9, clip_on=False)


def _censored(ax: Axes, found: Incidence) -> None:
    """Mark where worlds that are still open leave the count."""
    end = found.week[-1], 100 * found.share[-1]
    ax.plot(*end, marker="x", color=style.BLACK, markersize=3.5, mew=0.8, clip_on=False, zorder=5)


def _say_open(ax: Axes, week: float, left: Array, curves: Array) -> None:
    """How many worlds are open at the horizon, up to a week, at the height that curves leave."""
    low, high = words.percent(np.min(left)), words.percent(np.max(left))
    text = f"× {low} % open" if low == high else f"× {low} to {high} % open"
    heights = np.linspace(0.05, 0.95, 19)
    ends = curves[:, curves.shape[1] // 2 :]
    room = np.abs(heights[:, None, None] - ends).min(axis=(1, 2))
    ax.text(
        week, 100 * heights[np.argmax(room)], text, ha="right", va="center",
        fontsize=style.SMALL, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
    )  # fmt: skip


def _legend(run: Run, cells: Split, thin: bool) -> list[Line2D]:
    handles = []
    lines = _most(cells)
    if lines > 1:
        fullest = max(cells.rows, key=len)
        for cell, (colour, dash) in zip(fullest, style.LINES, strict=False):
            label = words.plays(run, cell, cells.within)
            handles.append(Line2D([], [], color=colour, linestyle=dash, lw=THICK, label=label))
    if thin:
        colour = style.LINES[0][0] if lines == 1 else style.BLACK
        for width, label in ((THICK, "any deal (first settlement)"), (THIN, "full deal")):
            handles.append(Line2D([], [], color=colour, lw=width, label=label))
    return handles


def _columns(handles: list[Line2D], beside: int) -> int:
    longest = max(len(str(handle.get_label())) for handle in handles)
    points = 72.0 * style.wide(_usual(beside)) - 12.0
    return max(1, min(len(handles), int(points / (LETTER * longest + SAMPLE))))
