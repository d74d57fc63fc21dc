"""Concession over time along an exponential of the clock."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.strategies.concession.polynomial import Polynomial


class Exponential(Polynomial):
    """Concede exponentially in the time left (exponential tactic, Faratin et al. 1998).

    The share conceded at clock s is exp((1 - s)^beta ln k); k is the share at the start.
    """

    k: float = 0.05

    def share(self, clock: Array, beta: Array) -> Array:
        return np.exp((1.0 - clock) ** beta * np.log(self.k))
