"""Concession that follows what waiting costs."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.strategies.concession.polynomial import since_restart
from negotiation.strategies.family import Concession
from negotiation.strategies.view import View


class Pressure(Concession):
    """Give as delay costs bite (a resource-dependent tactic, Faratin et al. 1998).

    The resource is patience. It runs out with the clock of delay, but faster in the proportion in
    which being without a deal has come to cost more than at the first exchange, and slower where
    it costs less:

        P(t) = sum of ds_h (B0 - D(t)) / (B0 - D0),      f = 1 - min(P, 1)^(1/beta),

    s_h being the clock of delay, D the impasse value and B0 - D0 the first scope. A date presses
    by what it is expected to cost, through D, and not by coming near.
    """

    def aspiration(self, view: View) -> Array:
        memory, clock = view.memory, view.delay_clock
        if not memory:
            memory["opening"], memory["scope"] = view.opening, view.scope
            memory["clock"], memory["pressure"] = clock, clock
        cost = np.maximum(memory["opening"] - view.impasse, 0.0) / memory["scope"]
        passed = np.maximum(clock - memory["clock"], 0.0)
        memory["pressure"] = memory["pressure"] + passed * cost
        memory["clock"] = clock
        return since_restart(view, 1.0 - np.minimum(memory["pressure"], 1.0) ** (1.0 / view.beta))
