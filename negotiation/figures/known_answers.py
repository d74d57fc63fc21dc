"""What is obtained against what is expected, a panel for each case that has points."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from negotiation.figures import style

COLUMNS = 4
LABEL = 26  # letters that fit above a panel


def known_answers(cases: Sequence[Mapping[str, Any]]) -> Figure:
    """Points of every case, on the diagonal where both agree.

    Parameters
    ----------
    cases : objects of `negotiation validate theory --json`; those without points are left out.
    """
    shown = _with_points(cases)
    lines = -(-len(shown) // COLUMNS)
    with style.paper():
        figure = style.sheet(style.DOUBLE, min(0.3 + 1.5 * lines, style.TALLEST))
        grid = figure.add_gridspec(lines, COLUMNS)
        for k, case in enumerate(shown):
            _panel(figure.add_subplot(grid[k // COLUMNS, k % COLUMNS]), case)
        figure.supxlabel("expected", fontsize=style.TEXT)
        figure.supylabel("obtained", fontsize=style.TEXT)
        return style.finish(figure.axes[0])


def caption(cases: Sequence[Mapping[str, Any]]) -> str:
    """What the figure shows."""
    panels = "; ".join(f"{case['id']}: {case['text']}" for case in _with_points(cases))
    return f"Obtained by play against the answer of theory, with the diagonal. {panels}."


def _with_points(cases: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [case for case in cases if case["points"]]


def _panel(ax: Axes, case: Mapping[str, Any]) -> None:
    points = np.array(case["points"])
    ends = [points.min(), points.max()]
    ax.plot(ends, ends, color=style.PALE, zorder=0)
    colour = style.BLUE if case["verdict"] == "holds" else style.VERMILION
    ax.plot(points[:, 0], points[:, 1], "o", color=colour, ms=1.8, mew=0.0)
    family, _, name = case["id"].replace("_", " ").partition(".")
    ax.set_title("\n".join(textwrap.wrap(f"{family}: {name}", LABEL)), fontsize=style.SMALL)
