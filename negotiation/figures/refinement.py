"""How differences between the engine and NegMAS shrink as the levels of issues are refined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator

from negotiation.figures import style

PANELS = {
    "steps": ("a  Step of the deal", "mean difference, steps"),
    "utility": ("b  Utility of the deal", "mean difference, share of scope"),
    "gains": ("c  Solutions of theory", "mean difference, share of scope"),
}
MARKS = ("o", "s", "^")


def refinement(curves: Sequence[Mapping[str, Any]]) -> Figure:
    """Mean differences by levels an issue: of steps, of utilities, and of bargaining solutions.

    Parameters
    ----------
    curves : `label`, `what` (a key of `PANELS`), `levels` and `means` of each line.
    """
    with style.paper():
        figure = style.sheet(style.DOUBLE, 2.3, constrained=True)
        axes = figure.subplots(1, len(PANELS))
        for ax, (what, (title, label)) in zip(axes, PANELS.items(), strict=True):
            _panel(ax, [curve for curve in curves if curve["what"] == what])
            ax.set_title(title)
            ax.set_ylabel(label)
        return style.finish(axes[0])


def caption() -> str:
    """What the figure shows."""
    return (
        "Mean differences between the engine, which has no levels, and NegMAS on grids of so many "
        "levels an issue, over random domains with losses from linear to quadratic. (a) Step of "
        "the deal; no deal counts as one at the deadline. (b) Utility of both sides where both "
        "settle, and (c) gains at solutions of theory, as a share of the scope, that is of what "
        "lies between no deal and the ideal. Dotted: in proportion to the width of a level. A "
        "mean of nothing has no place on a logarithmic axis and is left out."
    )


def _panel(ax: Axes, curves: Sequence[Mapping[str, Any]]) -> None:
    """One line for each curve, and one that falls with the width of a level."""
    for curve, (colour, dash), mark in zip(curves, style.LINES, MARKS, strict=False):
        means = np.array([mean if mean > 0.0 else np.nan for mean in curve["means"]])
        ax.plot(curve["levels"], means, mark, ls=dash, color=colour, label=curve["label"])
    if curves:
        levels = np.array(curves[0]["levels"], dtype=float)
        width = (levels[0] - 1.0) / (levels - 1.0)
        ax.plot(levels, curves[0]["means"][0] * width, ":", color=style.GREY, lw=0.8, zorder=0)
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.xaxis.set_major_locator(FixedLocator(levels.tolist()))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        ax.yaxis.set_minor_formatter(NullFormatter())
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
        ax.legend(loc="lower left")
    ax.set_xlabel("levels an issue")
