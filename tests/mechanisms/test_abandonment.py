"""M10: who depends and fears to be left concedes more; who depends less turns to others."""

from __future__ import annotations

import datetime as dt

import numpy as np
from scipy.stats import ttest_rel
from test_burden_sharing import halved
from worlds import TABLE, assert_same, number

ON = {"on": ("M10",), "avalon": "threatens"}
DAY = {"date": dt.date(2030, 3, 4), "kind": "abandonment", "country": "avalon"}
M10 = "mechanisms__M10__"


def test_more_is_conceded_under_threat(allies):
    """The ally's fear is the patron's gain: paired worlds, with and without threats."""
    calm = allies(worlds=800, **{**ON, f"{M10}threat_rate": 0.0, f"{M10}fear": 0.0})
    threatened = allies(worlds=800, **ON)
    both = calm.settled & threatened.settled
    assert both.mean() > 0.5
    less = threatened["utility.lyonesse"][both] - calm["utility.lyonesse"][both]
    more = threatened["utility.avalon"][both] - calm["utility.avalon"][both]
    assert ttest_rel(less, np.zeros_like(less), alternative="less").pvalue < 1e-3
    assert ttest_rel(more, np.zeros_like(more), alternative="greater").pvalue < 1e-3


def test_without_dependence_there_is_nothing_to_fear_for(allies):
    """Exact null: no dependence, nobody hedges; only the record of fear differs."""
    free = {f"{M10}dependence": 0.0}
    on, off = allies(**ON, **free), allies(avalon="threatens")
    on.columns[TABLE]["fear.pact"] = off["fear.pact"]
    assert (off["fear.pact"] == 0.0).all()
    assert_same(on, off)


def stepped(scenario: dict) -> None:
    """The pilots are halved, and later Lyonesse's own plan for its guard steps up."""
    halved(scenario)
    step = {"since": dt.date(2030, 4, 1), "value": number(1.5, "% of GDP")}
    scenario["tables"][TABLE]["issues"]["island_guard"]["default"] = [step]


def test_without_dependence_no_budget_answers_a_threat(allies):
    """Exact null with M5 on: neither fear nor the news of a threat moves the ally's defence."""
    sets = {"adapt": stepped, "avalon": "threatens", "calendar": [DAY]}
    on = allies(on=("M5", "M10"), **sets, **{f"{M10}dependence": 0.0})
    off = allies(on=("M5",), **sets)
    on.columns[TABLE]["fear.pact"] = off["fear.pact"]
    assert_same(on, off)


def test_hedging_grows_when_dependence_falls(allies):
    """After the same threat, and only where the stance is to hedge."""
    once = {"on": ("M10",), "calendar": [DAY]}
    hedging = [
        allies(**once, lyonesse="hedges", **{f"{M10}dependence": share})["hedging.lyonesse"]
        for share in (0.2, 0.5, 0.9)
    ]
    assert (hedging[0] > hedging[1]).all()
    assert (hedging[1] > hedging[2]).all()
    assert (allies(**once)["hedging.lyonesse"] == 0.0).all()


def test_who_has_turned_to_others_has_a_better_outside_option(allies):
    """M10 and M11 meet in the state of the country."""
    sets = {**ON, f"{M10}dependence": 0.2, "mechanisms__M11__hedge_value": 5.0}
    hedged, stayed = allies(**sets, lyonesse="hedges"), allies(**sets)
    better = hedged.model.tables[TABLE].outside[1] - stayed.model.tables[TABLE].outside[1]
    np.testing.assert_allclose(better, 5.0 * hedged["hedging.lyonesse"], atol=1e-12)
    left = [(run["outcome"] == "breakdown").mean() for run in (hedged, stayed)]
    assert left[0] > left[1]


def test_a_dated_threat_frightens_everywhere_and_fades(allies):
    """One event in week 8: fear jumps then, in every world, and fades back to its base."""
    fears, told = [], []

    class Ear:
        def week(self, model):
            fears.append(model.alliances["pact"].fear[0])

        def acted(self, rule, where, what):
            if rule == "M10":
                told.append((len(fears) - 1, what, bool(where.all())))

        def __getattr__(self, name):
            return lambda *_: None

    allies(worlds=4, on=("M10",), calendar=[DAY], record=Ear(), trust=0.5)
    base, jump, fade = 0.4 * 0.5, 0.3, 0.05
    np.testing.assert_allclose(fears[:9], base)
    top = base + jump * (1.0 - base)
    np.testing.assert_allclose(fears[9:12], base + (top - base) * (1 - fade) ** np.arange(3))
    assert told == [(8, "pact: Avalon questions its protection of Lyonesse", True)]


def test_threats_erode_trust_and_distrust_feeds_fear(allies):
    """M10 and M16 meet in trust and in what happened at the table."""
    still = {"on": ("M10", "M16"), "worlds": 200}
    calm = allies(**still)
    threatened = allies(**still, avalon="threatens")
    worse = threatened["trust.pact"] - calm["trust.pact"]
    assert ttest_rel(worse, np.zeros_like(worse), alternative="less").pvalue < 1e-3


def test_the_fear_of_an_ally_is_no_stress_of_tariffs(allies):
    """Rules add to the burden of no deal under their own names."""
    table = allies(**ON).model.tables[TABLE]
    assert {rule for rule, _, _ in table.burden} == {"M10"}
    assert {side for _, side, _ in table.burden} == {1}
