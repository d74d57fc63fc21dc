"""Learning from how much the other side moves on each issue."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.curve import efficient, locate
from negotiation.bargaining.loss import total
from negotiation.bargaining.weighed import at_weight
from negotiation.draws import Array
from negotiation.strategies.family import Learner
from negotiation.strategies.opponent.public import reachable, shares
from negotiation.strategies.view import Problem


class Frequency(Learner):
    """Take what the other side moves little on to be dear to it (van Krimpen et al. 2013).

    The original counts the issues left unmoved between two offers. Here issues have no discrete
    values, what is public is a better guess than equal weights, and a side that trades issues moves
    little also where it gets little for it. So the movement on each issue, from the other's ideal
    on, is set against that of a side with public stakes whose offers give as much in all:

        stake = public stake x (expected movement + doubt) / (movement + doubt).
    """

    doubt: float = 0.2  # movement on an issue that would count as much as what is public

    def start(self, problem: Problem) -> dict[str, Array]:
        none = np.zeros_like(problem.other_stake)
        theirs = problem.other_stake, problem.other_curvature
        path = efficient(*theirs, problem.own_public_stake, problem.own_public_curvature)
        pace = -total(np.swapaxes(path, 0, 1)) / len(none)  # falls to its ends as concessions rise
        return {"pace": pace, "given": none, "likely": none, "moved": none, "expected": none}

    def hear(self, problem: Problem, offer: Array, memory: dict[str, Array]) -> None:
        given = 1.0 - offer
        likely = self._likely(problem, memory["pace"], -total(given) / len(given))
        memory["moved"] = memory["moved"] + np.abs(given - memory["given"])
        memory["expected"] = memory["expected"] + np.abs(likely - memory["likely"])
        memory["given"], memory["likely"] = given, likely

    @staticmethod
    def _likely(problem: Problem, pace: Array, reached: Array) -> Array:
        """What a side with public stakes would give that gives as much in all, [issue, world]."""
        step, share = locate(pace, reached)
        weight = (step + share) / (len(pace) - 1)
        theirs, ours = shares(problem.other_stake), shares(problem.own_public_stake)
        curvature = problem.other_curvature, problem.own_public_curvature
        return reachable(problem, at_weight(weight, theirs, curvature[0], ours, curvature[1]))

    def take_stock(self, problem: Problem, memory: dict[str, Array]) -> tuple[Array, Array]:
        ratio = (memory["expected"] + self.doubt) / (memory["moved"] + self.doubt)
        return problem.other_stake * ratio, problem.other_curvature
