"""Paths through the packages from all conceded to nothing conceded, and the efficient one.

A package that wastes nothing minimises L loss_own + (1 - L) loss_other for a weight L in [0, 1].
With the losses of `negotiation.bargaining.loss` the minimum on each issue is, in closed form,

    c = clip(((1-L) V_o (1+q_o) - L V_s (1-q_s)) / (2 (L V_s q_s + (1-L) V_o q_o)), 0, 1)

(s the own side, o the other), and the better corner where the denominator is zero. Tabulated over
L this is the contract curve (Edgeworth 1881). Kinks change the two parts of the quotient from piece
to piece; see `_by_pieces`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np

from negotiation.bargaining.loss import Kink, layers, total
from negotiation.draws import Array

TINY = 1e-300  # keeps quotients finite where the divisor is nothing
STEPS = 33  # packages tabulated along a path; between two of them a path is linear
APART = 10  # worlds from which on issues without kinks are spared what kinks cost
BLOCK = 1024  # issues times worlds worked on at once: few calls for few worlds, cache for many


@dataclass(frozen=True)
class Path:
    """Packages ordered by what they are worth to their owner, from worst to best.

    Attributes
    ----------
    concession : the owner's concession, 0 to 1, [step, issue, world]; never rising.
    own : utility to the owner, [step, world]; never falling.
    other : utility to the other side as the owner believes it, [step, world].
    """

    concession: Array
    own: Array
    other: Array

    @cached_property
    def _cells(self) -> np.ndarray:
        """Where each issue and world of the first package lies."""
        issues, worlds = self.concession.shape[1:]
        return np.arange(issues * worlds).reshape(issues, worlds)

    def part(self, of: slice | np.ndarray) -> Path:
        """The packages of some of the worlds, given as positions."""
        arrays = self.concession, self.own, self.other
        if isinstance(of, slice):
            return Path(*(x[..., of].copy() for x in arrays))
        return Path(*(x.take(of, axis=-1) for x in arrays))

    def put(self, at: np.ndarray, new: Path) -> None:
        """Take over the packages of another path in some worlds, given as positions."""
        for name in ("concession", "own", "other"):
            getattr(self, name)[..., at] = getattr(new, name)

    def offer(self, wanted: Array) -> Array:
        """Package [issue, world] worth at least `wanted` [world] to the owner, if any is.

        Mixes the two neighbouring packages; as losses are convex, the mix is worth no less to the
        owner than the mix of their utilities. A wish beyond the ends gets the nearer end.
        """
        step, share = locate(self.own, wanted)
        flat, size = self.concession.reshape(-1), self._cells.size
        at = step * size + self._cells
        low = flat.take(at)
        at += size
        high = flat.take(at)
        high -= low
        high *= share
        high += low
        return high

    def own_where_other(self, least: Array) -> Array:
        """Best utility to the owner among the packages believed to give the other `least`.

        Minus infinity where no package on the path does.
        """
        # Utility to the other falls along the path, so the packages that do come first.
        count = _count(self.other >= least)
        last = np.maximum(count - 1, 0)
        lower = _place(self.own, last)
        upper = _place(self.own, np.minimum(last + 1, self.own.shape[0] - 1))
        own, other = self.own.reshape(-1), self.other.reshape(-1)
        least_own, most_other = own.take(lower), other.take(lower)
        drop = np.maximum(most_other - other.take(upper), TINY)
        slack = ((most_other - least) / drop).clip(0.0, 1.0)
        best = least_own + slack * (own.take(upper) - least_own)
        return np.where(count > 0, best, -np.inf)


def locate(rising: Array, wanted: Array) -> tuple[np.ndarray, Array]:
    """Segment and share along it at which a never falling table [step, world] reaches `wanted`."""
    below = _count(rising[1:-1] <= wanted)
    flat, at = rising.reshape(-1), _place(rising, below)
    low = flat.take(at)
    at += rising.shape[1]
    rise = np.maximum(flat.take(at) - low, TINY)
    return below, ((wanted - low) / rise).clip(0.0, 1.0)


def _count(mask: np.ndarray) -> np.ndarray:
    """How many are true along the first axis; whole numbers add up the same in any order."""
    small = mask.shape[0] < 256
    found: Any = np.sum(mask.view(np.uint8), axis=0, dtype=np.uint8 if small else np.intp)
    return found.astype(np.intp)


def pick(table: Array, step: np.ndarray) -> Array:
    """Take for each world its own step of a table [step, ..., world]."""
    if table.ndim == 2:
        return table.reshape(-1).take(_place(table, step))
    issues, worlds = table.shape[1:]
    at = (step * (issues * worlds) + np.arange(worlds)) + worlds * np.arange(issues)[:, None]
    return table.reshape(-1).take(at)


def _place(table: Array, step: np.ndarray) -> np.ndarray:
    """Where each world's own step of a table [step, world] lies."""
    worlds = table.shape[1]
    return step * worlds + np.arange(worlds)


