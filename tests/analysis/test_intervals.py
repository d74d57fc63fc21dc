"""Means and differences by column, paired row by row."""

from __future__ import annotations

import numpy as np
import pytest
from folders import with_points

from negotiation.analysis.clustered import interval, share, shift
from negotiation.analysis.load import Run, load
from negotiation.analysis.measures import measures
from negotiation.analysis.paired import differences, levels
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
        assert (told.mean, told.low, told.high, told.rows, told.unit) == (*summary.deal, 50, "1")


def test_a_mean_is_over_the_worlds_that_have_the_number(result):
    weeks = result.frame(["week"], cells=0)["week"].dropna().to_numpy()
    told = row(result.means(["week"], cells=0), cell=0)
    assert len(weeks) < 50
    assert (told.mean, told.low, told.high, told.rows) == interval(weeks)
    assert told.unit == "weeks"


def test_differences_are_taken_in_each_world(result):
    both = result.frame(["week"]).pivot(index="world", columns="cell", values="week").dropna()
    told = row(result.differences(["week"]), cell=1)
    wanted = interval((both[1] - both[0]).to_numpy())
    assert (told.mean, told.low, told.high, told.rows) == pytest.approx(wanted)
    back = row(result.differences(["week"], base=1), cell=0)
    assert (back.mean, back.low) == pytest.approx((-told.mean, -told.high))


def test_pairs_stand_side_by_side(result):
    found = result.pairs(["week", "outcome"], 1)
    assert list(found) == ["world", "table", "week", "outcome", "week.base", "outcome.base"]
    for name, cell in (("week", 1), ("week.base", 0)):
        np.testing.assert_array_equal(found[name], result.values("week", TABLE, cell))
    assert found.attrs["units"]["week.base"] == "weeks"


def test_with_points_all_agree_that_rows_hang_together(result, tmp_path):
    """Means, the closing table, levels and differences have one home."""
    run = load(with_points(result.folder, tmp_path / "run"))
    deals = [result.values("any_deal", TABLE, cell).reshape(25, 2) for cell in (0, 1)]
    told = row(run.means(["any_deal"]), cell=0)
    assert (told.mean, told.low, told.high, told.rows) == pytest.approx(share(deals[0]))
    assert next(iter(summarise(run))).deal == (told.mean, told.low, told.high)
    chance = measures(run, TABLE)[0]
    level = levels(run, TABLE, chance)[0]
    assert (level.low, level.high) == pytest.approx((100 * told.low, 100 * told.high))
    apart = row(run.differences(["any_deal"]), cell=1)
    assert (apart.mean, apart.low, apart.high, apart.rows) == shift(deals[1] - deals[0])
    (paired,) = differences(run, TABLE, chance)
    assert (paired.low, paired.high) == pytest.approx((100 * apart.low, 100 * apart.high))
    assert list(run.pairs(["week"], 1)) == ["world", "point", "table", "week", "week.base"]


def test_what_cannot_be_averaged_is_refused(result):
    with pytest.raises(InputError, match="outcome: is text and has no mean; 'any_deal'"):
        result.means(["outcome"])
    with pytest.raises(InputError, match="cell 7 is not in the run"):
        result.differences(["week"], base=7)
