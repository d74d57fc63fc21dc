"""All issues in one package."""

from __future__ import annotations

from negotiation.bargaining.curve import efficient
from negotiation.draws import Array
from negotiation.strategies.family import Linkage
from negotiation.strategies.view import Problem


class Package(Linkage):
    """Give where it costs least for what it brings: the believed contract curve.

    Package deals leave no gain unused (Fatima, Wooldridge and Jennings 2006); here none that the
    side can see, as the curve is drawn with the stakes it believes the other to have.
    """

    def concession(self, problem: Problem) -> Array:
        return efficient(
            problem.own_stake,
            problem.own_curvature,
            problem.other_stake,
            problem.other_curvature,
            own_kinks=problem.own_kinks,
            other_kinks=problem.other_kinks,
        )