def weights(steps: int = STEPS) -> Array:
    """The weights on the own side at which paths are tabulated, [step, 1, 1]."""
    return np.linspace(0.0, 1.0, steps)[:, None, None]


def efficient(
    own_stake: Array,
    own_curvature: Array,
    other_stake: Array,
    other_curvature: Array,
    steps: int = STEPS,
    own_kinks: Sequence[Kink] = (),
    other_kinks: Sequence[Kink] = (),
) -> Array:
    """Own concession on the contract curve, [step, issue, world], from stakes [issue, world].

    Stakes are first scaled to a total of one for each side: this moves no package, and spreads
    the steps over the curve when one side counts in larger numbers than the other.
    """
    mine = own_stake / np.maximum(total(own_stake), TINY)
    theirs = other_stake / np.maximum(total(other_stake), TINY)
    w = weights(steps)
    issues, worlds = own_stake.shape
    result = np.empty((steps, issues, worlds))
    for rows in _blocks(issues, worlds, (*own_kinks, *other_kinks)):
        at = slice(rows.start, rows.stop)
        turns = _turns(_onset, own_kinks, rows, w, mine[at])
        turns += _turns(_end, other_kinks, rows, 1.0 - w, theirs[at])
        sides = mine[at], own_curvature[at], theirs[at], other_curvature[at]
        at_weight(w, *sides, turns, result[:, at])
        # what costs the own side nothing is given also at full weight on it
        free = (mine[at] == 0.0) & (theirs[at] > 0.0)
        result[-1, at] = np.where(free, 1.0, result[-1, at])
    return result


