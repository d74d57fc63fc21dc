"""Stakes from real quantities: what each issue is worth to each side, and what a package is.

- tariff: equivalent variation from the trade model (`negotiation.economy.tariffs`).
- defence: GDP x change in share to the payer. What it is worth to either side's security is a
  mechanism of its own (burden sharing).
- transfer: one for one.
- pledge: to the giver, the cost of capital on the annuity of the pledge. What it is worth to the
  receiver is a mechanism of its own (side payments).
- stated: as the scenario says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from negotiation.bargaining.terms import Draw, Scale, Terms
from negotiation.draws import Array
from negotiation.economy.scale import LinearScale, money_scale
from negotiation.economy.tariffs import Tariffs
from negotiation.scenario.schema import Issue, Scenario, Table

Pair = tuple[Array, Array]


@dataclass(frozen=True)
class Stakes:
    """Prices the issues and packages of a scenario."""

    scenario: Scenario
    tariffs: Tariffs | None = None

    def terms(self, name: str, draw: Draw, public: Draw) -> Terms:
        """Terms of a table in the worlds that `draw` samples; `public` is what all believe."""
        table = self.scenario.tables[name]
        rows = [_Row(self, name, table, key, draw, public) for key in table.issues]

        def pair(field: str) -> Pair:
            one, two = (np.stack([getattr(row, field)[s] for row in rows]) for s in (0, 1))
            return one, two

        return Terms(
            scales=[row.scale for row in rows],
            status_quo=np.stack([row.status_quo for row in rows]),
            span=np.stack([row.span for row in rows]),
            money=pair("money"),
            salience=pair("salience"),
            median_salience=pair("median_salience"),
            curvature=pair("curvature"),
            median_curvature=pair("median_curvature"),
        )

    def money(
        self, values: Mapping[str, Array], terms: Mapping[str, Terms]
    ) -> dict[str, dict[str, Array]]:
        """USD bn a year by table and country against the status quo of the table's issues.

        Tariffs are priced together by the trade model's surface: a table is worth what it changes
        with the other tables at their values. Everything else is linear in the issue.
        """
        return {name: self._table_money(name, values, terms) for name in self.scenario.tables}

    def _table_money(
        self, name: str, values: Mapping[str, Array], terms: Mapping[str, Terms]
    ) -> dict[str, Array]:
        table, own = self.scenario.tables[name], terms[name]
        result = self._tariff_money(name, values, terms)
        for k, key in enumerate(table.issues):
            if self.tariffs is not None and (name, key) in self.tariffs.keys:
                continue
            moved = own.scales[k].to_concession(values[name][k])
            moved = moved - own.scales[k].to_concession(own.status_quo[k])
            result[table.parties[0]] = result[table.parties[0]] - moved * own.money[0][k]
            result[table.parties[1]] = result[table.parties[1]] + moved * own.money[1][k]
        return result

    def _tariff_money(
        self, name: str, values: Mapping[str, Array], terms: Mapping[str, Terms]
    ) -> dict[str, Array]:
        parties = list(self.scenario.tables[name].parties)
        blank = np.zeros(values[name].shape[-1])
        if self.tariffs is None or not any(key[0] == name for key in self.tariffs.keys):
            return dict.fromkeys(parties, blank)
        rates, without = {}, {}
        for table, issue in self.tariffs.keys:
            k = list(self.scenario.tables[table].issues).index(issue)
            rates[table, issue] = values[table][k]
            kept = values[table][k] if table != name else terms[table].status_quo[k]
            without[table, issue] = kept
        now = self.tariffs.money(rates, parties)
        before = self.tariffs.money(without, parties)
        return {country: now[country] - before[country] for country in parties}


class _Row:
    """One issue of a table: its scale, and money, salience and curvature of both sides."""

    def __init__(self, stakes: Stakes, name: str, table: Table, key: str, draw: Draw, public: Draw):
        self.scenario = stakes.scenario
        self.table = table
        self.issue: Issue = table.issues[key]
        self.at = f"tables.{name}.issues.{key}"
        self.draw = draw
        self.public = public
        ideals = [self._own("ideal", party) for party in table.parties]
        self.status_quo = draw(f"{self.at}.status_quo", self.issue.status_quo)
        self.span = np.abs(ideals[1] - ideals[0])
        self.scale: Scale = LinearScale(*ideals)
        self.curvature = self._curvatures()
        self.median_curvature = self._median_curvatures()
        tariffs = stakes.tariffs
        if tariffs is not None and (name, key) in tariffs.keys:
            self._price_tariff(tariffs, (name, key), ideals)
        else:
            self.money = self._money()
        self.salience = self._saliences()
        self.median_salience = self._median_saliences()

    def _own(self, field: str, party: str) -> Array:
        return self.draw(f"{self.at}.{field}.{party}", getattr(self.issue, field)[party])

    def _country(self, party: str, field: str) -> Array:
        quantity = getattr(self.scenario.countries[party], field)
        return self.draw(f"countries.{party}.{field}", quantity)

    def _money(self) -> Pair:
        one, two = (self._money_of(party) for party in self.table.parties)
        return one, two

    def _money_of(self, party: str) -> Array:
        issue, giver = self.issue, self.issue.by == party
        if issue.stakes:
            return self._own("stakes", party)
        if issue.kind == "transfer":
            return self.span
        if issue.kind == "defence":
            spent = self._country(str(issue.by), "gdp") * self.span / 100.0
            return spent if giver else np.zeros_like(spent)
        assert issue.kind == "pledge"
        if not giver:
            return np.zeros_like(self.span)
        yearly = self.span * self._country(party, "annuity")
        return yearly * self._country(party, "capital_cost")

    def _price_tariff(self, tariffs: Tariffs, key: tuple[str, str], ideals: list[Array]) -> None:
        """The bearer's loss is linear in its own money; the imposer's is fitted on that scale."""
        schedule = tariffs.schedules[key]
        imposer = self.table.parties.index(tariffs.imposer[key])
        self.scale = money_scale(schedule.rates, schedule.burden, *ideals)
        money, bends = [np.zeros(0)] * 2, [np.zeros(0)] * 2
        money[imposer] = schedule.stake(ideals[imposer])
        bends[imposer] = schedule.curvature(ideals[imposer])
        money[1 - imposer] = schedule.lost(ideals[imposer], ideals[1 - imposer])
        bends[1 - imposer] = np.zeros_like(self.span)
        self.money = money[0], money[1]
        stated = self.issue.curvature
        for side, party in enumerate(self.table.parties):
            if party in stated:
                bends[side] = self._own("curvature", party)
        self.curvature = bends[0], bends[1]
        public = [
            self._public_curvature(party) if party in stated else bends[side]
            for side, party in enumerate(self.table.parties)
        ]
        self.median_curvature = public[0], public[1]

    def _curvatures(self) -> Pair:
        one, two = (
            self._own("curvature", party)
            if party in self.issue.curvature
            else self._country(party, "curvature")
            for party in self.table.parties
        )
        return one, two

    def _median_curvatures(self) -> Pair:
        one, two = (self._public_curvature(party) for party in self.table.parties)
        return one, two

    def _public_curvature(self, party: str) -> Array:
        stated = self.issue.curvature
        if party in stated:
            return self.public(f"{self.at}.curvature.{party}", stated[party])
        own = self.scenario.countries[party].curvature
        return self.public(f"countries.{party}.curvature", own)

    def _saliences(self) -> Pair:
        """Salience of domain and issue, times what differs for no known reason."""
        one, two = (self._salience(party) for party in self.table.parties)
        return one, two

    def _salience(self, party: str) -> Array:
        country = self.scenario.countries[party]
        weight = self._country(party, f"{self.issue.domain}_salience")
        weight = weight * self.draw(f"{self.at}.noise.{party}", country.issue_salience)
        if party in self.issue.salience:
            weight = weight * self._own("salience", party)
        return weight

    def _median_saliences(self) -> Pair:
        one, two = (self._median_salience(party) for party in self.table.parties)
        return one, two

    def _median_salience(self, party: str) -> Array:
        country, field = self.scenario.countries[party], f"{self.issue.domain}_salience"
        weight = self.public(f"countries.{party}.{field}", getattr(country, field))
        weight = weight * self.public(f"{self.at}.noise.{party}", country.issue_salience)
        if party in self.issue.salience:
            own = self.issue.salience[party]
            weight = weight * self.public(f"{self.at}.salience.{party}", own)
        return weight
