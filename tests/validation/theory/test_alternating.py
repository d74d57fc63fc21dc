"""Alternating offers: best answers settle where theory says, and a wrong plan is found out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation.validation.judge import HOLDS
from negotiation.validation.theory import outside_option
from negotiation.validation.theory.alternating import (
    NEVER,
    Pie,
    best_demand,
    deviations,
    settle,
    worth_of_rejecting,
)
from negotiation.validation.theory.family import Sample
from negotiation.validation.theory.rubinstein import SMALL, divided, most_by_deviating

PAIRS = 6  # of discounts in one example, played together
shares = st.lists(st.floats(0.0, 1.0), min_size=4 * PAIRS, max_size=4 * PAIRS)
factors = st.lists(st.floats(0.1, 0.85), min_size=2 * PAIRS, max_size=2 * PAIRS)


@settings(max_examples=3, deadline=None)
@given(factors, shares)
def test_best_answers_settle_at_the_division_of_rubinstein(factors, shares):
    pie = Pie(np.reshape(factors, (2, PAIRS)))
    settled = settle(pie, *np.reshape(shares, (2, 2, PAIRS)))
    plans = [d[None] for d in settled.demand], [r[None] for r in settled.reserve]
    for opener in (0, 1):
        found = pie.play(*plans, opener)
        np.testing.assert_allclose(found[opener], divided(pie.discount, opener), atol=SMALL)
        np.testing.assert_allclose(found.sum(axis=0), 1.0, atol=1e-12)
    assert np.max(most_by_deviating(pie, settled)) <= SMALL


def at_nine_tenths() -> tuple[Pie, np.ndarray, np.ndarray]:
    """Two equally patient sides, with the demands and reserves of theory."""
    demand = np.full((2, 1), 10 / 19)
    return Pie(np.full((2, 1), 0.9)), demand, 1.0 - demand


@pytest.mark.parametrize("off", [-0.05, 0.05])
def test_a_demand_that_is_off_leaves_something_to_gain(off):
    pie, demand, reserve = at_nine_tenths()
    demand[0] += off
    turned = deviations(pie, [d[None] for d in demand], [r[None] for r in reserve], 0)
    assert turned[0, 0] > 0.02


@pytest.mark.parametrize(("off", "gain"), [(-0.05, 0.04), (0.05, 0.04)])
def test_a_reserve_that_is_off_leaves_something_to_gain(off, gain):
    """Too low a reserve takes what waiting would better, too high a one waits for less."""
    pie, demand, reserve = at_nine_tenths()
    reserve[1] += off
    turned = deviations(pie, [d[None] for d in demand], [r[None] for r in reserve], 0)
    assert turned[1, 0] > gain


def test_rejecting_is_worth_the_own_demand_a_week_later():
    pie, demand, reserve = at_nine_tenths()
    plans = [d[None] for d in demand], [r[None] for r in reserve]
    assert worth_of_rejecting(pie, 1, *plans)[0] == pytest.approx(0.9 * 10 / 19, abs=1e-12)


def test_against_one_who_accepts_nothing_every_demand_is_as_good():
    pie, demand, reserve = at_nine_tenths()
    reserve[:] = NEVER
    plans = [d[None] for d in demand], [r[None] for r in reserve]
    assert best_demand(pie, 0, *plans)[0] == 0.0
    assert pie.play(*plans, 0)[0] == pytest.approx(0.0, abs=1e-15)


def test_outside_options_are_idle_or_paid():
    found = outside_option.cases(Sample(4, 6))
    assert [case.verdict for case in found] == [HOLDS] * len(found), found
