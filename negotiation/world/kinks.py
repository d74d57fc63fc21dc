"""The kinks of one side at a table: state of the world that rules move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from negotiation.bargaining.loss import Kink
from negotiation.draws import Array


class Kinks(Sequence[Kink]):
    """Further costs of one side beyond marks, for every world of the batch.

    All lie in one block [kink, part, world], so that some worlds are one selection.
    """

    def __init__(self, worlds: int):
        self._block = np.zeros((0, 3, worlds))
        self._all: list[Kink] = []

    @overload
    def __getitem__(self, at: int) -> Kink: ...

    @overload
    def __getitem__(self, at: slice) -> list[Kink]: ...

    def __getitem__(self, at: int | slice) -> Kink | list[Kink]:
        return self._all[at]

    def __len__(self) -> int:
        return len(self._all)

    def add(self, issue: int, signing: bool) -> Kink:
        """One that costs nothing yet; see `Kink` for the arguments."""
        self._block = np.concatenate((self._block, np.zeros((1, *self._block.shape[1:]))))
        mark, slope, square = self._block[-1]
        self._all.append(Kink(issue, mark, slope, square, signing))
        for kink, parts in zip(self._all, self._block, strict=True):
            kink.mark, kink.slope, kink.square = parts
        return self._all[-1]

    def among(
        self, issues: Sequence[int], worlds: np.ndarray, signing: bool = True, idle: bool = False
    ) -> tuple[Kink, ...]:
        """Those on some issues, by row of those issues, in some worlds.

        Without `signing`, those alone that count however a value came about. Unless `idle` they are
        packed: see `_packed`.
        """
        mine = [n for n in self._on(issues) if signing or not self._all[n].signing]
        if not mine:
            return ()
        kinks = [self._all[n] for n in mine]
        block = self._block.take(worlds, axis=2)[mine]
        rows = [issues.index(kink.issue) for kink in kinks]
        counts = [True] * len(mine) if idle else _packed(block, rows)
        found = zip(rows, kinks, block, counts, strict=True)
        return tuple(
            Kink(row, mark, slope, square, kink.signing)
            for row, kink, (mark, slope, square), some in found
            if some
        )

    def _on(self, issues: Sequence[int]) -> list[int]:
        return [n for n, kink in enumerate(self._all) if kink.issue in issues]

    def costs(self, issues: Sequence[int], worlds: np.ndarray) -> Costs:
        """All on some issues, the idle ones too, in some worlds."""
        mine = self._on(issues)
        return Costs(
            tuple(issues.index(self._all[n].issue) for n in mine),
            tuple(self._all[n].signing for n in mine),
            self._block.take(worlds, axis=2)[mine],
        )


def _packed(block: Array, rows: Sequence[int]) -> list[bool]:
    """Move the kinks [kink, part, world] of an issue up to where one before costs nothing.

    Mostly one of several costs something in a world, so that fewer are left to be worked out.
    Returns which are left.
    """
    counts = (block[:, 1] > 0.0) | (block[:, 2] > 0.0)
    left = [n for n, costs in enumerate(counts) if costs.any()]
    for n in left:
        for before in (k for k in left if k < n and rows[k] == rows[n]):
            at = np.flatnonzero(counts[n] & ~counts[before])
            if len(at):
                block[before][:, at], block[n][:, at] = block[n].take(at, axis=1), 0.0
                counts[before, at], counts[n, at] = True, False
    return [bool(some.any()) for some in counts]


@dataclass
class Costs:
    """Kinks of a side at talks as one block, so that they are selected, joined and priced at once.

    Attributes
    ----------
    issues, signing : row of the issue of each, and whether it weighs on signing alone.
    parts : mark, slope and square of each, [kink, part, world].
    """

    issues: tuple[int, ...]
    signing: tuple[bool, ...]
    parts: Array

    def of(self, own: Array, stake: Array, at: np.ndarray | None = None) -> Array:
        """What each costs at packages of own concessions, [kink, world]; `at` are their worlds.

        `own` and `stake` are [issue, world] of those worlds.
        """
        parts = self.parts if at is None else self.parts.take(at, axis=2)
        rows = list(self.issues)
        over = np.maximum(own[rows] - parts[:, 0], 0.0)
        return stake[rows] * (over * (parts[:, 1] + parts[:, 2] * over))
