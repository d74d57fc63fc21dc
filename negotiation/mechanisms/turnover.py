"""M17: late start and turnover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.scenario.schema import Event
    from negotiation.world.country import Country
    from negotiation.world.model import NegotiationModel
    from negotiation.world.table import Table
    from negotiation.world.talks import Talks


class Turnover(Rule):
    """Governments come late to the table, fall, and keep some deals for their summits.

    Late start: up to its first `new_government` in the calendar a country is led by caretakers who
    settle nothing. Its tables open round(`entry_delay`) weeks after that day, if not later.

    Turnover: from then on a leader falls in a week with chance

        fall x max(1 + fall_approval x approval lost, 0),

    capped at 1; in the week after an election that left approval below `lost`; on a `new_leader` in
    the calendar; and on every further `new_government`. A new leader asks for the opening demand
    again, counts the cost of delay from the first day, and concedes by a habit drawn anew. Its
    approval is that of the start, and what was learnt of the win-set is forgotten. The resolve of a
    new leader has to be found out anew: Wolford 2007.

    Summits: with chance `summit_only`, drawn once for a table, a package waits for the next summit
    at which both leaders meet, if the calendar holds one ahead. Talks rest until then, and either
    side may think better of it. No vote is held at home in the meantime. The chance is the first
    party's number. Off, tables open on their day, leaders stay, and nothing waits for a summit.
    """

    id = "M17"
    name = "late start and turnover"
    numbers = {
        "entry_delay": Unit("weeks", 0),
        "fall": Unit("1/week", 0, 1),
        "fall_approval": Unit("1", 0),
        "lost": Unit("1", 0, 1),
        "summit_only": Unit("1", 0, 1),
    }

    def begin(self, model: NegotiationModel) -> None:
        self._enters = {key: self._entry(model, key) for key in model.countries}
        self._reserved: dict[str, np.ndarray] = {}
        for table in model.tables.values():
            for country in table.sides:
                table.open_later(self._enters[country.key])
            chance = self.value(model, "summit_only", table.sides[0].key)
            coin = model.draws.uniform(f"mechanisms.M17.summit.{table.name}")
            self._reserved[table.name] = coin < chance

    def _entry(self, model: NegotiationModel, key: str) -> Array:
        """Week from which a country can negotiate, [world]; minus infinity without a late start."""
        events = _weeks(model, "new_government", key)
        if not events:
            return np.full(model.worlds, -np.inf)
        return min(events) + np.rint(self.value(model, "entry_delay", key))

    def calendar(self, model: NegotiationModel) -> None:
        for key, country in model.countries.items():
            gone = self._gone(model, country) & (model.week > self._enters[key])
            if not gone.any():
                continue
            anew = model.draws.uniform(f"mechanisms.M17.beta.{key}", model.week)
            country.succeed(model, gone, anew)
            model.acted(self, gone, f"a new leader takes over in {country.data.name}")
            for table in model.tables.values():
                if country in table.sides:
                    self._replace(table, country, gone)

    def _gone(self, model: NegotiationModel, country: Country) -> np.ndarray:
        """Worlds in which the leader is gone by this week."""
        key, week = country.key, model.week
        pressure = 1.0 + self.value(model, "fall_approval", key) * country.approval_lost
        chance = self.value(model, "fall", key) * np.maximum(pressure, 0.0)
        gone = np.zeros(model.worlds, dtype=bool)
        if (chance > 0.0).any():
            gone = model.draws.uniform(f"mechanisms.M17.fall.{key}", week) < chance
        if week - 1 in _weeks(model, "election", key):
            gone = gone | (country.approval < self.value(model, "lost", key))
        later = sorted(_weeks(model, "new_government", key))[1:]
        if week in (*later, *_weeks(model, "new_leader", key)):
            gone = np.ones(model.worlds, dtype=bool)
        return gone

    def _replace(self, table: Table, country: Country, gone: np.ndarray) -> None:
        """Seat the new leader where talks are under way; there everybody starts again."""
        met = gone & table.open & table.opened
        table.touch(met)
        for docket in table.dockets:
            docket.succeed(table.sides.index(country), met)

    def defer(self, model: NegotiationModel, talks: Talks) -> np.ndarray:
        table, at = talks.table, talks.agreed
        ahead = _next_summit(model, table)
        if ahead is None or ahead == model.week:
            return np.zeros(len(at), dtype=bool)
        waiting = self._reserved[table.name][talks.worlds[at]]
        talks.pause(at[waiting], float(ahead))
        table.waited[talks.worlds[at[waiting]]] += 1.0
        model.acted(self, waiting, f"{table.name}: the package waits for the leaders' summit")
        return waiting


def _weeks(model: NegotiationModel, kind: str, country: str) -> list[int]:
    """Weeks of a country's events of a kind."""
    events = model.setting.calendar
    return [
        model.calendar.week_of(e.date) for e in events if e.kind == kind and e.country == country
    ]


def _next_summit(model: NegotiationModel, table: Table) -> int | None:
    """Week of the next summit at which the two can meet, this week's included."""
    pair = {country.key for country in table.sides}
    events = (e for e in model.setting.calendar if e.kind == "summit" and _meets(e, pair))
    ahead = [w for w in (model.calendar.week_of(e.date) for e in events) if w >= model.week]
    return min(ahead, default=None)


def _meets(event: Event, pair: set[str]) -> bool:
    """Whether both are at a summit; one that names no guests serves all tables of its host."""
    return pair <= {event.country, *event.guests} if event.guests else event.country in pair
