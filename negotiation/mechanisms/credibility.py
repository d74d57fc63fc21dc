"""M3: threat credibility."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.mechanisms.told import to
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.world.country import Country
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
            was = country.credibility
            # without a date on record the mean is the prior, but not to the last bit
            country.credibility = np.where(country.dated > 0.0, mean, prior)
            if model.record is not None:
                self._tell(model, country, was)

    def _tell(self, model: NegotiationModel, country: Country, was: Array) -> None:
        """Tell a replay how the record moved belief."""
        now, what = country.credibility, f"belief in the threats of {country.data.name}"
        for where, moved in ((now < was, "falls"), (now > was, "rises")):
            if where.any():
                model.acted(self, where, f"{what} {moved}{to(now, '.2f')}")
