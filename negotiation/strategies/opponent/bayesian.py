"""Learning which salience makes the offers heard most likely."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.curve import weights
from negotiation.bargaining.loss import total
from negotiation.bargaining.weighed import at_weight
from negotiation.draws import Array
from negotiation.strategies.family import Learner
from negotiation.strategies.opponent.public import reachable, shares
from negotiation.strategies.view import Problem

DEVIATIONS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])  # hypotheses on an issue, in spreads
STAGES = 9  # points of the contract curve at which an offer may stand
STRAY = 1e-6  # likelihood that is left to an offer that no hypothesis explains


class Bayesian(Learner):
    """Learn how salient each issue is to the other side (Hindriks and Tykhonov 2008).

    Hypotheses say how many times the public stake an issue counts, from exp(-2 spread) to
    exp(2 spread), normal in the logarithm before any offer. Issues are kept apart, as in their
    scalable model. An offer is taken for a concession along the contract curve that the other side
    would see under a hypothesis, up to a normal error, at a stage that is not known. Nor is it
    known whether the other side takes the own stakes for the public ones or sees them as they are;
    both are summed over. Given these an issue does not depend on the others, so the sums are short.
    Only the newest offer is weighed when stock is taken, and none twice.
    """

    spread: float = 0.6  # sd of the logarithm of salience before any offer
    noise: float = 0.2  # sd of a concession about the one that a hypothesis expects

    def start(self, problem: Problem) -> dict[str, Array]:
        prior = np.exp(-0.5 * DEVIATIONS**2)
        prior = (prior / total(prior))[:, None, None]
        belief = np.broadcast_to(prior, (len(prior), *problem.other_stake.shape)).copy()
        none = np.full_like(problem.other_stake, np.nan)
        return {"belief": belief, "offer": none, "weighed": none}

    def hear(self, problem: Problem, offer: Array, memory: dict[str, Array]) -> None:
        memory["offer"] = offer

    def take_stock(self, problem: Problem, memory: dict[str, Array]) -> tuple[Array, Array]:
        offer, belief = memory["offer"], memory["belief"]
        new = np.isfinite(offer[0]) & (offer != memory["weighed"]).any(axis=0)
        memory["belief"] = np.where(new, self._posterior(problem, belief, 1.0 - offer), belief)
        memory["weighed"] = offer
        return problem.other_stake * total(
            memory["belief"] * self._times()
        ), problem.other_curvature

    def _times(self) -> Array:
        """By how much each hypothesis multiplies a public stake, [hypothesis, 1, 1]."""
        return np.exp(self.spread * DEVIATIONS)[:, None, None]

    def _posterior(self, problem: Problem, belief: Array, given: Array) -> Array:
        """Belief [hypothesis, issue, world] after an offer that gives so much."""
        stakes = problem.other_stake, problem.own_public_stake, problem.own_stake
        scaled = [shares(stake) for stake in stakes]
        fits, seen, stage = [], [], np.zeros((1, 1))
        for k in range(len(given)):
            expected = self._expected(problem, k, *(stake[k] for stake in scaled))
            error = (given[k] - expected) / self.noise
            fits.append(np.exp(-0.5 * error**2) + STRAY)  # [hypothesis, stage, world]
            seen.append(total(belief[:, k][:, None] * fits[k]))  # [stage, world]
            stage = stage + np.log(seen[k])
        stage = np.exp(stage - stage.max(axis=0))
        stage = stage / total(stage)
        found = []
        for k, fit in enumerate(fits):
            update = total(np.swapaxes(fit * (stage / seen[k]), 0, 1))
            found.append(belief[:, k] * update)
        after = np.stack(found, axis=1)
        return after / total(after)

    def _expected(
        self, problem: Problem, k: int, theirs: Array, public: Array, own: Array
    ) -> Array:
        """The other's concession on issue k by hypothesis, stage and what it sees of the own side.

        Of shape [hypothesis, 2 x stage, world]: on the own public stakes, then on the true ones.
        Stakes are shares, [world].
        """
        stage, curvature = weights(STAGES)[:, 0], problem.other_curvature[k]
        seen = (public, problem.own_public_curvature[k]), (own, problem.own_curvature[k])
        given = [at_weight(stage, self._times() * theirs, curvature, *ours) for ours in seen]
        return reachable(problem, np.concatenate(given, axis=1), k)
