"""Scores against closed forms and cases worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtri

from negotiation.validation.history.scores import (
    believed,
    covered,
    crps,
    crps_normal,
    effective,
    interval,
    log_score,
    place,
    quantile,
)


def normal(count: int) -> np.ndarray:
    """A sample spread evenly over the standard normal distribution."""
    return ndtri((np.arange(count) + 0.5) / count)


@pytest.mark.parametrize(("mean", "sd", "outcome"), [(0.0, 1.0, 0.3), (5.0, 2.0, -1.0), (1, 3, 1)])
def test_the_score_of_a_large_sample_is_that_of_its_distribution(mean, sd, outcome):
    sample = mean + sd * normal(20_000)
    found = crps(sample, np.ones(len(sample)), outcome)
    assert found == pytest.approx(crps_normal(mean, sd, outcome), abs=1e-3 * sd)


def test_the_score_is_the_double_sum_of_its_definition():
    sample, weight = np.array([3.0, -1.0, 4.0, 4.0]), np.array([1.0, 2.0, 0.5, 0.5])
    w = weight / weight.sum()
    pairs = np.sum(w[:, None] * w * np.abs(sample[:, None] - sample))
    expected = np.sum(w * np.abs(sample - 2.0)) - 0.5 * pairs
    assert crps(sample, weight, 2.0) == pytest.approx(expected, abs=1e-12)


def test_of_one_value_the_score_is_the_error():
    assert crps(np.full(5, 7.0), np.ones(5), 4.0) == pytest.approx(3.0)


def test_a_weight_of_two_counts_as_two_worlds():
    twice = crps(np.array([1.0, 1.0, 5.0]), np.ones(3), 2.0)
    assert crps(np.array([1.0, 5.0]), np.array([2.0, 1.0]), 2.0) == pytest.approx(twice)
    assert effective(np.array([1.0, 1.0, 0.0])) == pytest.approx(2.0)


def test_quantiles_and_intervals_follow_the_weights():
    sample, weight = np.array([10.0, 30.0, 20.0]), np.array([1.0, 1.0, 8.0])
    assert quantile(sample, weight, [0.05, 0.5, 0.95]).tolist() == [10.0, 20.0, 30.0]
    assert interval(sample, weight, 0.5) == (20.0, 20.0)


def test_an_outcome_on_a_lump_is_covered_in_part():
    sample = np.array([0.0] * 6 + [1.0, 2.0, 3.0, 4.0])
    lump = place(sample, np.ones(10), 0.0)
    assert lump == pytest.approx((0.0, 0.6))
    assert covered(lump, 0.5) == pytest.approx(0.35 / 0.6)  # the lump reaches from 0 to .6
    assert covered(place(sample, np.ones(10), 2.5), 0.8) == 1.0
    assert covered(place(sample, np.ones(10), 9.0), 0.8) == 0.0


def test_intervals_of_a_true_forecast_cover_their_level():
    draws = np.random.default_rng(1).normal(size=4_000)
    sample = normal(500)
    for level in (0.5, 0.8):
        share = np.mean([covered(place(sample, np.ones(500), y), level) for y in draws])
        assert share == pytest.approx(level, abs=0.03)


def test_no_class_is_ruled_out():
    chances = believed(np.array([10.0, 0.0, 0.0]))
    assert chances.sum() == pytest.approx(1.0)
    assert log_score(chances, 1) == pytest.approx(-math.log(0.05 / 3.0))
