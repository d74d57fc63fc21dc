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
        stake, curvature = np.swapaxes(self.preferences.take(at, axis=-1), 0, 1)
        kinks = [self._lasting(side, at) for side in (0, 1)]
        now = self.table.concession_now[self._rows, at]
        every_issue = [layers(side, range(len(now)), len(at)) for side in kinks]
        lost = _losses(now, stake, curvature, every_issue)
        self.flow[:, at] = -total(np.moveaxis(lost, 1, 0))
        for threat in self.threats:
            row = self.issues.index(threat.issue)
            here = [[kink for kink in side if kink.issue == row] for side in kinks]
            self._price(threat, at, stake[:, row], curvature[:, row], here)

    def _lasting(self, side: int, at: np.ndarray) -> tuple[Kink, ...]:
        """A side's kinks on the issues that count however a value came about."""
        return self.table.kinks[side].among(self.issues, at, signing=False)

    @property
    def threats(self) -> list[Threat]:
        """Those on the issues."""
        return [threat for threat in self.table.threats if threat.issue in self.issues]

    def _price(
        self,
        threat: Threat,
        at: np.ndarray,
        stake: Array,
        curvature: Array,
        kinks: Sequence[Sequence[Kink]],
    ) -> None:
        """What carrying out or taking back a threat would add; stakes are those of its issue."""
        scale = self.table.terms.scales[threat.issue].at(at)
        now = self.table.concession_now[threat.issue][at]
        then, calm = scale.to_concession(threat.value[at]), scale.to_concession(threat.calm[at])
        points = np.stack((now, then, calm))
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
