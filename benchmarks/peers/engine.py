"""The package's own engine, a chunk of worlds at a time."""

from __future__ import annotations

import numpy as np

from benchmarks.game import CHUNK, TABLE, Outcome, model
from negotiation.scenario.schema import Scenario
from negotiation.world.table import DEAL


def play(data: Scenario, count: int, chunk: int = CHUNK) -> Outcome:
    """Draw and play the first `count` worlds."""
    parts = [_play_chunk(data, at, min(chunk, count - at)) for at in range(0, count, chunk)]
    return Outcome(
        np.concatenate([part.week for part in parts]),
        np.concatenate([part.utility for part in parts], axis=-1),
    )


def _play_chunk(data: Scenario, first: int, worlds: int) -> Outcome:
    played = model(data, first, worlds)
    played.run()
    table = played.tables[TABLE]
    settled = table.outcome() == DEAL
    outcome = Outcome(
        np.where(settled, table.week, np.nan),
        np.where(settled, np.stack(table.signed_utility), np.nan),
    )
    played.forget()
    return outcome
