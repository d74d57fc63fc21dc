"""Offers in utility space: frontier, impasse, reservation lines, solutions, and what was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from negotiation.bargaining.solutions import kalai_smorodinsky, nash
from negotiation.draws import Array
from negotiation.figures import style
from negotiation.runs.replay import Offer

Point = tuple[float, float]
Solve = Callable[[Array, Array, tuple[Array, Array]], tuple[Array, Array]]

# how each side's offers and the agreement look, here and over the weeks
SHAPES: dict[Any, dict[str, Any]] = {
    0: {"color": style.BLUE, "marker": "o", "markersize": 2.6, "linewidth": 0.7},
    1: {
        "color": style.VERMILION, "marker": "s", "markersize": 2.6, "linewidth": 0.7,
        "markerfacecolor": "white", "markeredgewidth": 0.7, "linestyle": (0, (4, 1.5)),
    },
    "agreement": {
        "color": style.BLACK, "marker": "D", "markersize": 4.2, "linestyle": "none", "zorder": 6,
    },
}  # fmt: skip
FRONTIER: dict[str, Any] = {"color": style.BLACK, "linewidth": 0.9}
IMPASSE: dict[str, Any] = {
    "color": style.GREY,
    "marker": "X",
    "markersize": 4.5,
    "linestyle": "none",
    "zorder": 5,
}
NASH: dict[str, Any] = {
    "color": style.GREEN,
    "marker": "*",
    "markersize": 6.5,
    "linestyle": "none",
    "zorder": 5,
}
KALAI: dict[str, Any] = {
    "color": style.PURPLE,
    "marker": "P",
    "markersize": 5.0,
    "linestyle": "none",
    "zorder": 5,
}
SOLUTIONS: tuple[tuple[str, dict[str, Any], Solve], ...] = (
    ("Nash", NASH, nash),
    ("Kalai-Smorodinsky", KALAI, kalai_smorodinsky),
)
RESERVATION: dict[str, Any] = {"color": style.GREY, "linewidth": 0.6, "linestyle": (0, (3, 2))}


def utility_space(
    ax: Axes,
    said: Sequence[Offer],
    parties: tuple[str, str],
    names: Sequence[str],
    frontier: tuple[Array, Array] | None,
) -> dict[str, Line2D]:
    """Draw what was said about one docket; returns a legend handle for each thing drawn."""
    drawn: dict[str, dict[str, Any]] = {}
    for side in (0, 1):
        own = [offer for offer in said if offer.by == parties[side]]
        points = [_utilities(offer, parties) for offer in own]
        if points:
            ax.plot(*np.transpose(points), **SHAPES[side])
            drawn[f"offers: {names[side]}"] = SHAPES[side]
    for offer in said:
        if offer.accepted:
            ax.plot(*_utilities(offer, parties), **SHAPES["agreement"])
            drawn["agreement"] = SHAPES["agreement"]
    if frontier is not None and said:
        ax.plot(*frontier, **FRONTIER, zorder=1)
        drawn["frontier"] = FRONTIER
        ax.locator_params(nbins=5)
        _zoom(ax, said, parties, frontier)
        _impasse(ax, [_impasses(offer, parties) for offer in said])
        drawn["impasse"] = IMPASSE
        least = _reservations(said[-1], parties)
        ax.axvline(least[0], zorder=1, **RESERVATION)
        ax.axhline(least[1], zorder=1, **RESERVATION)
        drawn["reservation"] = RESERVATION
        for label, look, solve in SOLUTIONS:
            point = solution(frontier, _impasses(said[-1], parties), solve)
            if point is not None:
                ax.plot(*point, **look)
                drawn[label] = look
    else:
        style.say(ax, "no offers")
        ax.set_xticks([])
        ax.set_yticks([])
    unit = "(USD bn/year × salience)"
    ax.set_xlabel(f"Utility of {names[0]}\n{unit}", fontsize=style.SMALL)
    ax.set_ylabel(f"Utility of {names[1]}\n{unit}", fontsize=style.SMALL)
    return {label: Line2D([], [], label=label, **look) for label, look in drawn.items()}


def solution(frontier: tuple[Array, Array], impasse: Point, solve: Solve = nash) -> Point | None:
    """A solution of theory in one world; None where nothing on the frontier beats the impasse."""
    first, second = frontier
    if not np.any((first >= impasse[0]) & (second >= impasse[1])):
        return None
    at = np.array([impasse[0]]), np.array([impasse[1]])
    one, two = solve(first[:, None], second[:, None], at)
    return float(one[0]), float(two[0])


def _impasse(ax: Axes, points: Sequence[Point]) -> None:
    """Impasse values at the last exchange, and how they got there."""
    ax.plot(*np.transpose(points), color=style.GREY, linewidth=0.6, linestyle=":", zorder=2)
    ax.plot(*points[-1], **IMPASSE)


def _zoom(
    ax: Axes, said: Sequence[Offer], parties: tuple[str, str], frontier: tuple[Array, Array]
) -> None:
    """Show what was said, the impasse and the frontier above them, not its far ends."""
    points = [_utilities(offer, parties) for offer in said]
    points += [_impasses(offer, parties) for offer in said]
    low, high = np.min(points, axis=0), np.max(points, axis=0)
    above = [curve[frontier[1 - s] >= low[1 - s]] for s, curve in enumerate(frontier)]
    high = np.array([max([top, *curve]) for top, curve in zip(high, above, strict=True)])
    room = 0.06 * np.maximum(high - low, 1e-9)
    ax.set_xlim(low[0] - room[0], high[0] + room[0])
    ax.set_ylim(low[1] - room[1], high[1] + room[1])


def _utilities(offer: Offer, parties: tuple[str, str]) -> Point:
    """True utility of the offer to the first and the second party."""
    own, other = offer.proposer.utility, offer.responder.utility
    return (own, other) if offer.by == parties[0] else (other, own)


def _reservations(offer: Offer, parties: tuple[str, str]) -> Point:
    """What each side must get to stay: its impasse value or, if it is more, its outside option."""
    own = max(offer.proposer.impasse, offer.proposer.outside)
    other = max(offer.responder.impasse, offer.responder.outside)
    return (own, other) if offer.by == parties[0] else (other, own)


def _impasses(offer: Offer, parties: tuple[str, str]) -> Point:
    own, other = offer.proposer.impasse, offer.responder.impasse
    return (own, other) if offer.by == parties[0] else (other, own)
