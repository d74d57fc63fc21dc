"""M13: a hub serves its tables in turn, and its first deal sets a precedent for the later ones."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hub import FIRST, LATER, RATE, TABLES, assert_same, hub, played, settled
from scipy.stats import ttest_1samp

from negotiation.bargaining.loss import utility
from negotiation.world.outcomes import final_values

WEIGHT, PREMIUM = "mechanisms__M13__weight", "mechanisms__M13__premium"
CAPACITY = "mechanisms__M13__capacity"
WORLDS = 500


@cache
def runs(**sets) -> dict:
    return played(WORLDS, **sets)


@cache
def given_elsewhere(name: str, **sets) -> np.ndarray:
    """What the partner gives at a table on everything but the tariff, in its own utility."""
    model = hub(WORLDS, **sets)
    model.run()
    table = model.tables[name]
    given = 1.0 - table.concessions(final_values(table))
    return -utility(given[1:], table.stake[1][1:], table.terms.curvature[1][1:])


def both(*found: dict) -> np.ndarray:
    """Worlds in which both tables come to a deal in every run."""
    return np.all([settled(run[table]) for run in found for table in TABLES], axis=0)


def test_no_precedent_and_room_for_all_is_off():
    """Exact null: omega of 0 and capacity for all; then a premium is nothing either."""
    off = runs(mechanisms__M13=False)
    assert_same(runs(), off, but=("queue",))
    assert_same(runs(**{PREMIUM: 0.3}), off, but=("queue",))


def test_the_gap_to_the_first_rate_shrinks_with_the_precedent():
    found = [runs(**{WEIGHT: weight}) for weight in (0.0, 0.4, 0.8)]
    where = both(*found)
    gaps = [np.abs(run[FIRST][RATE] - run[LATER][RATE])[where] for run in found]
    assert ttest_1samp(gaps[1] - gaps[0], 0.0, alternative="less").pvalue < 1e-6
    assert ttest_1samp(gaps[2] - gaps[1], 0.0, alternative="less").pvalue < 1e-6


def test_a_precedent_better_than_ones_own_strength_is_paid_for_elsewhere():
    """And one that is worse is made good there: what is given on all else moves with the rate."""
    free, bound = runs(), runs(**{WEIGHT: 0.6})
    moved: dict[bool, list] = {True: [], False: []}
    for first, later in (TABLES, TABLES[::-1]):
        where = both(free, bound) & (free[first]["week"] < free[later]["week"])
        np.testing.assert_array_equal(free[first][RATE][where], bound[first][RATE][where])
        gift = given_elsewhere(later, **{WEIGHT: 0.6}) - given_elsewhere(later)
        change = np.stack([bound[later][RATE] - free[later][RATE], gift])
        better = free[first][RATE] < free[later][RATE]
        for kind, group in ((True, where & better), (False, where & ~better)):
            moved[kind].append(change.compress(group, axis=-1))
    for kind, (up, down) in ((True, ("greater", "less")), (False, ("less", "greater"))):
        rate, gift = np.concatenate(moved[kind], axis=-1)
        assert ttest_1samp(rate, 0.0, alternative=down).pvalue < 1e-6
        assert ttest_1samp(gift, 0.0, alternative=up).pvalue < 0.01


def test_the_first_deal_is_dearer_to_give():
    """The premium raises the rate of the first deal, where the same table is first in both runs."""
    plain, dear = runs(**{WEIGHT: 0.6}), runs(**{WEIGHT: 0.6, PREMIUM: 0.3})
    for table in TABLES:
        first = both(plain, dear)
        for run in (plain, dear):
            first &= run[table]["order.avalon"] == 1
        more = dear[table][RATE][first] - plain[table][RATE][first]
        assert ttest_1samp(more, 0.0, alternative="greater").pvalue < 1e-6


def test_partners_unlike_each_other_set_no_precedent():
    alone = runs(**{WEIGHT: 0.6, PREMIUM: 0.3}, mechanisms__M13__likeness=0.0)
    assert_same(alone, runs(mechanisms__M13=False), but=("queue",))


def test_a_hub_with_one_seat_serves_the_first_in_the_queue_and_then_the_next():
    model = hub(60, **{CAPACITY: 1.0})
    first, later = (model.tables[name] for name in TABLES)
    np.testing.assert_array_equal(first.queue[0] + later.queue[0], 3.0)
    served = []
    for _ in range(50):
        asking = [table.talking() for table in (first, later)]
        model.step()
        served.append([first.served.copy(), later.served.copy()])
        for table, other, waits in ((first, later, asking[1]), (later, first, asking[0])):
            behind = waits & (table.queue[0] > other.queue[0])
            np.testing.assert_array_equal(table.served, ~behind)
    weeks = np.stack([later.week, first.week])
    assert np.isfinite(weeks).any()
    assert not np.all(served)


def clocks(model) -> list[dict]:
    """By table, weeks without movement so far, NaN without a gap, and who rests, [world]."""
    found = []
    for table in model.tables.values():
        still = np.full(model.worlds, np.nan)
        for docket in table.dockets:
            for talks in docket.talks:
                at = talks.live & np.isfinite(talks.gap)
                still[talks.worlds[at]] = model.week - 1 - talks.narrowed[at]
        found.append({"still": still, "rests": ~table.served & ~table.changed})
    return found


@pytest.mark.parametrize("exchanges", [1, 2, 4])
def test_a_week_of_rest_stands_still_on_the_stall_clock(exchanges):
    """It counts neither for nor against the talks, however often the two would have met."""
    home = {"mechanisms__M9__noise": 0.15, "mechanisms__M9__win_set": 0.6}
    model = hub(150, talks__exchanges_per_week=exchanges, **home, **{CAPACITY: 1.0})
    rested, before = 0, clocks(model)
    while model.week < 60:
        waiting = [table.talking() for table in model.tables.values()]
        model.step()
        after = clocks(model)
        for then, now, waits in zip(before, after, waiting, strict=True):
            rests = now["rests"] & waits & np.isfinite(then["still"])
            rested += int(rests.sum())
            np.testing.assert_array_equal(now["still"][rests], then["still"][rests])
        before = after
    assert rested > 200


def test_early_birds_are_served_first():
    """The stance `early` goes to the front of the queue in every world."""
    model = hub(60, {"logres": "first_mover"})
    np.testing.assert_array_equal(model.tables[LATER].queue[0], 1.0)
    drawn = hub(60).tables[LATER].queue[0]
    assert set(np.unique(drawn)) == {1.0, 2.0}


def test_the_order_of_settling_counts_tables_that_settled_before():
    found = runs()
    one, two = found[FIRST], found[LATER]
    last = settled(two) & (one["week"] > two["week"])
    np.testing.assert_array_equal(one["order.avalon"] == 2, settled(one) & last)
    assert np.isnan(one["order.avalon"][~settled(one)]).all()
    assert "order.lyonesse" not in one


def test_a_precedent_is_the_first_rate_by_value(tmp_path):
    """Two islands with other ideals: the mark at the later table is where its rate is the same."""
    ideal = f"tables__{LATER}__issues__cloth_tariff__ideal__avalon"
    model = hub(60, **{WEIGHT: 0.6, ideal: 24.0})
    model.run()
    first, later = (model.tables[name] for name in TABLES)
    agreed = first.values(first.agreed, range(len(first.issues)))[0]
    came = (first.week < later.week) & np.isfinite(agreed)
    kinks = [kink for kink in later.kinks[1] if kink.square.any()]
    assert len(kinks) == 1
    expected = later.terms.scales[0].to_concession(agreed)
    np.testing.assert_allclose(kinks[0].mark[came], 1.0 - expected[came], rtol=0, atol=1e-12)
    np.testing.assert_allclose(kinks[0].square[came], 1.5, rtol=1e-12)


def test_what_the_hub_fears_is_the_trade_of_those_still_talking():
    """premium x weight x followers x likeness x likeness' x trade', over the own money at stake."""
    model = hub(20, **{WEIGHT: 0.5, PREMIUM: 0.2}, mechanisms__M13__likeness=0.8)
    table = model.tables[FIRST]
    kink = next(kink for kink in table.kinks[0] if kink.slope.any())
    money = table.terms.money[0][0]
    np.testing.assert_allclose(kink.slope, 0.2 * 0.5 * 1.0 * 0.8 * 0.8 * 10.0 / money, rtol=1e-12)
    np.testing.assert_allclose(kink.mark, np.clip(table.concession_now[0], 0.0, 1.0), rtol=1e-12)


def test_a_world_with_precedents_is_the_same_alone():
    sets = {WEIGHT: 0.6, PREMIUM: 0.2, CAPACITY: 1.0}
    whole = played(40, **sets)
    for count in (1, 7):
        part = played(count, **sets)
        for table, columns in part.items():
            for name, value in columns.items():
                np.testing.assert_array_equal(value, whole[table][name][:count], err_msg=name)
