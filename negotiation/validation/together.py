"""Arms of a row that differ in numbers alone: played at once, as the points of a design.

It saves the price of a step for each arm. A point of a design is a world with its numbers set, to
the bit, so that nothing else depends on it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.runs.points import drawn
from negotiation.runs.resolve import Resolved, resolve_data
from negotiation.validation.row import Arm, Row

NUMBERS = ("alliances.", "countries.", "mechanisms.", "shared.")  # no price depends on these


def bind(row: Row, arm: Arm, seed: int, varied: dict[str, Any] | None = None) -> Resolved:
    """The experiment of an arm; with numbers `varied` by key that are set later."""
    spans = varied or {}
    data = {
        "name": f"validate_{row.id}",
        "question": row.name,
        "scenario": arm.scenario,
        "worlds": 1,
        "seed": seed,
        "strategies": dict(arm.strategies),
        "presets": dict(arm.presets),
        **(spans and {"vary": spans, "design": "lhs"}),
    }
    sets = tuple((key, value) for key, value in arm.sets.items() if key not in spans)
    return resolve_data(data, Path(f"{row.id}.toml"), sets=sets)


def groups(row: Row) -> list[list[str]]:
    """The arms that are used, those together that differ in nothing but values of numbers."""
    alike: dict[Hashable, list[str]] = {}
    for name in row.used:
        alike.setdefault(_but_numbers(row, name), []).append(name)
    return list(alike.values())


def _but_numbers(row: Row, name: str) -> Hashable:
    """All of an arm but the values of the numbers that it sets."""
    arm = row.arms[name]
    sets = {k: None if _is_number(k, v) else repr(v) for k, v in arm.sets.items()}
    presets = repr(sorted(arm.presets.items()))
    players = tuple(sorted(arm.strategies.items()))
    size = row.worlds_of(name), arm.until
    return arm.scenario, players, presets, tuple(sorted(sets.items())), size


def _is_number(key: str, value: Any) -> bool:
    """Whether a point can set it; not whole numbers, switches and what stands at tables."""
    return key.startswith(NUMBERS) and isinstance(value, float)


def bind_all(row: Row, names: Sequence[str], seed: int) -> Resolved:
    """The experiment of arms that go together: point p of its design is the p-th of them."""
    arms = [row.arms[name] for name in names]
    values = {key: [arm.sets[key] for arm in arms] for key in arms[0].sets}
    varied = {key: found for key, found in values.items() if len(set(found)) > 1}
    if not varied:
        return bind(row, arms[0], seed)
    spans = {key: {"range": [min(found), max(found)]} for key, found in varied.items()}
    resolved = bind(row, arms[0], seed, spans)
    experiment = resolved.experiment.model_copy(update={"points": len(arms)})
    design = drawn(replace(resolved, experiment=experiment)).design
    assert design is not None  # it has spans
    points = np.array([varied[key] for key in design.keys], dtype=np.float64).T
    return replace(resolved, experiment=experiment, design=replace(design, values=points))
