"""What a concession costs: never negative, more for more, and at a rising rate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.bargaining.loss import loss, total, utility

concessions = st.floats(-3, 3)
stakes = st.floats(0, 1000)
curvatures = st.floats(0, 1)


@given(concessions, stakes, curvatures)
def test_loss_is_never_negative_and_the_same_on_both_sides_of_the_ideal(c, stake, curvature):
    assert loss(c, stake, curvature) >= 0.0
    assert loss(c, stake, curvature) == loss(-c, stake, curvature)


@given(concessions, concessions, stakes, curvatures)
def test_a_larger_departure_from_the_ideal_never_costs_less(one, two, stake, curvature):
    near, far = sorted((one, two), key=abs)
    assert loss(near, stake, curvature) <= loss(far, stake, curvature)


@given(concessions, concessions, st.floats(0, 1), stakes, curvatures)
def test_loss_is_convex(one, two, share, stake, curvature):
    mixed = loss(share * one + (1 - share) * two, stake, curvature)
    apart = share * loss(one, stake, curvature) + (1 - share) * loss(two, stake, curvature)
    assert mixed <= apart + 1e-12 * max(stake, 1.0)


@pytest.mark.parametrize(("curvature", "half"), [(0.0, 5.0), (0.5, 3.75), (1.0, 2.5)])
def test_loss_runs_from_nothing_to_the_stake(curvature, half):
    assert loss(0.0, 10.0, curvature) == 0.0
    assert loss(0.5, 10.0, curvature) == half
    assert loss(1.0, 10.0, curvature) == 10.0


def test_utility_is_minus_the_sum_of_losses():
    concession = np.array([[0.0, 1.0], [0.5, -0.5]])
    stake = np.array([[3.0, 3.0], [8.0, 8.0]])
    curvature = np.array([[0.0, 0.0], [1.0, 1.0]])
    np.testing.assert_array_equal(utility(concession, stake, curvature), [-2.0, -5.0])


@pytest.mark.parametrize("issues", [1, 8, 9, 17, 40])
@pytest.mark.parametrize("width", [1, 7, 1000])
def test_a_total_does_not_depend_on_how_many_worlds_are_added_up(issues, width):
    numbers = np.random.default_rng(issues).lognormal(0.0, 5.0, (issues, 1000))
    whole = total(numbers)
    for first in range(0, 1000 - width + 1, max(1, (1000 - width) // 20)):
        part = np.take(numbers, range(first, first + width), axis=-1)
        np.testing.assert_array_equal(total(part), whole[first : first + width])


@pytest.mark.parametrize("width", [1, 7, 1000])
def test_utility_does_not_depend_on_the_batch(width):
    draw = np.random.default_rng(3)
    shape = 11, 1000
    arrays = [draw.random(shape), draw.lognormal(0.0, 2.0, shape), draw.random(shape)]
    whole = utility(*arrays)
    part = utility(*(np.take(x, range(width), axis=-1) for x in arrays))
    np.testing.assert_array_equal(part, whole[:width])
