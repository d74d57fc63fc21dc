"""Beliefs about the other side that do not learn."""

from __future__ import annotations

from typing import ClassVar

from negotiation.draws import Array
from negotiation.strategies.family import Opponent
from negotiation.strategies.view import Problem


class Public(Opponent):
    """Take what is public: the other side's money at median salience."""

    name = "none"


class Mirror(Opponent):
    """Take the other side's stakes to be one's own; a poor guess, kept for comparison."""

    def believed(self, problem: Problem) -> tuple[Array, Array]:
        return problem.own_stake, problem.own_curvature


class Oracle(Opponent):
    """Know the other side's true stakes; a bound that no negotiator reaches."""

    sees_truth: ClassVar[bool] = True
