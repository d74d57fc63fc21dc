"""How talks end: composition of outcomes by table and strategy cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from negotiation.analysis.clustered import share
from negotiation.analysis.load import ANY_DEAL, Run
from negotiation.figures import style, words

# outcome: its name, colour and hatch, from what was wanted to what was not
KINDS = {
    "deal": ("deal", style.BLUE, ""),
    "partial": ("partial deal", style.SKY, "//////"),
    "ratification_failed": ("failed at home", style.ORANGE, "......"),
    "breakdown": ("broken off", style.VERMILION, "xxxxxx"),
    "open": ("still open", style.PALE, ""),
}
ROW, EDGE = 0.2, 0.62  # inches of a row; of what is around all rows
BAR = 0.7  # thickness of a bar; rows are 1 apart
WIDE = 26  # letters in a line of a label
ROOM = 0.075  # share of worlds that a label needs


@dataclass(frozen=True)
class _Shares:
    """Shares of worlds by outcome, and the chance of any deal with its interval."""

    kinds: dict[str, float]
    deal: tuple[float, float, float]


@dataclass(frozen=True)
class _Row:
    """A line of the figure: a heading, or a bar with what it shows."""

    at: float
    label: str
    shares: _Shares | None = None


def outcomes(run: Run, ax: Axes | None = None) -> Figure:
    """Stacked shares of worlds by outcome, and the chance of any deal with its Wilson interval."""
    drawn = _drawn(run)
    rows = _rows(run, drawn)
    with style.paper():
        if ax is None:
            ax = style.sheet(style.SINGLE, _height(rows)).add_subplot()
        present: set[str] = set()
        for row in rows:
            if row.shares is not None:
                present |= _bar(ax, row.at, row.shares)
        _frame(ax, rows, run)
        handles = [_patch(kind) for kind in KINDS if kind in present]
        style.owner(ax).legend(
            handles=handles, loc="outside upper center", ncols=len(handles), columnspacing=1.0,
            handlelength=1.4, borderaxespad=0.1, title=words.only(drawn, run),
            title_fontsize=style.SMALL,
        )  # fmt: skip
        return style.finish(ax)


def caption(run: Run) -> str:
    """What the figure shows."""
    drawn = _drawn(run)
    kinds = "deal, partial deal, failed at home, broken off, still open at the horizon"
    return words.join(
        f"How talks end, by table{' and strategies' if len(run.cells) > 1 else ''}: shares of "
        f"worlds by outcome ({kinds}; those that never occur are left out of the legend).",
        "Column at the right and line under each bar: chance of any deal, full or partial, with "
        "its 95 % Wilson interval.",
        words.finite(run),
        f"Only the first {words.only(drawn, run)} have room." if drawn < len(run.cells) else "",
        words.cells(run),
        words.setting(run),
    )


def _drawn(run: Run) -> int:
    """How many cells there is room for on a page."""
    lines = max(1 + _label(run, cell).count("\n") for cell in range(len(run.cells)))
    page = (style.TALLEST - EDGE) / ROW / len(run.manifest["tables"])
    return max(1, min(len(run.cells), int((page - 1.1) / _tall(lines))))


def _height(rows: list[_Row]) -> float:
    return EDGE + ROW * (rows[-1].at + 1.0)


def _tall(lines: int) -> float:
    """Rows that a label takes."""
    return 1.0 + 0.35 * (lines - 1)


def _rows(run: Run, cells: int) -> list[_Row]:
    """Tables in order; with several cells a heading each, and a bar for each cell below it."""
    rows: list[_Row] = []
    at = 0.0
    for table in run.manifest["tables"]:
        title = words.table(run, table)
        if len(run.cells) > 1:
            at += 0.2 if rows else 0.0
            rows.append(_Row(at, title))
            at += 0.9 + 0.25 * max(0, len(words.varied(run)) - 2)
        for cell, shares in enumerate(_shares(run, table)[:cells]):
            several = len(run.cells) > 1
            label = _label(run, cell) if several else words.balance(title, WIDE)
            rows.append(_Row(at, label, shares))
            at += _tall(1 + label.count("\n"))
    return rows


def _label(run: Run, cell: int) -> str:
    """What sets a cell apart, on one line if it is short."""
    chosen = words.strategies(run, cell)
    one = " / ".join(chosen)
    return one if len(one) <= WIDE else " /\n".join(chosen)


def _shares(run: Run, table: str) -> list[_Shares]:
    """Shares at a table, cell by cell."""
    found = []
    for cell in run.which(None):
        deals = run.values(ANY_DEAL, table, cell).reshape(-1, run.points)
        kinds = dict.fromkeys(KINDS, 0.0) | run.shares("outcome", table, cell)
        found.append(_Shares(kinds, share(deals)[:3]))
    return found


def _bar(ax: Axes, at: float, shares: _Shares) -> set[str]:
    """One stacked bar with labels where they fit; returns the outcomes that occur."""
    left = 0.0
    for kind, part in shares.kinds.items():
        if part <= 0.0:
            continue
        _, colour, hatch = KINDS[kind]
        ax.barh(at, part, BAR, left, color=colour, hatch=hatch, edgecolor="white", linewidth=0.4)
        if part >= ROOM:
            ax.text(
                left + part / 2, at, words.percent(part), ha="center", va="center_baseline",
                fontsize=style.SMALL, color=ink(colour),
                bbox={"facecolor": colour, "edgecolor": "none", "pad": 0.0} if hatch else None,
            )  # fmt: skip
        left += part
    deal, low, high = shares.deal
    if math.isnan(deal):
        ax.text(1.03, at, "no worlds", va="center_baseline", fontsize=style.SMALL)
        return set()
    under = at + BAR / 2 + 0.13
    ax.plot([low, high], [under, under], color=style.BLACK, linewidth=0.8, solid_capstyle="butt")
    ax.plot([deal], [under], marker="|", markersize=3.2, color=style.BLACK, markeredgewidth=0.8)
    text = f"{words.percent(deal)} [{words.percent(low)}, {words.percent(high)}]"
    ax.text(1.03, at, text, va="center_baseline", fontsize=style.SMALL)
    return {kind for kind, part in shares.kinds.items() if part > 0.0}


def _frame(ax: Axes, rows: list[_Row], run: Run) -> None:
    grouped = len(run.cells) > 1
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(rows[-1].at + 0.65, rows[0].at - (0.35 if grouped else 0.95))
    ax.set_xticks(np.linspace(0.0, 1.0, 5), ["0", "25", "50", "75", "100"])
    ax.set_xlabel(f"Share of {words.worlds(run)} (%)")
    bars = [row for row in rows if row.shares is not None]
    ax.set_yticks([row.at for row in bars], [row.label for row in bars], fontsize=style.SMALL)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    for row in rows:
        if row.shares is None:
            ax.text(0.0, row.at + 0.1, row.label, va="center", fontweight="bold")
    above = rows[0].at + (0.1 if grouped else -0.7)
    ax.text(1.03, above, "any deal (%)", va="center", fontsize=style.SMALL, color=style.GREY)
    if grouped and words.levers(run) != ["arm"]:
        who = " /\n".join(words.levers(run))
        ax.annotate(
            who, (0.0, above + 0.2), (-3.5, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha="right", va="bottom", fontsize=style.SMALL,
            color=style.GREY,
        )  # fmt: skip


def _patch(kind: str) -> Patch:
    name, colour, hatch = KINDS[kind]
    return Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0.4, label=name)


def ink(colour: Any) -> str:
    """Black or white, whichever stands out."""
    red, green, blue = to_rgb(colour)
    return style.BLACK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "white"
