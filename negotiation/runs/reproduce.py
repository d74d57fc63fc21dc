"""Play one chunk of a run alone and write nothing, to see an error where it happens."""

from __future__ import annotations

from pathlib import Path

from negotiation.economy.tariffs import build_tariffs
from negotiation.errors import InputError
from negotiation.runs import store, surface
from negotiation.runs.chunk import play, rows
from negotiation.runs.points import FILE, stored
from negotiation.runs.resolve import Resolved
from negotiation.runs.work import Chunk


def reproduce(resolved: Resolved, chunk: Chunk) -> str:
    """Play a chunk in this process; returns the hash of its values, as its record has it.

    With the surface and the design that lie beside the experiment, if it is that of a result
    folder. An error in play is not caught; `InputError` if the run has no such chunk.
    """
    cells, count = len(resolved.cells), resolved.rows
    if chunk.cell >= cells or chunk.last > count:
        problem = f"{chunk} is not in the run; it has cells 0 to {cells - 1} of {count:,} rows"
        raise InputError(problem, key="--reproduce")
    beside = Path(resolved.file).parent
    if (beside / FILE).is_file():
        resolved = stored(resolved, beside)
    kept = surface.read(beside)
    tariffs = build_tariffs(resolved.scenario, resolved.flows, kept)
    names = list(store.columns(resolved.scenario, resolved.points))
    played = play(resolved, tariffs, chunk)
    return store.value_hash(rows(played, chunk, names, resolved.points))
