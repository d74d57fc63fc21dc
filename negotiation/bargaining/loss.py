"""What a concession costs.

    loss(c) = V ((1 - q) |c| + q c^2)

c is the concession on an issue: 0 at the side's own ideal, 1 at the other side's. V is the stake,
q in [0, 1] the curvature: 0 is city-block, 1 the quadratic loss of the spatial model (Davis,
Hinich and Ordeshook 1970). A value beyond the own ideal costs as much as one short of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from negotiation.draws import Array


def total(x: Array | Sequence[Array]) -> Array:
    """Sum over the first axis, or over a list of arrays, in a fixed order.

    `np.sum` merges axes and adds pairwise when there is only one world, which changes the last
    bit; a running sum does not.
    """
    return reduce(np.add, x)


def loss(concession: Array, stake: Array, curvature: Array) -> Array:
    """Loss of each issue; the three arrays broadcast against each other. Stakes set the unit."""
    size = np.abs(concession)
    return stake * (size * ((1.0 - curvature) + curvature * size))


def utility(concession: Array, stake: Array, curvature: Array) -> Array:
    """Minus the losses summed over issues: [issue, world] to [world]; 0 at the own ideal."""
    return -total(loss(concession, stake, curvature))
