"""A number and how worlds differ in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from negotiation.scenario.quantity import Quantity

EVEN = (np.arange(999) + 1) / 1000
KINDS = ("fixed", "uniform", "triangular", "lognormal", "normal")


def quantity(kind: str, value: float, low: float, high: float, spread: float = 0.5) -> Quantity:
    extra = {"lognormal": {"log_sd": spread}, "normal": {"sd": spread}}.get(kind, {})
    return Quantity(
        value=value, unit="1", range=(low, high), distribution=kind, basis="assumption", **extra
    )


def test_a_fixed_number_is_the_same_in_every_world():
    np.testing.assert_array_equal(quantity("fixed", 2, 1, 4).sample(EVEN), np.full(999, 2.0))


def test_a_range_of_one_point_is_that_point():
    for kind in KINDS:
        assert set(quantity(kind, 2, 2, 2).sample(EVEN)) == {2.0}


def test_quantiles_of_a_uniform_number():
    np.testing.assert_allclose(quantity("uniform", 2, 1, 5).sample(EVEN), 1 + 4 * EVEN, rtol=1e-14)


@pytest.mark.parametrize("mode", [1.0, 2.0, 4.5, 5.0])
def test_quantiles_of_a_triangular_number(mode):
    expected = stats.triang.ppf(EVEN, (mode - 1) / 4, loc=1, scale=4)
    found = quantity("triangular", mode, 1, 5).sample(EVEN)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("spread", [0.1, 0.5, 5.0])
def test_quantiles_of_a_normal_number_cut_off_at_its_range(spread):
    cut = (1 - 2) / spread, (5 - 2) / spread
    expected = stats.truncnorm.ppf(EVEN, *cut, loc=2, scale=spread)
    found = quantity("normal", 2, 1, 5, spread).sample(EVEN)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize("spread", [0.1, 0.5, 5.0])
def test_quantiles_of_a_lognormal_number_cut_off_at_its_range(spread):
    cut = np.log(1 / 2) / spread, np.log(5 / 2) / spread
    expected = 2 * np.exp(stats.truncnorm.ppf(EVEN, *cut, scale=spread))
    found = quantity("lognormal", 2, 1, 5, spread).sample(EVEN)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_the_median_of_a_lognormal_number_in_a_wide_range_is_its_value():
    found = quantity("lognormal", 2, 0, 1e9, 0.35).sample(np.array([0.5]))
    np.testing.assert_allclose(found, 2.0, rtol=1e-12)


ends = st.floats(0.01, 100)


@given(
    st.sampled_from(KINDS),
    st.tuples(ends, ends, ends).map(sorted),
    st.floats(0.01, 10),
    st.lists(st.floats(2.0**-54, 1 - 2.0**-53), min_size=2, max_size=20).map(sorted),
)
def test_draws_stay_in_the_range_and_rise_with_the_uniform_number(kind, three, spread, uniform):
    low, value, high = three
    found = quantity(kind, value, low, high, spread).sample(np.array(uniform))
    hair = 1e-14 * high  # of the last bit of exp and log
    assert np.all((found >= low - hair) & (found <= high + hair))
    assert np.all(np.diff(found) >= -hair)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_the_ends_of_the_range_are_reached_and_not_passed(kind):
    found = quantity(kind, 3.0, 1.0, 5.0, 2.0).sample(np.array([2.0**-54, 1 - 2.0**-53]))
    np.testing.assert_allclose(found, [1.0, 5.0], rtol=1e-6)


def test_no_lognormal_draw_passes_the_end_of_its_range():
    for high in (3.0, 5.0, 7.0, 10.0):
        found = quantity("lognormal", 2.0, 1.0, high, 5.0).sample(np.array([1 - 2.0**-53]))
        assert found[0] <= high


@pytest.mark.parametrize(("value", "expected"), [(0.5, (0.5, 5.0)), (2.0, (1.0, 5.0)), (9, (1, 9))])
def test_a_number_fixed_at_another_value_keeps_the_rest(value, expected):
    found = quantity("uniform", 3, 1, 5).at(value)
    assert (found.value, found.range, found.distribution) == (value, expected, "fixed")
    assert (found.unit, found.basis) == ("1", "assumption")


def test_a_number_without_a_range_has_none_at_another_value():
    assert Quantity(value=1, unit="1", basis="definition").at(4).range is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"basis": None}, "neither a source nor a basis"),
        ({"source": "x"}, "has both"),
        ({"range": None}, "without a range"),
        ({"range": (3, 1)}, "put the lower end first"),
        ({"value": 9}, "lies outside its range"),
        ({"value": float("inf")}, "finite number"),
        ({"distribution": "normal"}, "needs sd"),
        ({"distribution": "lognormal"}, "log_sd"),
        ({"unit": ""}, "at least 1 character"),
    ],
)
def test_a_number_that_is_not_whole(changes, problem):
    sound = {"value": 2, "unit": "1", "range": (1, 3), "basis": "assumption"}
    Quantity(**sound)
    with pytest.raises(ValidationError, match=problem):
        Quantity(**{**sound, **changes})
