"""Cumulative incidence against SciPy, against the Aalen-Johansen recursion, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import CensoredData, binomtest, ecdf

from negotiation.analysis.clustered import share
from negotiation.analysis.survival import cumulative_incidence

HORIZON = 20
NONE = np.nan


@pytest.fixture(scope="module")
def course():
    """Weeks of agreement and of breaking off in 300 worlds; at most one of them is known."""
    draws = np.random.Generator(np.random.Philox(3))
    week = draws.integers(0, HORIZON, 300).astype(float)
    kind = draws.integers(0, 3, 300)
    return np.where(kind == 0, week, NONE), np.where(kind == 1, week, NONE)


def test_by_hand():
    found = cumulative_incidence(np.array([0.0, 2.0, 2.0, NONE]), 4)
    np.testing.assert_array_equal(found.week, [0, 1, 2, 3, 4])
    np.testing.assert_array_equal(found.share, [0.25, 0.25, 0.75, 0.75, 0.75])


def test_equals_kaplan_meier_of_the_subdistribution(course):
    """A world with a competing event never agrees, so SciPy may hold it at risk to the end."""
    agreed, _ = course
    happened = ~np.isnan(agreed)
    right = np.full(np.count_nonzero(~happened), float(HORIZON))
    curve = ecdf(CensoredData(uncensored=agreed[happened], right=right)).cdf
    found = cumulative_incidence(agreed, HORIZON)
    np.testing.assert_allclose(found.share, curve.evaluate(found.week), rtol=1e-12)


def test_equals_the_aalen_johansen_recursion(course):
    agreed, broke = course
    share, still, expected = 0.0, 1.0, []
    at_risk = float(len(agreed))
    for week in range(HORIZON + 1):
        deals, breaks = np.sum(agreed == week), np.sum(broke == week)
        if at_risk > 0:
            share += still * deals / at_risk
            still *= 1.0 - (deals + breaks) / at_risk
        at_risk -= deals + breaks
        expected.append(share)
    found = cumulative_incidence(agreed, HORIZON)
    np.testing.assert_allclose(found.share, expected, rtol=1e-12)


def test_interval_holds_the_share_and_the_last_one_is_the_chance_of_a_deal(course):
    found = cumulative_incidence(course[0], HORIZON)
    assert np.all((found.low <= found.share) & (found.share <= found.high))
    hits = int(np.count_nonzero(~np.isnan(course[0])))
    last = found.share[-1], found.low[-1], found.high[-1]
    expected = binomtest(hits, 300).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose(last, [hits / 300, *expected], rtol=1e-12)


def test_nothing_and_everything():
    never = cumulative_incidence(np.full(5, NONE), 3)
    assert never.share.max() == 0.0
    assert never.low.max() == 0.0
    assert 0.0 < never.high[-1] < 1.0
    always = cumulative_incidence(np.zeros(5), 3)
    assert always.share.min() == 1.0
    assert 0.0 < always.low[0] < 1.0


@pytest.mark.parametrize("week", [[], [3.0], [-1.0]])
def test_refuses_what_lies_outside(week):
    with pytest.raises(ValueError, match=r"worlds|rounds"):
        cumulative_incidence(np.array(week), 3)


def test_the_band_is_the_interval_of_a_share_with_a_design_of_points_too():
    """Rows of one world, and of one point, hang together; counted by hand, week by week."""
    draws = np.random.default_rng(1)
    week = np.floor(8.0 + 4.0 * draws.normal(size=(12, 1)) + 2.0 * draws.normal(size=(12, 9)))
    week = np.where((week >= 0.0) & (week < HORIZON), week, NONE)
    found = cumulative_incidence(week, HORIZON)
    apart = cumulative_incidence(week.ravel(), HORIZON)
    for at in range(HORIZON + 1):
        one = found.share[at], found.low[at], found.high[at]
        assert one == pytest.approx(share((week <= at).astype(float))[:3])
    np.testing.assert_allclose(found.share, apart.share)
    assert (found.high - found.low)[8] > 1.5 * (apart.high - apart.low)[8]
