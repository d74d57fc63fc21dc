"""A chunk of work: one cell and a range of worlds, from resolved data to columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from negotiation.draws import Array
from negotiation.economy.stakes import Stakes
from negotiation.economy.tariffs import Tariffs, build_tariffs
from negotiation.errors import InputError, nearest
from negotiation.runs.numbers import numbers
from negotiation.runs.players import load_plugin
from negotiation.runs.resolve import Resolved
from negotiation.world.model import NegotiationModel, Record
from negotiation.world.outcomes import Columns, outcomes

CHUNK = 8000  # worlds to a chunk: enough to spread the cost of Python, few enough for memory


@dataclass(frozen=True)
class Chunk:
    """Worlds `first` to `first + worlds - 1` of a cell."""

    cell: int
    first: int
    worlds: int


def chunks(resolved: Resolved, size: int = CHUNK) -> list[Chunk]:
    """The work of a run, cell by cell."""
    count = resolved.experiment.worlds
    return [
        Chunk(cell, first, min(size, count - first))
        for cell in range(len(resolved.cells))
        for first in range(0, count, size)
    ]


def price(resolved: Resolved) -> Tariffs | None:
    """Fit what the scenario's tariffs are worth; once for a run."""
    return build_tariffs(resolved.scenario, resolved.flows)


def build(
    resolved: Resolved,
    tariffs: Tariffs | None,
    chunk: Chunk,
    record: Record | None = None,
    given: Mapping[str, Array] | None = None,
) -> NegotiationModel:
    """The model of a chunk, ready to play.

    `given` are values [world of the chunk] that take the place of draws, by purpose; see
    `negotiation.runs.numbers` for the purposes. `InputError` where one is unknown.
    """
    for plugin in resolved.plugins:
        load_plugin(plugin)
    if given:
        known = numbers(resolved, chunk.cell)
        for purpose in given:
            if purpose not in known:
                raise InputError(
                    f"is no number of the scenario{nearest(purpose, known)}", key=purpose
                )
    cell = resolved.cells[chunk.cell]
    return NegotiationModel(
        resolved.scenario,
        {country: resolved.strategy(name) for country, name in cell.items()},
        resolved.rules(),
        Stakes(resolved.scenario, tariffs),
        resolved.experiment.seed,
        chunk.first,
        chunk.worlds,
        record,
        given,
    )


def play(
    resolved: Resolved,
    tariffs: Tariffs | None,
    chunk: Chunk,
    given: Mapping[str, Array] | None = None,
) -> dict[str, Columns]:
    """Play a chunk, with numbers `given` in place of draws; columns by table."""
    model = build(resolved, tariffs, chunk, given=given)
    model.run()
    found = outcomes(model)
    model.forget()
    return found


def rows(found: dict[str, Columns], chunk: Chunk, names: list[str]) -> dict[str, np.ndarray]:
    """One row for each world and table, with the columns `names`; NaN where one does not apply."""
    worlds = np.arange(chunk.first, chunk.first + chunk.worlds)
    count = len(found)
    result: dict[str, np.ndarray] = {
        "cell": np.full(count * chunk.worlds, chunk.cell),
        "world": np.tile(worlds, count),
        "table": np.repeat(list(found), chunk.worlds),
        "outcome": np.concatenate([columns["outcome"] for columns in found.values()]),
    }
    missing = np.full(chunk.worlds, np.nan)
    for name in names:
        if name not in result:
            result[name] = np.concatenate([c.get(name, missing) for c in found.values()])
    return result
