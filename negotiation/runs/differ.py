"""In what two configurations differ: the first key, and what each has there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from negotiation.errors import InputError, shown

FREE = ("name", "question", "worlds", "outcomes")  # keys that change no world


def configuration(folder: Path) -> dict[str, Any]:
    """The configuration of a result folder; `InputError` if it cannot be read."""
    path = folder / "resolved.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"is damaged: {error}", file=str(path)) from None


def difference(one: Mapping[str, Any], two: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """The first key at which two configurations differ, and its value in each; None if none does.

    Keys that change no world do not count.
    """
    first, second = _flat(one), _flat(two)
    for key in {**second, **first}:
        if first.get(key) != second.get(key) and key.split(".")[0] not in FREE:
            here, there = (shown(d[key]) if key in d else "not set" for d in (first, second))
            return key.removeprefix("scenario."), here, there
    return None


def _holds_tables(values: list[Any]) -> bool:
    return any(isinstance(value, Mapping) for value in values)


def _flat(data: Mapping[str, Any] | list[Any], at: str = "") -> dict[str, Any]:
    """Nested tables, also those in lists, as values by dotted key."""
    pairs: Iterable[tuple[Any, Any]]
    pairs = data.items() if isinstance(data, Mapping) else enumerate(data)
    found: dict[str, Any] = {}
    for key, value in pairs:
        if isinstance(value, Mapping) or (isinstance(value, list) and _holds_tables(value)):
            found |= _flat(value, f"{at}{key}.")
        else:
            found[f"{at}{key}"] = value
    return found
