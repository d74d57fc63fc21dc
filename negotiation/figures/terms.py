"""What is agreed: the final value of each issue against its ask, its default and the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from negotiation.analysis.load import ANY_DEAL, Run
from negotiation.draws import Array
from negotiation.figures import style, words
from negotiation.figures.flags import LETTER
from negotiation.figures.once import once
from negotiation.scenario.schema import Issue, Table

ACROSS, LEAST = 4, 1.7  # strips side by side at most; inches that one needs
HEAD, CELL = 0.56, 0.1  # inches of a strip without its cells, and of a cell
EDGE, NAME = 0.3, 0.22  # inches of the legend, and of the name of a table
# points: between strips, and at the edge of the page; from a strip to its title, where the record
# is marked; of a title in two lines with what is below it; of the name of a table above that; of
# labels below a strip; of the shares beside it
BETWEEN, RIM, PAD, TITLE, HEADING, LABELS, SHARE = 4.5, 2.0, 6.0, 18.5, 8.5, 12.0, 14.0
LEVELS = (10.0, 25.0, 50.0, 75.0, 90.0)


@dataclass(frozen=True)
class _Strip:
    """One issue at one table: percentiles of what was agreed, and how often, by cell."""

    table: str
    name: str
    data: Issue
    spreads: list[Array | None]
    shares: list[float]


def terms(run: Run, table: str | None = None, axes: Sequence[Axes] | None = None) -> Figure:
    """A strip for each issue, a line for each cell: values in the worlds that settled the issue.

    Parameters
    ----------
    table : key of a table; by default all.
    axes : one for each issue.
    """
    strips = _strips(run, table)
    cells = _cells(run)
    with style.paper():
        shown = strips[: _room(strips, len(cells))]
        own = _axes(shown, len(cells)) if axes is None else list(axes)
        own = style.enough(own, len(shown), "one for each issue")
        for ax, strip in zip(own, shown, strict=True):
            _draw(ax, run, strip, len(cells))
        if axes is None:
            _name_tables(run, own, shown)
        _legend(run, own[0], cells, shown)
        if axes is None:
            _place(own, shown)
        return style.finish(own[0])


def caption(run: Run, table: str | None = None) -> str:
    """What the figure shows."""
    strips = _strips(run, table)
    shown = strips[: _room(strips, len(_cells(run)))]
    return words.join(
        "What is agreed on each issue: median (mark), central half (thick line) and central 80 % "
        "(thin line), intervals over the worlds in which the issue was settled, whose share of "
        "all worlds stands at the right in per cent. Spreads of outcomes, not errors of "
        "estimation; few settled worlds leave them unsure.",
        "Triangles: what each side asks for at its best, at central values. Dashed line: what "
        "applies at the end without a deal if no threat is carried out.",
        _record(run, shown),
        f"Only {len(shown)} of {len(strips)} issues have room; name a table to see all of its own."
        if len(shown) < len(strips)
        else "",
        f"Only the first {words.only(len(_cells(run)), run)} are drawn."
        if len(_cells(run)) < len(run.cells)
        else "",
        words.cells(run),
        words.setting(run),
    )


def _cells(run: Run) -> list[int]:
    return list(range(len(run.cells)))[: len(style.LINES)]


@once
def _strips(run: Run, table: str | None) -> list[_Strip]:
    tables = run.manifest["tables"] if table is None else [words.known_table(run, table)]
    strips = {name: _empty(run, name) for name in tables}
    columns = {name: _columns(run, name) for name in tables}
    for cell in _cells(run):
        for name, rows in run.at_tables(columns, cell).items():
            data = run.resolved.scenario.tables[name]
            for strip in strips[name]:
                agreed = rows[f"issue.{strip.name}"][_agreed(data, strip.data, rows)]
                strip.spreads.append(np.percentile(agreed, LEVELS) if len(agreed) else None)
                strip.shares.append(len(agreed) / max(len(rows["outcome"]), 1))
    return [strip for found in strips.values() for strip in found]


def _empty(run: Run, table: str) -> list[_Strip]:
    """The issues of a table, of no cell yet."""
    issues = run.resolved.scenario.tables[table].issues
    return [_Strip(table, name, issue, [], []) for name, issue in issues.items()]


def _columns(run: Run, table: str) -> list[str]:
    baskets = [f"settled.{name}" for name in run.resolved.scenario.tables[table].baskets]
    return [ANY_DEAL, "outcome", *baskets, *run.issues(table)]


def _agreed(data: Table, issue: Issue, rows: dict[str, np.ndarray]) -> np.ndarray:
    """Which rows settled an issue."""
    for name, domains in data.baskets.items():
        if issue.domain in domains:
            return np.isfinite(rows[f"settled.{name}"]) & (rows[ANY_DEAL] > 0.0)
    return rows["outcome"] == "deal"


def _height(cells: int) -> float:
    return HEAD + CELL * max(cells, 2)


def _rows(strips: Sequence[_Strip]) -> list[list[_Strip]]:
    """Strips by line; each table begins a new one."""
    across = style.across(ACROSS, LEAST)
    found: list[list[_Strip]] = []
    for strip in strips:
        if not found or len(found[-1]) == across or found[-1][0].table != strip.table:
            found.append([])
        found[-1].append(strip)
    return found


def _room(strips: Sequence[_Strip], cells: int) -> int:
    """How many strips a page has room for."""
    free, count = style.TALLEST - EDGE - 0.14 * cells, 0
    before = ""
    for row in _rows(strips):
        free -= _height(cells) + (NAME if row[0].table != before else 0.0)
        before = row[0].table
        if free < 0.0:
            break
        count += len(row)
    return count


def _axes(strips: Sequence[_Strip], cells: int) -> list[Axes]:
    """An axes for each strip, which `_place` puts in its place."""
    rows = _rows(strips)
    tables = len({strip.table for strip in strips})
    height = EDGE + (0.14 * cells if cells > 1 else 0.0) + _height(cells) * len(rows)
    figure = style.sheet(style.DOUBLE, height + NAME * tables)
    figure.set_layout_engine("none")  # strips are alike: `_place` needs not measure each of them
    return [figure.add_axes((0.0, 0.0, 1.0, 1.0)) for _ in strips]


def _place(axes: Sequence[Axes], strips: Sequence[_Strip]) -> None:
    """Put strips, all of one size, in rows between the legends."""
    figure = style.owner(axes[0])
    wide, high = (72.0 * size for size in figure.get_size_inches())
    rows, tables = _rows(strips), len({strip.table for strip in strips})
    pitch = (wide - 2.0 * RIM + BETWEEN) / max(len(row) for row in rows)
    across = pitch - BETWEEN - SHARE
    left = max(0.0, *(_beyond(ax, across) for ax in axes))
    top, bottom = _room_of_legends(figure)
    free = high - top - bottom - HEADING * tables - (TITLE + LABELS + BETWEEN) * len(rows)
    tall = free / len(rows)
    edge, before, remaining = high - top, "", iter(axes)
    for row in rows:
        edge -= TITLE + tall + (HEADING if row[0].table != before else 0.0)
        for column, ax in zip(range(len(row)), remaining, strict=False):
            x = RIM + left + pitch * column
            ax.set_position((x / wide, edge / high, (across - left) / wide, tall / high))
        edge, before = edge - LABELS - BETWEEN, row[0].table


def _room_of_legends(figure: Figure) -> tuple[float, float]:
    """Points that the strips leave to the legends, above and below."""
    *above, below = (
        legend.get_window_extent().height * 72.0 / figure.dpi for legend in figure.legends
    )
    return max([RIM, *(high + BETWEEN for high in above)]), below + BETWEEN


def _beyond(ax: Axes, across: float) -> float:
    """Points by which the first label stands out to the left of axes of a width, roughly."""
    low, high = ax.get_xlim()
    first = min((tick for tick in ax.get_xticks() if tick >= low), default=low)
    label = ax.xaxis.get_major_formatter()(first)
    return LETTER * len(label) / 2.0 - across * (first - low) / (high - low)


def _name_tables(run: Run, axes: Sequence[Axes], strips: Sequence[_Strip]) -> None:
    before = ""
    for ax, strip in zip(axes, strips, strict=True):
        if strip.table != before:
            ax.annotate(
                words.table(run, strip.table), (0.0, 1.0), (0.0, 20.0), xycoords="axes fraction",
                textcoords="offset points", fontweight="bold", va="bottom",
            )  # fmt: skip
            last = [
                one for one, other in zip(axes, strips, strict=True) if other.table == strip.table
            ]
            right = last[: style.across(ACROSS, LEAST)][-1]
            right.annotate(
                "settled (% of worlds)", (1.0, 1.0), (14.0, 20.0), xycoords="axes fraction",
                textcoords="offset points", ha="right", va="bottom", color=style.GREY,
                fontsize=style.SMALL,
            )  # fmt: skip
        before = strip.table


def _draw(ax: Axes, run: Run, strip: _Strip, cells: int) -> None:
    """One issue: what is agreed, by cell, and what it is held against."""
    data, last = strip.data, max(cells, 2) - 0.3
    _draw_spreads(ax, strip.spreads)
    _draw_marks(ax, run, strip, last)
    for row, share in enumerate(strip.shares):
        ax.text(
            1.01, row, words.percent(share), transform=ax.get_yaxis_transform(), color=style.GREY,
            va="center_baseline", fontsize=style.SMALL,
        )  # fmt: skip
    default = data.applies(run.resolved.scenario.end).value
    ax.axvline(default, color=style.BLACK, linewidth=0.7, linestyle=(0, (3, 1.5)), zorder=1)
    ax.set_ylim(last, -0.75)
    ax.set_yticks([])
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    ax.margins(x=0.06)
    ax.locator_params(axis="x", nbins=3)
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:,.5g}".replace("-", "\N{MINUS SIGN}"))
    letters = int((72.0 * style.wide(style.DOUBLE) / style.across(ACROSS, LEAST) - 20.0) / LETTER)
    title = words.issue(data, letters, words.unit(data))
    ax.set_title(title, fontsize=style.SMALL, fontweight="normal", pad=PAD)
    if not any(strip.shares):
        style.say(ax, "settled in no world")


def _draw_spreads(ax: Axes, spreads: Sequence[Array | None]) -> None:
    """Central 80 % and central half, a line each, by cell; all of a strip at once."""
    found = [(row, spread) for row, spread in enumerate(spreads) if spread is not None]
    thin = [[(spread[0], row), (spread[-1], row)] for row, spread in found]
    thick = [[(spread[1], row), (spread[3], row)] for row, spread in found]
    if found:
        ax.add_collection(
            LineCollection(
                thin + thick, colors=2 * [style.LINES[row][0] for row, _ in found],
                linewidths=[0.7] * len(thin) + [2.2] * len(thick), capstyle="butt", zorder=2,
            )
        )  # fmt: skip


def _draw_marks(ax: Axes, run: Run, strip: _Strip, last: float) -> None:
    """Medians by cell, asks and the record; all of a strip at once."""
    medians = [
        (spread[2], row, MARKS[row], style.LINES[row][0], "white")
        for row, spread in enumerate(strip.spreads)
        if spread is not None
    ]
    parties = run.resolved.scenario.tables[strip.table].parties
    asks = [
        (strip.data.ideal[party].value, last, "><"[side], (colour, "white")[side], colour)
        for side, (party, colour) in enumerate(zip(parties, style.SIDES, strict=True))
    ]
    record = [(k.value.value, -0.75, "v", style.BLACK, style.BLACK) for k in strip.data.record]
    marks = [*medians, *asks, *record]
    sizes = [3.2] * len(medians) + [3.4] * len(asks) + [3.6] * len(record)
    edges = [0.3] * len(medians) + [0.6] * len(asks) + [1.0] * len(record)
    drawn = PathCollection(
        [_outline(mark) for _, _, mark, *_ in marks], [size**2 for size in sizes],
        offsets=[(x, y) for x, y, *_ in marks], offset_transform=ax.transData, linewidths=edges,
        facecolors=[face for *_, face, _ in marks], edgecolors=[edge for *_, edge in marks],
        clip_on=False, zorder=2,
    )  # fmt: skip
    drawn.set_transform(IdentityTransform())  # sizes are in points
    ax.add_collection(drawn)


def _outline(mark: str) -> Path:
    """The outline of a mark, one point wide."""
    found = MarkerStyle(mark)
    return found.get_path().transformed(found.get_transform())


MARKS = ("o", "s", "D", "^", "v", "P", "X")


def _record(run: Run, strips: Sequence[_Strip]) -> str:
    """Caption sentence on what came to pass."""
    found = [
        f"{strip.data.title} {words.number(mark.value.value)} ({words.day(mark.date)})"
        for strip in strips
        for mark in strip.data.record
    ]
    return f"Black triangles: the dated record. {'; '.join(found)}." if found else ""


def _asking(run: Run, tables: set[str]) -> tuple[str, str]:
    """The first and the second side, by name where that holds at all tables."""
    found = [run.resolved.scenario.tables[table].parties for table in tables]
    one, two = ({pair[side] for pair in found} for side in (0, 1))
    first = words.country(run, one.pop()) if len(one) == 1 else "the first"
    return first, words.country(run, two.pop()) if len(two) == 1 else "the other side"


def _legend(run: Run, ax: Axes, cells: list[int], strips: Sequence[_Strip]) -> None:
    """What is drawn, and what sets cells apart."""
    handles = []
    if len(run.cells) > 1:
        for cell in cells:
            handles.append(
                Line2D([], [], color=style.LINES[cell][0], marker=MARKS[cell], markersize=3.2,
                       linewidth=0.9, label=words.cell(run, cell))
            )  # fmt: skip
    common: dict[str, Any] = {"color": style.BLACK, "linestyle": "none", "markersize": 3.6}
    first, second = _asking(run, {strip.table for strip in strips})
    reference = [
        Line2D([], [], marker=">", label=f"ask of {first}", **{**common, "color": style.SIDES[0]}),
        Line2D([], [], marker="<", markerfacecolor="white", label=f"of {second}",
               **{**common, "color": style.SIDES[1]}),
        Line2D([], [], color=style.BLACK, linewidth=0.7, linestyle=(0, (3, 1.5)), label="default"),
    ]  # fmt: skip
    if any(strip.data.record for strip in strips):
        reference.append(Line2D([], [], marker="v", label="record", **common))
    figure = style.owner(ax)
    columns = 2 if len(cells) > 1 and style.wide(style.DOUBLE) > 5.0 else 1
    if handles:
        figure.legend(
            handles=handles, loc="outside upper center", ncols=columns,
            title=words.only(len(cells), run), title_fontsize=style.SMALL, borderaxespad=0.1,
        )  # fmt: skip
    figure.legend(
        handles=reference, loc="outside lower center", ncols=len(reference), columnspacing=1.0,
        handlelength=1.6, borderaxespad=0.1,
    )  # fmt: skip
