"""Whether what a strategy's stance asks for has somebody to join, or something to act on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from negotiation.errors import InputError
from negotiation.runs.design import ARM, changes

if TYPE_CHECKING:
    from negotiation.runs.design import Cell
    from negotiation.runs.resolve import Resolved
    from negotiation.scenario.schema import Scenario, Table
    from negotiation.strategies.stance import Stance


def named(resolved: Resolved) -> Iterator[tuple[str, str, str]]:
    """Every strategy that a country is given, with the key that gives it: (key, country, name)."""
    experiment = resolved.experiment
    for country in resolved.scenario.countries:
        for name in experiment.strategies[country]:
            yield f"strategies.{country}", country, name
    for arm, changed in experiment.arms.items():
        for key, value in changed.items():
            if key.startswith("strategies."):
                yield f"arms.{arm}.{key}", key.removeprefix("strategies."), value


def check_stances(resolved: Resolved) -> None:
    """`InputError` where a stance cannot act, with the key that gives the strategy."""
    _check_fronts(resolved)
    _check_idle(resolved)


def _check_fronts(resolved: Resolved) -> None:
    """Whoever plays a front meets another member of it in some cell; one alone holds no line."""
    fronts = {name for name in resolved.names if resolved.strategy(name).stance.front}
    fellows = _fellows(resolved.scenario) if fronts else {}
    at_first = any(rule.id == "M14" for rule in resolved.rules())
    played: dict[str, tuple[str, str]] = {}
    met: set[str] = set()
    for cell in resolved.cells:
        _, on = changes(resolved.experiment, cell).get("mechanisms.M14", ("", at_first))
        for country, others in fellows.items() if on else ():
            if cell[country] in fronts:
                played.setdefault(country, (_given(resolved, cell, country), cell[country]))
                met |= {country} if any(cell[other] in fronts for other in others) else set()
    for country, (key, name) in played.items():
        if country not in met:
            able = ", ".join(sorted(fellows[country]))
            problem = f"'{name}' holds a front, but nobody {'joins' if able else 'can join'} it"
            remedy = f"{f'give {able} one too, or ' if able else ''}choose another strategy"
            raise InputError(f"{problem}; {remedy}", file=resolved.file, key=key)


def _given(resolved: Resolved, cell: Cell, country: str) -> str:
    """The key that gives a country its strategy in a cell: an arm's, if it has a say."""
    key, arm = f"strategies.{country}", cell.get(ARM, "")
    return f"arms.{arm}.{key}" if key in resolved.experiment.arms.get(arm, {}) else key


def _fellows(scenario: Scenario) -> dict[str, set[str]]:
    """For each country those who may hold a front with it: at another table of the same hub."""
    seats = [
        (hub, partner, {issue.like for issue in table.issues.values() if issue.like})
        for table in scenario.tables.values()
        for hub, partner in (table.parties, table.parties[::-1])
    ]
    found: dict[str, set[str]] = {country: set() for country in scenario.countries}
    for hub, partner, likes in seats:
        found[partner] |= {p for h, p, own in seats if h == hub and p != partner and own & likes}
    return found


def _check_idle(resolved: Resolved) -> None:
    """Something that makes a strategy its own can act, if stances are all that does.

    A preset that does something else besides is sound: it says how the country plays elsewhere.
    """
    for key, country, name in named(resolved):
        preset = resolved.known_presets.get(name)
        if preset is None:  # a concession by name: it has no stance
            continue
        own = set(preset.model_dump(exclude_defaults=True)) - {"title", "text", "sources"}
        idle = _idle(resolved.scenario, country, resolved.strategy(name).stance)
        lacking = [problem for choice, problem in idle.items() if choice in own]
        if lacking and own <= idle.keys():
            problem = f"'{name}' {lacking[0]}; choose another strategy"
            raise InputError(problem, file=resolved.file, key=key)


def _idle(scenario: Scenario, country: str, stance: Stance) -> dict[str, str]:
    """Choices of a stance that have nothing to act on where a country sits, and what they lack."""
    tables = [table for table in scenario.tables.values() if country in table.parties]
    others = [party for table in tables for party in table.parties if party != country]
    seats = [party for table in scenario.tables.values() for party in table.parties]
    likes = [like for table in tables for like in {i.like for i in table.issues.values()} if like]
    alliances = scenario.alliances.values()
    no_tariffs = f"answers tariffs with tariffs, but no table of {country} has one by each side"
    found = (
        (
            "hedge",
            any(alliance.ally == country for alliance in alliances),
            f"turns to others for fear of being left, but {country} is nobody's ally",
        ),
        (
            "threaten_abandonment",
            any(alliance.patron == country for alliance in alliances),
            f"questions its protection of allies, but {country} is nobody's patron",
        ),
        (
            "divide",
            len(likes) > len(set(likes)),
            f"divides partners, but {country} has no two of them with issues alike",
        ),
        (
            "early",
            any(seats.count(other) > 1 for other in others),
            f"asks to be served first, but nobody whom {country} meets has another table",
        ),
        ("retaliate", any(map(_tariffs_by_both, tables)), no_tariffs),
        ("escalate", any(map(_tariffs_by_both, tables)), no_tariffs),
        (
            "red_lines",
            any(_covered(table, country, stance) for table in tables),
            f"draws a red line, but on nothing that {country} talks about",
        ),
    )
    return {choice: problem for choice, acts, problem in found if not acts}


def _tariffs_by_both(table: Table) -> bool:
    """Whether each side of a table has a tariff there, so that one can answer the other."""
    return {i.by for i in table.issues.values() if i.kind == "tariff"} == set(table.parties)


def _covered(table: Table, country: str, stance: Stance) -> bool:
    """Whether a red line of a country's stance covers an issue of a table."""
    return any(
        line.covers(name, issue.kind, issue.by == country)
        for line in stance.red_lines
        for name, issue in table.issues.items()
    )
