"""Dates of the scenario on an axis of weeks: hairlines with small flags above the axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from negotiation.figures import style
from negotiation.figures.words import Landmark

FLAG = 7.5  # points from one level of flags to the next
LETTER = 3.55  # points that a letter of small type takes on average
GAP = 3.0  # points between two flags on one level


def dates(
    panels: Sequence[Axes], marks: Sequence[Sequence[Landmark]], horizon: int, room: float
) -> None:
    """Draw the dates of each panel, and lift all titles above the highest flag.

    Parameters
    ----------
    marks : the dates of each panel, in order.
    horizon : last week of the axis.
    room : width of the axes in points, roughly.
    """
    placed = [levels(those, horizon / room) for those in marks]
    highest = max((level + 1 for those in placed for level in those), default=0)
    for ax, those, heights in zip(panels, marks, placed, strict=True):
        for mark, level in zip(those, heights, strict=True):
            _flag(ax, mark, 2.0 + FLAG * level)
        ax.set_title(ax.get_title(loc="left"), pad=4.0 + FLAG * highest)


def hairlines(ax: Axes, marks: Sequence[Landmark]) -> None:
    """The dates without their names, for panels below those that have them."""
    for mark in marks:
        ax.axvline(mark.week, color=style.GREY, linewidth=0.4, zorder=0)


def _flag(ax: Axes, mark: Landmark, top: float) -> None:
    """A hairline, a pole to `top` points above the axes, and the text at its right."""
    hairlines(ax, [mark])
    pole = {"arrowstyle": "-", "linewidth": 0.4, "color": style.GREY, "shrinkA": 0, "shrinkB": 0}
    place: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
    }
    ax.annotate("", (mark.week, 1.0), (0.0, top + 5.0), arrowprops=pole, **place)
    ax.annotate(
        mark.text, (mark.week, 1.0), (2.0, top), ha="left", va="bottom",
        fontsize=style.SMALL, color=style.GREY, **place,
    )  # fmt: skip


def levels(marks: Sequence[Landmark], weeks_per_point: float) -> list[int]:
    """Level of each flag, from 0 just above the axes.

    From the last date back, each flag goes just above the poles and flags that its text, which
    runs to the right, would meet; so no pole crosses a text.
    """
    placed: list[int] = []
    for i in reversed(range(len(marks))):
        reach = marks[i].week + (LETTER * len(marks[i].text) + GAP) * weeks_per_point
        met = [placed[k] for k, mark in enumerate(marks[i + 1 :]) if mark.week <= reach]
        placed.insert(0, max(met, default=-1) + 1)
    return placed
