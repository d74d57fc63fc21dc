"""Batches that have been played, and two islands that are allies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from negotiation.runs.chunk import Chunk, build, price
from negotiation.runs.resolve import Resolved, resolve_data
from negotiation.scenario.read import read_toml, scenario_data
from negotiation.world.outcomes import outcomes

ROOT = Path(__file__).parents[2]
TABLE = "avalon-lyonesse"


class Played:
    """A batch that has been played, with its columns for the only table."""

    def __init__(self, resolved: Resolved, worlds: int, record: Any = None):
        self.record = record
        self.model = build(resolved, price(resolved), Chunk(0, 0, worlds), record)
        self.model.run()
        self.columns = outcomes(self.model)

    def __getitem__(self, column: str) -> np.ndarray:
        return self.columns[TABLE][column]

    @property
    def settled(self) -> np.ndarray:
        return np.isin(self["outcome"], ["deal", "partial"])


def number(value: float, unit: str = "1") -> dict[str, Any]:
    """A number of a scenario, the same in every world."""
    return {"value": value, "unit": unit, "basis": "definition", "note": "for a test"}


TRUST = {
    "speed": number(0.1, "1/week"),
    "feedback": number(4.0),
    "turning_point": number(0.5),
    "fade": number(0.1, "1/week"),
    **dict.fromkeys(
        ("settled", "extended", "executed", "withdrawn", "walked_out", "abandonment", "reopened"),
        number(1.0),
    ),
}
ABANDONMENT = {
    "fear": number(0.4),
    "jump": number(0.3),
    "fade": number(0.05, "1/week"),
    "threat_rate": number(0.1, "1/week"),
    "dependence": number(0.8),
    "protection": number(2.0, "USD bn/year"),
    "hedging_speed": number(0.1, "1/week"),
}
AUDIENCE = {
    "demand": number(0.9),
    "rate": number(0.05, "1/week"),
    "cap": number(1.0),
}
BURDEN = {"contribution": number(1.0, "% of GDP"), "substitution": number(0.6)}
SECTIONS = {"M5": BURDEN, "M8": AUDIENCE, "M10": ABANDONMENT, "M16": TRUST}
PLAIN = {"title": "For a test", "text": "A choice of stance and nothing else.", "sources": []}
PRESETS = {
    "plain": PLAIN,
    "threatens": {**PLAIN, "threaten_abandonment": True},
    "hedges": {**PLAIN, "hedge": True},
    "goes_public": {**PLAIN, "public": True},
    "waits": {**PLAIN, "at_date": "extend"},
    "in_parts": {**PLAIN, "partial": True},
}


def pact(**sets: Any) -> Resolved:
    """The two islands as allies, Avalon the patron, with the mechanisms `on` besides their own.

    `trust` is that of the start, `avalon` and `lyonesse` name their stances, `calendar` dates
    events, and every other key sets a number of the scenario.
    """
    data = read_toml(ROOT / "experiments" / "two_islands.toml")
    scenario, _ = scenario_data("two_islands", ROOT)
    trust = number(sets.pop("trust", 0.6))
    scenario["alliances"] = {"pact": {"patron": "avalon", "ally": "lyonesse", "trust": trust}}
    scenario["calendar"] = sets.pop("calendar", [])
    for rule in sets.pop("on", ()):
        scenario["mechanisms"][rule] = SECTIONS[rule]
    adapt = sets.pop("adapt", None)
    if adapt is not None:
        adapt(scenario)
    data["scenario"] = scenario
    data["strategies"] = {c: sets.pop(c, "plain") for c in ("avalon", "lyonesse")}
    used = {name for name in data["strategies"].values() if name in PRESETS}
    data["presets"] = {name: PRESETS[name] for name in used}
    named = {key.replace("__", "."): value for key, value in sets.items()}
    return resolve_data(data, ROOT / "experiments" / "pact.toml", sets=tuple(named.items()))


def assert_same(one: Played, two: Played) -> None:
    """Every column of the two is the same to 1e-12."""
    for name, value in one.columns[TABLE].items():
        other = two[name]
        if value.dtype.kind == "f":
            np.testing.assert_allclose(value, other, rtol=0, atol=1e-12, err_msg=name)
        else:
            np.testing.assert_array_equal(value, other, err_msg=name)
