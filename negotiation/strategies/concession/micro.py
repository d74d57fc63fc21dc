"""Concession offer for offer."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.strategies.family import Concession
from negotiation.strategies.view import View


class Micro(Concession):
    """Make a next new offer only if the other side has made as many (MiCRO, de Jonge 2022).

    The own packages are ranked by their worth to oneself, `step` of the scope apart, and proposed
    in that order. An offer of the other side is new if it beats all before it by more than `least`
    of the scope: on a path without steps, any crumb would otherwise count as an offer. No belief
    about the other, and no clock.
    """

    step: float = 0.04  # what each new offer gives up, a share of the scope
    least: float = 0.002  # by how much an offer must beat all before it to be new

    def aspiration(self, view: View) -> Array:
        memory = view.memory
        if not memory:
            none = np.zeros_like(view.aspiration)
            memory["made"], memory["heard"], memory["best"] = none, none, none - np.inf
        if view.fresh:
            self._count(view)
        rank = np.minimum(memory["made"], memory["heard"])
        if not view.fresh:  # the offer is about to be made
            made = np.where(view.speaking, rank + 1.0, memory["made"])
            memory["made"] = np.maximum(made, memory["made"])
        return np.clip(1.0 - self.step * rank, 0.0, view.aspiration)

    def _count(self, view: View) -> None:
        """Note an offer that is new."""
        best = view.memory["best"]
        new = view.speaking & (view.offered > best + self.least * view.scope)
        view.memory["heard"] = view.memory["heard"] + new
        view.memory["best"] = np.where(new, view.offered, best)
