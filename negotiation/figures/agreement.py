"""When talks succeed: cumulative incidence of agreement at each table."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negotiation.analysis.load import Run
from negotiation.analysis.survival import Incidence, cumulative_incidence
from negotiation.draws import Array
from negotiation.figures import style, words
from negotiation.figures.flags import dates

ANY, FULL = ("deal", "partial"), ("deal",)
ACROSS = 3  # panels side by side
BANDS = 4  # up to so many cells each curve has its band; beyond, an interval at the horizon


def agreement(run: Run, axes: Sequence[Axes] | None = None) -> Figure:
    """Share of worlds that have settled by each week, one panel a table, one line a cell.

    Breaking off and failing at home are competing risks; worlds open at the horizon are censored
    there. Wide lines count full and partial deals, thin ones full deals alone.
    """
    tables = run.manifest["tables"]
    with style.paper():
        panels = _panels(len(tables)) if axes is None else list(axes)
        panels = style.enough(panels, len(tables), "one for each table")
        room = 190.0 if len(tables) == 1 else 480.0 / min(len(tables), ACROSS)
        thin = False
        for ax, table in zip(panels, tables, strict=True):
            thin |= _panel(ax, run, table)
        dates(panels, [words.landmarks(run, t) for t in tables], run.resolved.scenario.weeks, room)
        what = "past their last deal" if thin else "with a deal"
        for ax in panels[:: ACROSS if axes is None else 1]:
            ax.set_ylabel(f"Worlds {what} (%)")
        handles = _legend(run, thin)
        if handles:
            style.owner(panels[0]).legend(
                handles=handles, loc="outside upper center", ncols=_columns(handles, len(tables)),
                columnspacing=1.2,
            )  # fmt: skip
        return style.finish(panels[0])


def caption(run: Run) -> str:
    """What the figure shows."""
    band = (
        "Bands: pointwise 95 % Wilson intervals."
        if len(run.cells) <= BANDS
        else "Bars beyond the horizon: 95 % Wilson intervals of the share at the horizon."
    )
    return words.join(
        "Time to agreement by table: cumulative incidence of a deal (Aalen-Johansen). Talks broken "
        "off or failed for good at home are competing risks; worlds still open at the horizon "
        "are censored there (crosses; a label gives their share of all worlds).",
        "Wide lines: deals in full or in part; thin lines, where they differ: deals in full. A "
        "world counts from the week stored with it, that of its last settlement or break; where "
        "baskets are settled apart, a first one may have been settled earlier.",
        band,
        words.MONTE_CARLO,
        "Cells share their draws, so differences between them are surer than the intervals suggest."
        if len(run.cells) > 1
        else "",
        "Vertical lines: dates of threats and events of the scenario.",
        *(words.dates(run, table) for table in run.manifest["tables"]),
        words.cells(run),
        words.setting(run),
    )


def _panels(count: int) -> list[Axes]:
    if count == 1:
        return [style.sheet(style.SINGLE, 2.6).add_subplot()]
    across = min(count, ACROSS)
    down = math.ceil(count / across)
    figure = style.sheet(style.DOUBLE, 0.5 + 2.2 * down)
    grid = figure.subplots(down, across, sharey=True, squeeze=False)
    for ax in grid.flat[count:]:
        ax.remove()
    return list(grid.flat[:count])


def _panel(ax: Axes, run: Run, table: str) -> bool:
    """Draw one table; returns whether a thin line was needed."""
    frame = run.frame(["outcome", "week"], table)
    horizon = run.resolved.scenario.weeks
    ax.set_title(words.table(run, table))
    thin, left, curves = False, [], []
    for cell, rows in frame.groupby("cell"):
        colour, dash = style.LINES[int(cell) % len(style.LINES)]
        found = cumulative_incidence(event_weeks(rows, ANY), horizon)
        ax.step(found.week, 100 * found.share, where="post", color=colour, linestyle=dash, lw=1.3)
        _interval(ax, found, int(cell), len(run.cells), colour)
        full = cumulative_incidence(event_weeks(rows, FULL), horizon)
        if full.share[-1] < found.share[-1]:
            thin = True
            ax.step(full.week, 100 * full.share, where="post", color=colour, linestyle=dash, lw=0.6)
        left.append(float((rows["outcome"] == "open").mean()))
        curves += [found.share, full.share]
        if left[-1] > 0.0:
            _censored(ax, found)
    if max(left) > 0.0:
        _say_open(ax, np.array(left), np.stack(curves))
    ax.set_xlim(0, horizon * (1.0 if len(run.cells) <= BANDS else 1.08))
    ax.set_ylim(0, 100)
    ax.set_yticks(range(0, 101, 25))
    ax.set_xlabel(words.weeks(run))
    if not frame["outcome"].isin(ANY).any():
        style.say(ax, "no deal in any world")
    return thin


def event_weeks(rows: pd.DataFrame, outcomes: Sequence[str]) -> Array:
    """Week of the event in each world; NaN where it never happened."""
    happened = rows["outcome"].isin(outcomes).to_numpy()
    return np.where(happened, rows["week"].to_numpy(dtype=np.float64), np.nan)


def _interval(ax: Axes, found: Incidence, cell: int, cells: int, colour: str) -> None:
    low, high = 100 * found.low, 100 * found.high
    if cells <= BANDS:
        ax.fill_between(found.week, low, high, step="post", color=colour, alpha=0.18, linewidth=0)
        return
    at = found.week[-1] * (1.01 + 0.06 * cell / cells)
    ax.plot([at, at], [low[-1], high[-1]], color=colour, linewidth=0.9, clip_on=False)


def _censored(ax: Axes, found: Incidence) -> None:
    """Mark where worlds that are still open leave the count."""
    end = found.week[-1], 100 * found.share[-1]
    ax.plot(*end, marker="x", color=style.BLACK, markersize=3.5, mew=0.8, clip_on=False, zorder=5)


def _say_open(ax: Axes, left: Array, curves: Array) -> None:
    """How many worlds are still open at the horizon, at the height that the curves leave free."""
    low, high = words.percent(left.min()), words.percent(left.max())
    text = f"× {low} % open" if low == high else f"× {low} to {high} % open"
    heights = np.linspace(0.05, 0.95, 19)
    ends = curves[:, curves.shape[1] // 2 :]
    room = np.abs(heights[:, None, None] - ends).min(axis=(1, 2))
    ax.text(
        0.98, heights[np.argmax(room)], text, transform=ax.transAxes, ha="right", va="center",
        fontsize=style.SMALL,
    )  # fmt: skip


def _legend(run: Run, thin: bool) -> list[Line2D]:
    handles = []
    if len(run.cells) > 1:
        for cell in range(len(run.cells)):
            colour, dash = style.LINES[cell % len(style.LINES)]
            label = words.cell(run, cell)
            handles.append(Line2D([], [], color=colour, linestyle=dash, lw=1.3, label=label))
    if thin:
        colour = style.LINES[0][0] if len(run.cells) == 1 else style.BLACK
        if len(run.cells) == 1:
            handles.append(Line2D([], [], color=colour, lw=1.3, label="full or partial deal"))
        handles.append(Line2D([], [], color=colour, lw=0.6, label="full deal alone"))
    return handles


def _columns(handles: list[Line2D], tables: int) -> int:
    longest = max(len(str(handle.get_label())) for handle in handles)
    letters = 60 if tables == 1 else 130
    return max(1, min(len(handles), letters // (longest + 8)))
