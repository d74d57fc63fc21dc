"""Forecasts of past cases beside what came to pass, their scores, and what was learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negotiation.figures import style

LINE = 4.6 * style.MM  # a line of a panel
FRAME = 11 * style.MM  # of a panel, with its axis
DATES = (("first date of forecast", style.SKY, 0.18), ("later date", style.BLUE, -0.18))
RULES = (  # marks of the model and of the simple forecasts, in their order
    (style.BLACK, "o"), (style.BLUE, "s"), (style.VERMILION, "v"), (style.GREEN, "D"),
    (style.PURPLE, "^"),
)  # fmt: skip
DECADES = (0.5, 1, 2, 5, 10, 20, 50, 100, 200)
TICKS = (0, 2, 5, 10, 25, 50, 100, 200)


def intervals(panels: Mapping[str, Sequence[Mapping[str, Any]]]) -> Figure:
    """Central intervals of forecasts, a panel for each measure and a line for each outcome.

    Parameters
    ----------
    panels : by the title of its axis, lines with a `label` and one `forecasts` entry for each
        date: `median`, the ends of `half` and `most`, and the `outcome`.
    """
    counts = [len(lines) for lines in panels.values()]
    with style.paper():
        height = LINE * sum(counts) + FRAME * len(counts) + 0.3
        figure = style.sheet(style.SINGLE, min(height, style.TALLEST), constrained=True)
        ratios = [count * LINE + 0.3 * FRAME for count in counts]
        axes = figure.subplots(len(panels), 1, height_ratios=ratios, squeeze=False)[:, 0]
        for ax, (title, lines) in zip(axes, panels.items(), strict=True):
            _intervals(ax, title, lines)
        handles = [Line2D([], [], color=c, lw=2.5, label=name) for name, c, _ in DATES]
        handles.append(
            Line2D([], [], ls="", marker="D", color=style.VERMILION, ms=3, label="came to pass")
        )
        figure.legend(handles=handles, loc="outside upper center", ncols=3, columnspacing=1.0)
        return style.finish(axes[0])


def _intervals(ax: Axes, title: str, lines: Sequence[Mapping[str, Any]]) -> None:
    ends = []
    for row, line in enumerate(lines):
        at = len(lines) - 1 - row
        for (_, colour, off), one in zip(DATES, line["forecasts"], strict=False):
            ax.plot(one["most"], [at + off] * 2, color=colour, lw=0.8, solid_capstyle="butt")
            ax.plot(one["half"], [at + off] * 2, color=colour, lw=2.5, solid_capstyle="butt")
            ax.plot(one["median"], at + off, "|", color=style.BLACK, ms=4, mew=0.8)
            ax.plot(one["outcome"], at + off, "D", color=style.VERMILION, ms=2.4, zorder=3)
            ends += [*one["most"], one["outcome"]]
    ax.set_yticks(range(len(lines)), [line["label"] for line in reversed(lines)])
    ax.set_ylim(-0.6, len(lines) - 0.4)
    ax.set_xscale("function", functions=(_root, np.square))
    ax.set_xlim(0.0, 1.05 * max(ends))
    ax.set_xticks([x for x in TICKS if x <= 1.05 * max(ends)])
    ax.set_xlabel(title)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", color=style.PALE, lw=0.4)
    ax.set_axisbelow(True)


def _root(x: np.ndarray) -> np.ndarray:
    return np.sqrt(np.maximum(x, 0.0))


def scores(lines: Sequence[tuple[str, Mapping[str, float]]]) -> Figure:
    """Mean CRPS on tariffs of the model and of the simple forecasts, a line for each case.

    Parameters
    ----------
    lines : label and score by name, the model first; smaller is better.
    """
    with style.paper():
        figure = style.sheet(style.SINGLE, LINE * len(lines) + 1.6 * FRAME, constrained=True)
        ax = figure.subplots()
        names = list(lines[0][1])
        for (colour, mark), name in zip(RULES, names, strict=True):
            found = [score[name] for _, score in reversed(lines)]
            own = name == names[0]
            ax.plot(
                found, range(len(lines)), mark, color=colour, ms=4.2 if own else 3.2, label=name,
                mfc=colour if own else "none", mew=0.9, zorder=3 if own else 2,
            )  # fmt: skip
        ax.set_yticks(range(len(lines)), [label for label, _ in reversed(lines)])
        ax.set_ylim(-0.6, len(lines) - 0.4)
        ax.set_xscale("log")
        ax.set_xticks(DECADES, [f"{x:g}" for x in DECADES])
        ax.minorticks_off()
        every = [x for _, score in lines for x in score.values()]
        ax.set_xlim(0.8 * min(every), 1.25 * max(every))
        ax.set_xlabel("CRPS on tariffs, percentage points (smaller is better)")
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", color=style.PALE, lw=0.4)
        ax.set_axisbelow(True)
        figure.legend(loc="outside upper center", ncols=3, columnspacing=1.0)
        return style.finish(ax)


def beliefs(panels: Sequence[Mapping[str, Any]]) -> Figure:
    """Prior and posterior of shared parameters over their position in the prior.

    Parameters
    ----------
    panels : with a `title`, the grid `at`, the density `all` with all cases seen, the densities
        `others` with one left out each, and `ticks`, values of the parameter by position.
    """
    with style.paper():
        rows = (len(panels) + 1) // 2
        figure = style.sheet(style.SINGLE, rows * 34 * style.MM + 0.25, constrained=True)
        axes = figure.subplots(rows, 2, squeeze=False).ravel()
        for ax, panel in zip(axes, panels, strict=False):
            ax.axhline(1.0, color=style.GREY, lw=0.9, ls=(0, (4, 1.5)), label="prior")
            for k, density in enumerate(panel["others"]):
                label = "one case left out" if k == 0 else None
                ax.plot(panel["at"], density, color=style.SKY, lw=0.5, label=label)
            ax.plot(panel["at"], panel["all"], color=style.BLUE, lw=1.3, label="all cases seen")
            ax.set_ylim(bottom=0.0)
            ax.set_xticks(list(panel["ticks"]), list(panel["ticks"].values()))
            ax.set_xlabel(panel["title"])
            ax.set_ylabel("density")
        for ax in axes[len(panels) :]:
            ax.set_axis_off()
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=3, columnspacing=1.0)
        return style.finish(axes[0])
