"""Check a case against its scenario: names, dates, units, and whether a record tells enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from negotiation.errors import InputError, nearest
from negotiation.scenario.quantity import Quantity
from negotiation.scenario.read import validated
from negotiation.scenario.schema import Event, Threat

if TYPE_CHECKING:
    from negotiation.validation.history.case import HistoryCase, Term

UNITS = {"tariff": "% ad valorem", "pledge": "% of GDP", "rise": "%"}  # of measures
FITTING = {"tariff": ("% ad valorem",), "pledge": ("USD bn", "USD bn/year")}  # of their issues
LONGEST = 2000  # weeks from the scenario's start to the horizon, as many as a scenario may have


def check(case: HistoryCase) -> None:
    """`InputError` on the first thing in which a case and its scenario do not fit together."""
    _named(case, case.table, case.scenario.tables, "table")
    _named(case, case.imposer, case.talks.parties, "imposer")
    _players(case)
    _terms(case)
    _comparable(case)
    _news(case)
    _dates(case)
    _record(case)


def _fault(case: HistoryCase, problem: str, key: str) -> InputError:
    return InputError(problem, file=case.file, key=key)


def _named(case: HistoryCase, name: str, known: Iterable[str], key: str) -> None:
    if name not in known:
        raise _fault(case, f"unknown name '{name}'{nearest(name, known)}", key)


def _measured(case: HistoryCase, number: Quantity, unit: str, key: str) -> None:
    if number.unit != unit:
        raise _fault(case, f"has unit '{number.unit}'; it is measured in '{unit}'", f"{key}.value")


def _once(case: HistoryCase, values: Iterable[object], key: str, of: str) -> None:
    seen: set[object] = set()
    for i, value in enumerate(values):
        if value in seen:
            raise _fault(case, f"{value} is there twice; leave one out", f"{key}.{i}.{of}")
        seen.add(value)


def _players(case: HistoryCase) -> None:
    said = [("strategies", case.data.strategies)]
    said += [(f"as_of.{i}.strategies", a.strategies) for i, a in enumerate(case.data.as_of)]
    for key, strategies in said:
        for country in strategies:
            _named(case, country, case.scenario.countries, f"{key}.{country}")


def _terms(case: HistoryCase) -> None:
    """Each issue once, in a measure that fits it, with values in its own unit."""
    _once(case, (term.issue for term in case.data.terms), "terms", "issue")
    for i, term in enumerate(case.data.terms):
        key = f"terms.{i}"
        _named(case, term.issue, case.talks.issues, f"{key}.issue")
        _fits(case, term, key)
        unit = "%" if term.measure == "rise" else case.talks.issues[term.issue].unit
        for k, value in enumerate(term.values):
            _measured(case, value.value, unit, f"{key}.values.{k}")
        case.scale(term)


def _fits(case: HistoryCase, term: Term, key: str) -> None:
    issue = case.talks.issues[term.issue]
    fitting = FITTING.get(term.measure, (issue.unit,))
    if issue.unit not in fitting:
        wanted = " or ".join(f"'{unit}'" for unit in fitting)
        problem = f"'{term.measure}' wants an issue in {wanted}; this one is in '{issue.unit}'"
        raise _fault(case, problem, f"{key}.measure")
    if term.measure == "rise" and issue.status_quo.value == 0.0:
        problem = "'rise' is a percentage of the status quo, which is 0; choose another measure"
        raise _fault(case, problem, f"{key}.measure")


def _comparable(case: HistoryCase) -> None:
    """Terms that are forecast, in the unit of their measure."""
    measures = {term.issue: term.measure for term in case.data.terms}
    for i, deal in enumerate(case.data.comparable):
        for issue, number in deal.terms.items():
            key = f"comparable.{i}.terms.{issue}"
            _named(case, issue, measures, key)
            _measured(case, number, UNITS[measures[issue]], key)


def _news(case: HistoryCase) -> None:
    """News is written as in a scenario; here it still has its own place in the file."""
    for i, step in enumerate(case.data.news.default):
        key = f"news.default.{i}"
        _named(case, step.issue, case.talks.issues, f"{key}.issue")
        value = validated(Quantity, step.value, case.file, f"{key}.value")
        _measured(case, value, case.talks.issues[step.issue].unit, key)
    for i, raw in enumerate(case.data.news.threats):
        key = f"news.threats.{i}"
        threat = validated(Threat, raw, case.file, key)
        _named(case, threat.by, case.talks.parties, f"{key}.by")
        _named(case, threat.issue, case.talks.issues, f"{key}.issue")
        _measured(case, threat.value, case.talks.issues[threat.issue].unit, key)
    for i, raw in enumerate(case.data.news.calendar):
        event = validated(Event, raw, case.file, f"news.calendar.{i}")
        _named(case, event.country, case.scenario.countries, f"news.calendar.{i}.country")


def _dates(case: HistoryCase) -> None:
    """Dates of forecast after the start of the scenario and before the outcome."""
    _once(case, (as_of.date for as_of in case.data.as_of), "as_of", "date")
    last = case.scenario.start + dt.timedelta(weeks=LONGEST - 1)
    for i, as_of in enumerate(case.data.as_of):
        problem = ""
        for settled in case.data.settled:
            if settled.date <= as_of.date:
                problem = f"is not before the outcome of {settled.date}; go back"
        if as_of.date < case.scenario.start:
            problem = f"is before the scenario starts, {case.scenario.start}; go on"
        if as_of.date > last - dt.timedelta(weeks=case.data.horizon):
            problem = f"and {case.data.horizon} weeks run past {last}, the last day; go back"
        if problem:
            raise _fault(case, f"{as_of.date} {problem}", f"as_of.{i}.date")


def _record(case: HistoryCase) -> None:
    """A record that holds no settlement must reach to the horizon to say that there was none."""
    ended = case.data.ended
    if ended is None:
        return
    for i, settled in enumerate(case.data.settled):
        if settled.date > ended:
            problem = f"{settled.date} is after the record ends, {ended}; move ended"
            raise _fault(case, problem, f"settled.{i}.date")
    for as_of in case.data.as_of:
        horizon = case.horizon(as_of)
        if ended < horizon and not any(s.date <= horizon for s in case.data.settled):
            problem = f"the record ends {ended} without a settlement, before the horizon {horizon}"
            raise _fault(case, f"{problem}; shorten horizon, or leave ended out", "ended")
