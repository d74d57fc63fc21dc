"""Means and differences by column, paired by world, a world counted once."""

from __future__ import annotations

import numpy as np
import pytest
from folders import with_points

from negotiation.analysis.intervals import by_world
from negotiation.analysis.load import Run, load
from negotiation.analysis.paired import interval
from negotiation.analysis.summary import summarise
from negotiation.errors import InputError

TABLE = "avalon-lyonesse"


@pytest.fixture(scope="module")
def result(folder) -> Run:
    return load(folder)


def row(found, **chosen):
    (one,) = (r for r in found.itertuples() if all(getattr(r, k) == v for k, v in chosen.items()))
    return one


def test_a_chance_is_that_of_the_closing_table(result):
    means = result.means(["any_deal"])
    for summary in summarise(result):
        told = row(means, cell=summary.cell)
        assert (told.mean, told.low, told.high, told.worlds, told.unit) == (*summary.deal, 50, "1")


def test_a_mean_is_over_the_worlds_that_have_the_number(result):
    weeks = result.frame(["week"], cells=0)["week"].dropna().to_numpy()
    told = row(result.means(["week"], cells=0), cell=0)
    assert len(weeks) < 50
    assert (told.mean, told.low, told.high, told.worlds) == interval(weeks)
    assert told.unit == "weeks"


def test_differences_are_taken_in_each_world(result):
    both = result.frame(["week"]).pivot(index="world", columns="cell", values="week").dropna()
    told = row(result.differences(["week"]), cell=1)
    assert (told.mean, told.low, told.high, told.worlds) == interval((both[1] - both[0]).to_numpy())
    back = row(result.differences(["week"], base=1), cell=0)
    assert (back.mean, back.low) == pytest.approx((-told.mean, -told.high))


def test_pairs_stand_side_by_side(result):
    found = result.pairs(["week", "outcome"], 1)
    assert list(found) == ["world", "table", "week", "outcome", "week.base", "outcome.base"]
    for name, cell in (("week", 1), ("week.base", 0)):
        np.testing.assert_array_equal(found[name], result.values("week", TABLE, cell))
    assert found.attrs["units"]["week.base"] == "weeks"


def test_a_world_counts_once_however_many_points_it_has(result, tmp_path):
    run = load(with_points(result.folder, tmp_path / "run"))
    values = by_world(run, np.array([1.0, 3.0, np.nan, 5.0, np.nan, np.nan]))
    np.testing.assert_array_equal(values, [2.0, 5.0, np.nan])
    deals = result.values("any_deal", TABLE, 0).reshape(25, 2).mean(axis=1)
    told = row(run.means(["any_deal"]), cell=0)
    assert (told.mean, told.low, told.high, told.worlds) == pytest.approx(interval(deals))
    assert list(run.pairs(["week"], 1)) == ["world", "point", "table", "week", "week.base"]


def test_what_cannot_be_averaged_is_refused(result):
    with pytest.raises(InputError, match="outcome: is text and has no mean; 'any_deal'"):
        result.means(["outcome"])
    with pytest.raises(InputError, match="cell 7 is not in the run"):
        result.differences(["week"], base=7)
