"""The estimate: it finds what moves outcomes, and never learns from the case it forecasts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up import WORLDS, made_up
from scipy.special import expit

from negotiation.draws import Draws
from negotiation.validation.history.assess import CHAINED, GIVEN, LEFT_OUT, assess
from negotiation.validation.history.case import Outcome
from negotiation.validation.history.estimate import features, learn, logistic, weights
from negotiation.validation.history.shared import SHARED, positions


def test_the_regression_finds_the_coefficients_that_made_the_data():
    at = positions(2, 0, 40_000)
    wanted = np.zeros(len(features(at)))
    wanted[:3] = -0.5, 1.5, -1.0
    chance = expit(np.sum(wanted[:, None] * features(at), axis=0))
    happened = Draws(2, 0, 40_000).uniform("test.coin") < chance
    assert logistic(features(at), happened) == pytest.approx(wanted, abs=0.15)


def test_weight_moves_to_where_worlds_come_near_the_outcome(korus):
    forecast = made_up(korus)
    seen = learn(forecast, Outcome("deal", 40.0, {"steel_tariff": 10.0}))
    weight = weights([seen], forecast.at)
    means = np.average(forecast.at, axis=1, weights=weight)
    assert weight.mean() == pytest.approx(1.0)
    assert means[0] == pytest.approx(0.8, abs=0.08)
    assert means[1:] == pytest.approx(np.full(len(SHARED) - 1, 0.5), abs=0.06)


def test_two_cases_say_more_than_one_and_none_says_nothing(korus):
    forecast = made_up(korus)
    seen = learn(forecast, Outcome("deal", 40.0, {"steel_tariff": 10.0}))
    spread = [
        np.sqrt(np.average((forecast.at[0] - 0.8) ** 2, weights=weights(cases, forecast.at)))
        for cases in ([], [seen], [seen, seen])
    ]
    assert spread[0] > spread[1] > spread[2]
    assert (weights([], forecast.at) == 1.0).all()


def test_a_case_never_learns_from_itself_nor_the_chain_from_what_was_still_open(cases):
    forecasts = [made_up(c, as_of) for c in cases.values() for as_of in c.data.as_of]
    scored, seen = assess(forecasts)
    assert [one.name for one in seen] == list(cases)
    for one in scored:
        assert one.name not in one.seen
        if one.way == GIVEN:
            assert one.seen == ()
        if one.way == LEFT_OUT:
            assert len(one.seen) == len(cases) - 1
    chained = {(s.name, str(s.forecast.as_of.date)): s.seen for s in scored if s.way == CHAINED}
    assert chained["korus_2018", "2018-01-05"] == ()
    assert chained["us_japan_2019", "2019-04-15"] == ("korus_2018",)
    # a year of the first forecast of phase one, with nothing settled, ends in July 2019
    expected = ("korus_2018", "phase_one_2018")
    assert chained["korea_cost_sharing_2019", "2019-09-24"] == expected
    assert chained["us_korea_2025", "2025-07-23"][-1] == "us_japan_2025"
    assert "us_korea_2025" not in chained["us_japan_2025", "2025-07-08"]


def test_what_other_cases_say_changes_the_weights_and_the_score(cases, korus):
    first = made_up(cases["us_japan_2019"])
    second = made_up(replace(korus, data=cases["korus_2018"].data))
    scored, _ = assess([second, first])
    given, _, left_out = (s for s in scored if s.name == "us_japan_2019")
    assert given.worlds == pytest.approx(WORLDS)
    assert left_out.worlds < 0.95 * WORLDS
    assert left_out.marks[-1].crps != given.marks[-1].crps
