"""Concession over time along a power of the clock, from Boulware to Conceder."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.strategies.family import Concession
from negotiation.strategies.view import View


def since_restart(view: View, level: Array) -> Array:
    """Aspiration that follows `level` from where it stood at the last change of a date or default.

    min(a(t-1), a(r) level(t) / level(r)), r being that change; once level(r) is 0, it stays 0.
    """
    memory = view.memory
    if "reference" not in memory:
        memory["start"], memory["reference"] = np.minimum(view.aspiration, level), level
    elif view.restarted.any():
        memory["start"] = np.where(view.restarted, view.aspiration, memory["start"])
        memory["reference"] = np.where(view.restarted, level, memory["reference"])
    left = level / np.maximum(memory["reference"], 1e-300)
    return np.minimum(view.aspiration, memory["start"] * left)


class Polynomial(Concession):
    """Concede with a power of the time gone by (polynomial tactic, Faratin et al. 1998).

    The share conceded at clock s is k + (1 - k) s^(1/beta). Two clocks are weighed: the next date
    and the cost of delay,

        f = 1 - w share(s_d) - (1 - w) share(s_h),      a(t) = min(a(t-1), a(r) f(t) / f(r)),

    r being the last change of a date or of the default. Once f(r) is 0, a stays 0.
    """

    k: float = 0.0  # share conceded at the start

    def share(self, clock: Array, beta: Array) -> Array:
        power = clock ** (1.0 / beta)
        return power if self.k == 0.0 else self.k + (1.0 - self.k) * power

    def aspiration(self, view: View) -> Array:
        w = view.deadline_weight
        level = 1.0 - w * self.share(view.deadline_clock, view.beta) if w.any() else 1.0 - w
        return since_restart(view, level - (1.0 - w) * self.share(view.delay_clock, view.beta))
