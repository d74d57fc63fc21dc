"""Play one chunk of a run alone and write nothing, to see an error where it happens."""

from __future__ import annotations

from pathlib import Path

from negotiation.economy.tariffs import build_tariffs
from negotiation.errors import InputError
from negotiation.runs import store, surface
from negotiation.runs.chunk import play
from negotiation.runs.chunk import rows as as_rows
from negotiation.runs.resolve import Resolved
from negotiation.runs.work import Chunk, rows


def reproduce(resolved: Resolved, chunk: Chunk) -> str:
    """Play a chunk in this process; returns the hash of its values, as its record has it.

    With the surface that lies beside the experiment, if it is that of a result folder. An error
    in play is not caught; `InputError` if the run has no such chunk.
    """
    cells, count = len(resolved.cells), rows(resolved)
    if chunk.cell >= cells or chunk.last > count:
        problem = f"{chunk} is not in the run; it has cells 0 to {cells - 1} of {count:,} worlds"
        raise InputError(problem, key="--reproduce")
    kept = surface.read(Path(resolved.file).parent)
    tariffs = build_tariffs(resolved.scenario, resolved.flows, kept)
    names = list(store.columns(resolved.scenario))
    return store.value_hash(as_rows(play(resolved, tariffs, chunk), chunk, names))
