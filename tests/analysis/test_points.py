"""What a design of points shows, on functions of the points whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.analysis.load import load
from negotiation.analysis.measures import Measure, measures
from negotiation.analysis.paired import differences, values
from negotiation.analysis.points import design, effects, means
from negotiation.errors import InputError
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
        world, point = rows["world"], rows["point"]
        own = np.sin(12.9898 * world + 78.233 * point)
        return level[point] + 10.0 * world + 100.0 * rows["cell"] + noise * own

    return Measure("toy", "1", ("cell", "world", "point"), of)


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
    still = Measure("still", "1", ("week",), lambda rows: np.ones(len(rows["week"])))
    assert [one.size for one in effects(swept, TABLE, still)] == pytest.approx([0.0] * 3, abs=1e-9)


def test_cells_are_paired_by_world_and_point(swept):
    (one,) = differences(swept, TABLE, toy(swept))
    assert (one.cell, one.rows) == (1, 3 * swept.resolved.points)
    assert (one.mean, one.low, one.high) == pytest.approx((100.0,) * 3)
    assert differences(swept, TABLE, toy(swept), base=1)[0].mean == pytest.approx(-100.0)


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
    assert values(plain, TABLE, [chance], 1)[0].shape == (4, 1)
    with pytest.raises(InputError, match="has no design of points"):
        effects(plain, TABLE, chance)
