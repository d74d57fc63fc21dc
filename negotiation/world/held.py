"""Things that hold arrays over worlds: take some worlds, join or swap worlds, compare."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np


def kept(thing: Any, keep: np.ndarray) -> Any:
    """The same seat, path or memory with only the worlds to keep."""
    if isinstance(thing, np.ndarray):
        return np.compress(keep, thing, axis=-1)
    if isinstance(thing, tuple):
        return tuple(kept(v, keep) for v in thing)
    parts = _parts(thing)
    if parts is None:
        return thing
    left = {k: kept(v, keep) for k, v in parts.items()}
    return left if isinstance(thing, dict) else type(thing)(**left)


def _parts(thing: Any) -> dict[str, Any] | None:
    """What a seat, path or memory is made of; None for a plain value."""
    if isinstance(thing, dict):
        return thing
    names = _names(thing.__class__)
    return None if names is None else {name: getattr(thing, name) for name in names}


@cache
def _names(kind: Hashable) -> tuple[str, ...] | None:
    """Fields of a class of seats, paths or the like; None for a plain one."""
    return tuple(f.name for f in fields(kind) if f.init) if is_dataclass(kind) else None


def likeness(thing: Any) -> Any:
    """What is left of a thing without the worlds that it holds, for comparison."""
    if isinstance(thing, np.ndarray):
        return thing.shape[:-1]
    if isinstance(thing, tuple | list):
        return tuple(map(likeness, thing))
    parts = _parts(thing)
    if parts is None:
        return thing
    return type(thing), tuple((name, likeness(part)) for name, part in parts.items())


def joined(things: Sequence[Any]) -> Any:
    """One thing with the worlds of all; they are alike."""
    one = things[0]
    if isinstance(one, np.ndarray):
        return np.concatenate(things, axis=-1)
    if isinstance(one, tuple):
        return tuple(map(joined, zip(*things, strict=True)))
    parts = [_parts(thing) for thing in things]
    if parts[0] is None:
        return one
    both = {k: joined([part[k] for part in parts if part]) for k in parts[0]}
    return both if isinstance(one, dict) else type(one)(**both)


def swapped(one: Any, at: np.ndarray, other: Any, of: np.ndarray, ours: bool = True) -> Any:
    """One thing with the worlds `of` another in place of its worlds `at`; they are alike.

    Arrays of several rows are large and changed in place, unless they are the memory of a strategy:
    that may hold one of them under several names, as any array of a single row may go by several.
    """
    if isinstance(one, np.ndarray):
        new = one if ours and one.ndim > 1 else one.copy()
        new[..., at] = other.take(of, axis=-1)
        return new
    if isinstance(one, tuple):
        return tuple(swapped(a, at, b, of, ours) for a, b in zip(one, other, strict=True))
    mine, theirs = _parts(one), _parts(other)
    if mine is None or theirs is None:
        return one
    ours = ours and not isinstance(one, dict)
    both = {k: swapped(part, at, theirs[k], of, ours) for k, part in mine.items()}
    return both if isinstance(one, dict) else type(one)(**both)
