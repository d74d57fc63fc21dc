"""M18: policy volatility."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule
from negotiation.world.table import Table
from negotiation.world.threat import NEVER, Threat

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.model import NegotiationModel


class PolicyVolatility(Rule):
    """Demands backed by tariff threats jump, and a court may cap the tariffs behind them.

    Jumps: in a week in which a country has a dated tariff threat at a table, it changes its mind
    there with chance `jump_rate`. All its dated tariff threats there, and its aspiration in the
    talks about the issues that they are on, are multiplied by one factor

        exp(jump_size x normal),

    a threat up to the issue's ceiling if it has one, an aspiration up to 1. The median factor is 1.
    That uncertainty about policy acts by itself: Handley and Limao 2017.

    Courts: a ruling on a country's emergency powers comes on each of its `court_ruling` events, and
    once with weekly chance `court_rate`. With chance `court_chance` it goes against the country.
    From then on no tariff of its own with authority "emergency", threatened or in force without a
    deal, exceeds `cap`, or the status quo if that is more. What is agreed rests on the agreement.
    Off, threats stay as they were made, and no court rules, on no day of the calendar either.
    """

    id = "M18"
    name = "policy volatility"
    numbers = {
        "jump_rate": Unit("1/week", 0, 1),
        "jump_size": Unit("1", 0),
        "court_rate": Unit("1/week", 0, 1),
        "court_chance": Unit("1", 0, 1),
        "cap": Unit("% ad valorem", 0),
    }

    def begin(self, model: NegotiationModel) -> None:
        none = np.zeros(model.worlds, dtype=bool)
        self._ruled = dict.fromkeys(model.countries, none)
        self._struck = dict.fromkeys(model.countries, none)

    def calendar(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            for side in (0, 1):
                self._jump(model, table, side)
        for country in model.countries.values():
            challenged = [
                (table, k)
                for table in model.tables.values()
                for k, issue in enumerate(table.data.issues.values())
                if issue.authority == "emergency" and issue.by == country.key
            ]
            if challenged:
                self._hold_court(model, country)
            if self._struck[country.key].any():
                for table, k in challenged:
                    self._cap(model, country, table, k)

    def _jump(self, model: NegotiationModel, table: Table, side: int) -> None:
        country = table.sides[side]
        rate = self.value(model, "jump_rate", country.key)
        dated = [(threat, _dated(table, threat)) for threat in _tariffs(table, side)]
        pending = np.any([now for _, now in dated], axis=0) if dated else table.open & False
        if not pending.any() or not rate.any():
            return
        at = f"mechanisms.M18.jump.{table.name}.{country.key}"
        moved = pending & (model.draws.uniform(at, model.week) < rate)
        if not moved.any():
            return
        where, factor = np.flatnonzero(moved), np.ones(model.worlds)
        size = self.value(model, "jump_size", country.key)[where]
        factor[where] = np.exp(size * model.draws.normal(f"{at}.size", model.week, where))
        for threat, now in dated:
            most = np.maximum(_ceiling(table, threat.issue), threat.value)
            value = np.minimum(threat.value * factor, most)
            threat.value = np.where(moved & now, value, threat.value)
        table.touch(moved)
        for docket in table.dockets:
            about = [now for threat, now in dated if threat.issue in docket.issues]
            if about:
                docket.scale_demand(side, moved & np.any(about, axis=0), factor)
        table.jumps = table.jumps + moved
        model.acted(self, moved, f"{table.name}: {country.data.name} changes what it threatens")

    def _hold_court(self, model: NegotiationModel, country: Country) -> None:
        """See whether a ruling comes this week, and which way it goes."""
        key, week = country.key, model.week
        events = (e for e in model.setting.calendar if e.kind == "court_ruling")
        days = [model.calendar.week_of(e.date) for e in events if e.country == key]
        rate = self.value(model, "court_rate", key)
        ruling = np.full(model.worlds, week in days)
        if rate.any():
            coin = model.draws.uniform(f"mechanisms.M18.ruling.{key}", week)
            ruling |= (coin < rate) & ~self._ruled[key]
        if not ruling.any():
            return
        self._ruled[key] = self._ruled[key] | ruling
        coin = model.draws.uniform(f"mechanisms.M18.court.{key}", week)
        against = ruling & (coin < self.value(model, "court_chance", key))
        self._struck[key] = self._struck[key] | against
        model.acted(self, against, f"a court caps the emergency tariffs of {country.data.name}")
        upheld = f"a court upholds the emergency tariffs of {country.data.name}"
        model.acted(self, ruling & ~against, upheld)

    def _cap(self, model: NegotiationModel, country: Country, table: Table, issue: int) -> None:
        """Bring down what is threatened or in force above what the court allows."""
        struck = self._struck[country.key]
        cap = np.maximum(self.value(model, "cap", country.key), table.terms.status_quo[issue])
        in_force = struck & (table.now[issue] > cap)
        found = in_force & np.isnan(table.capped)
        for threat in table.threats:
            if threat.issue == issue and table.sides[threat.by] is country:
                above = struck & (threat.value > cap)
                pending = above & _dated(table, threat)
                found |= pending & np.isnan(table.capped)
                table.touch(pending)
                threat.value = np.where(above, cap, threat.value)
                threat.calm = np.where(struck, np.minimum(threat.calm, cap), threat.calm)
        table.set_default(issue, cap, in_force, beneath=True)
        table.capped = np.where(found, float(model.week), table.capped)


def _tariffs(table: Table, side: int) -> list[Threat]:
    """A side's threats on tariffs."""
    kinds = [issue.kind for issue in table.data.issues.values()]
    return [t for t in table.threats if t.by == side and kinds[t.issue] == "tariff"]


def _dated(table: Table, threat: Threat) -> np.ndarray:
    """Worlds in which a threat has a date and its issue is not settled."""
    return (threat.due < NEVER) & table.unsettled[threat.issue]


def _ceiling(table: Table, issue: int) -> Array:
    """The issue's ceiling, infinite where it states none, [world]."""
    name = table.issues[issue]
    quantity = table.data.issues[name].ceiling
    if quantity is None:
        return np.full(table.model.worlds, np.inf)
    return table.model.draw(f"tables.{table.name}.issues.{name}.ceiling", quantity)
