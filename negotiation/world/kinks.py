"""The kinks of one side at a table: state of the world that rules move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np

from negotiation.bargaining.loss import Kink


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
        self, issues: Sequence[int], worlds: np.ndarray, signing: bool, idle: bool
    ) -> tuple[Kink, ...]:
        """Those on some issues, by row of those issues, in some worlds.

        Without `signing`, those alone that count however a value came about; without `idle`, those
        alone that cost something in one of the worlds.
        """
        if not self._all:
            return ()
        block = self._block.take(worlds, axis=2)
        used = np.any(block[:, 1:] > 0.0, axis=(1, 2)) | idle
        return tuple(
            Kink(issues.index(kink.issue), part[0], part[1], part[2], kink.signing)
            for kink, part, costs in zip(self._all, block, list(used), strict=True)
            if costs and kink.issue in issues and (signing or not kink.signing)
        )
