"""Intervals against SciPy, by hand, and by how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.stats import binomtest

from negotiation.analysis.clustered import interval, regress, share, shift, student, wilson
from negotiation.analysis.points import ranked
from negotiation.runs.points import Points


@pytest.mark.parametrize(("hits", "trials"), [(0, 1), (1, 1), (0, 60), (7, 60), (60, 60)])
def test_interval_is_that_of_scipy(hits, trials):
    low, high = wilson(np.array([float(hits)]), trials)
    expected = binomtest(hits, trials).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose([low[0], high[0]], expected, atol=1e-12)


def test_an_interval_is_students():
    mean, low, high, rows = interval(np.array([1.0, 2.0, 3.0, np.nan]))
    # t of .975 at two degrees of freedom is 4.302653, the standard error 1 / sqrt(3)
    assert (mean, rows) == (2.0, 3)
    assert (low, high) == pytest.approx((2.0 - 4.302653 / 3**0.5, 2.0 + 4.302653 / 3**0.5))
    assert np.isnan(interval(np.array([1.0]))[1])


def test_the_regression_is_that_of_least_squares_where_values_are_missing():
    stream = np.random.default_rng(4)
    numbers, values = stream.random((30, 2)), stream.normal(size=(8, 30))
    values[stream.random(values.shape) < 0.2] = np.nan
    there = np.isfinite(values)
    row = np.column_stack([np.ones(30), numbers])[np.nonzero(there)[1]]
    expected = np.linalg.lstsq(row, values[there], rcond=None)[0]
    np.testing.assert_allclose(regress(values, numbers).value, expected)


@pytest.mark.parametrize("shape", [(40, 1), (1, 40)])
def test_the_interval_of_one_kind_of_cluster_is_that_of_student(shape):
    values = np.random.default_rng(1).normal(size=40)
    fit = regress(values.reshape(shape))
    half = stats.sem(values) * stats.t.ppf(0.975, 39)
    assert (fit.low[0], fit.high[0]) == pytest.approx((values.mean() - half, values.mean() + half))


def test_intervals_hold_the_truth_as_often_as_they_say():
    """With effects of the world, of the point and of the row, and a slope that differs by world."""
    stream, hits = np.random.default_rng(0), np.zeros(2)
    for _ in range(200):
        numbers = (stream.permutation(30)[:, None] + 0.5) / 30
        world, point = stream.normal(size=(20, 1)), stream.normal(size=(1, 30))
        slope = 3.0 + stream.normal(size=(20, 1))
        values = slope * numbers.T + world + 0.5 * point + stream.normal(size=(20, 30))
        (one,) = ranked(Points(("x",), ("1",), numbers), values)
        fit = regress(values)
        hits += one.low <= 3.0 <= one.high, fit.low[0] <= 1.5 <= fit.high[0]
    assert (hits / 200 >= 0.9).all()


def test_a_row_that_is_not_there_changes_no_interval():
    values = np.random.default_rng(2).normal(size=(20, 1))
    missing = np.vstack([values, np.full((5, 1), np.nan)])
    assert interval(missing) == pytest.approx(interval(values))
    assert interval(values)[:3] == pytest.approx(
        (values.mean(), *stats.t.interval(0.95, 19, values.mean(), stats.sem(values)[0]))
    )


def test_a_design_widens_the_interval_of_rows_that_hang_together():
    """All points of a world alike: no more is known than from one row a world."""
    world = np.random.default_rng(3).normal(size=40)
    one, two = interval(world), interval(np.repeat(world[:, None], 50, axis=1))
    assert two[:3] == pytest.approx(one[:3])
    assert two[3] == 2000
    hits = (world > 0.5).astype(float)
    alone, together = share(hits), share(np.repeat(hits[:, None], 50, axis=1))
    assert together[0] == alone[0]
    factor = student(39) / student(10**6)
    assert together[2] - together[1] == pytest.approx(factor * (alone[2] - alone[1]), rel=0.05)


def test_a_share_of_rows_that_stand_alone_is_wilsons():
    hits = np.array([1.0] * 7 + [0.0] * 53)
    low, high = binomtest(7, 60).proportion_ci(0.95, method="wilson")
    for rows in (hits, hits[:, None], hits[None]):
        assert share(rows) == pytest.approx((7 / 60, low, high, 60))


def test_a_share_of_rows_that_are_all_alike_counts_the_fewer_of_worlds_and_points():
    mean, low, high, rows = share(np.zeros((30, 12)))
    assert (mean, low, rows) == (0.0, 0.0, 360)
    assert high == pytest.approx(binomtest(0, 12).proportion_ci(0.95, method="wilson").high)


def test_no_rows_have_no_interval():
    for found in (interval(np.array([])), share(np.empty((0, 3)))):
        assert np.isnan(found[:3]).all()
        assert found[3] == 0


def test_intervals_of_shares_hold_the_truth_as_often_as_they_say():
    """Chances that differ by world and by point, about one that is known."""
    stream, hits = np.random.default_rng(0), 0
    for _ in range(300):
        latent = stream.normal(size=(20, 1)) + 0.7 * stream.normal(size=(1, 30))
        latent = latent + stream.normal(size=(20, 30))
        truth = stats.norm.cdf(-1.5 / np.sqrt(1.0 + 0.49 + 1.0))
        _, low, high, _ = share((latent > 1.5).astype(float))
        hits += low <= truth <= high
    assert hits / 300 >= 0.92


def test_a_difference_of_paired_shares_is_agresti_and_mins():
    """Their adjusted Wald interval, as diffpropci.mp of the R package PropCIs prints it."""
    values = np.repeat([1.0, -1.0, 0.0], [20, 40, 100])
    for rows in (values, values[:, None], values[None]):
        assert shift(rows) == pytest.approx((-20 / 160, -0.21601726, -0.03089632, 160))


@pytest.mark.parametrize(("shape", "fewer"), [((50, 1), 50), ((30, 12), 12), ((1, 1), 1)])
def test_rows_that_do_not_differ_leave_a_width(shape, fewer):
    mean, low, high, rows = shift(np.zeros(shape))
    assert (mean, rows) == (0.0, shape[0] * shape[1])
    assert (low, high) == pytest.approx((-1.959964 / (fewer + 2), 1.959964 / (fewer + 2)))


def test_differences_of_paired_shares_hold_the_truth_as_often_as_they_say():
    """Rare ones without a design, where Student's fails; and with worlds and points of their own.

    In 20 worlds of which 2 in 100 change, Student's interval holds the truth in a third.
    """
    stream, hits = np.random.default_rng(0), np.zeros(2)
    truth = stats.norm.sf(1.5 / np.sqrt(2.49)) - stats.norm.sf(1.7 / np.sqrt(2.49))
    for _ in range(300):
        rare = -(stream.random(20) < 0.02).astype(float)
        shared = stream.normal(size=(20, 1)) + 0.7 * stream.normal(size=(1, 30))
        one, two = stream.normal(size=(2, 20, 30))
        both = (shared + one > 1.5).astype(float) - (shared + (one + two) / 2**0.5 > 1.7)
        for k, (values, there) in enumerate(((rare, -0.02), (both, truth))):
            _, low, high, _ = shift(values)
            hits[k] += low <= there <= high
    assert (hits / 300 >= 0.93).all()
