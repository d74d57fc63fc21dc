"""M10: abandonment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.world.alliance import Alliance
    from negotiation.world.model import NegotiationModel


class Abandonment(Rule):
    """An ally that depends on its patron and fears to be left concedes more, or turns to others.

        base = fear_number x (1 - trust);    fear += fade (base - fear),    fear(0) = base
        fear += jump (1 - fear)              when the patron threatens to leave
        burden of no deal on the guarantee = dependence x fear x protection    (USD bn a year)
        hedging += hedging_speed (fear (1 - dependence) - hedging)             if the ally hedges

    `fear` is the ally's belief that it will be abandoned, the state of the alliance; the number of
    that name is the share of distrust that is such fear. The patron threatens (with its troops, or
    by talking to the rival alone) on the days of events of kind "abandonment" in the calendar and,
    if its stance says so, each week with chance `threat_rate` while the table is open. The burden
    lowers what no deal is worth to the ally, so that it concedes more the more it depends (Snyder
    1984: the fear of abandonment). Turning to others is the other way out, for who depends less.
    `threat_rate` is the patron's number, the others are the ally's. Off, nobody threatens to leave,
    on no day of the calendar either; fear, dependence and hedging are 0.
    """

    id = "M10"
    name = "abandonment"
    numbers = {
        "fear": Unit("1", 0, 1),
        "jump": Unit("1", 0, 1),
        "fade": Unit("1/week", 0, 1),
        "threat_rate": Unit("1/week", 0, 1),
        "dependence": Unit("1", 0, 1),
        "protection": Unit("USD bn/year", 0),
        "hedging_speed": Unit("1/week", 0, 1),
    }

    def begin(self, model: NegotiationModel) -> None:
        for alliance in model.alliances.values():
            alliance.dependence = self.value(model, "dependence", alliance.ally.key)
            alliance.fear = self._base(model, alliance)

    def politics(self, model: NegotiationModel) -> None:
        for alliance in model.alliances.values():
            fade = self.value(model, "fade", alliance.ally.key)
            fear = alliance.fear + fade * (self._base(model, alliance) - alliance.fear)
            threatened = self._threatened(model, alliance)
            jump = self.value(model, "jump", alliance.ally.key)
            alliance.fear = np.where(threatened, fear + jump * (1.0 - fear), fear)
            alliance.table.note("abandonment", threatened)
            who = f"{alliance.patron.data.name} questions its protection of"
            model.acted(self, threatened, f"{alliance.key}: {who} {alliance.ally.data.name}")
            self._weigh(model, alliance)
        self._hedge(model)

    def _base(self, model: NegotiationModel, alliance: Alliance) -> Array:
        """Fear to which it fades back: a share of what is missing in trust."""
        return self.value(model, "fear", alliance.ally.key) * (1.0 - alliance.trust)

    def _threatened(self, model: NegotiationModel, alliance: Alliance) -> np.ndarray:
        """Worlds in which the patron threatens to leave this week."""
        patron, table = alliance.patron, alliance.table
        found = np.zeros(model.worlds, dtype=bool)
        for event in model.setting.calendar:
            if event.kind == "abandonment" and event.country == patron.key:
                found |= model.calendar.week_of(event.date) == model.week
        if patron.stance.threaten_abandonment:
            coin = model.draws.uniform(f"mechanisms.M10.threat.{alliance.key}", model.week)
            found |= (
                table.open & table.opened & (coin < self.value(model, "threat_rate", patron.key))
            )
        return found

    def _weigh(self, model: NegotiationModel, alliance: Alliance) -> None:
        """What having no deal on the guarantee costs the ally, where it is unsettled."""
        table, issue, ally = alliance.table, alliance.guarantee, alliance.ally.key
        if issue is None:
            return
        needed = alliance.dependence * self.value(model, "protection", ally)
        burden = np.where(table.unsettled[issue], needed * alliance.fear, 0.0)
        table.burden[self.id, alliance.ally_side, issue] = burden

    def _hedge(self, model: NegotiationModel) -> None:
        """Allies whose stance is to hedge turn to others, by the greatest of their fears."""
        for key, country in model.countries.items():
            fears = [a.fear for a in model.alliances.values() if a.ally is country]
            if not country.stance.hedge or not fears:
                continue
            wanted = np.max(fears, axis=0) * (1.0 - self.value(model, "dependence", key))
            speed = self.value(model, "hedging_speed", key)
            was, now = country.hedging, country.hedging + speed * (wanted - country.hedging)
            country.hedging = now
            begins = (was == 0.0) & (now > 0.0)
            model.acted(self, begins, f"{country.data.name} begins to turn to other partners")
