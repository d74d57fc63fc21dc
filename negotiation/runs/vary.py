"""What varies, as the command line writes it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from negotiation.errors import InputError

_NUMBER = r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*:\s*({_NUMBER})\s*(?::\s*(\d+)\s*)?")


def parse_vary(text: str) -> tuple[str, Any]:
    """Split KEY=LO:HI:N, KEY=LO:HI, KEY=A,B,C or KEY into the key and what `[vary]` would hold."""
    key, sign, value = text.partition("=")
    key = key.strip()
    if not key:
        example = "shared.patience=0.98:0.995:4"
        raise InputError(f"'{text}' names no key; write --vary {example}", key="--vary")
    named = f"--vary {key}"
    if len(text.splitlines()) > 1:
        raise InputError("holds a line break; write it on one line", key=named)
    if not sign and key.startswith("strategies."):
        problem = f"lists no strategies; write --vary {key}=wait_out,total_rollback"
        raise InputError(problem, key=named)
    if not sign:
        return key, {}
    found = _RANGE.fullmatch(value)
    if found is not None:
        low, high, values = found.groups()
        span: dict[str, Any] = {"range": [float(low), float(high)]}
        if values is not None and int(values) < 2:
            problem = f"asks for {int(values)} as the number of values; give at least 2"
            raise InputError(problem, key=named)
        return key, span if values is None else {**span, "values": int(values)}
    if re.fullmatch(r"[^,'\"\[{]*:[^,'\"\[{]*", value) and _toml(value) is None:
        problem = f"is '{value}'; write LO:HI:N for a range, A,B,C for a list of values"
        raise InputError(problem, key=named)
    return key, _listed(value, named)


def parse_all(texts: Sequence[str]) -> tuple[tuple[str, Any], ...]:
    """All that `--vary` says; `InputError` where a key comes twice."""
    found = tuple(parse_vary(text) for text in texts)
    keys = [key for key, _ in found]
    for key in keys:
        if keys.count(key) > 1:
            problem = "is varied twice; put its values into one list"
            raise InputError(problem, key=f"--vary {key}")
    return found


def check_not_set(varied: Sequence[tuple[str, Any]], sets: Sequence[str]) -> None:
    """Refuse a key that `--set` gives one value and `--vary` several."""
    for key, _ in varied:
        if key in sets:
            raise InputError(f"is set by --set {key} too; leave out one", key=f"--vary {key}")


def _toml(text: str) -> Any:
    """What TOML makes of a text that is no list, or None."""
    try:
        return tomllib.loads(f"x = {text}")["x"]
    except tomllib.TOMLDecodeError:
        return None


def _listed(text: str, named: str) -> list[Any]:
    """Values with commas between them, read as TOML, and as plain text where that fails."""
    whole = _toml(f"[{text}]")
    if isinstance(whole, list) and whole:
        return whole
    parts = [part.strip() for part in text.split(",")]
    if not all(parts):
        raise InputError(f"is '{text}'; give a value on each side of a comma", key=named)
    found = [_toml(part) for part in parts]
    return [part if value is None else value for part, value in zip(parts, found, strict=True)]
