"""NegMAS and the engine on a few domains; the command plays many."""

from __future__ import annotations

import numpy as np
import pytest
from small import one_issue

pytest.importorskip("negmas", reason="the development extra `peers`")

from negotiation.validation.judge import HOLDS
from negotiation.validation.peers import engine, one_frontier, refined, solutions
from negotiation.validation.peers.compare import compare
from negotiation.validation.peers.domains import mixed, proportional
from negotiation.validation.peers.family import Size
from negotiation.validation.peers.levels import Grid, Rounded, grid
from negotiation.validation.peers.other import negmas

sao = negmas()
pytestmark = pytest.mark.filterwarnings("default")  # those of NegMAS are not ours


def test_two_that_give_up_a_tenth_a_week_meet_in_the_middle():
    domains = one_issue()
    games = sao.tables(domains, 5, np.array([0, 1, 0, 1]))
    for player in (sao.answering_in_time, sao.efficient):
        found = sao.play(games, player)
        assert np.array_equal(found.week, np.full(4, 5.0))
        assert np.allclose(found.utility, -0.5)


def test_its_own_negotiator_answers_a_step_later():
    """At 3.25 % a week demands meet in week 16 (15.4), but in 15 (14.9) with an answer in 16."""
    domains = one_issue((-0.65, -0.65), offers=19)
    ours, opener = engine.play(domains, seed=1)
    theirs = sao.play(sao.tables(domains, 1001, opener), sao.as_shipped)
    assert np.array_equal(ours.week, np.full(4, 16.0))
    assert np.array_equal(theirs.week, np.full(4, 15.0))


@pytest.mark.parametrize("issues", [1, 2, 3])
def test_both_engines_agree_on_the_same_outcomes(issues):
    found = one_frontier.same_grid(issues, Size(8, seed=2))
    assert [case.verdict for case in found.cases] == [HOLDS] * 4
    assert found.cases[0].obtained == 0.0
    assert found.cases[1].obtained < 1e-5


def test_other_exponents_are_noticed():
    domains = proportional(8, 1, seed=2)
    ours, opener = engine.play(domains, 2, Rounded(engine.POLYNOMIAL), Grid(21))
    games = sao.tables(domains, 21, opener)
    for game in games:
        game.exponents[0] *= 1.5
    assert compare(domains, ours, sao.play(games, sao.answering_in_time)).steps.any()


def test_the_engine_without_levels_is_next_to_a_fine_grid():
    assert [c.verdict for c in one_frontier.fine(Size(6, seed=2)).cases] == [HOLDS, HOLDS]


def test_negmas_finds_the_efficient_packages_that_the_engine_does():
    domains = mixed(3, 2, seed=2)
    for d, game in enumerate(sao.tables(domains, 9, np.zeros(3, dtype=int))):
        one = domains.part(np.array([d]))
        every = np.array([one.utility(p[:, None])[:, 0] for p in grid(9, 2)])
        worths, outcomes = game.efficient
        assert len(worths) == len(outcomes)
        for worth, outcome in zip(worths, outcomes, strict=True):
            package = np.array(outcome)[:, None] / 8.0
            assert np.allclose(one.utility(package)[:, 0], worth)
            assert not np.any(np.all(every > worth + 1e-12, axis=1))


def test_bids_on_finer_frontiers_come_nearer():
    found = refined.pareto(2, Size(20, seed=2), levels=(5, 9, 33))
    verdicts = {case.id: case.verdict for case in found.cases}
    assert verdicts == dict.fromkeys(verdicts, HOLDS)
    assert [curve.what for curve in found.curves] == ["steps", "utility"]


def test_solutions_on_finer_grids_come_nearer():
    found = solutions.against_negmas(Size(20, seed=2), levels=(5, 33))
    assert [case.verdict for case in found.cases] == [HOLDS] * 3
