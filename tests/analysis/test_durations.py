"""Kaplan-Meier and Aalen-Johansen against numbers worked out by hand, and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.analysis.durations import CENSORED, DEAL, NO_DEAL, durations

WEEKS = np.array([1.0, 2.0, 2.0, 3.0, 4.0])
ENDS = np.array([DEAL, NO_DEAL, CENSORED, DEAL, CENSORED])


def test_five_worlds_by_hand():
    """At risk 5, 4 and 2 at weeks 1, 2 and 3: 4/5, times 3/4, times 1/2."""
    found = durations(WEEKS, ENDS)
    np.testing.assert_allclose(found.going.share, [1.0, 0.8, 0.6, 0.3, 0.3])
    np.testing.assert_allclose(found.deal.share, [0.0, 0.2, 0.2, 0.5, 0.5])
    np.testing.assert_allclose(found.no_deal.share, [0.0, 0.0, 0.2, 0.2, 0.2])
    np.testing.assert_array_equal(found.censored, [2.0, 4.0])
    np.testing.assert_array_equal(found.at_risk, [5.0, 5.0, 4.0, 2.0, 1.0])


def test_ways_of_ending_sum_to_one():
    found = durations(WEEKS, ENDS)
    total = found.going.share + found.deal.share + found.no_deal.share
    np.testing.assert_allclose(total, 1.0)


def test_greenwood_by_hand():
    """Variance at week 1 is S^2 (1 / (5 4)); the interval is taken on log(-log)."""
    found = durations(WEEKS, ENDS)
    half = 1.959964 * np.sqrt(0.8**2 / 20.0) / (0.8 * abs(np.log(0.8)))
    assert found.going.low[1] == pytest.approx(0.8 ** np.exp(half), rel=1e-5)
    assert found.going.high[1] == pytest.approx(0.8 ** np.exp(-half), rel=1e-5)


def test_without_censoring_the_variance_is_that_of_a_share():
    rng = np.random.default_rng(5)
    weeks, ends = rng.integers(0, 30, 400).astype(float), rng.integers(1, 3, 400)
    found = durations(weeks, ends)
    at = 20
    share = np.mean((weeks <= at) & (ends == DEAL))
    assert found.deal.share[at] == pytest.approx(share)
    half = 1.959964 * np.sqrt(share * (1 - share) / 400) / (share * abs(np.log(share)))
    assert found.deal.low[at] == pytest.approx(share ** np.exp(half), rel=1e-4)


def test_intervals_hold_what_they_promise():
    """Of 200 samples of exponential weeks about 190 have the true share within the interval."""
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(200):
        end = np.floor(rng.exponential(10.0, 150))
        horizon = rng.integers(5, 15, 150).astype(float)
        ends = np.where(end < horizon, np.where(rng.random(150) < 0.7, DEAL, NO_DEAL), CENSORED)
        found = durations(np.minimum(end, horizon), ends)
        true = 0.7 * (1.0 - np.exp(-0.1 * 4.0))
        hits += found.deal.low[3] <= true <= found.deal.high[3]
    assert 180 <= hits <= 198


@pytest.mark.parametrize("end", [CENSORED, DEAL, NO_DEAL])
def test_one_world(end):
    found = durations(np.array([3.0]), np.array([end]))
    assert found.going.share[-1] == (1.0 if end == CENSORED else 0.0)
    for curve in (found.going, found.deal, found.no_deal):
        assert np.all((curve.low >= 0.0) & (curve.low <= curve.share))
        assert np.all((curve.high <= 1.0) & (curve.high >= curve.share))


def test_no_worlds_are_refused():
    with pytest.raises(ValueError, match="no worlds"):
        durations(np.array([]), np.array([]))
