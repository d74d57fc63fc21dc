"""What having no deal on the issues of a docket is worth, and what threats would add to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from negotiation.bargaining.loss import Kink, layers, total
from negotiation.draws import Array

if TYPE_CHECKING:
    from negotiation.world.table import Table
    from negotiation.world.threat import Threat


class Default:
    """Prices what applies without a deal, for both sides and all that is believed of them at once.

    Arrays of four rows, [row, ...]: the utilities of the two sides, then those of the other side as
    the first and the second believe them.

    Attributes
    ----------
    preferences : stakes and curvatures, [row, stake or curvature, issue, world].
    flow : utility of the default, [row, world].
    """

    def __init__(self, table: Table, issues: tuple[int, ...], preferences: Array):
        self.table = table
        self.issues = issues
        self.preferences = preferences
        self._rows = np.array(issues)[:, None]
        self.flow = np.zeros((4, preferences.shape[-1]))

    def reprice(self, at: np.ndarray) -> None:
        """Price default and threats anew in some worlds, given as positions."""
        self.price(at)
        self.price_threats(at)

    def price(self, at: np.ndarray) -> None:
        """Price anew what applies to the issues in some worlds, given as positions."""
        if not len(at):
            return
        stake, curvature = np.swapaxes(self.preferences.take(at, axis=-1), 0, 1)
        now = self.table.concession_now[self._rows, at]
        kinks = [self._lasting(side, self.issues, at) for side in (0, 1)]
        every_issue = [layers(side, range(len(now)), len(at)) for side in kinks]
        lost = _losses(now, stake, curvature, every_issue)
        self.flow[:, at] = -total(np.moveaxis(lost, 1, 0))

    def _lasting(self, side: int, issues: Sequence[int], at: np.ndarray) -> tuple[Kink, ...]:
        """A side's kinks on some issues that count however a value came about."""
        return self.table.kinks[side].among(issues, at, signing=False)

    @property
    def threats(self) -> list[Threat]:
        """Those on the issues."""
        return [threat for threat in self.table.threats if threat.issue in self.issues]

    def price_threats(self, at: np.ndarray) -> None:
        """Price anew what carrying out or taking back each threat would add, in some worlds."""
        for threat in self.threats:
            issue = threat.issue
            rows = np.swapaxes(self.preferences[:, :, self.issues.index(issue)], 0, 1)
            stake, curvature = (np.stack([row.take(at) for row in part]) for part in rows)
            scale = self.table.terms.scales[issue].at(at)
            then, calm = scale.to_concession(threat.value[at]), scale.to_concession(threat.calm[at])
            points = np.stack((self.table.concession_now[issue][at], then, calm))
            kinks = [self._lasting(side, (issue,), at) for side in (0, 1)]
            lost = _losses(points, stake[:, None], curvature[:, None], kinks)
            threat.change[:, at] = lost[:, 0] - lost[:, 1]
            threat.relief[:, at] = lost[:, 0] - lost[:, 2]


def _losses(first: Array, stake: Array, curvature: Array, kinks: Sequence[Sequence[Kink]]) -> Array:
    """Losses by concessions of the first party, [row, ..., world].

    `first` is [..., world], and the kinks of each side fit it.
    """
    rest = 1.0 - first
    size = np.abs(np.stack((first, rest, rest, first)))
    shares = size * ((1.0 - curvature) + curvature * size)
    for side, own in enumerate((first, rest)):
        for kink in kinks[side]:
            cost = kink.cost(own)
            shares[side] += cost
            shares[3 - side] += cost
    return stake * shares
