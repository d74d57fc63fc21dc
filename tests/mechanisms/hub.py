"""Three islands: Avalon talks to Lyonesse and to its twin Logres, about cloth tariffs alike."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np

from negotiation.runs.chunk import Chunk, build
from negotiation.runs.resolve import resolve_data
from negotiation.scenario.read import scenario_data
from negotiation.world.model import NegotiationModel
from negotiation.world.outcomes import outcomes

FIRST, LATER = "avalon-lyonesse", "avalon-logres"
TABLES = (FIRST, LATER)
RATE = "issue.cloth_tariff"


def number(value: float, unit: str = "1") -> dict:
    text = {"basis": "assumption", "note": "invented"}
    return {"value": value, "unit": unit, "range": [value, value], **text}


# everybody served, no precedent, no premium, no rivalry, no front
NEUTRAL = {
    "M13": {
        "capacity": number(2, "1/week"),
        "weight": number(0),
        "premium": number(0),
        "followers": number(1),
        "likeness": number(1),
    },
    "M14": {
        "rivalry": number(0),
        "line": number(0.3),
        "cohesion": number(0.8),
        "monitoring": number(1, "1/week"),
        "penalty": number(50, "USD bn/year"),
        "bribe": number(0.2),
    },
}


def _named(thing, old: str, new: str):
    """The same data with one country in the place of another."""
    if isinstance(thing, dict):
        return {k.replace(old, new): _named(v, old, new) for k, v in thing.items()}
    if isinstance(thing, list):
        return [_named(v, old, new) for v in thing]
    return new if thing == old else thing


def three_islands() -> dict:
    """Raw scenario of the two islands with a third, whose table is like the second's."""
    raw = copy.deepcopy(scenario_data("two_islands")[0])
    raw["tables"][FIRST]["issues"]["cloth_tariff"] |= {
        "like": "cloth",
        "trade": number(10, "USD bn"),
    }
    raw["tables"][LATER] = _named(raw["tables"][FIRST], "lyonesse", "logres")
    raw["countries"]["logres"] = {"name": "Logres"}
    raw["mechanisms"] |= copy.deepcopy(NEUTRAL)
    return raw


def hub(worlds: int = 300, strategies: dict | None = None, **sets) -> NegotiationModel:
    """Worlds of the three islands, ready to play, with keys set (`__` for a dot)."""
    players = {"avalon": "package_linkage", "lyonesse": "package_linkage"}
    players |= {"logres": "package_linkage", **(strategies or {})}
    data = {
        "name": "three_islands",
        "question": "who pays for the first deal?",
        "scenario": three_islands(),
        "worlds": worlds,
        "seed": 7,
        "strategies": players,
    }
    named = tuple((key.replace("__", "."), value) for key, value in sets.items())
    return build(
        resolve_data(data, Path("three_islands.toml"), sets=named), None, Chunk(0, 0, worlds)
    )


def played(worlds: int = 300, strategies: dict | None = None, **sets) -> dict:
    """Outcomes by table of `hub`, played to the end."""
    model = hub(worlds, strategies, **sets)
    model.run()
    return outcomes(model)


def settled(columns: dict) -> np.ndarray:
    """Worlds in which a table came to a deal."""
    return columns["outcome"] == "deal"


def assert_same(one: dict, two: dict, but: tuple[str, ...] = ()) -> None:
    """Two results are equal to the last bit, apart from some columns."""
    for table, columns in one.items():
        for name, value in columns.items():
            if not name.startswith(but):
                np.testing.assert_array_equal(value, two[table][name], err_msg=f"{table} {name}")
