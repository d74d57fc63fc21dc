"""Bargaining solutions of one domain as constrained programmes over its packages, by SciPy.

Sequential quadratic programming (Kraft 1988) works on packages and losses; it knows no contract
curve. Losses are convex, so that each programme has one optimum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.bargaining.loss import total
from negotiation.draws import Array
from negotiation.validation.peers.domains import Domains

OPTIONS = {"ftol": 1e-14, "maxiter": 500}
NOTHING = 1e-6  # gains below which there is nothing to bargain over
SIDES = (0, 1)


@dataclass(frozen=True)
class Optima:
    """Gains of both sides over no deal, [side]; NaN where the domain has no deal for both.

    `best` are the largest gains that leave the other no loss.
    """

    egalitarian: Array
    kalai_smorodinsky: Array
    nash: Array
    best: Array


def solve(domain: Domains) -> Optima:
    """The solutions of a single domain."""
    programme = _Programme(domain)
    equal = programme.along(np.ones(2))
    if equal[-1] < NOTHING:
        return Optima(*np.full((4, 2), np.nan))
    start = equal[:-1]
    best = np.array([programme.best(side, start) for side in SIDES])
    return Optima(
        egalitarian=programme.gains(start),
        kalai_smorodinsky=programme.gains(programme.along(best)[:-1]),
        nash=programme.gains(programme.nash(start)),
        best=best,
    )


def best_linear(domain: Domains) -> Array:
    """Largest gains [side] that leave the other none, for a domain with linear losses."""
    from scipy.optimize import linprog

    stake, reserve = domain.stake[:, :, 0], domain.reserve[:, 0]
    found = []
    for side in SIDES:
        other = 1 - side
        # the other concedes 1 - c, and loses no more than it has without a deal
        spared = {"A_ub": [-stake[other]], "b_ub": [-total(stake[other]) - reserve[other]]}
        best = linprog(stake[side], **spared, bounds=(0.0, 1.0))
        found.append(-best.fun - reserve[side])
    return np.array(found)


class _Programme:
    """Gains of a package [issue], given as the first side's concession, and their slopes."""

    def __init__(self, domain: Domains):
        self.stake, self.curvature = domain.stake[:, :, 0], domain.curvature[:, :, 0]
        self.reserve = domain.reserve[:, 0]
        self.within = [(0.0, 1.0)] * domain.issues

    def gains(self, package: Array) -> Array:
        """Utility of both sides less what they have without a deal, [side]."""
        own = np.stack([package, 1.0 - package])
        losses = self.stake * own * (1.0 - self.curvature + self.curvature * own)
        return -total(losses.T) - self.reserve

    def slopes(self, package: Array) -> Array:
        """By how much each concession changes the gains, [side, issue]."""
        own = np.stack([package, 1.0 - package])
        slope = self.stake * (1.0 - self.curvature + 2.0 * self.curvature * own)
        return slope * np.array([[-1.0], [1.0]])

    def along(self, direction: Array) -> Array:
        """Package, and how far gains reach in a direction [side], as one array."""
        from scipy.optimize import minimize

        middle = np.full(len(self.within), 0.5)
        far = np.append(np.zeros(len(middle)), -1.0)
        reach = {
            "type": "ineq",
            "fun": lambda x: self.gains(x[:-1]) - x[-1] * direction,
            "jac": lambda x: np.column_stack([self.slopes(x[:-1]), -direction]),
        }
        return minimize(
            lambda x: -x[-1],
            np.append(middle, np.min(self.gains(middle) / direction)),
            jac=lambda _: far,
            bounds=[*self.within, (None, None)],
            constraints=reach,
            method="SLSQP",
            options=OPTIONS,
        ).x

    def best(self, side: int, start: Array) -> float:
        """Largest gain of a side that leaves the other none."""
        from scipy.optimize import minimize

        spared = {
            "type": "ineq",
            "fun": lambda x: self.gains(x)[1 - side],
            "jac": lambda x: self.slopes(x)[1 - side],
        }
        found = minimize(
            lambda x: -self.gains(x)[side],
            start,
            jac=lambda x: -self.slopes(x)[side],
            bounds=self.within,
            constraints=spared,
            method="SLSQP",
            options=OPTIONS,
        )
        return float(self.gains(found.x)[side])

    def nash(self, start: Array) -> Array:
        """Package with the largest product of gains, from one with gains for both."""
        from scipy.optimize import minimize

        def gains(x: Array) -> Array:
            return np.maximum(self.gains(x), 1e-12)

        return minimize(
            lambda x: -float(total(np.log(gains(x)))),
            start,
            jac=lambda x: -total(self.slopes(x) / gains(x)[:, None]),
            bounds=self.within,
            method="SLSQP",
            options=OPTIONS,
        ).x
