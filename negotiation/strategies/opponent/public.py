"""What the models that learn take from what is public."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.curve import TINY
from negotiation.bargaining.loss import total
from negotiation.draws import Array
from negotiation.strategies.view import Problem


def shares(stake: Array) -> Array:
    """Stakes [issue, world] scaled to a total of one, as the contract curve takes them."""
    return stake / np.maximum(total(stake), TINY)


def reachable(problem: Problem, given: Array, issue: int | slice = slice(None)) -> Array:
    """Concessions of the other side brought within the public red lines of both.

    `given` is of all issues, [issue, world], or of one, [..., world].
    """
    least, most = problem.other_least[issue], 1.0 - problem.least[issue]
    return np.clip(given, least, np.maximum(least, most))
