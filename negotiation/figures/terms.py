"""What is agreed: the final value of each issue against its ask, its default and the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negotiation.analysis.load import ANY_DEAL, Run
from negotiation.draws import Array
from negotiation.figures import style, words
from negotiation.figures.flags import LETTER
from negotiation.figures.once import once
from negotiation.scenario.schema import Issue, Table

ACROSS, LEAST = 4, 1.7  # strips side by side at most; inches that one needs
HEAD, CELL = 0.56, 0.1  # inches of a strip without its cells, and of a cell
EDGE, NAME = 0.3, 0.22  # inches of the legend, and of the name of a table
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
    return [strip for name in tables for strip in _of(run, name)]


def _of(run: Run, table: str) -> list[_Strip]:
    """The issues of a table."""
    data = run.resolved.scenario.tables[table]
    baskets = [f"settled.{name}" for name in data.baskets]
    columns = [ANY_DEAL, "outcome", *baskets, *run.issues(table)]
    spreads: dict[str, list[Array | None]] = {name: [] for name in data.issues}
    shares: dict[str, list[float]] = {name: [] for name in data.issues}
    for cell in _cells(run):
        rows = run.arrays(columns, table, cell)
        for name, issue in data.issues.items():
            agreed = rows[f"issue.{name}"][_agreed(data, issue, rows)]
            spreads[name].append(np.percentile(agreed, LEVELS) if len(agreed) else None)
            shares[name].append(len(agreed) / max(len(rows["outcome"]), 1))
    return [
        _Strip(table, name, issue, spreads[name], shares[name])
        for name, issue in data.issues.items()
    ]


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
    rows = _rows(strips)
    tables = len({strip.table for strip in strips})
    height = EDGE + (0.14 * cells if cells > 1 else 0.0) + _height(cells) * len(rows)
    figure = style.sheet(style.DOUBLE, height + NAME * tables)
    across = max(len(row) for row in rows)
    grid = figure.subplots(len(rows), across, squeeze=False)
    for line, row in zip(grid, rows, strict=True):
        for ax in line[len(row) :]:
            ax.remove()
    return [ax for line, row in zip(grid, rows, strict=True) for ax in line[: len(row)]]


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
    data = strip.data
    parties = run.resolved.scenario.tables[strip.table].parties
    for row, (spread, share) in enumerate(zip(strip.spreads, strip.shares, strict=True)):
        colour = style.LINES[row][0]
        if spread is not None:
            ax.plot(spread[[0, -1]], [row, row], color=colour, linewidth=0.7)
            ax.plot(spread[[1, 3]], [row, row], color=colour, linewidth=2.2, solid_capstyle="butt")
            ax.plot(spread[2], row, MARKS[row], color=colour, markersize=3.2, mec="white", mew=0.3)
        ax.text(
            1.01, row, words.percent(share), transform=ax.get_yaxis_transform(), color=style.GREY,
            va="center_baseline", fontsize=style.SMALL,
        )  # fmt: skip
    last = max(cells, 2) - 0.3
    for side, party in enumerate(parties):
        mark = (">", "<")[side]
        ax.plot(
            data.ideal[party].value, last, mark, color=style.SIDES[side], markersize=3.4,
            clip_on=False, markerfacecolor=(style.SIDES[side], "white")[side], mew=0.6,
        )  # fmt: skip
    default = data.applies(run.resolved.scenario.end).value
    ax.axvline(default, color=style.BLACK, linewidth=0.7, linestyle=(0, (3, 1.5)), zorder=1)
    for known in data.record:
        ax.plot(known.value.value, -0.75, "v", color=style.BLACK, markersize=3.6, clip_on=False)
    ax.set_ylim(last, -0.75)
    ax.set_yticks([])
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    ax.margins(x=0.06)
    ax.locator_params(axis="x", nbins=3)
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:,.5g}".replace("-", "\N{MINUS SIGN}"))
    letters = int((72.0 * style.wide(style.DOUBLE) / style.across(ACROSS, LEAST) - 20.0) / LETTER)
    title = words.issue(data, letters, words.unit(data))
    ax.set_title(title, fontsize=style.SMALL, fontweight="normal", pad=6.0)
    if not any(strip.shares):
        style.say(ax, "settled in no world")


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
