"""When a side says yes."""

from __future__ import annotations

import numpy as np
import pytest
from situations import view

from negotiation.strategies.family import member

OFFERS = np.array([-1.2, -1.0, -0.61, -0.6, -0.5, -0.49, -0.3, 0.0])


def says_yes(name: str, target: float, parameters=None, **situation) -> list[bool]:
    """The answers to `OFFERS` of a side whose impasse is worth -1 and whose opening demand 0."""
    condition = member("acceptance", name, parameters)
    now = view(len(OFFERS), **situation)
    return condition.accepts(now, OFFERS, np.full(len(OFFERS), target)).tolist()


def test_the_next_offer_rule_takes_what_it_would_ask_itself():
    assert says_yes("next_offer", -0.5) == [False] * 4 + [True] * 4


def test_a_constant_condition_looks_at_its_level_alone():
    assert says_yes("constant", 0.0) == [False] * 4 + [True] * 4
    assert says_yes("constant", -2.0) == says_yes("constant", 0.0)
    assert says_yes("constant", 0.0, {"level": 0.69}) == [False] * 6 + [True] * 2


@pytest.mark.parametrize(
    ("clock", "weight", "expected"),
    [
        (0.94, 0.8, [False] * 8),  # early: not even the opening demand
        (0.95, 0.8, [False] + [True] * 7),
        (0.95, 0.0, [False] * 8),  # no date ahead
    ],
)
def test_a_condition_on_time_takes_any_gain_near_the_date_and_nothing_before(
    clock, weight, expected
):
    found = says_yes("time", -0.3, deadline_clock=clock, deadline_weight=weight)
    assert found == expected


@pytest.mark.parametrize(
    ("clock", "weight", "expected"),
    [
        (0.5, 0.8, [False] * 6 + [True] * 2),  # early: the next-offer rule
        (0.95, 0.8, [False] + [True] * 7),  # near the date: any gain will do
        (0.95, 0.0, [False] * 6 + [True] * 2),  # no date ahead
    ],
)
def test_the_combined_condition_takes_any_gain_near_the_date(clock, weight, expected):
    found = says_yes("combined", -0.3, deadline_clock=clock, deadline_weight=weight)
    assert found == expected
