"""What each issue is worth to each side: money between the two ideals, and money times salience."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from negotiation.analysis.load import Run
from negotiation.draws import Array
from negotiation.figures import style, words
from negotiation.figures.once import once
from negotiation.runs.chunk import Chunk, build
from negotiation.runs.replay import load_run

WORLDS = 500  # worlds of the run that the spreads are taken over, at most
SPREAD = (10, 50, 90)  # percentiles shown
ROW = 0.24  # inches for an issue
BAR = 0.31  # half the thickness of a bar; issues are 1 apart
LEAST = 3.0  # inches that a panel needs


@dataclass(frozen=True)
class Worth:
    """Percentiles of what the issues of a table are worth, [percentile, issue] by side."""

    money: tuple[Array, Array]
    stake: tuple[Array, Array]


def stakes(run: Run, axes: Sequence[Axes] | None = None) -> Figure:
    """Diverging bars by issue, one panel a table: first party to the left, second to the right.

    Bars are medians of money over worlds; points with their 80 % interval are the stakes that the
    sides bargain with, money times salience. Worlds are built as the run built them, and not
    played.
    """
    found = worth(run)
    with style.paper():
        panels = _panels(run, list(found)) if axes is None else list(axes)
        panels = style.enough(panels, len(found), "one for each table")
        for ax, (table, values) in zip(panels, found.items(), strict=True):
            _panel(ax, run, table, values)
        bar = Patch(facecolor=style.GREY, alpha=0.55, label="money")
        point = Line2D(
            [], [], color=style.BLACK, marker="o", markersize=2.6, linewidth=0.8,
            label="money × salience (number: its median)",
        )  # fmt: skip
        style.owner(panels[0]).legend(
            handles=[bar, point], loc="outside upper center", ncols=2, borderaxespad=0.1
        )
        return style.finish(panels[0])


def caption(run: Run) -> str:
    """What the figure shows."""
    shown = min(WORLDS, run.manifest["worlds"])
    return words.join(
        "What each issue is worth to each side: the loss between its own ideal and the other "
        "side's. Bars: money, median over worlds. Points and lines: money times salience, the "
        "stake in utility, median (also as a number) and central 80 % of worlds; an interval of "
        "what was drawn, not an error of estimation.",
        f"From the first {shown:,} world{'s' if shown != 1 else ''} of the run, built and not "
        "played; stakes do not depend on the strategies. Scales differ between tables.",
        words.setting(run),
    )


@once
def worth(run: Run) -> dict[str, Worth]:
    """What the issues are worth by table, once the mechanisms have had their say on it."""
    resolved, tariffs, manifest = load_run(run.folder)
    model = build(resolved, tariffs, Chunk(0, 0, min(WORLDS, manifest["worlds"])))
    found = {
        name: Worth(money=_both(table.terms.money), stake=_both(table.stake))
        for name, table in model.tables.items()
    }
    model.forget()
    return found


def _both(pair: Sequence[Array]) -> tuple[Array, Array]:
    one, two = (np.percentile(side, SPREAD, axis=-1) for side in pair)
    return one, two


def _panels(run: Run, tables: list[str]) -> list[Axes]:
    """One panel a table; two side by side where there are several."""
    across = 1 if len(tables) == 1 else style.across(2, LEAST)
    counts = [len(run.resolved.scenario.tables[table].issues) for table in tables]
    rows = [max(counts[i : i + across]) + 1.6 for i in range(0, len(counts), across)]
    width = style.SINGLE if across == 1 else style.DOUBLE
    figure = style.sheet(width, 0.3 + ROW * sum(rows) + 0.1 * len(rows))
    grid = figure.subplots(len(rows), across, squeeze=False, height_ratios=rows)
    for ax in grid.flat[len(tables) :]:
        ax.remove()
    return list(grid.flat[: len(tables)])


def _panel(ax: Axes, run: Run, table: str, values: Worth) -> None:
    data = run.resolved.scenario.tables[table]
    at = np.arange(len(data.issues))
    widest = max(np.max(side) for pair in (values.money, values.stake) for side in pair)
    ax.set_xlim(-1.4 * widest, 1.4 * widest)
    for side, sign in ((0, -1.0), (1, 1.0)):
        colour, align = style.SIDES[side], "right" if side else "left"
        ends = sign * values.money[side][1]
        style.boxes(ax, np.zeros(len(at)), ends, at - BAR, at + BAR, color=colour, alpha=0.55)
        low, middle, high = sign * values.stake[side]
        ax.hlines(at, low, high, color=style.BLACK, linewidth=0.8)
        ax.plot(middle, at, "o", color=style.BLACK, markersize=2.6)
        for row, value in enumerate(np.abs(middle)):
            ax.text(
                sign * 1.4 * widest, row, words.number(value, 2), ha=align, va="center_baseline",
                fontsize=style.SMALL,
            )  # fmt: skip
        ax.text(
            side, 1.0, words.country(run, data.parties[side]), transform=ax.transAxes, color=colour,
            ha=align, va="bottom", fontweight="bold",
        )  # fmt: skip
    ax.axvline(0.0, color=style.BLACK, linewidth=0.6)
    ax.set_yticks(at, [words.issue(issue, 36) for issue in data.issues.values()])
    ax.tick_params(axis="y", length=0, pad=8.0)
    ax.set_ylim(len(at) - 0.5, -0.5)
    ax.locator_params(axis="x", nbins=5)
    ax.set_xlabel("Worth (USD bn/year)")
    ax.xaxis.set_major_formatter(lambda x, _: words.number(abs(x)))
    ax.spines["left"].set_visible(False)
