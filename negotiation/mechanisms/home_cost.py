"""M19: home cost of tariffs and market stress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule
from negotiation.world.table import NEVER, Table

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.model import NegotiationModel


class HomeCost(Rule):
    """Tariffs that a country has announced cost it at home, and strain it into suspending them.

        stress = cost x sum over tariffs of (r + w pi (threatened rate - r)) x trade

    in USD bn a year, r the rate in force above the status quo, pi the credibility of the threat
    and w (`threat_weight`) how much a threat troubles markets beside a tariff in force. The part
    that comes from a table is a burden of having no deal there. Above `tolerance` the country is
    strained: it lets dates pass, and at the table that strains it most it suspends for
    `suspension` weeks the tariffs that it raised by carrying out a threat. Incidence on the home
    economy: Amiti, Redding and Weinstein 2019.
    """

    id = "M19"
    name = "home cost and market stress"
    numbers = {
        "cost": Unit("1", 0),
        "threat_weight": Unit("1", 0, 1),
        "tolerance": Unit("USD bn/year", 0),
        "suspension": Unit("weeks", 1),
    }

    def politics(self, model: NegotiationModel) -> None:
        for country in model.countries.values():
            own = [t for t in model.tables.values() if country in t.sides]
            parts = [self._stress(model, country, table) for table in own]
            for table, part in zip(own, parts, strict=True):
                table.burden[table.sides.index(country)] = part
            country.stress = np.add.reduce(np.stack(parts), axis=0) if len(parts) > 1 else parts[0]
            tolerance = self.value(model, "tolerance", country.key)
            country.strained = country.stress > tolerance
            if country.strained.any():
                self._suspend(model, country, own, parts)

    def _stress(self, model: NegotiationModel, country: Country, table: Table) -> Array:
        """Home cost of what the country has in force or threatens at one table, while open."""
        side = table.sides.index(country)
        burden = np.zeros(model.worlds)
        weight = self.value(model, "threat_weight", country.key) * country.credibility
        for k, issue in enumerate(table.data.issues.values()):
            if issue.kind != "tariff" or issue.by != country.key or issue.trade is None:
                continue
            rate = table.now[k]
            for threat in table.threats:
                if threat.issue == k and threat.by == side:
                    more = np.maximum(threat.value - table.now[k], 0.0)
                    rate = rate + np.where(threat.due < NEVER, weight * more, 0.0)
            above = np.maximum(rate - table.terms.status_quo[k], 0.0) / 100.0
            burden = burden + above * issue.trade.value
        cost = self.value(model, "cost", country.key)
        return np.where(table.open, cost * burden, 0.0)

    def _suspend(
        self, model: NegotiationModel, country: Country, own: list[Table], parts: list[Array]
    ) -> None:
        """Suspend the executed threats of the most straining table."""
        worst = np.argmax(np.stack(parts), axis=0)
        due = model.week + np.rint(self.value(model, "suspension", country.key))
        for i, table in enumerate(own):
            side = table.sides.index(country)
            for threat in table.threats:
                executed = np.isinf(threat.due) & (table.now[threat.issue] > threat.calm)
                where = country.strained & (worst == i) & table.open & executed
                if threat.by != side or not where.any():
                    continue
                table.threaten(side, threat.issue, table.now[threat.issue].copy(), due, where)
                table.set_default(threat.issue, threat.calm, where)
                threat.until = np.where(where, -NEVER, threat.until)
                issue = table.issues[threat.issue]
                model.acted(self, where, f"{table.name}: {country.data.name} suspends {issue}")
