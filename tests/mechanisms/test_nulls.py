"""Each mechanism does exactly nothing in its null zone."""

from __future__ import annotations

import numpy as np
import pytest

OFF = {
    "M1": {},  # no step in the default path after the start
    "M3": {"mechanisms__M2": False},  # no dated threats
    "M4": {
        "mechanisms__M4__announcement_value": 0.0,
        "mechanisms__M4__delivery_value": 0.0,
    },
    "M7": {},  # nobody draws a line, and one side settles all or nothing
    "M9": {
        "mechanisms__M9__win_set": 0.0,
        "mechanisms__M9__noise": 0.0,
        "mechanisms__M9__approval_effect": 0.0,
    },
}


@pytest.mark.parametrize("rule", OFF)
def test_on_and_off_are_the_same_in_the_null_zone(islands, rule):
    on = islands(**OFF[rule])
    off = islands(**OFF[rule], **{f"mechanisms__{rule}": False})
    kept = {name for name in off.columns["avalon-lyonesse"] if rule == "M9" and "approval" in name}
    for name, value in on.columns["avalon-lyonesse"].items():
        if name in kept:  # by this rule alone
            continue
        other = off[name]
        if value.dtype.kind == "f":
            np.testing.assert_allclose(value, other, rtol=0, atol=1e-12, err_msg=name)
        else:
            np.testing.assert_array_equal(value, other, err_msg=name)


ISSUES = "tables__avalon-lyonesse__issues"
PROPORTIONAL = {
    "countries__avalon__curvature": 0.0,
    "countries__lyonesse__curvature": 0.0,
    "countries__avalon__issue_salience": 1.0,
    "countries__lyonesse__issue_salience": 1.0,
    "countries__lyonesse__capital_cost": 0.0,
    "countries__avalon__trade_salience": 1.0,
    "countries__lyonesse__trade_salience": 1.0,
    "mechanisms__M2": False,
    "mechanisms__M4": False,
    **{
        f"{ISSUES}__{issue}__stakes__{country}": stake
        for issue in ("cloth_tariff", "fishing_quota", "pilot_service")
        for country, stake in (("avalon", 2.0), ("lyonesse", 3.0))
    },
}


def test_linkage_does_nothing_where_preferences_are_proportional(islands):
    """M6: nothing to exchange between baskets: linked or not, nobody gains anything.

    Sides that have conceded all they can may still seal a deal that is worth no more than none.
    """
    on, off = islands(**PROPORTIONAL), islands(**PROPORTIONAL, mechanisms__M6=False)
    for country in ("avalon", "lyonesse"):
        column = f"utility.{country}"
        np.testing.assert_allclose(on[column], off[column], rtol=0, atol=1e-12)
    apart = islands(mechanisms__M6=False)["utility.avalon"] - islands()["utility.avalon"]
    assert np.abs(apart).max() > 0.1


def test_a_mechanism_that_is_off_in_the_scenario_has_no_effect(islands):
    """M9 matters outside its null zone, so the comparison above can fail."""
    assert islands().settled.mean() < islands(mechanisms__M9=False).settled.mean()


def test_a_threat_that_nobody_believes_changes_nothing_before_its_date(islands):
    unbelieved = {
        "countries__avalon__credibility": 0.0,
        "countries__lyonesse__credibility": 0.0,
        "mechanisms__M3": False,
    }
    on, off = islands(**unbelieved), islands(**unbelieved, mechanisms__M2=False)
    date = 17  # the week of 6 May 2030
    early = (on["week"] < date) | (off["week"] < date)
    assert early.any()
    np.testing.assert_allclose(on["week"][early], off["week"][early])
    np.testing.assert_allclose(
        on["issue.cloth_tariff"][early], off["issue.cloth_tariff"][early], atol=1e-12
    )


def test_a_threat_equal_to_the_status_quo_does_not_hurry_anybody(islands):
    idle = {"tables__avalon-lyonesse__threats__0__value": 10.0}
    on, off = islands(**idle), islands(**idle, mechanisms__M2=False)
    np.testing.assert_array_equal(on["outcome"], off["outcome"])
    np.testing.assert_allclose(on["week"], off["week"])
