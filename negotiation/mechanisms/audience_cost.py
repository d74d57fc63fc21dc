"""M8: audience cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from negotiation.scenario.quantity import Unit
from negotiation.world.docket import Demand
from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.docket import Docket
    from negotiation.world.model import NegotiationModel
    from negotiation.world.seat import Seat
    from negotiation.world.talks import Talks


class AudienceCost(Rule):
    """Backing down from a public demand costs a side at home, and the more so the later.

        N(U) = U - a max(0, U_dem - U),    U_dem = D + demand (B - D),    a = min(rate x weeks, cap)

    A side whose stance is public stakes U_dem with its first offer, on the impasse value D and the
    opening demand B of that week; `weeks` have gone by since. So does a new leader, who is not
    bound by what was said before. A deal worth U to it is worth N(U) net of the cost, and no deal
    costs nothing, for then it has not backed down. It asks and accepts in N: a target or floor of N
    below U_dem asks for U = (N + a U_dem) / (1 + a). Audience costs that rise over time: Fearon
    1994; leverage if one side is bound and inefficiency if both are: Leventoglu and Tarar 2005,
    Tarar and Leventoglu 2009. Each docket has demands of its own. A quiet stance stakes nothing.
    Off, nobody does: N(U) = U, whatever was said in public.
    """

    id = "M8"
    name = "audience cost"
    numbers = {
        "demand": Unit("1", 0, 1),
        "rate": Unit("1/week", 0),
        "cap": Unit("1", 0),
    }

    def politics(self, model: NegotiationModel) -> None:
        for country, docket, side in _public(model):
            demand = docket.demands[side]
            if demand is not None:
                demand.forget(country.turnover)  # a new leader has staked nothing
                weeks = np.where(np.isnan(demand.since), 0.0, model.week - demand.since)
                risen = self.value(model, "rate", country.key) * weeks
                demand.cost = np.minimum(risen, self.value(model, "cap", country.key))

    def spill(self, model: NegotiationModel) -> None:
        for country, docket, side in _public(model):
            demand = docket.demands[side]
            if demand is None:
                demand = docket.demands[side] = Demand.unmade(model.worlds)
            for talks in docket.talks:
                self._stake(model, country, talks, talks.seats[side], demand)

    def _stake(
        self, model: NegotiationModel, country: Country, talks: Talks, seat: Seat, demand: Demand
    ) -> None:
        """Note the demand in worlds in which the side's leader has just made its first offer."""
        first = talks.live & seat.spoken & np.isnan(talks.take(demand.level))
        if not first.any():
            return
        worlds = talks.worlds[first]
        share = self.value(model, "demand", country.key)[worlds]
        demand.level[worlds] = seat.impasse[first] + share * seat.scope[first]
        demand.since[worlds] = float(model.week)
        where = np.zeros(model.worlds, dtype=bool)
        where[worlds] = True
        what = f"{talks.table.name}: {country.data.name} makes its demand in public"
        model.acted(self, where, f"{what} ({talks.docket.name})")


def _public(model: NegotiationModel) -> Iterator[tuple[Country, Docket, int]]:
    """Every docket at which a side makes its demands in public, with the country and its side."""
    for table in model.tables.values():
        for side, country in enumerate(table.sides):
            if country.stance.public:
                for docket in table.dockets:
                    yield country, docket, side
