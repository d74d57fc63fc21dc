"""Concession over time: the known numbers, two players who cross, and dates that change."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from situations import view

from negotiation.strategies.concession.exponential import Exponential
from negotiation.strategies.concession.polynomial import Polynomial


# Faratin, Sierra and Jennings 1998: k = .1, half of the time gone by.
@pytest.mark.parametrize(
    ("member", "beta", "expected"),
    [
        (Polynomial, 0.5, 0.325),
        (Polynomial, 1.0, 0.55),
        (Polynomial, 2.0, 0.736396),
        (Exponential, 0.5, 0.196288),
        (Exponential, 1.0, 0.316228),
        (Exponential, 2.0, 0.562341),
    ],
)
def test_the_share_conceded_at_half_time(member, beta, expected):
    found = member(k=0.1).share(np.array([0.5]), np.array([beta]))
    np.testing.assert_allclose(found, expected, atol=5e-7)


def asked(member, beta: float, clock: float, **weights) -> float:
    """Aspiration at a moment, after an opening at the start of the clock."""
    before = view(beta=beta, **weights)
    member.aspiration(before)
    now = view(beta=beta, delay_clock=clock, restarted=np.zeros(1, dtype=bool), **weights)
    now.memory.update(before.memory)
    return float(member.aspiration(now)[0])


def test_a_conceder_and_a_boulware_player_cross_where_they_should():
    # Known answer: beta .25 against 4, k = 0, unit price: s = .592010, split .122833.
    def gap(s: float) -> float:
        return asked(Polynomial(), 0.25, s) + asked(Polynomial(), 4.0, s) - 1.0

    crossing = brentq(gap, 0.01, 0.99, xtol=1e-12)
    assert crossing == pytest.approx(0.592010, abs=5e-7)
    assert asked(Polynomial(), 4.0, crossing) == pytest.approx(0.122833, abs=5e-7)


@pytest.mark.parametrize("member", [Polynomial, Exponential])
def test_boulware_asks_for_more_than_a_conceder_all_the_way(member):
    for clock in (0.1, 0.5, 0.9):
        levels = [asked(member(), beta, clock) for beta in (0.2, 0.6, 1.0, 2.0, 5.0)]
        assert levels == sorted(levels, reverse=True)
    assert asked(member(), 0.6, 1.0) == 0.0


def test_a_player_with_no_date_ahead_follows_the_cost_of_delay():
    story = [asked(Polynomial(), 0.5, clock) for clock in (0.0, 0.25, 0.5, 1.0)]
    assert story == [1.0, 1 - 0.25**2, 1 - 0.5**2, 0.0]


def test_the_date_weighs_as_much_as_it_is_believed():
    wait = asked(Polynomial(), 1.0, 0.0, deadline_clock=0.0, deadline_weight=0.4)
    assert wait == 1.0
    before = view(deadline_weight=0.4)
    Polynomial().aspiration(before)
    now = view(
        deadline_clock=0.5,
        delay_clock=0.25,
        deadline_weight=0.4,
        restarted=np.zeros(1, dtype=bool),
        memory=before.memory,
    )
    assert Polynomial().aspiration(now)[0] == pytest.approx(1 - 0.4 * 0.5 - 0.6 * 0.25)


def test_the_share_conceded_at_the_start_is_conceded():
    assert asked(Polynomial(k=0.1), 0.5, 0.0) == pytest.approx(0.9)


def restart_story() -> list[float]:
    """One player: a date half gone, put off, half gone again, and gone."""
    member, level = Polynomial(), 1.0
    memory: dict[str, np.ndarray] = {}
    said = []
    for clock, delay, changed in [
        (0.0, 0.0, True),
        (0.5, 0.1, False),
        (0.0, 0.1, True),  # the date is put off: this clock starts again, delay's does not
        (0.5, 0.2, False),
        (1.0, 0.3, False),
    ]:
        now = view(
            aspiration=level,
            deadline_clock=clock,
            delay_clock=delay,
            deadline_weight=0.5,
            restarted=np.array([changed]),
            memory=memory,
        )
        level = float(member.aspiration(now)[0])
        said.append(level)
    return said


def test_after_a_change_of_date_concession_goes_on_from_where_it_stood():
    def f(date: float, delay: float) -> float:
        return 1 - 0.5 * date - 0.5 * delay

    stood = f(0.5, 0.1)
    expected = [
        1.0,
        stood,
        stood,
        stood * f(0.5, 0.2) / f(0.0, 0.1),
        stood * f(1.0, 0.3) / f(0.0, 0.1),
    ]
    np.testing.assert_allclose(restart_story(), expected, rtol=1e-14)


def test_what_is_given_up_stays_given_up_when_a_date_is_put_off():
    memory: dict = {}
    Polynomial().aspiration(view(delay_clock=1.0, memory=memory))
    spent = view(aspiration=0.0, delay_clock=0.2, memory=memory)
    assert Polynomial().aspiration(spent)[0] == 0.0


def test_a_spent_clock_at_the_change_leaves_nothing_to_ask():
    now = view(aspiration=0.7, delay_clock=1.0)
    assert Polynomial().aspiration(now)[0] == 0.0
