"""The shape of a scenario: countries, tables, issues, threats, calendar, economy, mechanisms."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from negotiation.errors import nearest
from negotiation.scenario.base import Day, Strict, Switch, Whole
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

# In what the worth of an issue is worked out from its kind, where no stakes are stated.
UNITS = {
    "tariff": "% ad valorem",
    "defence": "% of GDP",
    "transfer": "USD bn/year",
    "pledge": "USD bn",
}

Gdp = Annotated[Quantity, within("USD bn", 0)]
Patience = Annotated[Quantity, within("1/week", 0.5, 0.9999)]
Hazard = Annotated[Quantity, within("1/week", 0, 0.9)]
Beta = Annotated[Quantity, within("1", 0.01, 100)]
Scale = Annotated[Quantity, within("1", 0.001, 10)]
Rate = Annotated[Quantity, within("1/year", 0, 1)]
Stake = Annotated[Quantity, within("USD bn/year", 0)]
Elasticity = Annotated[Quantity, within("1", 0.01, 50)]


class Country(Strict):
    """A country as a bargainer. What is left out is taken from the table `shared`."""

    name: str
    gdp: Gdp | None = None
    patience: Patience
    hazard: Hazard
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

    since: Day
    value: Quantity


class Mark(Strict):
    """A value that came to pass, for comparison only; no rule reads it."""

    date: Day
    value: Quantity


class Issue(Strict):
    """One thing to settle at a table.

    `by` is the country that imposes (a tariff), pays (defence, transfer) or gives (pledge). The
    range of bargaining ends at the two `ideal` values. `default` is what applies without a deal.
    `authority` is what a tariff rests on: emergency powers, which a court may cap, or a statute.
    Issues at several tables of one country that share a name under `like` are alike: what is agreed
    on one bears on the others.
    """

    title: str
    domain: Domain
    kind: Kind = "stated"
    by: str | None = None
    sectors: tuple[str, ...] = ()
    unit: str = Field(min_length=1)
    status_quo: Quantity
    ideal: dict[str, Quantity]
    default: tuple[Step, ...] = ()
    stakes: dict[str, Stake] = {}
    curvature: dict[str, Share] = {}
    salience: dict[str, Positive] = {}
    like: str | None = None
    truce: Quantity | None = None
    ceiling: Quantity | None = None
    trade: Annotated[Quantity, within("USD bn", 0)] | None = None
    authority: Literal["emergency", "statute"] | None = None
    record: tuple[Mark, ...] = ()

    def applies(self, day: dt.date) -> Quantity:
        """What the default path says for a day; before its first step, the status quo."""
        steps = sorted((s for s in self.default if s.since <= day), key=lambda step: step.since)
        return steps[-1].value if steps else self.status_quo


class Threat(Strict):
    """A dated threat: unless something is settled, `by` sets `issue` to `value` on `date`."""

    by: str
    issue: str
    value: Quantity
    announced: Day
    date: Day
    source: str | None = None


class Table(Strict):
    """The talks of two countries."""

    parties: tuple[str, str]
    opens: Day
    closes: Day | None = None
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
            value = issue.applies(self.opens).value
            first, second = (issue.ideal[party].value for party in self.parties)
            nearer = abs(value - first) <= abs(value - second)
            found.add(self.parties[0] if nearer else self.parties[1])
        return found


class Alliance(Strict):
    """A patron that protects an ally; `trust` is what they start with."""

    patron: str
    ally: str
    trust: Share


class Event(Strict):
    """A day on which something happens whatever is settled; `kind` says which rule reads it.

    `guests` are the other leaders at a summit; if none is named, it is open to whom the host meets.
    """

    date: Day
    kind: Literal[
        "election", "new_government", "new_leader", "summit", "court_ruling", "abandonment"
    ]
    country: str
    guests: tuple[str, ...] = ()
    note: str = ""
    source: str | None = None
    known_from: Day | None = None


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
    rebate: Switch = True
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
            problem = f"{exchanges.value:g} is not a fixed whole number; give one from 1 to 20"
            _fail("talks.exchanges_per_week", problem)
        return self


class Scenario(Strict):
    """A world to negotiate in. Cross-references between its parts are checked on reading."""

    name: str
    title: str
    text: str = ""
    start: Day
    weeks: Annotated[Whole, Field(ge=1, le=2000)]
    talks: Talks
    shared: dict[str, Any] = {}
    countries: dict[str, Country] = Field(min_length=2)
    tables: dict[str, Table] = Field(min_length=1)
    alliances: dict[str, Alliance] = {}
    calendar: tuple[Event, ...] = ()
    economy: Economy | None = None
    mechanisms: dict[str, dict[str, Any]] = {}

    @property
    def end(self) -> dt.date:
        """The day on which the last round begins."""
        return self.start + dt.timedelta(weeks=self.weeks - 1)

    def prices(self, issue: Issue) -> bool:
        """Whether the trade model prices an issue: a tariff whose stakes are not stated."""
        return issue.kind == "tariff" and not issue.stakes and self.economy is not None

    @model_validator(mode="after")
    def _references(self):
        _check_end(self)
        for name, table in self.tables.items():
            _check_table(self, name, table)
        _check_shared_columns(self)
        for name, alliance in self.alliances.items():
            _check_alliance(self, name, alliance)
        for i, event in enumerate(self.calendar):
            _check_event(self, f"calendar.{i}", event)
        if self.economy is not None:
            _check_economy(self, self.economy)
        return self


def _check_end(scenario: Scenario) -> None:
    try:
        _ = scenario.end
    except OverflowError:
        problem = (
            f"{scenario.start} and {scenario.weeks} weeks run past the year {dt.MAXYEAR}; "
            "start earlier"
        )
        _fail("start", problem)


def _check_alliance(scenario: Scenario, name: str, alliance: Alliance) -> None:
    """Two countries of the scenario that talk to each other, allied once."""
    at = f"alliances.{name}"
    for field in ("patron", "ally"):
        _known("country", getattr(alliance, field), scenario.countries, f"{at}.{field}")
    pair = {alliance.patron, alliance.ally}
    if not any(set(table.parties) == pair for table in scenario.tables.values()):
        problem = f"has no table of '{alliance.patron}' and '{alliance.ally}'; add one or leave out"
        _fail(at, problem)
    for other, one in scenario.alliances.items():
        if other < name and {one.patron, one.ally} == pair:
            _fail(at, f"joins the same two as alliances.{other}; keep one")


def _check_event(scenario: Scenario, at: str, event: Event) -> None:
    """Countries of the scenario on a day of the calendar, of a kind that they can have."""
    _known("country", event.country, scenario.countries, f"{at}.country")
    for guest in event.guests:
        _known("country", guest, scenario.countries, f"{at}.guests")
        if guest == event.country:
            _fail(f"{at}.guests", f"'{guest}' is the host; name the others")
    if event.guests and event.kind != "summit":
        problem = f"is given for an event of kind '{event.kind}'; only a summit has guests"
        _fail(f"{at}.guests", problem)
    _in_calendar(scenario, event.date, f"{at}.date")
    issues = (issue for table in scenario.tables.values() for issue in table.issues.values())
    if event.kind == "court_ruling" and not any(
        issue.authority == "emergency" and issue.by == event.country for issue in issues
    ):
        problem = f"is a court ruling, but no tariff by {event.country} rests on emergency powers"
        _fail(f"{at}.kind", f'{problem}; give one authority = "emergency", or leave the event out')
    patrons = {alliance.patron for alliance in scenario.alliances.values()}
    if event.kind == "abandonment" and event.country not in patrons:
        problem = f"is a threat to leave an ally, but {event.country} is nobody's patron"
        _fail(f"{at}.kind", f"{problem}; add the alliance, or leave the event out")


def _in_calendar(scenario: Scenario, day: dt.date, at: str) -> None:
    if not scenario.start <= day <= scenario.end:
        _fail(at, f"{day} lies outside the calendar, {scenario.start} to {scenario.end}")


def _check_economy(scenario: Scenario, economy: Economy) -> None:
    """What can be said without the flows themselves; see `negotiation.scenario.flows`."""
    if not economy.flows.endswith(".csv") or "/" in economy.flows or "\\" in economy.flows:
        problem = f"is '{economy.flows}'; wants the name of a .csv file beside the scenario"
        _fail("economy.flows", problem)
    for country in economy.regions:
        _known("country", country, scenario.countries, f"economy.regions.{country}")
    for flow, rates in economy.others.items():
        for sector, rate in rates.items():
            at = f"economy.others.{flow}.{sector}"
            _known("sector", sector, economy.sectors, at)
            _unit(rate, "% ad valorem", at)


def _check_shared_columns(scenario: Scenario) -> None:
    """Issues of one name share a column of the result, so they are measured in one unit.

    Those that are alike are compared by value, so they are too.
    """
    first: dict[str, tuple[str, str]] = {}
    alike: dict[str, tuple[str, str]] = {}
    for name, table in scenario.tables.items():
        for key, issue in table.issues.items():
            at = f"tables.{name}.issues.{key}.unit"
            other, unit = first.setdefault(key, (at, issue.unit))
            if unit != issue.unit:
                problem = (
                    f"is '{issue.unit}', but {other} is '{unit}', and issues of one name share "
                    "a column; rename one or use one unit"
                )
                _fail(at, problem)
            if issue.like is not None:
                other, unit = alike.setdefault(issue.like, (at, issue.unit))
                if unit != issue.unit:
                    problem = (
                        f"is '{issue.unit}', but {other} is '{unit}', and both are like "
                        f"'{issue.like}'; use one unit or another word under like"
                    )
                    _fail(at, problem)


def _check_table(scenario: Scenario, name: str, table: Table) -> None:
    at = f"tables.{name}"
    for party in table.parties:
        _known("country", party, scenario.countries, f"{at}.parties")
    if table.parties[0] == table.parties[1]:
        _fail(f"{at}.parties", "names one country twice; talks need two")
    _in_calendar(scenario, table.opens, f"{at}.opens")
    if table.closes is not None:
        _in_calendar(scenario, table.closes, f"{at}.closes")
        if table.closes <= table.opens:
            problem = f"{table.closes} is not after the table opens, on {table.opens}; close later"
            _fail(f"{at}.closes", problem)
    for party in table.outside:
        _known("party", party, table.parties, f"{at}.outside.{party}")
    for issue_name, issue in table.issues.items():
        _check_issue(scenario, table, f"{at}.issues.{issue_name}", issue)
    _check_threats(scenario, table, f"{at}.threats")
    _check_baskets(table, at)


def _check_threats(scenario: Scenario, table: Table, at: str) -> None:
    """A side has one threat on an issue at a time: one announced later takes its place."""
    taken: dict[tuple[str, str, int], int] = {}
    for i, threat in enumerate(table.threats):
        _known("party", threat.by, table.parties, f"{at}.{i}.by")
        _known("issue", threat.issue, table.issues, f"{at}.{i}.issue")
        _unit(threat.value, table.issues[threat.issue].unit, f"{at}.{i}.value")
        _in_calendar(scenario, threat.date, f"{at}.{i}.date")
        if threat.announced > threat.date:
            problem = f"{threat.announced} is after the threat's own date, {threat.date}; go back"
            _fail(f"{at}.{i}.announced", problem)
        week = max((threat.announced - scenario.start).days // 7, 0)
        earlier = taken.setdefault((threat.by, threat.issue, week), i)
        if earlier != i:
            problem = (
                f"is in the same week as that of threats.{earlier}, by the same side on the same "
                "issue, and would take its place; announce it in another week or leave one out"
            )
            _fail(f"{at}.{i}.announced", problem)


def _check_issue(scenario: Scenario, table: Table, at: str, issue: Issue) -> None:
    _check_parties(table, at, issue)
    _check_units(scenario, at, issue)
    _check_authority(at, issue)
    _apart(issue.ideal[table.parties[0]], issue.ideal[table.parties[1]], f"{at}.ideal")
    priced = scenario.prices(issue)
    if issue.stakes or (issue.kind in ("stated", "tariff") and not priced):
        for party in table.parties:
            if party not in issue.stakes:
                remedy = f"has no stake of '{party}'; add stakes.{party} in USD bn/year"
                _fail(f"{at}.stakes", remedy)
    elif issue.unit != UNITS[issue.kind]:
        problem = f"is '{issue.unit}'; a {issue.kind} is measured in '{UNITS[issue.kind]}'"
        _fail(f"{at}.unit", f"{problem}, or give its stakes")
    if issue.by is None and issue.kind != "stated":
        _fail(f"{at}.by", f"is missing; an issue of kind '{issue.kind}' says by whom")
    if issue.kind == "defence" and scenario.countries[issue.by or ""].gdp is None:
        _fail(f"countries.{issue.by}.gdp", f"is missing; {at} needs it")
    if priced and scenario.economy is not None:
        _check_sectors(scenario.economy, table, at, issue)


def _check_authority(at: str, issue: Issue) -> None:
    """Only a tariff rests on an authority that can be challenged, and its cap is in its unit."""
    if issue.authority is not None and issue.kind != "tariff":
        _fail(
            f"{at}.authority",
            f"is given for an issue of kind '{issue.kind}'; only a tariff has one",
        )
    if issue.authority == "emergency" and issue.unit != UNITS["tariff"]:
        problem = f"is '{issue.unit}'; a tariff that a court may cap is in '{UNITS['tariff']}'"
        _fail(f"{at}.unit", problem)


def _check_parties(table: Table, at: str, issue: Issue) -> None:
    for party in table.parties:
        if party not in issue.ideal:
            _fail(f"{at}.ideal", f"has no ideal of '{party}'; add ideal.{party}")
    for field in ("ideal", "stakes", "curvature", "salience"):
        for party in getattr(issue, field):
            _known("party", party, table.parties, f"{at}.{field}.{party}")
    if issue.by is not None:
        _known("party", issue.by, table.parties, f"{at}.by")


def _check_units(scenario: Scenario, at: str, issue: Issue) -> None:
    for party, ideal in issue.ideal.items():
        _unit(ideal, issue.unit, f"{at}.ideal.{party}")
    for field in ("status_quo", "truce", "ceiling"):
        quantity = getattr(issue, field)
        if quantity is not None:
            _unit(quantity, issue.unit, f"{at}.{field}")
    for i, mark in enumerate(issue.record):
        _unit(mark.value, issue.unit, f"{at}.record.{i}.value")
    for i, step in enumerate(issue.default):
        _unit(step.value, issue.unit, f"{at}.default.{i}.value")
        if step.since > scenario.end:
            problem = f"{step.since} lies beyond the calendar, which ends on {scenario.end}"
            _fail(f"{at}.default.{i}.since", problem)


def _check_sectors(economy: Economy, table: Table, at: str, issue: Issue) -> None:
    """A tariff that the trade model prices says on what, and both parties are on its map."""
    if not issue.sectors:
        _fail(f"{at}.sectors", "is missing; name the sectors that the tariff covers")
    for sector in issue.sectors:
        _known("sector", sector, economy.sectors, f"{at}.sectors")
    for party in table.parties:
        if party not in economy.regions:
            problem = f"leaves out '{party}', which {at} needs; add {party} = its column of flows"
            _fail("economy.regions", problem)


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
