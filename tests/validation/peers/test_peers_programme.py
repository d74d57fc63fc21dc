"""SciPy's programmes where the answer is known, and the package beside them."""

from __future__ import annotations

import numpy as np
import pytest
from small import one_issue, two_issues

from negotiation.validation.judge import HOLDS, SHORT
from negotiation.validation.peers import crossing, solutions
from negotiation.validation.peers.family import Curve, Size
from negotiation.validation.peers.programme import best_linear, solve
from negotiation.validation.peers.refined import falls


def test_each_side_keeps_the_issue_that_matters_to_it():
    """Both then lose 1 of the 1.5 that no deal costs them."""
    found = solve(two_issues())
    for gains in (found.egalitarian, found.kalai_smorodinsky, found.nash):
        assert np.allclose(gains, 0.5, atol=1e-6)


def test_the_best_a_side_can_get_gives_up_three_quarters_of_the_lesser_issue():
    found = solve(two_issues())
    assert np.allclose(found.best, 0.75, atol=1e-6)
    assert np.allclose(best_linear(two_issues()), 0.75)


def test_there_is_nothing_to_find_where_reserves_leave_no_room():
    domain = one_issue((-0.4, -0.5)).part(np.array([0]))
    assert np.isnan(solve(domain).nash).all()


def test_the_package_finds_the_same_solutions():
    cases = solutions.against_scipy(Size(8, seed=4)).cases
    assert len(cases) == 14
    assert {case.verdict for case in cases} == {HOLDS}


def test_the_engine_settles_when_the_tactics_have_met():
    cases = crossing.crossing(Size(8, seed=4)).cases
    assert len(cases) == 6
    assert {case.verdict for case in cases} == {HOLDS}


def test_a_wrong_clock_is_noticed(monkeypatch):
    """The same comparison with clocks that run out a fifth sooner than the engine's."""
    from negotiation.validation.peers.domains import Domains

    weeks = Domains.weeks.fget
    given = crossing.engine.given
    monkeypatch.setattr(crossing.engine, "given", lambda d: {**given(d), **_slower(d)})
    cases = crossing.crossing(Size(8, seed=4)).cases
    assert weeks is not None
    assert SHORT in {case.verdict for case in cases}


def _slower(domains):
    """Patience with which clocks run out a fifth later."""
    patience = 0.5 ** (1.0 / (1.2 * domains.weeks))
    return {f"countries.{side}.patience": patience for side in crossing.engine.SIDES}


@pytest.mark.parametrize(
    ("means", "verdict"),
    [
        ((0.4, 0.2, 0.1), HOLDS),
        ((0.4, 0.1, 0.1), HOLDS),
        ((0.4, 0.0, 0.0), HOLDS),
        ((0.4, 0.1, 0.12), SHORT),
        ((0.4, 0.3, 0.2), SHORT),
    ],
)
def test_differences_must_never_rise_and_fall_by_two_thirds(means, verdict):
    case = falls("x.y", "Means", Curve("x", "steps", (5, 9, 17), means))
    assert case.verdict == verdict
    assert case.obtained == ", ".join(f"{mean:.3g}" for mean in means)
