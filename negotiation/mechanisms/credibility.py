"""M3: threat credibility."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.world.model import NegotiationModel


class Credibility(Rule):
    """Belief in a country's threats follows its record, seen at all tables.

        pi = (a + executed) / (a + b + dated threats),

    with a = prior x weight and b = (1 - prior) x weight: the mean of a beta belief about a coin
    (Laplace; in deterrence: Schelling 1966). n threats due in one week count 1/n each;
    an extension is a date passed without execution; a table settled before its date does not
    count. Off, belief stays at the prior.
    """

    id = "M3"
    name = "threat credibility"
    numbers = {"weight": Unit("1", 0.01)}

    def politics(self, model: NegotiationModel) -> None:
        for country in model.countries.values():
            if not country.dated.any():
                continue
            weight = self.value(model, "weight", country.key)
            prior = country.prior_credibility
            mean = (prior * weight + country.executed) / (weight + country.dated)
            # without a date on record the mean is the prior, but not to the last bit
            country.credibility = np.where(country.dated > 0.0, mean, prior)
