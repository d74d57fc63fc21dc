"""Worlds to compare: the two islands with a few numbers changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from negotiation.runs.chunk import Chunk, build, price
from negotiation.runs.resolve import resolve
from negotiation.world.outcomes import outcomes

ROOT = Path(__file__).parents[2]
TABLE = "avalon-lyonesse"


class Played:
    """A batch that has been played, with its columns for the only table."""

    def __init__(self, experiment: str, worlds: int, sets: dict):
        resolved = resolve(ROOT / "experiments" / f"{experiment}.toml", sets=tuple(sets.items()))
        self.model = build(resolved, price(resolved), Chunk(0, 0, worlds))
        self.model.run()
        self.columns = outcomes(self.model)

    def __getitem__(self, column: str) -> np.ndarray:
        return self.columns[TABLE][column]

    @property
    def settled(self) -> np.ndarray:
        return np.isin(self["outcome"], ["deal", "partial"])


@pytest.fixture(scope="session")
def islands():
    """Play worlds of the two islands with keys set; the same call is played once."""
    kept: dict[tuple, Played] = {}

    def play(worlds: int = 800, **sets) -> Played:
        named = {key.replace("__", "."): value for key, value in sets.items()}
        key = (worlds, *sorted((k, repr(v)) for k, v in named.items()))
        if key not in kept:
            kept[key] = Played("two_islands", worlds, named)
        return kept[key]

    return play
