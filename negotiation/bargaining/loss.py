"""What a concession costs.

    loss(c) = V ((1 - q) |c| + q c^2)

c is the concession on an issue: 0 at the side's own ideal, 1 at the other side's. V is the stake,
q in [0, 1] the curvature: 0 is city-block, 1 the quadratic loss of the spatial model (Davis,
Hinich and Ordeshook 1970). A value beyond the own ideal costs as much as one short of it.

Kinks add to the loss on one side of a mark m, in shares of the same stake:

    V (slope max(c - m, 0) + square max(c - m, 0)^2)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from negotiation.draws import Array


@dataclass
class Kink:
    """A further cost of conceding more on one issue than a mark; arrays are [world].

    Of a layer, see `layers`, they are [issue, world].

    Attributes
    ----------
    issue : row of the issue.
    mark : the own concession beyond which it counts.
    slope, square : what it costs there, in shares of the stake; never negative, so that losses
        stay convex.
    signing : it weighs on what a side puts its name to, and on nothing else. Otherwise it counts
        however the value came about.
    """

    issue: int
    mark: Array
    slope: Array
    square: Array
    signing: bool

    def cost(self, concession: Array) -> Array:
        """Cost in shares of the stake; the last axis of `concession` is the world."""
        over = np.clip(concession - self.mark, 0.0, np.inf)
        return over * (self.slope + self.square * over)

    @property
    def counts(self) -> np.ndarray:
        """Where it costs anything."""
        return (self.slope > 0.0) | (self.square > 0.0)

    def at(self, worlds: np.ndarray, issue: int) -> Kink:
        """The same in some of the worlds, on another row."""
        mark, slope, square = (x.take(worlds) for x in (self.mark, self.slope, self.square))
        return Kink(issue, mark, slope, square, self.signing)


def on(kinks: Sequence[Kink], issue: int) -> tuple[Kink, ...]:
    """Those on one issue."""
    return tuple(kink for kink in kinks if kink.issue == issue)


def layers(kinks: Sequence[Kink], rows: Sequence[int], worlds: int) -> list[Kink]:
    """Kinks of several issues as few: the n-th holds the n-th of each issue, or nothing."""
    found: list[Kink] = []
    depth = dict.fromkeys(rows, 0)
    for kink in kinks:
        if kink.issue not in depth:
            continue
        n, row = depth[kink.issue], rows.index(kink.issue)
        if n == len(found):
            mark, slope, square = np.zeros((3, len(rows), worlds))
            found.append(Kink(rows[0], mark, slope, square, kink.signing))
        layer = found[n]
        layer.mark[row], layer.slope[row], layer.square[row] = kink.mark, kink.slope, kink.square
        depth[kink.issue] = n + 1
    return found


def total(x: Array | Sequence[Array]) -> Array:
    """Sum over the first axis, or over a list of arrays, in a fixed order.

    `np.sum` merges axes and adds pairwise when there is only one world, which changes the last
    bit; a running sum does not.
    """
    return reduce(np.add, x)


def loss(concession: Array, stake: Array, curvature: Array, kinks: Sequence[Kink] = ()) -> Array:
    """Loss of each issue; the three arrays broadcast against each other. Stakes set the unit.

    `kinks` are for a single issue, whatever their row, or layers of all.
    """
    size = np.abs(concession)
    shares = size * ((1.0 - curvature) + curvature * size)
    for kink in kinks:
        shares = shares + kink.cost(concession)
    return stake * shares


def utility(concession: Array, stake: Array, curvature: Array, kinks: Sequence[Kink] = ()) -> Array:
    """Minus the losses summed over issues: [issue, world] to [world]; 0 at the own ideal."""
    if not kinks:
        return -total(loss(concession, stake, curvature))
    all_issues = layers(kinks, range(len(stake)), stake.shape[1])
    return -total(loss(concession, stake, curvature, all_issues))
