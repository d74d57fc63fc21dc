"""What was known on a day: orders of later days are left out, later numbers are refused."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from negotiation.errors import InputError
from negotiation.validation.history.case import HistoryCase

Raw = dict[str, Any]


@dataclass(frozen=True)
class LeftOut:
    """Something that nobody could know, by its key, and the day from which it was known."""

    key: str
    known_from: dt.date


def as_known(case: HistoryCase, day: dt.date) -> tuple[Raw, list[LeftOut]]:
    """The raw scenario of a case as it was known on a day, and what was left out.

    A threat counts from its announcement, a step of the default path and a day of the calendar
    from their `known_from`; those of later days are left out, and so is all that only records what
    came to pass. News of the case up to the day is added. Any other number that was known later is
    refused, and so is one that rests on a source and does not say from when it was known; the same
    goes for trade flows, and for the terms of a deal that is copied. An assumption without a date
    is of the day on which the scenario starts.
    """
    raw = copy.deepcopy(case.raw)
    _add_news(case, raw)
    left: list[LeftOut] = []
    for name, table in raw["tables"].items():
        at = f"tables.{name}"
        table["threats"] = _kept(table.get("threats", []), f"{at}.threats", day, left, _announced)
        for key, issue in table["issues"].items():
            issue.pop("record", None)
            steps = issue.get("default", [])
            issue["default"] = _kept(steps, f"{at}.issues.{key}.default", day, left, _step)
    raw["calendar"] = _kept(raw.get("calendar", []), "calendar", day, left, _event)
    for key, number in _numbers(raw):
        _check(case, key, number, day)
    _check_flows(case, raw, day)
    _check_copied(case, day)
    return raw, left


def _add_news(case: HistoryCase, raw: Raw) -> None:
    table, news = raw["tables"][case.table], case.data.news
    table["threats"] = [*table.get("threats", []), *copy.deepcopy(news.threats)]
    for step in news.default:
        issue = table["issues"][step.issue]
        new = {"since": step.since, "value": dict(step.value)}
        issue["default"] = [*issue.get("default", []), new]
    raw["calendar"] = [*raw.get("calendar", []), *copy.deepcopy(news.calendar)]


def _kept(
    entries: list[Raw],
    at: str,
    day: dt.date,
    left: list[LeftOut],
    known: Callable[[Raw], dt.date],
) -> list[Raw]:
    """Entries known by the day; the others are noted under their place in the file."""
    found = []
    for i, entry in enumerate(entries):
        since = known(entry)
        if since <= day:
            found.append(entry)
        else:
            left.append(LeftOut(f"{at}.{i}", since))
    return found


def _announced(threat: Raw) -> dt.date:
    return max(threat["announced"], threat["value"].get("known_from", threat["announced"]))


def _step(step: Raw) -> dt.date:
    """A step without a date of its own was known when it came."""
    return step["value"].get("known_from", step["since"])


def _event(event: Raw) -> dt.date:
    return event["known_from"] if "known_from" in event else event["date"]


def _numbers(raw: Raw) -> Iterator[tuple[str, Raw]]:
    """Every number of a scenario by its key, but for those of mechanisms that are off."""
    for key, value in raw.items():
        if key != "mechanisms":
            yield from _within(value, key)
    for name, section in raw.get("mechanisms", {}).items():
        if section.get("on", True):
            yield from _within(section, f"mechanisms.{name}")


def _within(node: Any, at: str) -> Iterator[tuple[str, Raw]]:
    if isinstance(node, list):
        for i, value in enumerate(node):
            yield from _within(value, f"{at}.{i}")
    elif isinstance(node, dict) and {"value", "unit"} <= node.keys():
        yield at, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _within(value, f"{at}.{key}")


def _check(case: HistoryCase, key: str, number: Raw, day: dt.date) -> None:
    known = number.get("known_from")
    if known is None and "source" in number:
        problem = (
            "rests on a source and does not say from when it was known; add known_from = a date"
        )
        raise InputError(problem, file=case.origin, key=f"{case.under}{key}")
    if known is not None and known > day:
        raise InputError(_later(known, day), file=case.origin, key=f"{case.under}{key}")


def _later(known: dt.date, day: dt.date) -> str:
    return (
        f"is known from {known}, after the forecast of {day}; "
        "give what was known by then, or forecast from a later day"
    )


def _check_flows(case: HistoryCase, raw: Raw, day: dt.date) -> None:
    """Trade flows are a file without dates of its own, so that the case says when it was known."""
    if "economy" not in raw:
        return
    known, key = case.data.flows_known_from, "flows_known_from"
    if known is None:
        problem = "is missing; the scenario rests on trade flows: add the day they were known from"
        raise InputError(problem, file=case.file, key=key)
    if known > day:
        raise InputError(_later(known, day), file=case.file, key=key)


def _check_copied(case: HistoryCase, day: dt.date) -> None:
    for i, deal in enumerate(case.data.comparable):
        for issue, number in deal.terms.items():
            known = number.known_from
            if deal.date <= day and known is not None and known > day:
                key = f"comparable.{i}.terms.{issue}"
                raise InputError(_later(known, day), file=case.file, key=key)
