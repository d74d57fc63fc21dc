"""The shape of a scenario: countries, tables, issues, threats, calendar, economy, mechanisms."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from negotiation.errors import nearest
from negotiation.scenario.base import Strict
from negotiation.scenario.quantity import (
    Money,
    PerWeek,
    Positive,
    Quantity,
    Share,
    Unit,
    Weeks,
    within,
)

Domain = Literal["trade", "security", "investment", "market_access"]
Kind = Literal["tariff", "defence", "transfer", "pledge", "stated"]

Gdp = Annotated[Quantity, within("USD bn", 0)]
GdpShare = Annotated[Quantity, within("% of GDP", 0, 100)]
Patience = Annotated[Quantity, within("1/week", 0.5, 0.9999)]
Beta = Annotated[Quantity, within("1", 0.01, 100)]
Scale = Annotated[Quantity, within("1", 0.001, 10)]
Rate = Annotated[Quantity, within("1/year", 0, 1)]
Stake = Annotated[Quantity, within("USD bn/year", 0)]
Elasticity = Annotated[Quantity, within("1", 0.01, 50)]


class Country(Strict):
    """A country as a bargainer. What is left out is taken from the table `shared`."""

    name: str
    gdp: Gdp | None = None
    defence_share: GdpShare | None = None
    patience: Patience
    hazard: PerWeek
    beta: Beta
    clock_scale: Scale
    opening_share: Share
    credibility: Share
    trade_salience: Positive
    security_salience: Positive
    investment_salience: Positive
    market_access_salience: Positive
    issue_salience: Positive
    curvature: Share
    own_security_benefit: Share
    burden_relief: Share
    capital_cost: Share
    annuity: Rate


class Step(Strict):
    """A value of the default path and the day from which it applies."""

    since: dt.date
    value: Quantity


class Mark(Strict):
    """A value that came to pass, for comparison only; no rule reads it."""

    date: dt.date
    value: Quantity


class Issue(Strict):
    """One thing to settle at a table.

    `by` is the country that imposes (a tariff), pays (defence, transfer) or gives (pledge). The
    range of bargaining ends at the two `ideal` values. `default` is what applies without a deal.
    """

    title: str
    domain: Domain
    kind: Kind = "stated"
    by: str | None = None
    sectors: tuple[str, ...] = ()
    unit: str
    status_quo: Quantity
    ideal: dict[str, Quantity]
    default: tuple[Step, ...] = ()
    stakes: dict[str, Stake] = {}
    curvature: dict[str, Share] = {}
    salience: dict[str, Positive] = {}
    truce: Quantity | None = None
    ceiling: Quantity | None = None
    trade: Annotated[Quantity, within("USD bn", 0)] | None = None
    record: tuple[Mark, ...] = ()


class Threat(Strict):
    """A dated threat: unless something is settled, `by` sets `issue` to `value` on `date`."""

    by: str
    issue: str
    value: Quantity
    announced: dt.date
    date: dt.date
    source: str | None = None


class Table(Strict):
    """The talks of two countries."""

    parties: tuple[str, str]
    opens: dt.date
    closes: dt.date | None = None
    baskets: dict[str, tuple[Domain, ...]] = {}
    issues: dict[str, Issue] = Field(min_length=1)
    threats: tuple[Threat, ...] = ()
    outside: dict[str, Money] = {}

    def givers(self, domains: tuple[str, ...]) -> set[str]:
        """Parties that give something in the domains: those near their ideal as talks open."""
        found = set()
        for issue in self.issues.values():
            if issue.domain not in domains:
                continue
            value = issue.status_quo.value
            for step in issue.default:
                if step.since <= self.opens:
                    value = step.value.value
            first, second = (issue.ideal[party].value for party in self.parties)
            nearer = abs(value - first) <= abs(value - second)
            found.add(self.parties[0] if nearer else self.parties[1])
        return found


class Event(Strict):
    """A day on which something happens whatever is settled; `kind` says which rule reads it."""

    date: dt.date
    kind: Literal["election", "new_government", "summit", "court_ruling"]
    country: str
    note: str = ""
    source: str | None = None
    known_from: dt.date | None = None


class Sector(Strict):
    """A sector of the trade model and the share of each flow that it takes."""

    title: str
    elasticity: Elasticity
    share: Share | None = None
    domestic_share: Share | None = None
    shares: dict[str, Share] = {}


class Economy(Strict):
    """Base data and switches of the trade model; `regions` maps countries to columns of flows."""

    flows: str
    flows_source: str
    regions: dict[str, str]
    sectors: dict[str, Sector] = Field(min_length=1)
    rebate: bool = True
    deficits: Literal["share", "none"] = "share"
    retaliation: Literal["none", "mirror"] = "none"
    others: dict[str, dict[str, Quantity]] = {}


class Talks(Strict):
    """How talks go at every table."""

    exchanges_per_week: PerWeek
    stall_weeks: Weeks
    stall_gap: Share
    leverage_lost: Share

    @model_validator(mode="after")
    def _whole(self):
        exchanges = self.exchanges_per_week
        if exchanges.value not in range(1, 21) or exchanges.distribution != "fixed":
            _fail("talks.exchanges_per_week", f"{exchanges.value:g} is not a whole number 1 to 20")
        return self


class Scenario(Strict):
    """A world to negotiate in. Cross-references between its parts are checked on reading."""

    name: str
    title: str
    text: str = ""
    start: dt.date
    weeks: int = Field(ge=1, le=2000)
    talks: Talks
    shared: dict[str, Any] = {}
    countries: dict[str, Country] = Field(min_length=2)
    tables: dict[str, Table] = Field(min_length=1)
    calendar: tuple[Event, ...] = ()
    economy: Economy | None = None
    mechanisms: dict[str, dict[str, Any]] = {}

    @property
    def end(self) -> dt.date:
        """The day on which the last round begins."""
        return self.start + dt.timedelta(weeks=self.weeks - 1)

    @model_validator(mode="after")
    def _references(self):
        for name, table in self.tables.items():
            _check_table(self, name, table)
        for i, event in enumerate(self.calendar):
            _known("country", event.country, self.countries, f"calendar.{i}.country")
            if not self.start <= event.date <= self.end:
                _fail(
                    f"calendar.{i}.date",
                    f"{event.date} lies outside the calendar, {self.start} to {self.end}",
                )
        if self.economy is not None:
            for country in self.economy.regions:
                _known("country", country, self.countries, f"economy.regions.{country}")
        return self


def _check_table(scenario: Scenario, name: str, table: Table) -> None:
    at = f"tables.{name}"
    for party in table.parties:
        _known("country", party, scenario.countries, f"{at}.parties")
    if table.parties[0] == table.parties[1]:
        _fail(f"{at}.parties", "names one country twice; talks need two")
    for key in ("opens", "closes"):
        day = getattr(table, key)
        if day is not None and not scenario.start <= day <= scenario.end:
            _fail(
                f"{at}.{key}",
                f"{day} lies outside the calendar, {scenario.start} to {scenario.end}",
            )
    for party in table.outside:
        _known("party", party, table.parties, f"{at}.outside.{party}")
    for issue_name, issue in table.issues.items():
        _check_issue(scenario, table, f"{at}.issues.{issue_name}", issue)
    for i, threat in enumerate(table.threats):
        _known("party", threat.by, table.parties, f"{at}.threats.{i}.by")
        _known("issue", threat.issue, table.issues, f"{at}.threats.{i}.issue")
        _unit(threat.value, table.issues[threat.issue].unit, f"{at}.threats.{i}.value")
        if not scenario.start <= threat.date <= scenario.end:
            _fail(
                f"{at}.threats.{i}.date",
                f"{threat.date} lies outside the calendar, {scenario.start} to {scenario.end}",
            )
    _check_baskets(table, at)


def _check_issue(scenario: Scenario, table: Table, at: str, issue: Issue) -> None:
    for party in table.parties:
        if party not in issue.ideal:
            _fail(f"{at}.ideal", f"has no ideal of '{party}'; add ideal.{party}")
    for field in ("ideal", "stakes", "curvature", "salience"):
        for party in getattr(issue, field):
            _known("party", party, table.parties, f"{at}.{field}.{party}")
    for party, ideal in issue.ideal.items():
        _unit(ideal, issue.unit, f"{at}.ideal.{party}")
    _apart(issue.ideal[table.parties[0]], issue.ideal[table.parties[1]], f"{at}.ideal")
    _unit(issue.status_quo, issue.unit, f"{at}.status_quo")
    for i, step in enumerate(issue.default):
        _unit(step.value, issue.unit, f"{at}.default.{i}.value")
        if step.since > scenario.end:
            _fail(
                f"{at}.default.{i}.since",
                f"{step.since} lies beyond the calendar, which ends on {scenario.end}",
            )
    if issue.kind == "stated" or (issue.kind == "tariff" and scenario.economy is None):
        for party in table.parties:
            if party not in issue.stakes:
                _fail(
                    f"{at}.stakes", f"has no stake of '{party}'; add stakes.{party} in USD bn/year"
                )
    if issue.kind != "stated":
        if issue.by is None:
            _fail(f"{at}.by", f"is missing; an issue of kind '{issue.kind}' says by whom")
        _known("party", issue.by or "", table.parties, f"{at}.by")
    if issue.kind == "defence" and scenario.countries[issue.by or ""].gdp is None:
        _fail(f"countries.{issue.by}.gdp", f"is missing; {at} needs it")
    if issue.kind == "tariff" and scenario.economy is not None and not issue.stakes:
        for sector in issue.sectors:
            _known("sector", sector, scenario.economy.sectors, f"{at}.sectors")
        if not issue.sectors:
            _fail(f"{at}.sectors", "is missing; name the sectors that the tariff covers")
        for party in table.parties:
            _known("country", party, scenario.economy.regions, f"economy.regions, for {at}")


def _check_baskets(table: Table, at: str) -> None:
    """Each basket holds its domains alone, all domains are placed, and both sides give in it."""
    placed: set[str] = set()
    for basket, domains in table.baskets.items():
        for domain in domains:
            if domain in placed:
                _fail(f"{at}.baskets.{basket}", f"'{domain}' lies in two baskets; keep it in one")
            placed.add(domain)
    present = {issue.domain for issue in table.issues.values()}
    if table.baskets and present - placed:
        missing = ", ".join(sorted(present - placed))
        _fail(f"{at}.baskets", f"leaves out {missing}; place every domain of the table")


def _apart(one: Quantity, two: Quantity, at: str) -> None:
    """The ranges of two ideals must not touch, or there is nothing to bargain about."""
    low1, high1 = one.range if one.range and one.distribution != "fixed" else (one.value,) * 2
    low2, high2 = two.range if two.range and two.distribution != "fixed" else (two.value,) * 2
    if low1 <= high2 and low2 <= high1:
        _fail(at, f"ranges {low1:g} to {high1:g} and {low2:g} to {high2:g} meet; keep them apart")


def _unit(quantity: Quantity, unit: str, at: str) -> None:
    try:
        Unit(unit).check(quantity)
    except PydanticCustomError as error:
        _fail(at, error.message())


def _known(what: str, name: str, known, at: str) -> None:
    if name not in known:
        _fail(at, f"unknown {what} '{name}'{nearest(name, known)}")


def _fail(at: str, problem: str) -> None:
    raise PydanticCustomError("reference", "{problem}", {"at": at, "problem": problem})
