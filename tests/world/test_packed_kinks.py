"""Kinks as state of the world: those in some worlds, as few as will do."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.loss import Kink
from negotiation.world.kinks import Kinks

WORLDS = 40


def filled() -> Kinks:
    """Three kinks on issue 5 and one on issue 2; in each world chance says which cost something."""
    random, kinks = np.random.default_rng(4), Kinks(WORLDS)
    for issue in (5, 5, 2, 5):
        kink = kinks.add(issue, signing=True)
        costs = random.random(WORLDS) < 0.4
        kink.mark[:], kink.slope[:] = random.random((2, WORLDS))
        kink.slope[~costs] = 0.0
    return kinks


def costing(kinks: tuple[Kink, ...], row: int, world: int) -> list[float]:
    """Marks of those that cost something on an issue in a world, in their order."""
    return [k.mark[world] for k in kinks if k.issue == row and k.slope[world] > 0.0]


def test_packed_kinks_cost_the_same_in_the_same_order():
    kinks, everywhere = filled(), np.arange(WORLDS)
    plain = kinks.among((2, 5), everywhere, idle=True)
    packed = kinks.among((2, 5), everywhere)
    for world in everywhere:
        for row in (0, 1):
            assert costing(packed, row, world) == costing(plain, row, world)
    assert len(plain) == 4  # the worlds' own kinks are as they were


def test_where_one_costs_at_a_time_one_is_left():
    kinks = Kinks(WORLDS)
    turn = np.arange(WORLDS) % 3
    for n in range(3):
        kinks.add(0, signing=True).slope[:] = turn == n
    (left,) = kinks.among((0,), np.arange(WORLDS))
    np.testing.assert_array_equal(left.slope, np.ones(WORLDS))
    assert kinks.among((0,), np.flatnonzero(turn == 3)) == ()
