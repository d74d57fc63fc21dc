"""What a design of points shows, on functions of the points whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from negotiation.analysis import paired
from negotiation.analysis.load import load
from negotiation.analysis.paired import Measure, measures
from negotiation.analysis.points import (
    by_cell,
    design,
    differences,
    effects,
    means,
    ranked,
    regress,
)
from negotiation.errors import InputError
from negotiation.runs.points import Points
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run

TABLE = "avalon-lyonesse"
VARY = (
    ("countries.avalon.patience", {"range": [0.98, 0.99]}),
    ("mechanisms.M9.win_set", {"range": [0.0, 0.9]}),
    ("shared.curvature", {"range": [0.5, 0.9]}),
)
SLOPES = np.array([-2.0, 4.0, 0.0])  # by number, over its whole range


@pytest.fixture(
    scope="module",
    params=[("lhs", 40), ("sobol", 32), ("morris", 40), ("saltelli", 320)],
    ids=lambda param: param[0],
)
def swept(request, islands, tmp_path_factory):
    """A small result of each design."""
    design, points = request.param
    resolved = resolve(islands, worlds=3, vary=VARY, design=design, points=points)
    return load(run(resolved, tmp_path_factory.mktemp(design) / "run"))


def toy(found, noise=0.0) -> Measure:
    """A measure that adds up the numbers of its point, and what a world and a row have alone."""
    points = design(found)
    low, high = (np.array([span["range"][end] for _, span in VARY]) for end in (0, 1))
    level = ((points.values - low) / (high - low)) @ SLOPES

    def of(rows):
        world, point = rows["world"].to_numpy(), rows["point"].to_numpy()
        own = np.sin(12.9898 * world + 78.233 * point)
        return level[point] + 10.0 * world + 100.0 * rows["cell"].to_numpy() + noise * own

    return Measure("toy", "1", ("outcome",), of)


def test_the_effects_of_an_additive_function_are_found_in_their_order(swept):
    found = effects(swept, TABLE, toy(swept))
    assert [one.key for one in found] == [VARY[k][0] for k in (1, 0, 2)]
    assert [one.unit for one in found] == ["1", "1/week", "1"]
    sizes = [one.size for one in found]
    method = swept.resolved.experiment.design
    if method == "saltelli":  # shares of the variance, which goes with the square
        assert sizes == pytest.approx([0.8, 0.2, 0.0], abs=0.1)
        assert [one.more["first"] for one in found] == pytest.approx([0.8, 0.2, 0.0], abs=0.15)
    elif method == "morris":  # every elementary effect is the slope
        assert sizes == pytest.approx([4.0, 2.0, 0.0], abs=1e-6)
        assert [one.more["mean"] for one in found] == pytest.approx([4.0, -2.0, 0.0], abs=1e-6)
        assert found[0].more["sigma"] == pytest.approx(0.0, abs=1e-6)
    else:
        assert sizes == pytest.approx([4.0, -2.0, 0.0], abs=0.1)
        assert found[0].more["share"] > 0.99
    assert all(one.low <= one.size <= one.high for one in found)


def test_a_measure_that_is_the_same_everywhere_has_no_effect(swept):
    still = Measure("still", "1", ("outcome",), lambda rows: np.ones(len(rows)))
    assert [one.size for one in effects(swept, TABLE, still)] == pytest.approx([0.0] * 3, abs=1e-9)


def test_cells_are_paired_by_world_and_point(swept):
    (one,) = differences(swept, TABLE, toy(swept))
    assert (one.cell, one.worlds) == (1, 3 * swept.resolved.points)
    assert (one.mean, one.low, one.high) == pytest.approx((100.0,) * 3)
    assert differences(swept, TABLE, toy(swept), base=1)[0].mean == pytest.approx(-100.0)
    (plain,) = paired.differences(swept, TABLE, toy(swept))
    assert plain.mean == pytest.approx(100.0)


def test_means_by_point_stand_beside_their_numbers(swept):
    found = means(swept, TABLE, toy(swept))
    assert list(found)[:4] == ["point", *(key for key, _ in VARY)]
    first = found.iloc[0]
    assert (first["worlds"], first["low"] < first["mean"] < first["high"]) == (3, True)
    deal = means(swept, TABLE, measures(swept, TABLE)[0], cell=1)
    assert ((deal["low"] >= 0.0) & (deal["high"] <= 100.0)).all()


def test_real_outcomes_move_as_they_should(swept):
    """The more is insisted on at home, the fewer deals."""
    found = means(swept, TABLE, measures(swept, TABLE)[0], cell=1)
    insists = found["mechanisms.M9.win_set"] > 0.45
    assert found["mean"][insists].mean() < found["mean"][~insists].mean()


def test_a_run_without_points_has_no_design(islands, tmp_path):
    plain = load(run(resolve(islands, worlds=4), tmp_path / "run"))
    chance = measures(plain, TABLE)[0]
    assert dict(by_cell(plain, TABLE, chance))[1].shape == (4, 1)
    one, two = differences(plain, TABLE, chance)[0], paired.differences(plain, TABLE, chance)[0]
    assert (one.mean, one.low, one.high) == pytest.approx((two.mean, two.low, two.high))
    with pytest.raises(InputError, match="has no design of points"):
        effects(plain, TABLE, chance)


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
        points = Points(("x",), ("1",), numbers)
        (one,) = ranked(points, values)
        fit = regress(values)
        hits += one.low <= 3.0 <= one.high, fit.low[0] <= 1.5 <= fit.high[0]
    assert (hits / 200 >= 0.9).all()
