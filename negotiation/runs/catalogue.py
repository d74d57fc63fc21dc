"""What there is to choose from, with a sentence for each."""

from __future__ import annotations

from negotiation.errors import InputError, nearest
from negotiation.scenario.read import library_scenarios, parse_scenario, presets, scenario_data

KINDS = ("scenarios", "strategies", "mechanisms", "issues", "figures")


def catalogue(what: str, figures: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs of name and sentence; `InputError` for an unknown kind.

    `figures` are those that can be drawn, which lie above this room.
    """
    if what not in KINDS:
        raise InputError(f"cannot list '{what}'{nearest(what, KINDS)}")
    if what == "figures":
        return list(figures.items())
    if what == "scenarios":
        found = {name: parse_scenario(*scenario_data(name)) for name in library_scenarios()}
        return [(name, scenario.title) for name, scenario in found.items()]
    if what == "strategies":
        return [(name, preset.text) for name, preset in presets().items()] + _members()
    if what == "mechanisms":
        from negotiation.mechanisms import ORDER

        ranked = sorted(ORDER, key=lambda rule: int(rule.id[1:]))
        return [(f"{rule.id} {rule.name}", rule.sentence()) for rule in ranked]
    return _issues()


def _members() -> list[tuple[str, str]]:
    """Bare members of every family, of which strategies are made."""
    from negotiation.strategies.family import BASES, load

    load()
    return [
        (f"{family} {name}", kind.sentence())
        for family, base in BASES.items()
        for name, kind in sorted(base.registry.items())
    ]


def _issues() -> list[tuple[str, str]]:
    return [
        (f"{issue_name} ({name}, {table_name})", f"{issue.title}, in {issue.unit}")
        for name in library_scenarios()
        for table_name, table in parse_scenario(*scenario_data(name)).tables.items()
        for issue_name, issue in table.issues.items()
    ]