def _blocks(issues: int, worlds: int, kinks: Sequence[Kink]) -> list[range]:
    """Issues to be worked on together; of many worlds those with kinks apart from the others."""
    kinked = {kink.issue for kink in kinks} if worlds >= APART else set()
    size, found = max(BLOCK // max(worlds, 1), 1), []
    for _, group in groupby(range(issues), kinked.__contains__):
        rows = list(group)
        found += [range(k, min(k + size, rows[-1] + 1)) for k in rows[::size]]
    return found


def at_weight(
    weight: Array,
    own_stake: Array,
    own_curvature: Array,
    other_stake: Array,
    other_curvature: Array,
    turns: Sequence[_Turn] = (),
    out: Array | None = None,
) -> Array:
    """Efficient own concession on issues at a weight on the own side; arrays broadcast."""
    rest = 1.0 - weight
    top = rest * (other_stake * (1.0 + other_curvature))
    top = top - weight * (own_stake * (1.0 - own_curvature))
    bottom = weight * (2.0 * own_stake * own_curvature)
    bottom = bottom + rest * (2.0 * other_stake * other_curvature)
    return np.clip(_by_pieces(top, bottom, turns), 0.0, 1.0, out=out)


@dataclass(frozen=True)
class _Turn:
    """Where a kink changes the derivative `bottom c - top` of the weighed losses of an issue.

    Attributes
    ----------
    at : the own concession, [issue, world].
    top, bottom : what the two parts gain there, [step, issue, world].
    ends : the kink counts below the turn, not above it.
    """

    at: Array
    top: Array
    bottom: Array
    ends: bool = False


def _turns(
    turn: Callable[[Kink, Array], _Turn],
    kinks: Sequence[Kink],
    rows: range,
    weight: Array,
    stake: Array,
) -> list[_Turn]:
    """Turns of one side on some issues, whose stakes are given."""
    found = layers(kinks, rows, stake.shape[1])
    if not found:
        return []
    weighed = weight * stake
    return [turn(kink, weighed) for kink in found]


def _onset(kink: Kink, stake: Array) -> _Turn:
    """A kink of the own side counts from its mark on; `stake` is weighed, [step, issue, world]."""
    square = stake * (2.0 * kink.square)
    return _Turn(kink.mark, square * kink.mark - stake * kink.slope, square)


def _end(kink: Kink, stake: Array) -> _Turn:
    """A kink of the other side counts until the own concession spares it."""
    at, square = 1.0 - kink.mark, stake * (2.0 * kink.square)
    return _Turn(at, -(square * at + stake * kink.slope), -square, ends=True)


def _by_pieces(top: Array, bottom: Array, turns: Sequence[_Turn]) -> Array:
    """Where a rising, piecewise linear derivative is nil; not yet within 0 and 1.

    The pieces are walked from the left. Where the zero of a piece lies beyond the turn that ends
    it, the next piece has it, or the turn itself where the derivative jumps past nil.
    """
    for turn in turns:
        if turn.ends:
            top, bottom = top - turn.top, bottom - turn.bottom
    # a denominator of nothing sends the quotient past 0 or 1, that is to the better corner
    found = top / np.maximum(bottom, TINY)
    for turn in _sorted(turns):
        top, bottom = top + turn.top, bottom + turn.bottom
        beyond = np.maximum(top / np.maximum(bottom, TINY), turn.at)
        found = np.where(found > turn.at, beyond, found)
    return found


def _sorted(turns: Sequence[_Turn]) -> list[_Turn]:
    """The turns from left to right in each world; they are few, and mostly in order."""
    found = list(turns)
    for last in range(len(found) - 1, 0, -1):
        for k in range(last):
            found[k], found[k + 1] = _in_order(found[k], found[k + 1])
    return found


def _in_order(one: _Turn, two: _Turn) -> tuple[_Turn, _Turn]:
    """Two turns with the left one first in each world."""
    swap = two.at < one.at
    if not swap.any():
        return one, two
    pairs = [(one.at, two.at), (one.top, two.top), (one.bottom, two.bottom)]
    left = [np.where(swap, b, a) for a, b in pairs]
    right = [np.where(swap, a, b) for a, b in pairs]
    return _Turn(left[0], left[1], left[2]), _Turn(right[0], right[1], right[2])


def diagonal(issues: int, worlds: int, steps: int = STEPS) -> Array:
    """One and the same concession on every issue, [step, issue, world], from 1 down to 0."""
    return np.broadcast_to(1.0 - weights(steps), (steps, issues, worlds)).copy()


def path(
    concession: Array,
    own_stake: Array,
    own_curvature: Array,
    other_stake: Array,
    other_curvature: Array,
    own_kinks: Sequence[Kink] = (),
    other_kinks: Sequence[Kink] = (),
) -> Path:
    """Price the packages of `concession` [step, issue, world] for both sides."""
    steps, issues, worlds = concession.shape
    own, other = np.zeros((2, steps, worlds))
    for rows in _blocks(issues, worlds, (*own_kinks, *other_kinks)):
        at = slice(rows.start, rows.stop)
        given = concession[:, at]
        _charge(own, given, own_stake[at], own_curvature[at], own_kinks, rows)
        _charge(other, 1.0 - given, other_stake[at], other_curvature[at], other_kinks, rows)
    return Path(concession, own, other)


def _charge(
    utility: Array,
    given: Array,
    stake: Array,
    curvature: Array,
    kinks: Sequence[Kink],
    rows: range,
) -> None:
    """Take the loss of concessions [step, issue, world] on some issues out of a utility."""
    linear, square = stake * (1.0 - curvature), stake * curvature
    losses = [given * (linear + square * given)]
    losses += [stake * k.cost(given) for k in layers(kinks, rows, given.shape[2])]
    for k in range(len(rows)):  # one after the other, whatever the size of a block
        for lost in losses:
            utility -= lost[:, k]
