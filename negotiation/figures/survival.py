"""How long talks last: Kaplan-Meier, with deal and breakdown as competing risks."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from negotiation.analysis.durations import CENSORED, DEAL, NO_DEAL, Curve, Durations, durations
from negotiation.analysis.load import Run
from negotiation.draws import Array
from negotiation.figures import style, words
from negotiation.figures.cells import EASY, MOST
from negotiation.figures.flags import LETTER
from negotiation.figures.once import once

ENDS = {"deal": DEAL, "partial": DEAL, "breakdown": NO_DEAL, "ratification_failed": NO_DEAL}
TITLES = ("No end yet", "Settled", "No deal")
ROW, EDGE = 1.25, 0.75  # inches of a row of panels; of what is around all rows
LINE = 7.5  # points of a line of worlds at risk
SAMPLES = (-24.0, -9.0)  # points from the axis where the line of a cell is shown beside its count
SAMPLE = 26.0  # points that the legend needs for a line, and around it
TICKS = MaxNLocator(4)
WHISKERS = 3  # intervals of a line where bands would cover one another


def survival(run: Run, axes: list[Axes] | None = None) -> Figure:
    """One row a table, one line a cell: still talking, settled, ended without a deal.

    Parameters
    ----------
    axes : three for each table, row by row.
    """
    tables = run.manifest["tables"]
    cells = _cells(run)
    with style.paper():
        own = _axes(len(tables), _counted(cells)) if axes is None else axes
        own = style.enough(own, 3 * len(tables), "three for each table")
        for k, table in enumerate(tables):
            row = own[3 * k : 3 * k + 3]
            ends = [_ends(run, table, cell) for cell in cells]
            found = {n: durations(*one) for n, one in enumerate(ends) if len(one[0])}
            for line, one in found.items():
                _draw(row, one, line, len(cells))
            _frame(row, run, table, {int(kind) for _, end in ends for kind in np.unique(end)})
            if _counted(cells):
                _at_risk(row[0], found, len(cells), last=k == len(tables) - 1)
        for ax, title in zip(own, TITLES, strict=False):
            ax.set_title(title)
        for ax in own[-3:]:
            below = LINE * _counted(cells)
            ax.set_xlabel("Weeks since\ntalks opened", labelpad=4.0 + below)
        figure = style.owner(own[0])
        handles = _legend(run, cells)
        if handles:
            longest = max(len(str(handle.get_label())) for handle in handles)
            room = (72.0 * style.wide(style.DOUBLE) - 12.0) / (LETTER * longest + SAMPLE)
            figure.legend(
                handles=handles, loc="outside upper center",
                ncols=max(1, min(len(handles), int(room))), columnspacing=1.2,
                title=words.only(len(cells), run), title_fontsize=style.SMALL,
            )  # fmt: skip
        return style.finish(own[0])


def caption(run: Run) -> str:
    """What the figure shows."""
    many = len(_cells(run)) > EASY
    return words.join(
        "How long talks last, by table, in weeks since they opened. No end yet: Kaplan-Meier "
        "probability that talks go on without any settlement. Settled: cumulative incidence "
        "(Aalen-Johansen) of a first settlement, be it of a part. No deal: the same of "
        "talks broken off or failed for good at home; the two are competing risks and sum, with "
        "the first, to 100 %.",
        "Worlds still open at the horizon are censored there (small ticks; early ones are of talks "
        "that opened late). Worlds in which talks never opened are left out: "
        + "; ".join(_left_out(run))
        + ".",
        ""
        if many
        else "At risk: worlds that have neither ended nor left before a week (k: thousand).",
        f"{'Whiskers' if many else 'Bands'}: pointwise 95 % intervals on the log(-log) scale, from "
        "Greenwood's variance and that of the delta method.",
        words.finite(run, clustered=False),
        f"Only the first {words.only(len(_cells(run)), run)} are drawn."
        if len(_cells(run)) < len(run.cells)
        else "",
        words.cells(run),
        words.setting(run),
    )


def _cells(run: Run) -> list[int]:
    return list(range(len(run.cells)))[:MOST]


def _counted(cells: list[int]) -> int:
    """Lines that worlds at risk take below a row, a head and one a cell; 0 with many cells."""
    return 0 if len(cells) > EASY else 1 + len(cells)


def _axes(tables: int, counted: int) -> list[Axes]:
    figure = style.sheet(style.DOUBLE, EDGE + (ROW + LINE * counted / 72.0) * tables)
    return list(figure.subplots(tables, 3, sharex=True, sharey=True, squeeze=False).flat)


@once
def _ends(run: Run, table: str, cell: int) -> tuple[Array, np.ndarray]:
    """Weeks from opening to the first settlement, end or horizon, and which, where talks opened."""
    baskets = [f"settled.{name}" for name in run.resolved.scenario.tables[table].baskets]
    rows = run.arrays(["outcome", "week", "opened", *baskets], table, cell)
    end = np.full(len(rows["week"]), CENSORED)
    for name, kind in ENDS.items():
        end[rows["outcome"] == name] = kind
    first = reduce(np.fmin, (rows[name] for name in baskets or ["week"]))
    first = np.where(np.isnan(first), rows["week"], first)
    when = np.select(
        [end == DEAL, end == NO_DEAL], [first, rows["week"]], float(run.resolved.scenario.weeks)
    )
    opened = np.isfinite(rows["opened"])
    return np.maximum(when - rows["opened"], 0.0)[opened], end[opened]


def _left_out(run: Run) -> list[str]:
    found = []
    for table in run.manifest["tables"]:
        opened = sum(len(_ends(run, table, cell)[0]) for cell in run.which(None))
        never = 1.0 - opened / max(words.rows(run) * len(run.cells), 1)
        found.append(f"{words.table(run, table)} {words.percent(never)} %")
    return found


def _draw(row: list[Axes], found: Durations, line: int, lines: int) -> None:
    colour, dash = style.LINES[line]
    for ax, curve in zip(row, (found.going, found.deal, found.no_deal), strict=True):
        ax.step(curve.week, 100 * curve.share, where="post", color=colour, linestyle=dash, lw=1.0)
        _interval(ax, curve, line, lines, colour)
    at = found.censored[found.censored < len(found.going.share)].astype(np.int64)
    row[0].plot(
        at, 100 * found.going.share[at], "|", color=colour, markersize=3.5, markeredgewidth=0.6
    )


def _interval(ax: Axes, curve: Curve, line: int, lines: int, colour: str) -> None:
    low, high = 100 * curve.low, 100 * curve.high
    if lines <= EASY:
        ax.fill_between(curve.week, low, high, step="post", color=colour, alpha=0.18, linewidth=0)
        return
    last = len(curve.week) - 1
    for part in range(1, WHISKERS + 1):
        at = max(0, last * part // WHISKERS - 2 * (lines - line - 1))
        ax.plot([at, at], [low[at], high[at]], color=colour, linewidth=0.7)


def _frame(row: list[Axes], run: Run, table: str, ends: set[int]) -> None:
    row[0].set_ylabel(f"{words.table(run, table)}\nworlds (%)", fontsize=style.SMALL)
    weeks = run.resolved.scenario.weeks
    for ax in row:
        ax.set_xlim(0, weeks)
        ax.set_ylim(0, 100)
        ax.set_yticks(range(0, 101, 25))
        ax.set_xticks([week for week in TICKS.tick_values(0, weeks) if week <= weeks])
    if not ends:
        for ax in row:
            style.say(ax, "talks never opened")
    else:
        for ax, end in ((row[1], DEAL), (row[2], NO_DEAL)):
            if end not in ends:
                style.say(ax, "in no world")


def _at_risk(ax: Axes, found: dict[int, Durations], lines: int, last: bool) -> None:
    """Below a panel, how many worlds are still counted at its ticks, a line for each cell."""
    top = 15.0 if last else 4.5  # points below the axis, where the last row has its labels
    look: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"), "textcoords": "offset points", "va": "top",
        "fontsize": style.SMALL,
    }  # fmt: skip
    ax.annotate("at risk", (0.0, 0.0), (-4.0, -top), ha="left", color=style.GREY, **look)
    figure = style.owner(ax)
    axes: Any = ax.transAxes
    corner = figure.dpi_scale_trans + ScaledTranslation(0.0, 0.0, axes)
    most = max((one.worlds for one in found.values()), default=0)
    for line, one in found.items():
        colour, dash = style.LINES[line]
        down = top + LINE * (line + 1)
        if lines > 1:
            ends, level = [x / 72.0 for x in SAMPLES], -(down + 3.2) / 72.0
            ax.plot(ends, [level, level], color=colour, linestyle=dash, linewidth=1.0,
                    transform=corner, clip_on=False)  # fmt: skip
        for week in ax.get_xticks():
            count = one.at_risk[int(week)] if week < len(one.at_risk) else 0.0
            ax.annotate(_count(count, most), (week, 0.0), (0.0, -down), ha="center", **look)


def _count(worlds: float, most: int) -> str:
    """So many worlds in few letters, in thousands where there are many."""
    if most < 10_000 or worlds == 0.0:
        return f"{worlds:.0f}"
    return f"{worlds / 1000.0:.{0 if worlds >= 9_950.0 else 1}f}k"


def _legend(run: Run, cells: list[int]) -> list[Line2D]:
    if len(run.cells) == 1:
        return []
    return [
        Line2D([], [], color=colour, linestyle=dash, lw=1.0, label=words.cell(run, cell))
        for cell, (colour, dash) in zip(cells, style.LINES, strict=False)
    ]
