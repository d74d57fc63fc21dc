"""The contract curve, and offers along a path of packages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from problems import many, problems

from negotiation.bargaining.curve import diagonal, efficient, path, weights
from negotiation.bargaining.loss import total, utility


def quadratic(own: list[float], other: list[float], steps: int) -> np.ndarray:
    """The contract curve in one world with quadratic losses."""
    mine, theirs = np.array(own)[:, None], np.array(other)[:, None]
    one = np.ones_like(mine)
    return efficient(mine, one, theirs, one, steps)


def test_the_curve_has_the_closed_form_of_quadratic_losses():
    # Known answer: losses w_a c^2 and w_b (1 - c)^2 give (1-L) w_b / (L w_a + (1-L) w_b).
    own, other = np.array([3.0, 1.0, 2.0]), np.array([1.0, 3.0, 2.0])
    weight = weights(21)[:, :, 0]
    expected = (1 - weight) * other / (weight * own + (1 - weight) * other)
    found = quadratic([3, 1, 2], [1, 3, 2], 21)[:, :, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=0)
    np.testing.assert_allclose(found[10], [0.25, 0.75, 0.5], rtol=1e-12)


def test_stakes_in_another_unit_move_along_the_curve_and_not_off_it():
    own, other = np.array([3.0, 1.0]), np.array([100.0, 700.0])
    mine = weights(21)[:, :, 0] / own.sum()
    theirs = (1 - weights(21)[:, :, 0]) / other.sum()
    expected = theirs * other / (mine * own + theirs * other)
    found = quadratic([3, 1], [100, 700], 21)[:, :, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=0)


def test_linear_issues_are_given_up_whole_the_cheapest_first():
    own, other = np.array([[1.0], [2.0], [7.0]]), np.array([[6.0], [3.0], [1.0]])
    flat = np.zeros_like(own)
    found = efficient(own, flat, other, flat, 101)[:, :, 0]
    assert set(np.unique(found)) == {0.0, 1.0}
    packages = [tuple(row) for row in dict.fromkeys(map(tuple, found.tolist()))]
    assert packages == [(1, 1, 1), (1, 1, 0), (1, 0, 0), (0, 0, 0)]


@given(problems(), st.integers(0, 32), st.integers(0, 2**32 - 1))
def test_no_package_does_better_at_the_weight_of_a_step(sides, step, seed):
    weight = step / 32
    mine = weight / total(sides.own_stake)
    theirs = (1 - weight) / total(sides.other_stake)

    def weighed(concession: np.ndarray) -> np.ndarray:
        own = utility(concession, sides.own_stake, sides.own_curvature)
        return mine * own + theirs * utility(
            1 - concession, sides.other_stake, sides.other_curvature
        )

    others = np.random.default_rng(seed).random((len(sides.own_stake), 200))
    others[:, ::2] = np.rint(others[:, ::2])  # half of them corners
    assert np.all(weighed(others) <= weighed(sides.curve()[step]) + 1e-12)


@given(problems(), st.integers(0, 32), st.integers(0, 2**32 - 1))
def test_no_package_is_better_for_both(sides, step, seed):
    found = sides.path()
    others = np.random.default_rng(seed).random((len(sides.own_stake), 200))
    own = utility(others, sides.own_stake, sides.own_curvature)
    other = utility(1 - others, sides.other_stake, sides.other_curvature)
    hair = 1e-9 * 100
    better = (own > found.own[step] + hair) & (other > found.other[step] + hair)
    assert not better.any()


def test_the_owners_best_package_gives_away_what_costs_nothing():
    own, other = np.array([[1.0], [0.0]]), np.array([[1.0], [1.0]])
    curvature = np.full((2, 1), 0.7)
    best = efficient(own, curvature, other, curvature)[-1, :, 0]
    np.testing.assert_array_equal(best, [0.0, 1.0])


@given(problems())
def test_along_the_path_the_owner_gains_and_the_other_loses(sides):
    found = sides.path()
    hair = 1e-12 * 100
    assert np.all(np.diff(found.concession, axis=0) <= 0.0)
    assert np.all(np.diff(found.own, axis=0) >= -hair)
    assert np.all(np.diff(found.other, axis=0) <= hair)
    assert np.all(found.concession[0] == 1.0)
    assert np.all(found.concession[-1] == 0.0)


@given(problems(), st.floats(0, 1))
def test_an_offer_is_never_worth_less_to_its_owner_than_wanted(sides, share):
    found = sides.path()
    wanted = found.own[0] + share * (found.own[-1] - found.own[0])
    worth = utility(found.offer(wanted), sides.own_stake, sides.own_curvature)
    assert np.all(worth >= wanted - 1e-12 * total(sides.own_stake))


def test_a_wish_beyond_the_ends_gets_the_nearer_end():
    found = many(worlds=5).path()
    np.testing.assert_array_equal(found.offer(found.own[-1] + 1.0), found.concession[-1])
    np.testing.assert_array_equal(found.offer(found.own[0] - 1.0), found.concession[0])


@given(problems(), st.floats(0, 1))
def test_the_best_that_leaves_the_other_enough_does_leave_it(sides, share):
    found = sides.path()
    least = found.other[-1] + share * (found.other[0] - found.other[-1])
    best = found.own_where_other(least)
    hair = 1e-9 * 100
    left = utility(1 - found.offer(best), sides.other_stake, sides.other_curvature)
    assert np.all(left >= least - hair)
    enough = found.other[:, 0] >= least[0]
    assert np.all(found.own[enough, 0] <= best[0] + hair)


def test_what_the_other_cannot_get_leaves_nothing_and_what_it_has_anyway_costs_nothing():
    found = many(worlds=5).path()
    np.testing.assert_array_equal(found.own_where_other(found.other[0] + 1.0), np.full(5, -np.inf))
    np.testing.assert_array_equal(found.own_where_other(found.other[-1] - 1.0), found.own[-1])


def test_the_diagonal_gives_the_same_on_every_issue():
    found = diagonal(3, 2, steps=5)
    assert found.shape == (5, 3, 2)
    np.testing.assert_array_equal(found[:, 1, 1], [1.0, 0.75, 0.5, 0.25, 0.0])
    assert np.all(found == found[:, :1, :1])


@pytest.mark.parametrize("width", [1, 7, 1000])
def test_paths_and_offers_do_not_depend_on_the_batch(width):
    whole, part = many(), many().take(range(width))
    wanted = 0.4 * whole.path().own[0]
    least = 0.6 * whole.path().other[-1]
    for name in ("concession", "own", "other"):
        expected = np.take(getattr(whole.path(), name), range(width), axis=-1)
        np.testing.assert_array_equal(getattr(part.path(), name), expected)
    offer = np.take(whole.path().offer(wanted), range(width), axis=-1)
    np.testing.assert_array_equal(part.path().offer(wanted[:width]), offer)
    best = whole.path().own_where_other(least)[:width]
    np.testing.assert_array_equal(part.path().own_where_other(least[:width]), best)


def test_a_path_prices_packages_for_both_sides():
    concession = np.array([[[1.0], [1.0]], [[0.0], [0.5]]])
    two, none = np.array([[2.0], [4.0]]), np.zeros((2, 1))
    found = path(concession, two, none, two, none)
    np.testing.assert_array_equal(found.own[:, 0], [-6.0, -2.0])
    np.testing.assert_array_equal(found.other[:, 0], [0.0, -4.0])


def test_the_best_in_some_worlds_is_that_of_all():
    found, some = many(worlds=50).path(), np.array([3, 4, 17, 49])
    least = np.take(found.other, 9, axis=0) - 0.01
    best = found.own_where_other(np.take(least, some), some)
    np.testing.assert_array_equal(best, np.take(found.own_where_other(least), some))
