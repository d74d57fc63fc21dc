"""Set a number or a choice by its dotted key, as `--set countries.japan.patience=0.99` does."""

from __future__ import annotations

import tomllib
from typing import Any

from negotiation.errors import InputError, nearest


def parse_assignment(text: str) -> tuple[str, Any]:
    """Split KEY=VALUE; the value is read as TOML, and as plain text where that fails."""
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise InputError(f"'{text}' is not KEY=VALUE; write --set countries.japan.patience=0.99")
    try:
        return key.strip(), tomllib.loads(f"x = {value}")["x"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()


def override(data: dict[str, Any], key: str, value: Any, file: str) -> None:
    """Change raw scenario `data` in place at `key`. A quantity keeps its unit and becomes fixed.

    A key that a country takes from `shared` may be set for that country alone.
    """
    parts = key.split(".")
    if parts[0] == "countries" and len(parts) >= 3:
        _take_from_shared(data, parts)
    node: Any = data
    for depth, part in enumerate(parts[:-1]):
        node = _step(node, part, file, key, parts[:depth])
    _assign(node, parts, value, file, key)


def _assign(node: Any, parts: list[str], value: Any, file: str, key: str) -> None:
    last = parts[-1]
    old = _step(node, last, file, key, parts[:-1])
    index: Any = int(last) if isinstance(node, list) else last
    if isinstance(old, dict) and "value" in old and "unit" in old and not isinstance(value, dict):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"is {value!r}; wants a number in {old['unit']}", file=file, key=key)
        node[index] = _fixed(old, value)
    else:
        node[index] = value


def _fixed(old: dict[str, Any], value: float) -> dict[str, Any]:
    new = {k: v for k, v in old.items() if k not in ("distribution", "log_sd", "sd")}
    if "range" in new:
        low, high = new["range"]
        new["range"] = [min(low, value), max(high, value)]
    return {**new, "value": value}


def _step(node: Any, part: str, file: str, key: str, above: list[str]) -> Any:
    if isinstance(node, list) and part.isdigit() and int(part) < len(node):
        return node[int(part)]
    if isinstance(node, dict) and part in node:
        return node[part]
    known = list(node) if isinstance(node, dict) else []
    place = ".".join(above) or "the scenario"
    raise InputError(f"{place} has no '{part}'{nearest(part, known)}", file=file, key=key)


def _take_from_shared(data: dict[str, Any], parts: list[str]) -> None:
    country = data.get("countries", {}).get(parts[1])
    if isinstance(country, dict) and parts[2] not in country and parts[2] in data.get("shared", {}):
        country[parts[2]] = dict(data["shared"][parts[2]])
