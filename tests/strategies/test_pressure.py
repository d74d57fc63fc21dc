"""Concession that follows what waiting costs."""

from __future__ import annotations

import numpy as np
import pytest
from situations import view

from negotiation.strategies.concession.polynomial import Polynomial
from negotiation.strategies.concession.pressure import Pressure


def asked(member, moments: list[tuple[float, float]], beta: float = 1.0) -> list[float]:
    """Aspiration at moments (clock of delay, impasse value); the opening demand is worth 0."""
    memory, level, said = {}, 1.0, []
    for turn, (clock, impasse) in enumerate(moments):
        now = view(
            aspiration=level,
            delay_clock=clock,
            impasse=impasse,
            beta=beta,
            restarted=np.array([turn == 0]),
            memory=memory,
        )
        level = float(member.aspiration(now)[0])
        said.append(level)
    return said


@pytest.mark.parametrize("beta", [0.4, 1.0, 2.5])
def test_while_no_deal_costs_what_it_did_time_alone_presses(beta):
    steady = [(0.0, -1.0), (0.2, -1.0), (0.7, -1.0), (1.0, -1.0)]
    np.testing.assert_allclose(
        asked(Pressure(), steady, beta), asked(Polynomial(), steady, beta), atol=1e-12
    )


def test_twice_the_cost_presses_twice_as_fast():
    found = asked(Pressure(), [(0.0, -1.0), (0.2, -1.0), (0.4, -2.0), (0.5, -2.0), (0.7, -2.0)])
    np.testing.assert_allclose(found, [1.0, 0.8, 0.4, 0.2, 0.0], atol=1e-12)


def test_relief_slows_concession_and_takes_nothing_back():
    found = asked(Pressure(), [(0.0, -1.0), (0.4, -1.0), (0.6, -0.5), (0.8, 0.3)])
    np.testing.assert_allclose(found, [1.0, 0.6, 0.5, 0.5], atol=1e-12)


def test_what_is_left_after_a_change_is_given_in_proportion():
    member, memory = Pressure(), {}
    member.aspiration(view(memory=memory))
    member.aspiration(view(delay_clock=0.5, memory=memory, restarted=np.zeros(1, dtype=bool)))
    cut = view(aspiration=0.4, delay_clock=0.5, memory=memory)  # leverage was lost meanwhile
    assert member.aspiration(cut)[0] == pytest.approx(0.4)
    later = view(aspiration=0.4, delay_clock=0.75, memory=memory, restarted=np.zeros(1, dtype=bool))
    assert member.aspiration(later)[0] == pytest.approx(0.4 * 0.25 / 0.5)
