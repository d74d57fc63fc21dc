"""What a side learns from the offers it hears, and what it cannot know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from situations import problem

from negotiation.bargaining.curve import efficient
from negotiation.strategies.family import member
from negotiation.strategies.view import Problem

LEARNERS = ["bayesian", "frequency"]
PUBLIC, OURS = [1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 1.0, 2.0]
TRUE = np.array([3.0, 1.0, 1.0, 0.5])[:, None]  # the first issue is dearer than it seems
DOMAINS = ["trade", "trade", "trade", "trade"]


def given(curvature: float = 0.8) -> Problem:
    return problem(OURS, PUBLIC, curvature, DOMAINS, [True] * 4)


def offers(known: Problem, stake: np.ndarray, count: int = 12) -> list[np.ndarray]:
    """Own concessions asked by a side of that stake that goes down its contract curve."""
    curve = efficient(stake, known.other_curvature, known.own_public_stake, known.own_curvature)
    curve = np.clip(curve, known.other_least, 1.0 - known.least)
    return [1.0 - curve[step] for step in np.linspace(30, 10, count).astype(int)]


def beliefs(name: str, known: Problem, heard: list[np.ndarray]) -> list[np.ndarray]:
    """Believed shares of the issues before any offer and after each."""
    one = member("opponent", name)
    memory, found = one.start(known), [known.other_stake]
    for offer in heard:
        one.hear(known, offer, memory)
        found.append(one.take_stock(known, memory)[0])
    return [stake / stake.sum(axis=0) for stake in found]


def error(believed: np.ndarray, stake: np.ndarray = TRUE) -> float:
    return float(np.abs(believed - stake / stake.sum()).sum())


@pytest.mark.parametrize("name", LEARNERS)
def test_offers_along_a_contract_curve_tell_what_is_dear(name):
    known = given()
    found = beliefs(name, known, offers(known, TRUE))
    assert error(found[-1]) < 0.75 * error(found[0])
    assert found[-1][0, 0] > found[-1][1, 0] > found[-1][3, 0]


@pytest.mark.parametrize("name", LEARNERS)
def test_a_side_that_is_what_the_public_takes_it_for_is_taken_for_that(name):
    known = given()
    found = beliefs(name, known, offers(known, known.other_stake))
    np.testing.assert_allclose(found[-1], found[0], atol=0.04)


@pytest.mark.parametrize("name", LEARNERS)
def test_an_offer_that_is_repeated_teaches_nothing_more(name):
    known = given()
    first = offers(known, TRUE)[4]
    found = beliefs(name, known, [first] * 6)
    assert error(found[1]) < error(found[0])
    np.testing.assert_array_equal(found[-1], found[1])


@pytest.mark.parametrize("name", LEARNERS)
def test_what_a_public_red_line_holds_back_is_not_taken_for_what_is_dear(name):
    """The other side may give no more than a tenth on the first issue, and says so."""
    line = np.array([0.9, 0.0, 0.0, 0.0])[:, None]
    bound = replace(given(), least=line)
    heard = offers(bound, bound.other_stake)
    naive = beliefs(name, given(), heard)[-1][0, 0]
    aware = beliefs(name, bound, heard)[-1][0, 0]
    assert naive > aware
    assert aware == pytest.approx(0.25, abs=0.03)


def test_a_mistaken_spread_is_no_belief_that_offers_cannot_change():
    """Offers that fit no hypothesis leave a belief, not a quotient of nothing by nothing."""
    known = given()
    one = member("opponent", "bayesian", {"noise": 0.001})
    memory = one.start(known)
    for offer in (np.ones((4, 1)), np.zeros((4, 1)), np.eye(4)[:, :1]):
        one.hear(known, offer, memory)
        stake, _ = one.take_stock(known, memory)
        assert np.isfinite(stake).all()
        assert (stake > 0.0).all()
