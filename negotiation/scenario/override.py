"""Set a number or a choice by its dotted key, as `--set countries.japan.patience=0.99` does."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

from negotiation.errors import InputError, nearest, shown
from negotiation.scenario.base import Strict
from negotiation.scenario.schema import Country, Economy, Issue, Scenario, Table, Talks

NAMED = 20  # keys that an error lists

# What may stand at a place of a scenario; * is any name.
SHAPES: dict[tuple[str, ...], type[Strict]] = {
    (): Scenario,
    ("shared",): Country,
    ("talks",): Talks,
    ("economy",): Economy,
    ("countries", "*"): Country,
    ("tables", "*"): Table,
    ("tables", "*", "issues", "*"): Issue,
}


def parse_assignment(text: str) -> tuple[str, Any]:
    """Split KEY=VALUE; the value is read as TOML, and as plain text where that fails."""
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise InputError(f"'{text}' is not KEY=VALUE; write --set countries.japan.patience=0.99")
    if len(text.splitlines()) > 1:
        raise InputError("holds a line break; write one value on one line", key=f"--set {key}")
    try:
        return key.strip(), tomllib.loads(f"x = {value}")["x"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()


def override(data: dict[str, Any], key: str, value: Any, file: str, named: str = "") -> None:
    """Change raw scenario `data` in place at `key`. A quantity keeps its unit and becomes fixed.

    A key that a country takes from `shared` may be set for that country alone. An error names
    `file`, and the key as `named`.
    """
    parts = key.split(".")
    if parts[0] == "countries" and len(parts) >= 3:
        _take_from_shared(data, parts)
    try:
        node: Any = data
        for depth, part in enumerate(parts[:-1]):
            node = _step(data, node, part, parts[:depth])
        _assign(data, node, parts, value)
    except InputError as error:
        raise error.placed(file=file, key=named or key) from None


def look_up(data: dict[str, Any], key: str, file: str, named: str = "") -> Any:
    """What raw scenario `data` holds at `key`; for a country, what it takes from `shared` too."""
    parts = key.split(".")
    try:
        if parts[0] == "countries" and len(parts) >= 3:
            shared, own = data.get("shared", {}), data.get("countries", {}).get(parts[1], {})
            if parts[2] not in own and parts[2] in shared:
                parts = ["shared", *parts[2:]]
        node: Any = data
        for depth, part in enumerate(parts):
            node = _step(data, node, part, parts[:depth])
        return node
    except InputError as error:
        raise error.placed(file=file, key=named or key) from None


def _assign(data: dict[str, Any], node: Any, parts: list[str], value: Any) -> None:
    last = parts[-1]
    old = _step(data, node, last, parts[:-1])
    index: Any = int(last) if isinstance(node, list) else last
    if isinstance(old, dict) and "value" in old and "unit" in old and not isinstance(value, dict):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"is {shown(value)}; wants a number in {old['unit']}")
        node[index] = _fixed(old, value)
    else:
        node[index] = value


def _fixed(old: dict[str, Any], value: float) -> dict[str, Any]:
    new = {k: v for k, v in old.items() if k not in ("distribution", "log_sd", "sd")}
    if _is_range(new.get("range")):
        low, high = new["range"]
        new["range"] = [min(low, value), max(high, value)]
    return {**new, "value": value}


def _is_range(given: Any) -> bool:
    """Two numbers; anything else is the file's fault, and reading it will say so."""
    if not isinstance(given, list) or len(given) != 2:
        return False
    return all(isinstance(end, int | float) for end in given)


def _step(data: dict[str, Any], node: Any, part: str, above: list[str]) -> Any:
    if isinstance(node, list) and part.isdigit() and int(part) < len(node):
        return node[int(part)]
    if isinstance(node, dict) and part in node:
        return node[part]
    known = set(node) if isinstance(node, dict) else set()
    place = ".".join(above) or "the scenario"
    if part in _shape(above):
        raise InputError(f"{place} does not give '{part}'; write it in the file")
    if len(above) == 2 and above[0] == "countries":
        known |= set(data.get("shared", {}))
    names = sorted(known | _shape(above))
    listed = ", ".join([*names[:NAMED], *["..."] * (len(names) > NAMED)])
    hint = nearest(part, names) or (f"; known: {listed}" if names else "")
    raise InputError(f"{place} has no '{part}'{hint}")


def _shape(above: list[str]) -> set[str]:
    """Keys that may stand at a place, whether or not this scenario gives them."""
    for place, model in SHAPES.items():
        if len(place) == len(above) and all(map(_fits, place, above)):
            return set(model.model_fields)
    return set()


def _fits(pattern: str, part: str) -> bool:
    return pattern in ("*", part)


def _take_from_shared(data: dict[str, Any], parts: list[str]) -> None:
    country, shared = data.get("countries", {}).get(parts[1]), data.get("shared", {})
    if isinstance(country, dict) and parts[2] not in country and parts[2] in shared:
        country[parts[2]] = copy.deepcopy(shared[parts[2]])
