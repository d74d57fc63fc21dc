"""MiCRO: new offers answered by new offers, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from situations import heard, view

from negotiation.strategies.concession.micro import Micro


def proposals(script: list[float | None], rests: frozenset[int] = frozenset()) -> list[float]:
    """What it asks for after each line: an offer heard, or None where it speaks first."""
    member, now, asked = Micro(step=0.1), view(), []
    for turn, offer in enumerate(script):
        now = replace(now, speaking=np.array([turn not in rests]))
        if offer is not None:
            now = heard(now, offer)
            now = replace(now, aspiration=member.aspiration(now), fresh=False)
        now = replace(now, aspiration=member.aspiration(now))
        asked.append(round(1.0 - float(now.aspiration[0]), 12))
    return asked


def test_who_opens_gives_one_step_for_each_new_offer():
    assert proposals([None, -1.0, -1.0, -0.9, -0.8]) == [0.0, 0.1, 0.1, 0.2, 0.3]


def test_who_answers_may_be_one_offer_ahead_and_no_more():
    assert proposals([-1.0, -1.0, -1.0, -1.0]) == [0.0, 0.1, 0.1, 0.1]


def test_an_offer_made_before_is_not_new():
    assert proposals([None, -0.9, -1.0, -0.9, -0.95, -0.8]) == [0.0, 0.1, 0.1, 0.1, 0.1, 0.2]


def test_a_crumb_is_not_a_new_offer():
    assert proposals([None, -0.9, -0.899, -0.898]) == [0.0, 0.1, 0.1, 0.1]


def test_a_large_offer_is_answered_like_a_small_one():
    assert proposals([None, -0.9, -0.2]) == proposals([None, -0.9, -0.8])


def test_two_of_a_kind_come_to_the_middle():
    one, two = Micro(step=0.1), Micro(step=0.1)
    mine, theirs = view(), view()
    for _ in range(11):
        mine = replace(mine, aspiration=one.aspiration(mine))
        theirs = heard(theirs, -float(mine.aspiration[0]))
        theirs = replace(theirs, aspiration=two.aspiration(theirs), fresh=False)
        theirs = replace(theirs, aspiration=two.aspiration(theirs))
        mine = heard(mine, -float(theirs.aspiration[0]))
        mine = replace(mine, aspiration=one.aspiration(mine), fresh=False)
    assert abs(float(mine.aspiration[0] - theirs.aspiration[0])) < 0.1 + 1e-12


def test_while_talks_rest_no_offer_counts():
    assert proposals([None, -0.9, -0.8, -0.8], rests=frozenset({2})) == [0.0, 0.1, 0.1, 0.2]
