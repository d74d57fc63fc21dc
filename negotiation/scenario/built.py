"""A scenario built on another: what it does not say itself, it takes over from its base."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from negotiation.errors import InputError, nearest, shown
from negotiation.scenario.schema import Scenario

# Taken over as they stand; from countries, tables, calendar, mechanisms and economy a part is.
PLAIN = ("start", "weeks", "talks", "shared")
DATED = ("gdp",)  # what a country has at a date, not how it bargains
Raw = dict[str, Any]


def build(own: Raw, base: Raw, sound: Scenario) -> Raw:
    """Lay a raw scenario over what it takes from its base; the result stands alone.

    `base` is the raw base and `sound` the same, validated. Of the base's tables those named in
    `keep` are taken, with the trade model, their alliances, their countries and these countries'
    days. Of other countries that `own` names, what they are like as bargainers is taken. Tariffs of
    the tables left out stay in the trade model at their rates of the first day, so that what is
    kept is worth what it was. Raises `InputError` where `keep` names no table; it gives key and no
    file.
    """
    own, base = copy.deepcopy(own), copy.deepcopy(base)
    del own["base"]
    kept = _kept(own.pop("keep", []), sound)
    seated = {party for name in kept for party in sound.tables[name].parties}
    named = own.get("countries")
    countries = seated | set(named if isinstance(named, dict) else ())
    taken = {key: base[key] for key in PLAIN if key in base}
    taken["countries"] = {
        key: country if key in seated else _undated(country)
        for key, country in _of(countries, base["countries"]).items()
    }
    taken["mechanisms"] = {
        key: _numbers(countries, section) for key, section in base.get("mechanisms", {}).items()
    }
    if kept:
        taken["tables"] = _of(kept, base["tables"])
        pairs = [set(sound.tables[name].parties) for name in kept]
        joined = {k for k, a in sound.alliances.items() if {a.patron, a.ally} in pairs}
        if joined:
            taken["alliances"] = _of(joined, base["alliances"])
        events = [_attended(event, seated) for event in base.get("calendar", [])]
        taken["calendar"] = [event for event in events if event and event["country"] in seated]
    if kept and sound.economy is not None:
        start = own.get("start", sound.start)
        taken["economy"] = _economy(base["economy"], sound, kept, countries, start)
    return _in_order(_laid_over(taken, own))


def _attended(event: Raw, seated: Collection[str]) -> Raw:
    """An event without the guests who are left out; nothing where none of them is left."""
    if "guests" not in event:
        return event
    left = [guest for guest in event["guests"] if guest in seated]
    return {**event, "guests": left} if left else {}


def _kept(names: Any, sound: Scenario) -> list[str]:
    """Tables that `keep` names."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f"is {shown(names)}; wants a list of tables of the base", key="keep")
    for name in names:
        if name not in sound.tables:
            problem = f"unknown table '{name}'{nearest(name, sound.tables)}"
            raise InputError(problem, key="keep")
    return names


def _of(names: Collection[str], table: Raw) -> Raw:
    return {key: value for key, value in table.items() if key in names}


def _undated(country: Raw) -> Raw:
    return {key: value for key, value in country.items() if key not in DATED}


def _numbers(countries: Collection[str], section: Raw) -> Raw:
    """A mechanism's section, without numbers of countries that are left out."""
    if "countries" not in section:
        return section
    return {**section, "countries": _of(countries, section["countries"])}


def _economy(
    given: Raw, sound: Scenario, kept: list[str], countries: Collection[str], start: Any
) -> Raw:
    """The trade model with all its flows; what is not negotiated joins the rates on others."""
    day = start if isinstance(start, dt.date) else sound.start
    others = given.get("others", {})
    for flow, sector, rate in _silent(sound, kept, day):
        others = {**others, flow: {**others.get(flow, {}), sector: rate}}
    found = {**given, "regions": _of(countries, given["regions"])}
    return {**found, "others": others} if others else found


def _silent(sound: Scenario, kept: list[str], day: dt.date) -> Iterator[tuple[str, str, Raw]]:
    """Flow, sector and rate on a day of each tariff of a table left out, and of its mirror."""
    economy, priced = sound.economy, _priced(sound)
    assert economy is not None
    covered = {(flow, sector) for _, flow, sector, _ in priced}
    for table, flow, sector, issue in priced:
        if table in kept:
            continue
        rate = issue.applies(day).model_dump(exclude_unset=True)
        yield flow, sector, rate
        back = "-".join(reversed(flow.split("-")))
        if economy.retaliation == "mirror" and (back, sector) not in covered:
            yield back, sector, rate


def _priced(sound: Scenario) -> list[tuple[str, str, str, Any]]:
    """Table, flow, sector and issue of every tariff that the trade model prices."""
    assert sound.economy is not None
    region, found = sound.economy.regions, []
    for name, table in sound.tables.items():
        for issue in table.issues.values():
            if sound.prices(issue):
                seller = next(party for party in table.parties if party != issue.by)
                flow = f"{region[seller]}-{region[str(issue.by)]}"
                found += [(name, flow, sector, issue) for sector in issue.sectors]
    return found


def _laid_over(under: Raw, over: Raw) -> Raw:
    """Tables are merged key by key; a number, a list or a plain value is replaced whole."""
    merged = dict(under)
    for key, value in over.items():
        inner = _is_table(under.get(key)) and _is_table(value)
        merged[key] = _laid_over(under[key], value) if inner else value
    return merged


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and not {"value", "unit"} <= value.keys()


def _in_order(data: Raw) -> Raw:
    """Keys in the order in which a scenario is read."""
    known = [key for key in Scenario.model_fields if key in data]
    return {key: data[key] for key in (*known, *(k for k in data if k not in known))}
