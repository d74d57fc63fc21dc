"""Paths through the packages from all conceded to nothing conceded, and the efficient one.

A package that wastes nothing minimises L loss_own + (1 - L) loss_other for a weight L in [0, 1];
see `negotiation.bargaining.weighed`. Tabulated over L this is the contract curve (Edgeworth 1881).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation.bargaining.loss import Kink, on, total
from negotiation.bargaining.weighed import BLOCK, TINY, at_weight, bend
from negotiation.draws import Array

STEPS = 33  # packages tabulated along a path; between two of them a path is linear


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
        """The packages of some of the worlds, given as positions; a slice is a view."""
        arrays = self.concession, self.own, self.other
        if isinstance(of, slice):
            return Path(*(x[..., of] for x in arrays))
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
        size = self._cells.size
        at = step * size + self._cells
        low = _read(self.concession, at)
        at += size
        high = _read(self.concession, at)
        high -= low
        high *= share
        high += low
        return high

    def own_where_other(self, least: Array, at: np.ndarray | None = None) -> Array:
        """Best utility to the owner among the packages believed to give the other `least`.

        Minus infinity where no package on the path does; `at` are the worlds, if not all.
        """
        own, other, (steps, worlds) = self.own, self.other, self.own.shape
        given = other if at is None else other.take(at, axis=1, mode="clip")
        at = np.arange(worlds) if at is None else at
        # Utility to the other falls along the path, so the packages that do come first.
        count = _count(given >= least)
        last = np.maximum(count - 1, 0)
        lower, upper = last * worlds + at, np.minimum(last + 1, steps - 1) * worlds + at
        least_own, most_other = _read(own, lower), _read(other, lower)
        drop = np.maximum(most_other - _read(other, upper), TINY)
        slack = ((most_other - least) / drop).clip(0.0, 1.0)
        best = least_own + slack * (_read(own, upper) - least_own)
        return np.where(count > 0, best, -np.inf)


def locate(rising: Array, wanted: Array) -> tuple[np.ndarray, Array]:
    """Segment and share along it at which a never falling table [step, world] reaches `wanted`."""
    below = _count(rising[1:-1] <= wanted)
    at = _place(rising, below)
    low = _read(rising, at)
    at += rising.shape[1]
    rise = np.maximum(_read(rising, at) - low, TINY)
    return below, ((wanted - low) / rise).clip(0.0, 1.0)


def _count(mask: np.ndarray) -> np.ndarray:
    """How many are true along the first axis; whole numbers add up the same in any order."""
    small = mask.shape[0] < 256
    found: Any = np.sum(mask.view(np.uint8), axis=0, dtype=np.uint8 if small else np.intp)
    return found.astype(np.intp)


def pick(table: Array, step: np.ndarray) -> Array:
    """Take for each world its own step of a table [step, ..., world]."""
    if table.ndim == 2:
        return _read(table, _place(table, step))
    issues, worlds = table.shape[1:]
    at = (step * (issues * worlds) + np.arange(worlds)) + worlds * np.arange(issues)[:, None]
    return _read(table, at)


def _read(table: Array, at: np.ndarray) -> Array:
    """Entries of a table at flat positions that are in it: to check them would double the time."""
    return table.reshape(-1).take(at, mode="clip")


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
    sides = mine, own_curvature, theirs, other_curvature
    w = weights(steps)
    issues, worlds = own_stake.shape
    result = np.empty((steps, issues, worlds))
    for at in _blocks(issues, worlds):
        one, two, three, four = (side[at] for side in sides)
        at_weight(w, one, two, three, four, out=result[:, at])
    if own_kinks or other_kinks:
        bend(result, w[:, 0], sides, own_kinks, other_kinks)
    # what costs the own side nothing is given also at full weight on it
    result[-1][(mine == 0.0) & (theirs > 0.0)] = 1.0
    return result


def _blocks(issues: int, worlds: int) -> list[slice]:
    """Issues to be worked on together."""
    size = max(BLOCK // max(worlds, 1), 1)
    return [slice(k, k + size) for k in range(0, issues, size)]


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
    for rows in _blocks(issues, worlds):
        given = concession[:, rows]
        _charge(own, given, own_stake, own_curvature, own_kinks, rows)
        _charge(other, 1.0 - given, other_stake, other_curvature, other_kinks, rows)
    return Path(concession, own, other)


def _charge(
    utility: Array,
    given: Array,
    stake: Array,
    curvature: Array,
    kinks: Sequence[Kink],
    rows: slice,
) -> None:
    """Take the loss of concessions [step, issue, world] on some issues out of a utility."""
    linear, square = stake[rows] * (1.0 - curvature[rows]), stake[rows] * curvature[rows]
    lost = given * (linear + square * given)
    for n, issue in enumerate(range(len(stake))[rows]):  # in order, whatever the size of a block
        utility -= lost[:, n]
        for kink in on(kinks, issue):
            utility -= stake[issue] * kink.cost(given[:, n])
