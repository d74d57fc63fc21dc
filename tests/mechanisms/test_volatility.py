"""M18: demands that jump, and a court that caps the threats behind them."""

from __future__ import annotations

import datetime as dt

import numpy as np
from scipy.stats import ttest_rel
from varied import TABLE, WEEK, assert_same, closed, event, fixed, model, number, off, played, rule

AUTHORITY = f"tables.{TABLE}.issues.cloth_tariff"
THREAT = f"tables.{TABLE}.threats.0.value"
QUIET = {
    "jump_rate": number(0.0, WEEK),
    "jump_size": number(0.3),
    "court_rate": number(0.0, WEEK),
    "court_chance": number(1.0),
    "cap": number(12.0, "% ad valorem"),
}
RULING = dt.date(2030, 2, 4)


def shocks(**changed):
    """M18 with these numbers, quiet in all else."""
    return rule("M18", **{**QUIET, **changed})


def emergency(data):
    """The cloth tariff rests on emergency powers."""
    data["tables"][TABLE]["issues"]["cloth_tariff"]["authority"] = "emergency"


def cap(rate: float):
    """What the court allows."""
    return number(rate, "% ad valorem")


def test_a_jump_moves_the_threat_and_the_demand_by_one_factor():
    """Where both jump up, the aspiration is back at the opening demand at most."""
    islands = model(shocks(), fixed(THREAT, 30.0), worlds=200)
    table = islands.tables[TABLE]
    while islands.week < 8:
        islands.step()
    talks = table.dockets[0].talks[0]
    before = talks.seats[0].aspiration.copy()
    volatile = next(r for r in islands.rules if r.id == "M18")
    volatile._drawn["jump_rate", "avalon"] = np.ones(islands.worlds)
    table.begin_week()
    volatile.calendar(islands)
    pending = talks.live
    factor = (table.threats[0].value / 30.0)[talks.worlds][pending]
    assert (factor != 1.0).all()
    assert 0.2 < (factor > 1.0).mean() < 0.8
    wanted = np.minimum(before[pending] * factor, 1.0)
    np.testing.assert_allclose(talks.seats[0].aspiration[pending], wanted)
    assert table.changed[talks.worlds][pending].all()


def test_a_jump_ends_at_the_ceiling():
    def ceiling(data):
        data["tables"][TABLE]["issues"]["cloth_tariff"]["ceiling"] = cap(31.0)

    wild = shocks(jump_rate=number(1.0, WEEK))
    islands = model(wild, fixed(THREAT, 30.0), ceiling, worlds=60)
    for _ in range(10):
        islands.step()
        assert islands.tables[TABLE].threats[0].value.max() <= 31.0
    assert islands.tables[TABLE].jumps.max() == 10.0


def test_a_court_caps_what_is_threatened_and_in_force():
    day = event("court_ruling", "avalon", RULING)
    islands = model(day, emergency, shocks(cap=cap(4.0)), fixed(THREAT, 30.0), worlds=20)
    table = islands.tables[TABLE]
    while islands.week < 4:
        islands.step()
    assert (table.threats[0].value == 30.0).all()
    islands.step()
    np.testing.assert_array_equal(table.threats[0].value, table.terms.status_quo[0])
    assert (table.capped == 4.0).all()
    islands.run()
    assert (table.now[0] <= table.terms.status_quo[0]).all(), "no way round the ruling"


def test_only_a_tariff_above_what_a_court_allows_is_capped():
    """Nothing is where the cap is not reached, or a deal came before the ruling."""
    day = event("court_ruling", "avalon", dt.date(2030, 4, 29))  # the week before the date
    ruled = (day, emergency, fixed(THREAT, 30.0))
    high = played(*ruled, shocks(cap=cap(40.0)))[1]
    assert np.isnan(high["capped"]).all()
    assert_same(high, played(fixed(THREAT, 30.0), off("M18"))[1])
    low = played(*ruled, shocks(cap=cap(4.0)))[1]
    settled = low["settled.commercial"] < 16
    assert 20 < settled.sum() < 380
    assert np.isnan(low["capped"][settled]).all()
    assert (low["capped"][~settled] == 16.0).all()


def test_a_threat_made_after_a_ruling_is_capped_when_it_is_made():
    """It is announced in April; the court ruled in February."""

    def later(data):
        threat = data["tables"][TABLE]["threats"][0]
        threat["announced"] = dt.date(2030, 4, 1)

    day = event("court_ruling", "avalon", RULING)
    found = played(day, emergency, later, shocks(cap=cap(4.0)), fixed(THREAT, 30.0))[1]
    open_then = ~(found["settled.commercial"] < 12)
    assert (found["capped"][open_then] == 12.0).all()
    assert np.isnan(found["capped"][~open_then]).all()


def test_a_court_leaves_tariffs_by_statute_alone():
    def statute(data):
        data["tables"][TABLE]["issues"]["cloth_tariff"]["authority"] = "statute"

    every_week = shocks(court_rate=number(1.0, WEEK))
    assert_same(played(statute, every_week)[1], played(off("M18"))[1])


def test_a_court_that_upholds_changes_nothing():
    day = event("court_ruling", "avalon", RULING)
    upheld = played(day, emergency, shocks(court_chance=number(0.0)))[1]
    assert_same(upheld, played(off("M18"))[1])


def test_the_tighter_the_cap_the_smaller_the_pledge():
    """In worlds where both courts see a deal; the ruling comes in the first week."""
    ruled = (emergency, fixed(THREAT, 40.0))
    at_once = {"court_rate": number(1.0, WEEK)}
    tight, loose = (played(*ruled, shocks(**at_once, cap=cap(rate)))[1] for rate in (10.0, 40.0))
    both = closed(tight) & closed(loose)
    pledges = tight["issue.harbour_pledge"][both], loose["issue.harbour_pledge"][both]
    assert both.sum() > 100
    assert ttest_rel(*pledges, alternative="less").pvalue < 1e-3


def test_nothing_happens_without_shocks():
    """M18: exact null without jumps and rulings."""
    assert_same(played(emergency, shocks())[1], played(off("M18"))[1])
