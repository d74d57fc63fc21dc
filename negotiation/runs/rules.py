"""The mechanisms of an experiment, built from its scenario's numbers and its own switches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from negotiation.errors import InputError, nearest, shown
from negotiation.mechanisms import BY_ID, ORDER
from negotiation.runs.origin import Origin
from negotiation.scenario.quantity import Quantity
from negotiation.scenario.read import parse_quantity
from negotiation.scenario.schema import Scenario

Numbers = dict[str, Quantity]


def rules(scenario: Scenario, origin: Origin, switches: Mapping[str, bool], file: str) -> list[Any]:
    """The mechanisms that are on, in order, with their numbers checked.

    `switches` are those of the experiment in `file`, which win over the scenario's.
    """
    for key in scenario.mechanisms:
        if key not in BY_ID:
            raise origin.fault(f"unknown mechanism{nearest(key, BY_ID)}", f"mechanisms.{key}")
    for key in switches:
        if key not in BY_ID:
            problem = f"unknown mechanism{nearest(key, BY_ID)}"
            raise InputError(problem, file=file, key=f"mechanisms.{key}")
    found = []
    for rule in ORDER:
        on = switches.get(rule.id, _switched_on(rule, scenario, origin))
        values = _values(rule, scenario, origin)
        if on:
            _check_complete(rule, scenario, origin, *values)
            found.append(rule(*values))
    return found


def _switched_on(rule: Any, scenario: Scenario, origin: Origin) -> bool:
    """A mechanism that the scenario mentions is on, unless it says otherwise."""
    on = scenario.mechanisms.get(rule.id, {}).get("on", rule.id in scenario.mechanisms)
    if not isinstance(on, bool):
        problem = f"is {shown(on)}; wants true or false, without quotes"
        raise origin.fault(problem, f"mechanisms.{rule.id}.on")
    return on


def _values(rule: Any, scenario: Scenario, origin: Origin) -> tuple[Numbers, dict[str, Numbers]]:
    """Numbers of a mechanism for all countries, and for some alone."""
    at = f"mechanisms.{rule.id}"
    section = {k: v for k, v in scenario.mechanisms.get(rule.id, {}).items() if k != "on"}
    own = section.pop("countries", {})
    values = _numbers(rule, section, origin, at)
    if not isinstance(own, dict):
        problem = f"is {shown(own)}; wants a table for each country, [{at}.countries.NAME]"
        raise origin.fault(problem, f"{at}.countries")
    for country, numbers in own.items():
        key = f"{at}.countries.{country}"
        if country not in scenario.countries:
            raise origin.fault(f"unknown country{nearest(country, scenario.countries)}", key)
        if not isinstance(numbers, dict):
            raise origin.fault(
                f"is {shown(numbers)}; wants a table of the mechanism's numbers", key
            )
    return values, {c: _numbers(rule, v, origin, f"{at}.countries.{c}") for c, v in own.items()}


def _numbers(rule: Any, section: dict[str, Any], origin: Origin, at: str) -> Numbers:
    for key in section:
        if key not in rule.numbers:
            known = (*rule.numbers, "on", "countries")
            raise origin.fault(f"unknown key{nearest(key, known)}", f"{at}.{key}")
    return {
        key: parse_quantity(value, rule.numbers[key], origin.file, f"{origin.under}{at}.{key}")
        for key, value in section.items()
    }


def _check_complete(
    rule: Any, scenario: Scenario, origin: Origin, values: Numbers, own: dict[str, Numbers]
) -> None:
    """A mechanism that is on needs all its numbers for every country."""
    for key, unit in rule.numbers.items():
        if key not in values and not all(key in own.get(c, {}) for c in scenario.countries):
            problem = f"is missing; {rule.id} ({rule.name}) is on and needs it"
            remedy = f'; add it as a number with unit = "{unit.name}"'
            raise origin.fault(problem + remedy, f"mechanisms.{rule.id}.{key}")
