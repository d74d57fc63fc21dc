"""The engine on domains that can be worked out by hand."""

from __future__ import annotations

import numpy as np
from small import one_issue

from negotiation.validation.peers import engine
from negotiation.validation.peers.compare import compare, conceded
from negotiation.validation.peers.engine import Outcome
from negotiation.validation.peers.levels import Grid, Rounded


def test_two_that_give_up_a_tenth_a_week_meet_in_the_middle():
    """Clocks run to week 10; both have given up half in week 5."""
    found, opener = engine.play(one_issue(), seed=1)
    assert set(opener) == {0, 1}
    assert np.array_equal(found.week, np.full(4, 5.0))
    assert np.allclose(found.utility, -0.5)


def test_who_speaks_gets_what_it_asks_for():
    """With a reserve of -.6 it takes 10 x .5 / .6 = 8.33 weeks: the speaker asks for -.54 in 9."""
    domains = one_issue((-0.6, -0.6), offers=19)
    found, opener = engine.play(domains, seed=1)
    assert np.array_equal(found.week, np.full(4, 17.0))
    asked = -0.6 * 17.0 / 20.0
    speaker = (opener + 17) % 2
    assert np.allclose(found.utility[speaker, np.arange(4)], asked)
    assert np.allclose(found.utility[1 - speaker, np.arange(4)], -1.0 - asked)


def test_there_is_no_deal_where_reserves_leave_no_room():
    found, _ = engine.play(one_issue((-0.4, -0.5)), seed=1)
    assert np.isnan(found.week).all()
    assert np.isnan(found.utility).all()


def test_a_deal_that_nobody_could_answer_any_more_does_not_count():
    """At -.51 each, demands meet after 9.8 of 10 weeks; the last offer that is answered is in 8."""
    found, _ = engine.play(one_issue((-0.51, -0.51)), seed=1)
    assert np.isnan(found.week).all()


def test_a_demand_is_rounded_up_to_a_level():
    """On quarters, -.3 is rounded to -.25: the two meet at -.5 in week 5, and not before."""
    found, _ = engine.play(one_issue(), 1, Rounded(engine.POLYNOMIAL), Grid(5))
    assert np.array_equal(found.week, np.full(4, 5.0))
    assert np.allclose(found.utility, -0.5, atol=1e-8)


def test_levels_that_miss_the_middle_put_off_the_deal():
    """On thirds each asks for -1/3 until it has given up two thirds, in week 7."""
    found, opener = engine.play(one_issue(), 1, Rounded(engine.POLYNOMIAL), Grid(4))
    assert np.array_equal(found.week, np.full(4, 7.0))
    speaker = (opener + 7) % 2
    assert np.allclose(found.utility[speaker, np.arange(4)], -2.0 / 3.0, atol=1e-8)


def test_no_deal_counts_as_the_step_of_the_deadline():
    nan = np.nan
    first = Outcome(np.array([3.0, nan, 8.0, nan]), np.array([[-0.1, nan, -0.2, nan]] * 2))
    second = Outcome(np.array([4.0, nan, nan, 7.0]), np.array([[-0.3, nan, nan, -0.4]] * 2))
    apart = compare(one_issue(), first, second)
    assert apart.steps.tolist() == [1.0, 0.0, 1.0, -2.0]
    assert apart.both.tolist() == [True, False, False, False]
    assert apart.one.tolist() == [False, False, True, True]
    assert apart.same == 0.25
    assert np.isclose(apart.mean(np.full((2, 4), 0.1)), 2.0)


def test_a_linear_tactic_gives_up_the_same_every_week():
    assert np.allclose(conceded(one_issue(), np.array([0.0, 3.0, 5.0, 9.0])), 0.1)
