"""A case of history: a scenario, dates on which it is forecast, and what came to pass."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from negotiation.errors import InputError
from negotiation.scenario.base import Day, Strict, Whole
from negotiation.scenario.quantity import Quantity
from negotiation.scenario.read import (
    parse_scenario,
    read_toml,
    scenario_data,
    validated,
    written_out,
)
from negotiation.scenario.schema import Gdp, Scenario, Table
from negotiation.validation.history.check import check

RECORD = files("negotiation.validation.history") / "record"
BASE = "alliance_2025"  # what a scenario written in the case file is built on
YEAR = 52  # weeks after the forecast by which the class is judged
CLASSES = ("deal", "partial", "none")
Class = Literal["deal", "partial", "none"]
Measure = Literal["tariff", "pledge", "rise"]


class AsOf(Strict):
    """A date of forecast, fixed beforehand, and why; strategies where they differ by then."""

    date: Day
    reason: str = ""
    strategies: dict[str, tuple[str, ...]] = {}


class NewStep(Strict):
    """A step of the default path of an issue that the scenario does not hold."""

    issue: str
    since: Day
    value: dict[str, Any]


class News(Strict):
    """What became known after the scenario's start, each on its day; written as in a scenario."""

    threats: tuple[dict[str, Any], ...] = ()
    default: tuple[NewStep, ...] = ()
    calendar: tuple[dict[str, Any], ...] = ()


class Settled(Strict):
    """A day on which a part of the table, or all that was left of it, was agreed in principle.

    `date_ahead` is the next date on which a threat would have been carried out.
    """

    date: Day
    what: Literal["deal", "partial"]
    source: str
    status: Literal["checked", "recalled"]
    note: str = ""
    date_ahead: Day | None = None


class Value(Strict):
    """What was agreed, or else applied, from a day on."""

    date: Day
    value: Quantity


class Term(Strict):
    """An issue whose end is scored, in the issue's own unit.

    A `tariff` is the rate agreed, or that applied where none is agreed. A `pledge` counts as share
    of the GDP of who gives it, 0 where none is agreed. A `rise` is a percentage of what was paid
    before, 0 where none is agreed; its values are given as such.
    """

    issue: str
    measure: Measure
    values: tuple[Value, ...] = ()
    gdp: Gdp | None = None


class Comparable(Strict):
    """An earlier deal to copy: its class, its weeks from the opening of talks, its terms."""

    date: Day
    text: str
    what: Class
    weeks: Annotated[Whole, Field(ge=0)]
    terms: dict[str, Quantity] = {}


class CaseFile(Strict):
    """A case as its file gives it.

    Attributes
    ----------
    short : what the case is called in figures; its name if left out.
    scenario : name of a scenario in the library, a path, or a scenario written in place, which is
        built on `alliance_2025` unless it names another base.
    table : the table that is forecast; the first of the scenario if left out.
    imposer : the side that asks and threatens; the table's first party if left out.
    strategies : the readings of each side's play that were open, all equally likely.
    as_of : dates of forecast.
    horizon : weeks after a date of forecast by which the class is judged.
    flows_known_from : day from which the trade flows of the scenario were known, if it has any.
    news : what the scenario does not hold and became known later.
    terms : what is scored.
    settled : what came to pass; nothing in a case whose outcome is not known.
    ended : last day that the record of the outcome covers; None where there is no record.
    comparable : deals that could be copied, the last one before the forecast is.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")
    title: str
    short: str = ""
    text: str = ""
    scenario: str | dict[str, Any]
    table: str | None = None
    imposer: str | None = None
    strategies: dict[str, tuple[str, ...]] = {}
    presets: dict[str, Any] = {}
    as_of: Annotated[tuple[AsOf, ...], Field(min_length=1)]
    horizon: Annotated[Whole, Field(ge=1, le=520)] = YEAR
    flows_known_from: Day | None = None
    news: News = News()
    terms: tuple[Term, ...] = ()
    settled: tuple[Settled, ...] = ()
    ended: Day | None = None
    comparable: tuple[Comparable, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came to pass within the horizon of a forecast.

    Attributes
    ----------
    what : class of the outcome.
    weeks : from the forecast to the first settlement, or the horizon where there was none.
    terms : by issue, in the unit of its measure; only those that the record gives.
    """

    what: str
    weeks: float
    terms: dict[str, float]


