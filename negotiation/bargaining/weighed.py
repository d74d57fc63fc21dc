"""The efficient concession on an issue, at a weight on the own side.

It minimises L loss_own + (1 - L) loss_other for a weight L in [0, 1]. With the losses of
`negotiation.bargaining.loss` the derivative of that in the own concession c is `bottom c - top`,
and the minimum in closed form

    c = clip(((1-L) V_o (1+q_o) - L V_s (1-q_s)) / (2 (L V_s q_s + (1-L) V_o q_o)), 0, 1)

(s the own side, o the other), the better corner where the denominator is zero.

Kinks turn the derivative, which stays rising and piecewise linear. One of the own side counts from
its mark on, one of the other side until the own concession t spares it. At t the two parts gain

    bottom: -2 W square,    top: -2 W square t + W g,    W = -L V_s or (1-L) V_o,

g being the slope of a kink of the own side, and minus that of one of the other side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negotiation.bargaining.loss import Kink, layers
from negotiation.draws import Array

TINY = 1e-300  # keeps quotients finite where the divisor is nothing
BLOCK = 1024  # issues times worlds worked on at once: few calls for few worlds, cache for many
AT, STAKE, SQUARE, SLOPE, OTHER = range(5)  # of a turn: t, V, -2 square, g, whether the other's


def at_weight(
    weight: Array,
    own_stake: Array,
    own_curvature: Array,
    other_stake: Array,
    other_curvature: Array,
    out: Array | None = None,
) -> Array:
    """Efficient own concession on issues without kinks; arrays broadcast."""
    sides = own_stake, own_curvature, other_stake, other_curvature
    return np.clip(_nil(*_parts(weight, sides)), 0.0, 1.0, out=out)


def _parts(weight: Array, sides: Sequence[Array]) -> tuple[Array, Array]:
    """Top and bottom of the quotient without kinks; `sides` as in `at_weight`."""
    rest, (own, own_curvature, other, other_curvature) = 1.0 - weight, sides
    top = rest * (other * (1.0 + other_curvature)) - weight * (own * (1.0 - own_curvature))
    return top, weight * (2.0 * own * own_curvature) + rest * (2.0 * other * other_curvature)


def _nil(top: Array, bottom: Array) -> Array:
    """Where the derivative is nil; a denominator of nothing sends it past the better corner."""
    return top / np.clip(bottom, TINY, np.inf)


def bend(
    packages: Array,
    weight: Array,
    sides: Sequence[Array],
    own_kinks: Sequence[Kink],
    other_kinks: Sequence[Kink],
) -> None:
    """Mend a curve drawn without kinks, [step, issue, world], where there are any.

    `weight` is [step, 1], `sides` are stakes and curvatures as in `at_weight`, [issue, world].
    Issues and worlds that the same number of kinks turn are worked on together, as cells.
    """
    steps, _, worlds = packages.shape
    rows = sorted({kink.issue for kink in (*own_kinks, *other_kinks)})
    own = _turns(own_kinks, rows, sides[0], other=False)
    turns = np.concatenate((own, _turns(other_kinks, rows, sides[2], other=True)), axis=1)
    depth = np.count_nonzero(_counts(turns), axis=0)
    place = (worlds * np.array(rows)[:, None] + np.arange(worlds)).reshape(-1)
    flat, stakes = packages.reshape(steps, -1), [side.reshape(-1) for side in sides]
    for deep in range(1, turns.shape[1] + 1):
        found = np.flatnonzero(depth == deep)
        for cells in (found[k : k + BLOCK] for k in range(0, len(found), BLOCK)):
            at = place.take(cells)
            top, bottom = _parts(weight, [x.take(at) for x in stakes])
            here = turns.take(cells, axis=2)
            for turn in np.swapaxes(here, 0, 1)[own.shape[1] :]:  # at first nothing is spared
                more = _gains(weight, turn)
                top, bottom = top - more[0], bottom - more[1]
            flat[:, at] = _by_pieces(weight, top, bottom, _sorted(here, deep))


def _turns(kinks: Sequence[Kink], rows: Sequence[int], stake: Array, other: bool) -> Array:
    """Turns by the kinks of one side on some issues, [part, turn, cell]."""
    found, staked = layers(kinks, rows, stake.shape[1]), stake[rows].reshape(-1)
    block = np.empty((5, len(found), len(staked)))
    for turn, kink in zip(np.swapaxes(block, 0, 1), found, strict=True):
        mark, slope, square = (x.reshape(-1) for x in (kink.mark, kink.slope, kink.square))
        turn[AT] = 1.0 - mark if other else mark
        turn[STAKE] = staked
        turn[SQUARE] = -2.0 * square
        turn[SLOPE] = -slope if other else slope
        turn[OTHER] = other
    return block


def _counts(turns: Array) -> np.ndarray:
    """Where a turn changes anything, [turn, cell]."""
    return (turns[SQUARE] != 0.0) | (turns[SLOPE] != 0.0)


def _sorted(turns: Array, deep: int) -> Array:
    """Those that count from left to right, [turn, part, cell]; there are as many in each cell."""
    cells = turns.shape[2]
    marks = np.where(_counts(turns), turns[AT], np.inf)
    order = np.argsort(marks, axis=0, kind="stable")[:deep]
    found = turns.reshape(5, -1).take(order * cells + np.arange(cells), axis=1)
    return np.swapaxes(found, 0, 1)


def _gains(weight: Array, turn: Array) -> tuple[Array, Array]:
    """What top and bottom gain at a turn, [step, cell]."""
    weighed = (turn[OTHER] - weight) * turn[STAKE]
    bottom = weighed * turn[SQUARE]
    return bottom * turn[AT] + weighed * turn[SLOPE], bottom


def _by_pieces(weight: Array, top: Array, bottom: Array, turns: Array) -> Array:
    """Efficient own concession [step, cell] with the parts of the first piece given.

    The pieces are walked from the left. Where the zero of a piece lies beyond the turn that ends
    it, the next piece has it, or the turn itself where the derivative jumps past nil.
    """
    found = _nil(top, bottom)
    for turn in turns:
        more = _gains(weight, turn)
        top, bottom = top + more[0], bottom + more[1]
        found = np.where(found > turn[AT], np.maximum(_nil(top, bottom), turn[AT]), found)
    return np.clip(found, 0.0, 1.0)
