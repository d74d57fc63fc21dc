"""M11: outside option."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Quantity, Unit
from negotiation.world.rule import Rule
from negotiation.world.table import Table

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.model import NegotiationModel


class OutsideOption(Rule):
    """A side may quit for good and turn to others, at a loss in the alliance.

        outside = stated + hedge_value x hedging - alliance_worth x trust

    in USD bn a year on top of having no deal. `stated` is the scenario's number for the side at
    the table, hedging how far the country has turned to other partners (0 to 1), trust that of
    the alliance if the two are allied; without an alliance the last term is 0. The option enters
    no demand: it is the least that a side accepts, and it quits where it can expect less. So it
    does nothing until it binds, and then moves the split (Binmore, Shaked and Sutton 1989). Off,
    or where the scenario states none, a side has no outside option and never quits.
    """

    id = "M11"
    name = "outside option"
    numbers = {"hedge_value": Unit("USD bn/year", 0), "alliance_worth": Unit("USD bn/year", 0)}

    def begin(self, model: NegotiationModel) -> None:
        self._set(model)

    def politics(self, model: NegotiationModel) -> None:
        self._set(model)

    def _set(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            for side, country in enumerate(table.sides):
                stated = table.data.outside.get(country.key)
                if stated is not None:
                    was = table.outside[side]
                    now = table.outside[side] = self._worth(model, table, country, stated)
                    self._tell(model, table, country, (was <= 0.0) & (now > 0.0))

    def _worth(
        self, model: NegotiationModel, table: Table, country: Country, stated: Quantity
    ) -> Array:
        """USD bn a year that quitting adds to having no deal, [world]."""
        drawn = model.draw(f"tables.{table.name}.outside.{country.key}", stated)
        worth = drawn + self.value(model, "hedge_value", country.key) * country.hedging
        for alliance in model.alliances.values():
            if alliance.table is table:
                lost = self.value(model, "alliance_worth", country.key) * alliance.trust
                worth = worth - lost
        return worth

    def _tell(
        self, model: NegotiationModel, table: Table, country: Country, where: np.ndarray
    ) -> None:
        """Say where quitting has become worth more than waiting for a deal that never comes."""
        if model.week > 0:
            what = f"{table.name}: {country.data.name} would now gain by turning to others"
            model.acted(self, where, what)
