"""The engine on a grid: packages of so many levels an issue, and demands rounded up to one of them.

Both are parts of a strategy like any other, but stay out of the registry, as nobody negotiates so:
they let the engine play exactly the game that another engine plays on a list of outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar

import numpy as np

from negotiation.bargaining.curve import pick
from negotiation.bargaining.loss import utility
from negotiation.draws import Array
from negotiation.strategies.view import Problem, View

HAIR = 1e-9  # of the scope; keeps rounding from telling apart what is worth the same


def grid(levels: int, issues: int) -> Array:
    """All packages of so many levels an issue, as concessions [package, issue]."""
    return np.array(list(product(np.linspace(0.0, 1.0, levels), repeat=issues)))


@dataclass(frozen=True)
class Grid:
    """Bid any package of the grid, from the worst to the best for the own side.

    With `efficient`, only those that no other package of the grid betters for both.
    """

    levels: int
    efficient: bool = False

    def concession(self, problem: Problem) -> Array:
        """The own concession, [step, issue, world]; the best package fills up what is left over."""
        packages = grid(self.levels, len(problem.issues))[:, :, None]
        worlds = problem.own_stake.shape[1]
        given = np.broadcast_to(packages, (*packages.shape[:2], worlds))
        own = _worths(given, problem.own_stake, problem.own_curvature)
        order = np.argsort(own, axis=0, kind="stable")
        if self.efficient:
            other = _worths(1.0 - given, problem.other_stake, problem.other_curvature)
            order = _efficient(order, other)
        at = order[:, None, :]
        return np.take_along_axis(given, at, axis=0)


def _worths(given: Array, stake: Array, curvature: Array) -> Array:
    """Utility of concessions [package, issue, world], [package, world]."""
    return np.stack([utility(package, stake, curvature) for package in given])


def _efficient(order: np.ndarray, other: Array) -> np.ndarray:
    """Those of the packages in rising `order` that leave the other more than all above them."""
    left = np.take_along_axis(other, order, axis=0)[::-1]
    above = np.maximum.accumulate(left, axis=0)[:-1]
    kept = np.ones(left.shape, dtype=bool)
    kept[1:] = left[1:] > above
    # the best first; what is dropped goes behind, and is then filled up with the best
    places = np.argsort(~kept, axis=0, kind="stable")
    counts = np.count_nonzero(kept, axis=0)
    best_first = np.take_along_axis(order[::-1], places, axis=0)[: counts.max()]
    step = np.arange(counts.max())[::-1, None] - (counts.max() - counts)
    return np.take_along_axis(best_first, np.maximum(step, 0), axis=0)


@dataclass(frozen=True)
class Rounded:
    """Concede as `tactic` does, and ask for the nearest package on the path that is worth it."""

    tactic: Any
    weighs_other: ClassVar[bool] = False

    def aspiration(self, view: View) -> Array:
        """The share of the way to the opening demand at which that package lies."""
        worths = view.path.own
        wanted = view.impasse + (self.tactic.aspiration(view) - HAIR) * view.scope
        step = np.minimum(np.count_nonzero(worths < wanted, axis=0), len(worths) - 1)
        return (pick(worths, step) - view.impasse) / view.scope - HAIR
