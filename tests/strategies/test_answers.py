"""Concession that answers the other side's, and none at all: a script, and the offers in return."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from situations import heard, story, view

from negotiation.strategies.concession.hold_firm import HoldFirm
from negotiation.strategies.concession.tit_for_tat import (
    AbsoluteTitForTat,
    AveragedTitForTat,
    RelativeTitForTat,
    repay_absolute,
    repay_relative,
)


def test_the_known_answers_of_faratin_and_others():
    # Faratin, Sierra and Jennings 1998: the opponent goes from 20 to 18, the own last was 10.
    assert repay_relative(10.0, 20.0, 18.0) == pytest.approx(11.1111, abs=5e-5)
    assert repay_absolute(10.0, 20.0, 18.0) == 12.0


def test_absolute_tit_for_tat_gives_what_it_gets():
    # Offers worth -1, -.9, -.9, -.6, -.7 to it: it gives 0, .1, 0, .3, and nothing for a retreat.
    asked = story(AbsoluteTitForTat(), [-1.0, -0.9, -0.9, -0.6, -0.7])
    np.testing.assert_allclose(asked, [0.0, -0.1, -0.1, -0.4, -0.4], atol=1e-12)


def test_a_kind_player_gives_a_little_more_than_it_gets():
    asked = story(AbsoluteTitForTat(kindness=0.05), [-1.0, -0.9, -0.9])
    np.testing.assert_allclose(asked, [-0.05, -0.2, -0.25], atol=1e-12)


def test_relative_tit_for_tat_gives_in_proportion():
    # Denied 1, .8, .8, .4, .6: it keeps 1, 8/10, all, half, all of what it asked.
    asked = story(RelativeTitForTat(), [-1.0, -0.8, -0.8, -0.4, -0.6])
    np.testing.assert_allclose(asked, [0.0, -0.2, -0.2, -0.6, -0.6], atol=1e-12)


def test_kindness_in_proportion():
    asked = story(RelativeTitForTat(kindness=0.1), [-1.0, -0.8, -0.8])
    np.testing.assert_allclose(
        asked, [-0.1, -(1 - 0.9 * 0.8 * 0.9), -(1 - 0.9**3 * 0.8)], atol=1e-12
    )


def test_averaged_tit_for_tat_gives_at_the_mean_rate_of_late():
    # Denied 1, .8, .4, .4: a window of two sees the ratios .8; .8 x .5; .5 x 1, and takes the mean.
    asked = story(AveragedTitForTat(window=2), [-1.0, -0.8, -0.4, -0.4])
    left = np.cumprod([1.0, 0.8, 0.4**0.5, 0.5**0.5])
    np.testing.assert_allclose(asked, left - 1.0, atol=1e-12)


def test_a_steady_concession_is_repaid_at_its_own_rate_however_long_the_memory():
    steady = [0.9**n - 2 * 0.9**n for n in range(8)]  # the denial falls by a tenth each time
    for window in (1, 2, 5):
        asked = story(AveragedTitForTat(window=window), steady)
        np.testing.assert_allclose(asked, story(RelativeTitForTat(), steady), atol=1e-12)


def test_a_window_of_one_is_relative_tit_for_tat():
    offers = [-1.0, -0.8, -0.8, -0.4, -0.6]
    asked = story(AveragedTitForTat(window=1), offers)
    np.testing.assert_allclose(asked, story(RelativeTitForTat(), offers), atol=1e-12)


def test_what_is_said_while_talks_rest_is_not_remembered():
    member, rests = AveragedTitForTat(window=3), np.zeros(1, dtype=bool)
    now = heard(view(), -1.0)
    member.aspiration(now)
    before = {k: v.copy() for k, v in now.memory.items()}
    member.aspiration(heard(replace(now, speaking=rests), -0.2))
    np.testing.assert_array_equal(now.memory["offered"], before["offered"])


ANSWERING = [AbsoluteTitForTat, RelativeTitForTat, AveragedTitForTat]


@pytest.mark.parametrize("member", ANSWERING)
def test_a_first_offer_is_no_concession(member):
    assert story(member(), [-0.5]) == [0.0]


@pytest.mark.parametrize("member", ANSWERING)
def test_nothing_heard_is_nothing_repaid(member):
    now = heard(heard(view(aspiration=0.8), -1.0), -0.5)
    now.fresh = False
    assert member().aspiration(now)[0] == 0.8


@pytest.mark.parametrize("member", [AbsoluteTitForTat, RelativeTitForTat])
def test_who_is_offered_everything_asks_for_no_less_than_the_impasse_value(member):
    asked = story(member(kindness=0.5), [-1.0, -0.5, 0.0, 0.0])
    assert asked[-1] == pytest.approx(-1.0, abs=1e-8)


def test_hold_firm_asks_for_the_same_whatever_happens():
    assert story(HoldFirm(), [-1.0, -0.5, -0.1]) == [0.0, 0.0, 0.0]
    np.testing.assert_allclose(story(HoldFirm(level=0.7), [-1.0, -0.1]), [-0.3, -0.3], atol=1e-12)
