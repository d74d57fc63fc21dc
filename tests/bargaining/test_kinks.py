"""Costs beyond a mark: what they are, and the contract curve by pieces around them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from problems import Sides, many, problems

from negotiation.bargaining.curve import efficient, path
from negotiation.bargaining.loss import Kink, total, utility


def kink(issue: int, mark, slope=0.0, square=0.0, worlds: int = 1) -> Kink:
    arrays = (np.broadcast_to(np.asarray(x, dtype=float), worlds) for x in (mark, slope, square))
    return Kink(issue, *arrays, signing=False)


@st.composite
def kinked(draw) -> tuple[Sides, list[Kink], list[Kink]]:
    """One world, and up to three kinks of each side."""
    sides = draw(problems())
    share = st.floats(0, 1)
    one = st.builds(
        kink, st.integers(0, len(sides.own_stake) - 1), share, st.floats(0, 3), st.floats(0, 5)
    )
    return sides, draw(st.lists(one, max_size=3)), draw(st.lists(one, max_size=3))


def test_nothing_is_paid_up_to_the_mark_and_a_share_of_the_stake_beyond_it():
    stake, none = np.array([[4.0], [1.0]]), np.zeros((2, 1))
    costs = [kink(0, 0.5, slope=1.0, square=2.0)]
    plain = utility(np.array([[0.5], [0.3]]), stake, none)
    assert utility(np.array([[0.5], [0.3]]), stake, none, costs) == plain
    beyond = np.array([[0.75], [0.3]])
    found = utility(beyond, stake, none, costs) - utility(beyond, stake, none)
    np.testing.assert_allclose(found, -4.0 * (0.25 + 2.0 * 0.0625), rtol=1e-12)


def test_a_kink_has_the_closed_form_on_its_side_of_the_mark():
    # Known answer: losses c^2 and (1 - c)^2 at even weights, and P (c - m)^2 beyond m:
    # 2 c + 2 P (c - m) = 2 (1 - c), so c = (1 + P m) / (2 + P) where that lies beyond m.
    one = np.ones((1, 1))
    for mark, expected in ((0.2, (1 + 3 * 0.2) / 5), (0.5, 0.5), (0.7, 0.5)):
        found = efficient(one, one, one, one, 3, own_kinks=[kink(0, mark, square=3.0)])
        np.testing.assert_allclose(found[1, 0, 0], expected, rtol=1e-12)


def test_a_step_in_the_price_holds_the_package_at_the_mark():
    one = np.ones((1, 1))
    for mark, expected in ((0.4, 0.4), (0.1, 0.25), (0.6, 0.5)):
        # beyond the mark 2 c + 1 = 2 (1 - c): .25, so that the mark itself is best if dearer
        found = efficient(one, one, one, one, 3, own_kinks=[kink(0, mark, slope=1.0)])
        np.testing.assert_allclose(found[1, 0, 0], expected, rtol=1e-12)


@given(kinked(), st.integers(0, 32), st.integers(0, 2**32 - 1))
def test_no_package_does_better_at_the_weight_of_a_step(problem, step, seed):
    sides, own, other = problem
    weight = step / 32
    mine = weight / total(sides.own_stake)
    theirs = (1 - weight) / total(sides.other_stake)

    def weighed(c: np.ndarray) -> np.ndarray:
        theirs_then = utility(1 - c, sides.other_stake, sides.other_curvature, other)
        return mine * utility(c, sides.own_stake, sides.own_curvature, own) + theirs * theirs_then

    curve = efficient(*sides.all, own_kinks=own, other_kinks=other)
    others = np.random.default_rng(seed).random((len(sides.own_stake), 200))
    others[:, ::2] = np.rint(others[:, ::2])
    assert np.all(weighed(others) <= weighed(curve[step]) + 1e-11)


@given(kinked())
def test_along_the_path_the_owner_gains_and_prices_are_those_of_utility(problem):
    sides, own, other = problem
    curve = efficient(*sides.all, own_kinks=own, other_kinks=other)
    found = path(curve, *sides.all, own, other)
    assert np.all(np.diff(found.concession, axis=0) <= 1e-12)
    assert np.all(np.diff(found.own, axis=0) >= -1e-9)
    middle = found.concession[16]
    worth = utility(middle, sides.own_stake, sides.own_curvature, own)
    np.testing.assert_allclose(found.own[16], worth, rtol=1e-9, atol=1e-12)
    worth = utility(1 - middle, sides.other_stake, sides.other_curvature, other)
    np.testing.assert_allclose(found.other[16], worth, rtol=1e-9, atol=1e-12)


def random_kinks(worlds: int, seed: int) -> list[Kink]:
    """Three on two issues; the second costs nothing in every other world."""
    random = np.random.default_rng(seed)
    found = []
    for i, issue in enumerate((1, 1, 4)):
        mark, slope, square = random.random((3, worlds))
        used = np.where((np.arange(worlds) % 2 == 0) & (i == 1), 0.0, 1.0)
        found.append(Kink(issue, mark, used * slope, used * square, False))
    return found


@pytest.mark.parametrize("width", [1, 7])
def test_a_kinked_curve_does_not_depend_on_the_batch(width):
    sides, own, other = many(), random_kinks(1000, 1), random_kinks(1000, 2)
    at = np.arange(width)
    part = [
        [k for k in (kink.at(at, kink.issue) for kink in kinks) if (k.slope + k.square).any()]
        for kinks in (own, other)
    ]
    whole = path(efficient(*sides.all, 33, own, other), *sides.all, own, other)
    few = sides.take(range(width))
    alone = path(efficient(*few.all, 33, *part), *few.all, *part)
    for name in ("concession", "own", "other"):
        expected = np.take(getattr(whole, name), at, axis=-1)
        np.testing.assert_array_equal(getattr(alone, name), expected)


def test_worlds_of_a_path_can_be_drawn_anew():
    sides, own = many(worlds=9), random_kinks(9, 3)
    plain = path(sides.curve(), *sides.all)
    whole = path(efficient(*sides.all, own_kinks=own), *sides.all, own)
    at = np.array([0, 4, 7])
    some = sides.take(at)
    kinks = [k.at(at, k.issue) for k in own]
    plain.put(at, path(efficient(*some.all, own_kinks=kinks), *some.all, kinks))
    untouched = sides.path()
    for name in ("concession", "own", "other"):
        expected = np.array(getattr(untouched, name))
        expected[..., at] = np.take(getattr(whole, name), at, axis=-1)
        np.testing.assert_array_equal(getattr(plain, name), expected)
