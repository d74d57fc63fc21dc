"""Trades within a basket, and none between baskets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from negotiation.bargaining.curve import STEPS, efficient, path
from negotiation.bargaining.loss import Kink
from negotiation.draws import Array
from negotiation.strategies.family import Linkage
from negotiation.strategies.view import Problem


class WithinBaskets(Linkage):
    """Give where it costs least within each basket, and the same share of every basket's worth.

    Each basket has a contract curve of its own, and all are walked at one pace: what is given in
    one basket pays for nothing in another (the counterpart of linkage; Tollison and Willett 1979).
    Where baskets are settled apart this is the package of each.
    """

    def concession(self, problem: Problem) -> Array:
        baskets = [issue.basket for issue in problem.issues]
        result = np.empty((STEPS, *problem.own_stake.shape))
        for basket in dict.fromkeys(baskets):
            rows = [k for k, name in enumerate(baskets) if name == basket]
            result[:, rows] = _at_one_pace(problem, rows)
        return result


def _at_one_pace(problem: Problem, rows: list[int]) -> Array:
    """Packages of a basket at even steps of its worth to the own side, [step, issue, world]."""
    own = problem.own_stake[rows], problem.own_curvature[rows]
    own_kinks = _of(rows, problem.own_kinks)
    other = problem.other_stake[rows], problem.other_curvature[rows]
    other_kinks = _of(rows, problem.other_kinks)
    packages = efficient(*own, *other, own_kinks=own_kinks, other_kinks=other_kinks)
    curve = path(packages, *own, *other, own_kinks, other_kinks)
    worst, best = curve.own[0], curve.own[-1]
    return np.stack([curve.offer(worst + s * (best - worst)) for s in np.linspace(0.0, 1.0, STEPS)])


def _of(rows: list[int], kinks: tuple[Kink, ...]) -> tuple[Kink, ...]:
    """The kinks on some rows, counted within them."""
    return tuple(replace(k, issue=rows.index(k.issue)) for k in kinks if k.issue in rows)
