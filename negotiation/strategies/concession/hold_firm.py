"""No concession at all."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.strategies.family import Concession
from negotiation.strategies.view import View


class HoldFirm(Concession):
    """Ask for the same share whatever happens (Schelling 1960, commitment); 1 is the opening."""

    level: float = 1.0  # share of the opening demand asked for throughout

    def aspiration(self, view: View) -> Array:
        return np.minimum(view.aspiration, self.level)