@dataclass(frozen=True)
class HistoryCase:
    """A case with its scenario read: `raw` as written out, before anything is left out.

    `file` is the case's own, `origin` that of the scenario, and `under` what stands before its
    keys there.
    """

    data: CaseFile
    raw: dict[str, Any]
    scenario: Scenario
    file: str
    origin: str
    under: str

    @property
    def name(self) -> str:
        return self.data.name

    @property
    def table(self) -> str:
        return self.data.table or next(iter(self.scenario.tables))

    @property
    def talks(self) -> Table:
        """The table that is forecast."""
        return self.scenario.tables[self.table]

    @property
    def imposer(self) -> str:
        return self.data.imposer or self.talks.parties[0]

    @property
    def known(self) -> bool:
        """Whether the outcome is on record."""
        return self.data.ended is not None or bool(self.data.settled)

    def horizon(self, as_of: AsOf) -> dt.date:
        """The day by which the class is judged."""
        return as_of.date + dt.timedelta(weeks=self.data.horizon)

    def closed(self, as_of: AsOf) -> dt.date:
        """The day from which all that a forecast is scored by is known."""
        end = self.horizon(as_of)
        final = [s.date for s in self.data.settled if s.date <= end]
        return max(final) if final else end

    def outcome(self, as_of: AsOf) -> Outcome | None:
        """What came to pass by the horizon; None where no record says."""
        if not self.known:
            return None
        end = self.horizon(as_of)
        steps = sorted((s for s in self.data.settled if s.date <= end), key=lambda s: s.date)
        weeks = (steps[0].date - as_of.date).days / 7 if steps else float(self.data.horizon)
        what = "none"
        if steps:
            what = "deal" if any(s.what == "deal" for s in steps) else "partial"
        found = {}
        for term in self.data.terms:
            marks = [m for m in term.values if m.date <= end]
            if marks:
                value = max(marks, key=lambda m: m.date).value.value
                found[term.issue] = value * self.scale(term)
        return Outcome(what, weeks, found)

    def scale(self, term: Term) -> float:
        """From the issue's unit to that of its measure."""
        if term.measure != "pledge":
            return 1.0
        giver = self.scenario.countries.get(self.talks.issues[term.issue].by or "")
        gdp = term.gdp or (giver.gdp if giver is not None else None)
        if gdp is None:
            problem = (
                "is missing; a pledge is counted as a share of the GDP of who gives it: add it "
                "here, or to the country"
            )
            raise InputError(problem, file=self.file, key=f"terms.{term.issue}.gdp")
        return 100.0 / gdp.value


def names() -> list[str]:
    """Names of the cases that ship with the package."""
    return sorted(e.name[:-5] for e in RECORD.iterdir() if e.name.endswith(".toml"))


def library() -> list[HistoryCase]:
    """The cases that ship with the package, in order of their first forecast."""
    found = [read(Path(str(RECORD / f"{name}.toml"))) for name in names()]
    return sorted(found, key=lambda case: (case.data.as_of[0].date, case.name))


def read(path: Path) -> HistoryCase:
    """Read a case file and its scenario; `InputError` on the first fault."""
    file = str(path)
    data = validated(CaseFile, {"name": path.stem, **read_toml(path)}, file)
    if isinstance(data.scenario, dict):
        own = copy.deepcopy(data.scenario)
        own.setdefault("base", BASE)
        for key in ("name", "title"):
            own.setdefault(key, getattr(data, key))
        origin, under = file, "scenario."
        raw = written_out(own, file, path.parent, under)
    else:
        under = ""
        try:
            raw, origin = scenario_data(data.scenario, path.parent)
        except InputError as error:
            raise error if error.file else error.placed(file=file, key="scenario") from None
    scenario = parse_scenario(raw, origin, under)
    case = HistoryCase(data, raw, scenario, file, origin, under)
    check(case)
    return case
