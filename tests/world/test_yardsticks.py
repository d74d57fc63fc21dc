"""Where a deal lies among the solutions of its own problem, held against a dense search."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.bargaining.curve import efficient, path
from negotiation.runs.chunk import Chunk, build, price
from negotiation.runs.resolve import resolve
from negotiation.world.outcomes import outcomes
from negotiation.world.table import Table

TABLE = "avalon-lyonesse"
DENSE = np.linspace(0.0, 1.0, 20_001)


@pytest.fixture(scope="module")
def table(islands) -> Table:
    resolved = resolve(islands)
    model = build(resolved, price(resolved), Chunk(0, 0, 40))
    model.run()
    return model.tables[TABLE]


def gains(table: Table, world: int) -> tuple[np.ndarray, np.ndarray]:
    """Gains over impasse of both sides along the contract curve of what was settled, [point]."""
    settled = ~table.unsettled[:, [world]]
    stakes = [stake[:, [world]] * settled for stake in table.stake]
    curvatures = [q[:, [world]] for q in table.terms.curvature]
    sides = stakes[0], curvatures[0], stakes[1], curvatures[1]
    kinks = [kinks.among(range(len(settled)), np.array([world])) for kinks in table.kinks]
    curve = path(efficient(*sides, 65, *kinks), *sides, *kinks)
    steps = np.linspace(0.0, 1.0, len(curve.own))
    one, two = (np.interp(DENSE, steps, u[:, 0]) for u in (curve.own, curve.other))
    return one - table.signed_impasse[0][world], two - table.signed_impasse[1][world]


def found(table: Table, world: int) -> dict[str, float]:
    """Distances to the solutions by search: largest product, equal shares, equal gains."""
    one, two = gains(table, world)
    fair = (one >= 0.0) & (two >= 0.0)
    shares = one / one[fair].max(), two / two[fair].max()
    wanted = {
        "nash": np.where(fair, one * two, -np.inf).argmax(),
        "kalai_smorodinsky": np.abs(shares[0] - shares[1]).argmin(),
        "equal_gains": np.abs(one - two).argmin(),
    }
    signed = [table.signed_utility[s][world] - table.signed_impasse[s][world] for s in (0, 1)]
    own = signed[0] / one[fair].max(), signed[1] / two[fair].max()
    return {
        name: float(np.hypot(own[0] - shares[0][at], own[1] - shares[1][at]))
        for name, at in wanted.items()
    }


def test_distances_are_those_of_a_dense_search(table):
    columns = outcomes(table.model)[TABLE]
    settled = np.flatnonzero(np.isin(columns["outcome"], ["deal", "partial"]))
    assert len(settled) > 20
    for world in settled:
        for point, distance in found(table, world).items():
            assert columns[f"from_{point}"][world] == pytest.approx(distance, abs=2e-3)


def test_a_deal_at_the_nash_solution_is_at_no_distance(table):
    """Signed at the Nash point of its own problem, a deal lies nowhere else."""
    before = outcomes(table.model)[TABLE]["from_nash"]
    (world, *_) = np.flatnonzero(before > 0.05)
    one, two = gains(table, world)
    best = np.where((one >= 0.0) & (two >= 0.0), one * two, -np.inf).argmax()
    (docket,) = table.dockets
    kept = [docket.worth_signed[side][world] for side in (0, 1)]
    for side, gain in enumerate((one, two)):
        docket.worth_signed[side][world] = table.signed_impasse[side][world] + gain[best]
    assert outcomes(table.model)[TABLE]["from_nash"][world] < 2e-3
    for side in (0, 1):
        docket.worth_signed[side][world] = kept[side]
