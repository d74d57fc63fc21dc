"""The two islands with parts added that `--set` cannot add: numbers of a rule, events, issues."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.runs.chunk import Chunk, build
from negotiation.runs.resolve import resolve_data
from negotiation.scenario.read import scenario_data
from negotiation.world.model import NegotiationModel
from negotiation.world.outcomes import Columns, outcomes

TABLE = "avalon-lyonesse"
STRATEGIES = {"avalon": ["maximum_pressure"], "lyonesse": ["package_linkage"]}
WEEK = "1/week"
Change = Callable[[dict[str, Any]], None]


def number(value: float, unit: str = "1", **more: Any) -> dict[str, Any]:
    """A number of a scenario, the same in all worlds unless `more` says how it is drawn."""
    given = {"value": value, "unit": unit, "basis": "assumption", "note": "invented"}
    return {**given, "range": [value, value], **more}


def raw(*changes: Change) -> dict[str, Any]:
    """The islands' scenario as data, changed."""
    data = copy.deepcopy(scenario_data("two_islands")[0])
    for change in changes:
        change(data)
    return data


def model(*changes: Change, worlds: int = 400, strategies=STRATEGIES, seed: int = 7):
    """The changed islands, ready to play."""
    experiment = {
        "question": "What does the rule do?",
        "scenario": raw(*changes),
        "worlds": worlds,
        "seed": seed,
        "strategies": strategies,
    }
    resolved = resolve_data(experiment, Path("islands.toml"))
    return build(resolved, None, Chunk(0, 0, worlds))


def played(*changes: Change, **how: Any) -> tuple[NegotiationModel, Columns]:
    """The changed islands once played, with the columns of their only table."""
    done = model(*changes, **how)
    done.run()
    return done, outcomes(done)[TABLE]


def rule(key: str, **numbers: dict[str, Any]) -> Change:
    """Switch a mechanism on with these numbers, and keep those it has."""

    def change(data: dict[str, Any]) -> None:
        data["mechanisms"].setdefault(key, {}).update(numbers)

    return change


def off(*keys: str) -> Change:
    """Leave mechanisms out."""

    def change(data: dict[str, Any]) -> None:
        for key in keys:
            data["mechanisms"].pop(key, None)

    return change


def fixed(at: str, value: float) -> Change:
    """Set a number of the scenario to one value in all worlds; `at` is its dotted key."""

    def change(data: dict[str, Any]) -> None:
        *path, last = at.split(".")
        for key in path:
            data = data[int(key)] if isinstance(data, list) else data[key]
        data[last] = {**data[last], "value": value, "distribution": "fixed"}
        data[last]["range"] = [value, value]
        for spread in ("log_sd", "sd"):
            data[last].pop(spread, None)

    return change


def event(kind: str, country: str, date: Any, **more: Any) -> Change:
    """Add an event to the calendar."""

    def change(data: dict[str, Any]) -> None:
        entry = {"date": date, "kind": kind, "country": country, **more}
        data.setdefault("calendar", []).append(entry)

    return change


def assert_same(one: Columns, two: Columns, leave: tuple[str, ...] = ()) -> None:
    """All columns that both have agree to the last bit, but for those left out."""
    for name in one.keys() & two.keys() - set(leave):
        np.testing.assert_array_equal(one[name], two[name], err_msg=name)


def closed(columns: Columns) -> np.ndarray:
    """Worlds in which something was settled."""
    return np.isin(columns["outcome"], ["deal", "partial"])
