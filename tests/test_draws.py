"""A number depends on seed, world, purpose and round, and on nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from negotiation.draws import Draws

WHOLE = Draws(seed=2025, first=0, count=3000)


@settings(deadline=None)
@given(st.integers(0, 2900), st.integers(1, 100), st.integers(0, 500))
def test_a_world_is_the_same_in_any_batch(first, count, round_):
    part = Draws(2025, first, count).uniform("countries.east.patience", round_)
    whole = WHOLE.uniform("countries.east.patience", round_)
    np.testing.assert_array_equal(part, whole[first : first + count])


def test_a_world_far_out_is_the_same_in_any_batch():
    far = 10**9 + 3
    whole = Draws(1, far - 10, 20).uniform("x")
    np.testing.assert_array_equal(Draws(1, far, 3).uniform("x"), whole[10:13])


def test_asking_twice_or_in_another_order_changes_nothing():
    draws = Draws(5, 0, 10)
    first = draws.uniform("a", 3)
    draws.uniform("b", 1)
    np.testing.assert_array_equal(draws.uniform("a", 3), first)


OTHERS = {
    "purpose": (Draws(7, 0, 20_000), "tables.river.offer", 4),
    "round": (Draws(7, 0, 20_000), "tables.river.opener", 5),
    "next seed": (Draws(8, 0, 20_000), "tables.river.opener", 4),
    "next world": (Draws(7, 1, 20_000), "tables.river.opener", 4),
}


@pytest.mark.parametrize("what", OTHERS)
def test_another_purpose_round_seed_or_world_is_another_number(what):
    draws, purpose, round_ = OTHERS[what]
    one = Draws(7, 0, 20_000).uniform("tables.river.opener", 4)
    two = draws.uniform(purpose, round_)
    assert not np.any(one == two)
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / np.sqrt(20_000)


@pytest.mark.parametrize("purpose", ["countries.east.beta", "mechanisms.M2.coin"])
def test_numbers_are_uniform_and_strictly_inside(purpose):
    numbers = Draws(99, 0, 100_000).uniform(purpose, 2)
    assert numbers.min() > 0.0
    assert numbers.max() < 1.0
    assert stats.kstest(numbers, "uniform").pvalue > 0.01


def test_the_rounds_of_one_world_are_uniform():
    numbers = np.array([Draws(3, 17, 1).uniform("x", t)[0] for t in range(5000)])
    assert stats.kstest(numbers, "uniform").pvalue > 0.01
    assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 4 / np.sqrt(5000)


class _Ends:
    """A generator that yields the least and the largest number it can."""

    def __init__(self, stream):
        pass

    def random(self, count):
        return np.array([0.0, 1.0 - 2.0**-53])


def test_the_least_raw_number_stays_above_zero(monkeypatch):
    monkeypatch.setattr(np.random, "Generator", _Ends)
    assert Draws(1, 0, 2).uniform("x")[0] > 0.0


def test_the_largest_raw_number_stays_below_one(monkeypatch):
    monkeypatch.setattr(np.random, "Generator", _Ends)
    assert Draws(1, 0, 2).uniform("x")[1] < 1.0


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ValueError, match="outside 0 to"):
        Draws(seed, 0, 1)


def test_the_largest_seed_works():
    assert Draws(2**63 - 1, 0, 1).uniform("x").shape == (1,)


@pytest.mark.parametrize(("first", "count"), [(0, 21), (5, 9), (20, 1), (7, 0)])
def test_rows_of_a_world_share_its_numbers(first, count):
    world = Draws(3, 0, 7).uniform("patience", 2)
    rows = Draws(3, first, count, points=3).uniform("patience", 2)
    np.testing.assert_array_equal(rows, np.repeat(world, 3)[first : first + count])
