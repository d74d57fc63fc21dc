"""Worlds to compare: the two islands with a few numbers changed, at odds or allied."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import ROOT, Played, pact

from negotiation.runs.resolve import resolve


@pytest.fixture(scope="session")
def islands():
    """Play worlds of the two islands with keys set; the same call is played once."""
    kept: dict[tuple, Played] = {}

    def play(worlds: int = 800, **sets) -> Played:
        named = {key.replace("__", "."): value for key, value in sets.items()}
        key = (worlds, *sorted((k, repr(v)) for k, v in named.items()))
        if key not in kept:
            path = ROOT / "experiments" / "two_islands.toml"
            kept[key] = Played(resolve(path, sets=tuple(named.items())), worlds)
        return kept[key]

    return play


@pytest.fixture(scope="session")
def allies():
    """Play worlds of the two islands as allies; see `pact`. The same call is played once."""
    kept: dict[str, Played] = {}

    def play(worlds: int = 400, record: Any = None, **sets: Any) -> Played:
        key = repr((worlds, record, sorted(sets.items())))
        if key not in kept:
            kept[key] = Played(pact(**sets), worlds, record)
        return kept[key]

    return play
