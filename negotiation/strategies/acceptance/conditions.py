"""Acceptance conditions (Baarslag, Hindriks and Jonker 2014)."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.strategies.family import Acceptance
from negotiation.strategies.view import View


class NextOffer(Acceptance):
    """Accept what is worth at least the own next offer (AC_next)."""

    def accepts(self, view: View, offered: Array, target: Array) -> np.ndarray:
        return offered >= target


class Constant(Acceptance):
    """Accept whatever gives a fixed share of the way to the opening demand (AC_const)."""

    level: float = 0.5  # share of the scope that will do

    def accepts(self, view: View, offered: Array, target: Array) -> np.ndarray:
        return offered >= view.impasse + self.level * view.scope


class Time(Acceptance):
    """Accept any gain once the date is near, and nothing before (AC_time)."""

    late: float = 0.95  # share of the time to the date after which any gain will do

    def accepts(self, view: View, offered: Array, target: Array) -> np.ndarray:
        return near(view, self.late) & (offered >= view.impasse)


class Combined(Acceptance):
    """Accept what beats the own next offer, or any gain when the date is near (AC_combi)."""

    late: float = 0.95  # share of the time to the date after which any gain will do

    def accepts(self, view: View, offered: Array, target: Array) -> np.ndarray:
        return (offered >= target) | (near(view, self.late) & (offered >= view.impasse))


def near(view: View, late: float) -> np.ndarray:
    """Worlds in which so large a share of the time to a date that counts has gone by."""
    return (view.deadline_clock >= late) & (view.deadline_weight > 0.0)
