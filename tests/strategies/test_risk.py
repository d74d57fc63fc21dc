"""Zeuthen: the side with more to lose from a breakdown concedes, just enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from situations import heard, story, view

from negotiation.bargaining.curve import efficient, path
from negotiation.bargaining.loss import utility
from negotiation.bargaining.solutions import nash
from negotiation.strategies.concession.zeuthen import Zeuthen
from negotiation.strategies.view import View


def test_it_concedes_until_the_other_has_more_to_lose():
    # On a line the gains are 1 + u and -u. An offer worth -.9 has the product .09, matched at
    # -.1; one of -.8 has .16, matched at -.2; one of -.85 has less than .16, and waits.
    asked = story(Zeuthen(), [-0.9, -0.8, -0.85])
    np.testing.assert_allclose(asked, [-0.1, -0.2, -0.2], atol=1e-12)


def test_with_equal_risk_it_takes_a_step():
    asked = story(Zeuthen(step=0.05), [-0.9, -0.9])
    np.testing.assert_allclose(asked, [-0.1, -0.15], atol=1e-12)


def test_offers_worth_no_more_than_impasse_are_equal_risks_at_the_opening():
    asked = story(Zeuthen(step=0.05), [-1.0, -1.0, -1.0])
    np.testing.assert_allclose(asked, [-0.05, -0.05, -0.05], atol=1e-12)


def test_no_step_is_smaller_than_the_least():
    np.testing.assert_allclose(story(Zeuthen(step=0.3), [-0.9]), [-0.3], atol=1e-12)


def test_who_is_offered_more_than_any_own_offer_would_bring_both_goes_on_conceding():
    # Past the believed Nash solution no own package has so large a product; the rule still holds.
    start = replace(view(aspiration=0.5), believed_impasse=-np.ones(1))
    now = replace(heard(start, -0.5), claimed=np.array([1.0]))
    assert Zeuthen(step=0.05).aspiration(now)[0] == pytest.approx(0.45)


def test_nothing_heard_is_nothing_conceded():
    now = heard(view(aspiration=0.8), -0.1)
    now.fresh = False
    assert Zeuthen().aspiration(now)[0] == 0.8


STAKES = np.array([[3.0], [1.0]]), np.array([[1.0], [2.0]])
HALF = np.full((2, 1), 0.5)
IMPASSE = np.array([-2.0]), np.array([-1.8])


def seated(side: int) -> View:
    """A side that knows the other's stakes and impasse value."""
    mine, theirs = STAKES[side], STAKES[1 - side]
    curve = path(efficient(mine, HALF, theirs, HALF), mine, HALF, theirs, HALF)
    return view(
        impasse=IMPASSE[side],
        opening=curve.own_where_other(IMPASSE[1 - side]),
        believed_impasse=IMPASSE[1 - side],
        path=curve,
    )


def test_two_who_know_each_other_end_at_the_nash_solution():
    """Harsanyi 1956: mutual concession by risk limits ends where the product is largest."""
    member, sides, by = Zeuthen(step=0.01), [seated(0), seated(1)], 0
    for _ in range(200):
        asking, hearing = sides[by], sides[1 - by]
        given = asking.path.offer(asking.impasse + asking.aspiration * asking.scope)
        hearing = heard(hearing, utility(1.0 - given, STAKES[1 - by], HALF))
        hearing = replace(hearing, claimed=utility(given, STAKES[by], HALF))
        sides[1 - by] = replace(hearing, aspiration=member.aspiration(hearing), fresh=False)
        if hearing.offered >= hearing.impasse + sides[1 - by].aspiration * hearing.scope:
            break
        by = 1 - by
    worth = (hearing.claimed, hearing.offered) if by == 0 else (hearing.offered, hearing.claimed)
    expected = nash(sides[0].path.own, sides[0].path.other, IMPASSE)
    for side in (0, 1):
        miss = abs(float(worth[side][0] - expected[side][0]))
        assert miss < 2 * 0.01 * float(sides[side].scope[0])
