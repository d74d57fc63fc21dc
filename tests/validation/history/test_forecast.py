"""Forecasts: they never look at the outcome, and condition on talks still being open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from negotiation.draws import Draws
from negotiation.errors import InputError
from negotiation.runs.numbers import numbers
from negotiation.validation.history.comparators import COMPARATORS, spread
from negotiation.validation.history.forecast import bind, forecast
from negotiation.validation.history.shared import SHARED, given, positions

WORLDS = 60


@pytest.fixture(scope="module")
def played(korus):
    """Both forecasts of the case."""
    return [forecast(korus, as_of, WORLDS, seed=3) for as_of in korus.data.as_of]


def test_a_forecast_does_not_know_what_came_to_pass(korus, played):
    other = korus.data.settled[0].model_copy(update={"what": "partial", "note": "otherwise"})
    terms = tuple(term.model_copy(update={"values": ()}) for term in korus.data.terms)
    blind = replace(korus, data=korus.data.model_copy(update={"settled": (other,), "terms": terms}))
    found = forecast(blind, blind.data.as_of[1], WORLDS, seed=3)
    for name in ("at", "what", "weeks", "lead"):
        np.testing.assert_array_equal(getattr(found, name), getattr(played[1], name))
    np.testing.assert_array_equal(found.terms["steel_tariff"], played[1].terms["steel_tariff"])


def test_talks_must_still_be_open_on_the_day(korus):
    late = korus.data.as_of[1].model_copy(update={"date": korus.data.as_of[0].date})
    assert forecast(korus, late, WORLDS, seed=3).kept == WORLDS
    eager = {"usa": ("trade_only",), "korea": ("quiet_compliance",)}
    ready = replace(korus, data=korus.data.model_copy(update={"strategies": eager}))
    found = forecast(ready, ready.data.as_of[1], WORLDS, seed=3)
    assert 0 < found.kept < WORLDS
    assert (found.weeks >= 0.0).all()
    assert found.at.shape == (len(SHARED), found.kept)


def test_a_date_by_which_talks_are_over_nearly_everywhere_is_refused(korus):
    eager = {"usa": ("trade_only",), "korea": ("quiet_compliance",)}
    ready = replace(korus, data=korus.data.model_copy(update={"strategies": eager}))
    late = korus.data.as_of[1].model_copy(update={"date": dt.date(2018, 12, 31)})
    with pytest.raises(InputError, match="talks were still open on 2018-12-31 in"):
        forecast(ready, late, WORLDS, seed=3)


def test_the_week_is_the_horizon_where_nothing_is_settled(played):
    for found in played:
        assert ((found.weeks == 26.0) == (found.what == 2)).mean() > 0.9
        assert (found.weeks <= 26.0).all()


def test_a_tariff_threatened_later_is_not_in_the_earlier_forecast(played):
    assert "tables.usa-korea.threats.1" in [x.key for x in played[0].left_out]
    assert played[0].terms["steel_tariff"].max() < played[1].terms["steel_tariff"].max()


def test_one_position_sets_a_shared_parameter_everywhere(korus):
    resolved, _ = bind(korus, korus.data.as_of[0], seed=3)
    at = positions(3, 0, WORLDS)
    values, moved = given(korus, numbers(resolved), at)
    assert set(values) == {
        "countries.usa.beta",
        "countries.korea.beta",
        "countries.usa.trade_salience",
        "countries.usa.credibility",
        "countries.korea.credibility",
    }
    assert set(moved) == {"beta", "salience", "credibility"}  # no pledge is on this table
    for country in ("usa", "korea"):
        quantity = resolved.scenario.countries[country].beta
        expected = quantity.sample(at[0])
        np.testing.assert_array_equal(values[f"countries.{country}.beta"], expected)
    uniform = Draws(3, 0, WORLDS).uniform("validation.history.credibility")
    np.testing.assert_array_equal(at[3], uniform)


def test_simple_forecasts_of_steel_in_2018(played):
    early, late = played
    rates = {name: rule(late).terms["steel_tariff"] for name, rule in COMPARATORS.items()}
    assert rates == {
        "status quo": 0.0,
        "threat carried out": 25.0,
        "midpoint of the two": 12.5,
        "copy of the last deal": 0.0,  # none before: the status quo
    }
    assert COMPARATORS["threat carried out"](early).terms["steel_tariff"] == 0.0
    assert spread(late, late.case.data.terms[0]) == pytest.approx(25.0 / 4.0)
    naive = COMPARATORS["midpoint of the two"](late)
    assert (naive.what, naive.weeks) == ("deal", 13.0)
    assert naive.chances.tolist() == pytest.approx([0.8, 0.1, 0.1])
