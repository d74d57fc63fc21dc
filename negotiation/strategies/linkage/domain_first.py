"""Pay in one coin before any other: the own stakes in a domain are counted at a discount."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from negotiation.bargaining.curve import efficient
from negotiation.draws import Array
from negotiation.strategies.family import Linkage
from negotiation.strategies.view import Problem


class DomainFirst(Linkage):
    """Concede in the favoured domain before the others, by counting its cost at `weight`.

    The path is the contract curve of a side that values that domain less than it does; offers are
    still judged by what they truly cost.
    """

    name = "domain_first"
    domain: ClassVar[str] = "investment"
    weight: float = 0.2  # own stakes of the domain times this while the path is drawn

    def concession(self, problem: Problem) -> Array:
        favoured = np.array([i.domain == self.domain and i.mine for i in problem.issues])
        scale = np.where(favoured, self.weight, 1.0)[:, None]
        return efficient(
            problem.own_stake * scale,
            problem.own_curvature,
            problem.other_stake,
            problem.other_curvature,
            own_kinks=problem.own_kinks,
            other_kinks=problem.other_kinks,
        )


class InvestmentForTariffs(DomainFirst):
    """Offer investment before anything else (the Japanese aim of April 2025)."""

    name = "investment_for_tariffs"
    domain = "investment"


class SecurityForTrade(DomainFirst):
    """Offer burden sharing before anything else (Tollison and Willett 1979, linkage)."""

    name = "security_for_trade"
    domain = "security"
