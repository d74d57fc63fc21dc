"""M17: late start, turnover and summits."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy.stats import binomtest
from varied import TABLE, WEEK, assert_same, closed, event, fixed, model, number, off, played, rule

from negotiation.world.outcomes import outcomes

START = dt.date(2030, 1, 7)
QUIET = {
    "entry_delay": number(3.0, "weeks"),
    "fall": number(0.0, WEEK),
    "fall_approval": number(10.0),
    "lost": number(0.0),
    "summit_only": number(0.0),
}


def week(count: int) -> dt.date:
    return START + dt.timedelta(weeks=count)


def politics(**changed):
    """M17 with these numbers, quiet in all else."""
    return rule("M17", **{**QUIET, **changed})


def test_talks_open_once_the_government_has_settled_in():
    islands = model(event("new_government", "lyonesse", week(5)), politics(), worlds=40)
    table = islands.tables[TABLE]
    while islands.week < 8:
        islands.step()
        assert not table.dockets[0].talks
    islands.step()
    assert (table.since == 8.0).all()
    for talks in table.dockets[0].talks:
        first = talks.seats[talks.opener]
        np.testing.assert_allclose(first.ask, first.opening, atol=1e-12)
    assert (outcomes(islands)[TABLE]["opened"] == 8.0).all()


def test_a_government_that_comes_later_settles_later_and_less_often():
    soon, late = (
        played(event("new_government", "lyonesse", week(2)), politics(entry_delay=delay))[1]
        for delay in (number(0.0, "weeks"), number(20.0, "weeks"))
    )
    both = closed(soon) & closed(late)
    later = late["week"][both] > soon["week"][both]
    assert binomtest(int(later.sum()), int(both.sum())).proportion_ci(0.99).low > 0.9
    assert closed(late).mean() < closed(soon).mean()


def test_a_new_leader_starts_again():
    """The second government of the calendar is a change of leader."""
    days = (event("new_government", "avalon", week(w)) for w in (0, 12))
    islands = model(*days, politics(entry_delay=number(0.0, "weeks")), worlds=60)
    table, avalon = islands.tables[TABLE], islands.countries["avalon"]
    while islands.week < 12:
        islands.step()
    talks = next(t for t in table.dockets[0].talks if t.opener == 0)
    tired, habit = talks.seats[0].aspiration.copy(), talks.seats[0].beta.copy()
    partner = talks.seats[1].beta.copy()
    avalon.approval[:] = 0.1
    islands.step()
    live = talks.live
    assert len(live) == len(tired), "the talks were not seated anew in this week"
    assert avalon.turnover.all()
    assert (avalon.leaders == 1.0).all()
    assert (avalon.approval > 0.2).all()
    assert (tired[live] < 1.0).all()
    assert (talks.seats[0].aspiration[live] > tired[live]).all()
    assert (talks.seats[0].beta != habit).all()
    np.testing.assert_array_equal(talks.seats[1].beta, partner)
    at = talks.worlds[live]
    assert (table.dockets[0].began[0][at] == 12.0).all()
    assert (table.dockets[0].began[1][at] == 0.0).all()


def test_a_new_leader_has_to_learn_what_passes_at_home():
    days = [event("new_government", "lyonesse", week(w)) for w in (0, 30)]
    islands = model(*days, politics(entry_delay=number(0.0, "weeks")))
    islands.run()
    home = next(r for r in islands.rules if r.id == "M9")
    late = islands.tables[TABLE].dockets[0].failures > 0
    early = np.isnan(home._learnt["lyonesse"]) & late
    assert early.any(), "failures before the change of leader are forgotten after it"


@pytest.mark.parametrize(("lost", "leaders"), [(1.0, 1.0), (0.0, 0.0)])
def test_a_lost_election_brings_a_new_leader(lost, leaders):
    held = event("election", "lyonesse", week(10))
    islands = model(held, politics(lost=number(lost)), worlds=30)
    while islands.week < 11:
        islands.step()
    assert not islands.countries["lyonesse"].leaders.any()
    islands.step()
    assert (islands.countries["lyonesse"].leaders == leaders).all()


def test_leaders_fall_more_often_when_approval_is_lost():
    unpopular = rule("M9", stress_effect=number(0.0), approval_shock=number(0.03))
    calm, heated = (
        played(unpopular, politics(fall=number(0.005, WEEK), fall_approval=number(effect)))[0]
        for effect in (0.0, 20.0)
    )
    falls = [m.countries["avalon"].leaders for m in (calm, heated)]
    assert falls[0].mean() < falls[1].mean()


def test_changes_of_leader_put_settlement_off():
    calm = played(politics())[1]
    heated = played(politics(fall=number(0.05, WEEK)))[1]
    both = closed(calm) & closed(heated)
    later = heated["week"][both] > calm["week"][both]
    earlier = heated["week"][both] < calm["week"][both]
    moved = int(later.sum() + earlier.sum())
    assert binomtest(int(later.sum()), moved).proportion_ci(0.99).low > 0.5


def test_what_is_kept_for_the_summit_is_not_settled_before_it():
    met = event("summit", "avalon", week(40))
    kept = played(met, politics(summit_only=number(1.0)))[1]
    free = played(met, politics())[1]
    assert np.nanmin(kept["week"][closed(kept)]) == 40
    assert (free["week"][closed(free)] < 40).mean() > 0.5
    assert kept["waited"][closed(free) & (free["week"] < 40)].min() >= 1
    early = kept["week"][closed(kept)] == 40
    assert early.mean() > 0.3


def test_a_package_that_waits_is_no_failure_at_home():
    islands = model(event("summit", "avalon", week(40)), politics(summit_only=number(1.0)))
    table = islands.tables[TABLE]
    while islands.week < 40:
        islands.step()
    assert (table.waited > 0).mean() > 0.5
    assert not table.failures.any()
    assert (table.waited <= 1).all(), "talks rest until the summit"


@pytest.mark.parametrize("weeks", [3, 15])
def test_talks_that_wait_for_the_summit_are_not_given_up_for_it(weeks):
    """Whatever changes in the meantime, a wait is no stall: all meet on the day."""
    met = event("summit", "avalon", week(50))
    kept = politics(summit_only=number(1.0))
    islands = model(met, kept, fixed("talks.stall_weeks", weeks))
    table, changes = islands.tables[TABLE], 0
    while islands.week < 50:
        islands.step()
        changes += int((table.changed & (table.waited > 0)).sum())
    assert changes > 100
    waits = table.waited > 0
    assert waits.mean() > 0.8
    assert table.open[waits].all()
    islands.step()
    spoke = ~table.open
    for talks in table.dockets[0].talks:
        spoke[talks.worlds[talks.live & talks.speaking]] = True
    assert spoke[waits].all()


def test_a_summit_of_others_holds_nothing_up():
    away = event("summit", "avalon", week(40), guests=["lyonesse"])
    assert played(away, politics(summit_only=number(1.0)))[1]["waited"].any()
    none = played(politics(summit_only=number(1.0)))[1]
    assert_same(none, played(politics())[1])


def test_nothing_happens_without_events():
    """M17: exact null without governments to come, falls or summits."""
    assert_same(played(politics())[1], played(off("M17"))[1])
