"""A chunk of work: one cell and a range of its rows, from resolved data to columns.

A row is a world, or with a design of points a world at a point; see `negotiation.runs.points`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from negotiation.draws import Array
from negotiation.economy.stakes import Stakes
from negotiation.economy.tariffs import Tariffs, build_tariffs, rebuilt
from negotiation.errors import InputError, nearest
from negotiation.runs import points
from negotiation.runs.numbers import numbers
from negotiation.runs.players import load_plugin
from negotiation.runs.resolve import Resolved
from negotiation.runs.work import Chunk
from negotiation.world.model import NegotiationModel, Record
from negotiation.world.outcomes import Columns, outcomes


def price(resolved: Resolved) -> Tariffs | None:
    """Fit what the scenario's tariffs are worth; once for a run."""
    return build_tariffs(resolved.scenario, resolved.flows)


_fitted: dict[tuple[str, int], Tariffs | None] = {}  # by run and cell, in this process


def _priced(resolved: Resolved, tariffs: Tariffs | None, cell: int) -> Tariffs | None:
    """What tariffs are worth in a cell, which may change what the scenario says of them."""
    played = resolved.at(cell)
    if tariffs is None or played is resolved:
        return tariffs
    key = resolved.run_id, cell
    if key not in _fitted:
        _fitted.clear()  # cells come one after the other
        same = played.scenario.economy == resolved.scenario.economy
        _fitted[key] = rebuilt(tariffs, played.scenario, played.flows, same)
    return _fitted[key]


def build(
    resolved: Resolved,
    tariffs: Tariffs | None,
    chunk: Chunk,
    record: Record | None = None,
    given: Mapping[str, Array] | None = None,
) -> NegotiationModel:
    """The model of a chunk, ready to play.

    `given` are values [row of the chunk] that take the place of draws, by purpose; see
    `negotiation.runs.numbers` for the purposes. `InputError` where one is unknown. The numbers of
    a design of points are fixed besides.
    """
    for plugin in resolved.plugins:
        load_plugin(plugin)
    played, cell = resolved.at(chunk.cell), resolved.cells[chunk.cell]
    if given:
        known = numbers(resolved, chunk.cell)
        for purpose in given:
            if purpose not in known:
                raise InputError(
                    f"is no number of the scenario{nearest(purpose, known)}", key=purpose
                )
    fixed = points.fixed(resolved, chunk)
    return NegotiationModel(
        played.scenario,
        {country: resolved.strategy(cell[country]) for country in played.scenario.countries},
        played.rules(),
        Stakes(played.scenario, _priced(resolved, tariffs, chunk.cell)),
        resolved.experiment.seed,
        chunk.first,
        chunk.worlds,
        record,
        {**(given or {}), **fixed},
        resolved.points,
        fixed,
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


def rows(
    found: dict[str, Columns], chunk: Chunk, names: list[str], points: int = 1
) -> dict[str, np.ndarray]:
    """One line for each row and table, with the columns `names`; NaN where one does not apply.

    `points` is how many the design has; they are told apart where `names` holds `point`.
    """
    world, point = divmod(np.arange(chunk.first, chunk.first + chunk.worlds), points)
    count = len(found)
    result: dict[str, np.ndarray] = {
        "cell": np.full(count * chunk.worlds, chunk.cell),
        "world": np.tile(world, count),
        **({"point": np.tile(point, count)} if "point" in names else {}),
        "table": np.repeat(list(found), chunk.worlds),
        "outcome": np.concatenate([columns["outcome"] for columns in found.values()]),
    }
    missing = np.full(chunk.worlds, np.nan)
    for name in names:
        if name not in result:
            result[name] = np.concatenate([c.get(name, missing) for c in found.values()])
    return result
