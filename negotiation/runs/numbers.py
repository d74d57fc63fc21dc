"""The numbers of a scenario that a model may draw, by the purpose for which it draws them.

A purpose is the dotted name under which `NegotiationModel.draw` asks for a number. It is the key
of the number in the scenario, with three exceptions:

    tables.T.issues.I.noise.C    countries.C.issue_salience, drawn anew for each issue and side
    mechanisms.M.N.C             mechanisms.M.countries.C.N, or else mechanisms.M.N
    strategies.C.beta_scale      the number of the preset that country C plays
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from negotiation.scenario.quantity import Quantity
from negotiation.scenario.schema import Country, Issue, Talks

if TYPE_CHECKING:
    from negotiation.runs.resolve import Resolved

NOT_DRAWN = ("exchanges_per_week", "issue_salience")  # of talks and countries, under their own key


@dataclass(frozen=True)
class Number:
    """A number that may be drawn, and the keys that set it, the narrowest first."""

    quantity: Quantity
    keys: tuple[str, ...]

    @staticmethod
    def is_noise(purpose: str) -> bool:
        """Whether the purpose is drawn anew for each issue and side, with no key of its own."""
        return purpose.startswith("tables.") and ".noise." in purpose

    def set_by(self, key: str) -> bool:
        """Whether an override of a dotted key sets this number, alone or with what is around.

        A mechanism's own key is its switch, which sets no number.
        """
        if key.startswith("mechanisms.") and key.count(".") == 1:
            return False
        return any(own == key or own.startswith(f"{key}.") for own in self.keys)


def numbers(resolved: Resolved, cell: int = 0) -> dict[str, Number]:
    """Every number that a model of the cell may draw, by purpose."""
    played = resolved.at(cell)
    found = dict(_talks(played))
    for part in (_countries, _tables, _alliances, _mechanisms):
        found.update(part(played))
    for country in played.scenario.countries:
        name = resolved.cells[cell][country]
        scale = resolved.strategy(name).beta_scale
        if scale is not None:
            key = f"presets.{name}.beta_scale"
            found[f"strategies.{country}.beta_scale"] = Number(scale, (key,))
    return found


def setters(resolved: Resolved, cell: int) -> dict[str, str]:
    """The key of the design that sets a number in a cell, by purpose; the narrowest wins."""
    spans = resolved.experiment.spans
    found = {}
    for purpose, number in numbers(resolved, cell).items():
        setting = next((key for key in number.keys if key in spans), None)
        if setting is not None:
            found[purpose] = setting
    return found


def _talks(resolved: Resolved) -> Iterator[tuple[str, Number]]:
    for field in Talks.model_fields:
        if field not in NOT_DRAWN:
            key = f"talks.{field}"
            yield key, Number(getattr(resolved.scenario.talks, field), (key,))


def _countries(resolved: Resolved) -> Iterator[tuple[str, Number]]:
    for country, data in resolved.scenario.countries.items():
        for field in Country.model_fields:
            quantity = getattr(data, field)
            if isinstance(quantity, Quantity) and field not in NOT_DRAWN:
                key = f"countries.{country}.{field}"
                yield key, Number(quantity, _of_country(resolved, country, field))


def _of_country(resolved: Resolved, country: str, field: str) -> tuple[str, ...]:
    """Keys that set a number of a country: its own, and the shared one where it has none."""
    written = resolved.data["scenario"]["countries"][country]
    own = (f"countries.{country}.{field}",)
    return own if field in written else (*own, f"shared.{field}")


def _tables(resolved: Resolved) -> Iterator[tuple[str, Number]]:
    for name, table in resolved.scenario.tables.items():
        at = f"tables.{name}"
        for party, quantity in table.outside.items():
            yield _plain(f"{at}.outside.{party}", quantity)
        for i, threat in enumerate(table.threats):
            yield _plain(f"{at}.threats.{i}.value", threat.value)
        for key, issue in table.issues.items():
            yield from _issue(f"{at}.issues.{key}", issue)
            for party in table.parties:
                salience = resolved.scenario.countries[party].issue_salience
                keys = _of_country(resolved, party, "issue_salience")
                yield f"{at}.issues.{key}.noise.{party}", Number(salience, keys)


def _alliances(resolved: Resolved) -> Iterator[tuple[str, Number]]:
    for key, alliance in resolved.scenario.alliances.items():
        yield _plain(f"alliances.{key}.trust", alliance.trust)


def _issue(at: str, issue: Issue) -> Iterator[tuple[str, Number]]:
    for field in ("status_quo", "truce", "ceiling"):
        if getattr(issue, field) is not None:
            yield _plain(f"{at}.{field}", getattr(issue, field))
    for field in ("ideal", "stakes", "curvature", "salience"):
        for party, quantity in getattr(issue, field).items():
            yield _plain(f"{at}.{field}.{party}", quantity)
    for i, step in enumerate(issue.default):
        yield _plain(f"{at}.default.{i}.value", step.value)


def _plain(key: str, quantity: Quantity) -> tuple[str, Number]:
    return key, Number(quantity, (key,))


def _mechanisms(resolved: Resolved) -> Iterator[tuple[str, Number]]:
    for rule in resolved.rules():
        section = resolved.scenario.mechanisms.get(rule.id, {})
        for key in rule.numbers:
            for country in resolved.scenario.countries:
                own = key in section.get("countries", {}).get(country, {})
                at = f"mechanisms.{rule.id}.countries.{country}.{key}"
                keys = (at,) if own else (f"mechanisms.{rule.id}.{key}",)
                yield (
                    f"mechanisms.{rule.id}.{key}.{country}",
                    Number(rule.quantity(key, country), keys),
                )
