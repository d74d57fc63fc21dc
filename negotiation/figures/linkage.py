"""Who gave what for what: how often two issues move in one deal, one from each side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from negotiation.analysis.load import Run
from negotiation.draws import Array
from negotiation.figures import style, words
from negotiation.figures.once import once
from negotiation.figures.outcomes import ink

MOVED = 0.05  # share of the way between the two asks that counts as having given something
ROW, LABEL, EDGE = 0.25, 1.15, 0.35  # inches of a row, of slanted labels, of what is around
WIDE, SIDE = 28, 24  # letters in a line of a label below, and at the side
COLOURS = "Greys"


@dataclass(frozen=True)
class _Matrix:
    """What the first side gave (rows) while the second gave (columns), shares of deals."""

    table: str
    rows: list[str]
    columns: list[str]
    both: Array
    gave: tuple[Array, Array]
    deals: int
    worlds: int


def linkage(
    run: Run, table: str | None = None, cell: int = 0, axes: Sequence[Axes] | None = None
) -> Figure:
    """One matrix a table: share of deals in which one side gave on the row, the other the column.

    Parameters
    ----------
    table : key of a table; by default all that fit on a page.
    cell : number of the cell.
    axes : one for each table.
    """
    shown = _shown(run, table, cell)
    with style.paper():
        own = _axes(shown) if axes is None else axes
        own = style.enough(own, len(shown), "one for each table")
        for ax, matrix in zip(own, shown, strict=True):
            _draw(ax, run, matrix)
        return style.finish(own[0])


def caption(run: Run, table: str | None = None, cell: int = 0) -> str:
    """What the figure shows."""
    shown = _shown(run, table, cell)
    left = len(_tables(run, table)) - len(shown)
    counts = "; ".join(
        f"{words.table(run, one.table)} {one.deals:,} of {one.worlds:,}" for one in shown
    )
    widest = max((98.0 / math.sqrt(one.deals) for one in shown if one.deals), default=0.0)
    return words.join(
        "Who gave what for what: per cent of deals in which the first side gave on the issue of "
        "the row and the second on that of the column. A side gives where the final value lies "
        f"beyond what applied as talks opened by more than {100 * MOVED:.0f} % of the way to the "
        "other's ask (central values). In brackets: per cent of deals in which a side gave on the "
        "issue at all. Issues on which a side gave in less than 1 % of deals are left out. That "
        "two issues move in one deal does not tell that one was the price of the other.",
        f"Full deals only, of all worlds: {counts}. Half of a 95 % interval of a share is at most "
        f"{words.number(widest, 2)} percentage points."
        if any(one.deals for one in shown)
        else "No full deal in any world.",
        f"Cell {cell}: {words.cell(run, cell)}." if len(run.cells) > 1 else "",
        f"{left} further table{'s have' if left > 1 else ' has'} no room; name one." if left else
        "",
        words.finite(run, clustered=False),
        words.cells(run),
        words.setting(run),
    )  # fmt: skip


def _tables(run: Run, table: str | None) -> list[str]:
    return run.manifest["tables"] if table is None else [words.known_table(run, table)]


def _shown(run: Run, table: str | None, cell: int) -> list[_Matrix]:
    """As many tables as a page has room for."""
    found: list[_Matrix] = []
    height = EDGE
    for name in _tables(run, table):
        one = _matrix(run, name, words.known_cell(run, cell))
        height += LABEL + ROW * max(len(one.rows), 2) + 0.3
        if found and height > style.TALLEST:
            break
        found.append(one)
    return found


@once
def _matrix(run: Run, table: str, cell: int) -> _Matrix:
    data = run.resolved.scenario.tables[table]
    rows = run.arrays(["outcome", *run.issues(table)], table, cell)
    deals = rows["outcome"] == "deal"
    count = int(deals.sum())
    gives: list[dict[str, np.ndarray]] = [{}, {}]
    for name, issue in data.issues.items():
        one, two = (issue.ideal[party].value for party in data.parties)
        way = (rows[f"issue.{name}"][deals] - issue.applies(data.opens).value) / (two - one)
        for side, moved in enumerate((way > MOVED, way < -MOVED)):
            if count and moved.mean() >= 0.01:
                gives[side][name] = moved
    both = np.array(
        [[np.mean(one & two) for two in gives[1].values()] for one in gives[0].values()]
    )
    one_gave, two_gave = (np.array([np.mean(m) for m in side.values()]) for side in gives)
    return _Matrix(
        table, list(gives[0]), list(gives[1]), both, (one_gave, two_gave), count, len(deals)
    )


def _axes(shown: Sequence[_Matrix]) -> list[Axes]:
    heights = [LABEL + ROW * max(len(one.rows), 2) + 0.3 for one in shown]
    figure = style.sheet(style.SINGLE, EDGE + sum(heights))
    return list(figure.subplots(len(shown), 1, squeeze=False, height_ratios=heights).flat)


def _draw(ax: Axes, run: Run, one: _Matrix) -> None:
    data = run.resolved.scenario.tables[one.table]
    first, second = (words.country(run, party) for party in data.parties)
    ax.set_title(f"{first} gives (rows) while {second} gives (columns)", fontsize=style.SMALL,
                 loc="right")  # fmt: skip
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)
    if not one.both.size:
        ax.set_xticks([])
        ax.set_yticks([])
        style.say(ax, "no deal in any world" if not one.deals else "one side never gives")
        return
    ax.pcolormesh(one.both, cmap=COLOURS, vmin=0.0, vmax=1.25, edgecolors="white", linewidth=0.6)
    for row, column in np.ndindex(one.both.shape):
        share = float(one.both[row, column])
        ax.text(
            column + 0.5, row + 0.5, words.percent(share), ha="center", va="center_baseline",
            fontsize=style.SMALL, color=ink((1.0 - 0.8 * share,) * 3),
        )  # fmt: skip
    issues = data.issues
    ax.set_yticks(
        np.arange(len(one.rows)) + 0.5,
        [words.issue(issues[k], SIDE, f"[{words.percent(s)}]")
         for k, s in zip(one.rows, one.gave[0], strict=True)],
    )  # fmt: skip
    ax.set_xticks(
        np.arange(len(one.columns)) + 0.5,
        [words.issue(issues[k], WIDE, f"[{words.percent(s)}]")
         for k, s in zip(one.columns, one.gave[1], strict=True)],
        rotation=90, linespacing=0.95,
    )  # fmt: skip
    ax.set_xlabel("Cells and brackets: share (% of deals)", fontsize=style.SMALL)
    ax.set_ylim(len(one.rows), 0)
