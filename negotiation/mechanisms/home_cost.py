"""M19: home cost of tariffs and market stress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.bargaining.loss import total
from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule
from negotiation.world.table import Table
from negotiation.world.threat import NEVER, Threat

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
    economy: Amiti, Redding and Weinstein 2019. Off, tariffs cost their maker nothing beyond what
    the trade model says, and nobody is strained: neither a date (M2) nor approval (M9) feels it.
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
            if not own:
                continue
            for table in own:
                self._weigh(model, country, table)
            parts = [self._part(country, table) for table in own]
            country.stress = total(parts)
            tolerance = self.value(model, "tolerance", country.key)
            country.strained = country.stress > tolerance
            if country.strained.any():
                self._suspend(model, country, own, parts)

    def _weigh(self, model: NegotiationModel, country: Country, table: Table) -> None:
        """Home cost of what the country has in force or threatens at one table, unsettled."""
        side = table.sides.index(country)
        cost = self.value(model, "cost", country.key)
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
            burden = cost * above * issue.trade.value
            table.burden[self.id, side, k] = np.where(table.unsettled[k], burden, 0.0)

    def _part(self, country: Country, table: Table) -> Array:
        """What comes from one table, [world]."""
        side = table.sides.index(country)
        found = np.zeros(len(table.open))
        for (rule, bearer, _), burden in table.burden.items():
            if rule == self.id and bearer == side:
                found += burden
        return found

    def _executed(self, table: Table, threat: Threat) -> np.ndarray:
        """Worlds in which a threat was carried out and is not settled or taken back."""
        return table.unsettled[threat.issue] & (threat.until > -NEVER)

    def _raised(self, country: Country, table: Table) -> np.ndarray:
        """Worlds in which the country has something to suspend at a table."""
        found = np.zeros(len(table.open), dtype=bool)
        for threat in table.threats:
            if table.sides[threat.by] is country:
                found |= self._executed(table, threat)
        return found

    def _suspend(
        self, model: NegotiationModel, country: Country, own: list[Table], parts: list[Array]
    ) -> None:
        """Suspend the executed threats of the most straining table that has any."""
        raised = [self._raised(country, table) for table in own]
        weighed = [np.where(any_, part, -1.0) for any_, part in zip(raised, parts, strict=True)]
        worst = np.argmax(np.stack(weighed), axis=0)
        due = model.week + np.rint(self.value(model, "suspension", country.key))
        for i, table in enumerate(own):
            side = table.sides.index(country)
            for threat in table.threats:
                where = country.strained & (worst == i) & self._executed(table, threat)
                if threat.by != side or not where.any():
                    continue
                table.threaten(side, threat.issue, table.now[threat.issue].copy(), due, where)
                table.set_default(threat.issue, threat.calm, where)
                threat.until = np.where(where, -NEVER, threat.until)
                issue = table.issues[threat.issue]
                model.acted(self, where, f"{table.name}: {country.data.name} suspends {issue}")
