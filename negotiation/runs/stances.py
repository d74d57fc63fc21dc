"""Whether what a strategy's stance asks for has somebody to join, or something to act on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from negotiation.errors import InputError
from negotiation.runs.design import ARM, changes

if TYPE_CHECKING:
    from negotiation.runs.design import Cell
    from negotiation.runs.resolve import Resolved
    from negotiation.scenario.schema import Scenario


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
