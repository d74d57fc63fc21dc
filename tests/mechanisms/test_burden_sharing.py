"""M5: an ally makes up for its patron's cut, but not one for one."""

from __future__ import annotations

import datetime as dt

import numpy as np
from scipy.stats import ttest_1samp
from worlds import TABLE, assert_same, number, pact

from negotiation.runs.chunk import Chunk, build
from negotiation.world.rule import Rule

GUARD, PILOTS = 4, 3
CUT = dt.date(2030, 2, 4)


def drawn(low: float, high: float) -> dict:
    """A number between 0 and 1 that differs by world."""
    given = {"basis": "assumption", "note": "for a test", "distribution": "uniform"}
    return {"value": (low + high) / 2, "unit": "1", "range": [low, high], **given}


def guarded(scenario: dict, cut: float | None = None) -> None:
    """Lyonesse has a guard, and Avalon's pilots may be cut to a number on a day."""
    scenario["countries"]["lyonesse"]["gdp"] = number(100.0, "USD bn")
    scenario["countries"]["lyonesse"]["own_security_benefit"] = drawn(0.2, 0.9)
    table = scenario["tables"][TABLE]
    table["issues"]["island_guard"] = {
        "title": "Lyonesse's guard",
        "domain": "security",
        "kind": "defence",
        "by": "lyonesse",
        "unit": "% of GDP",
        "status_quo": number(1.0, "% of GDP"),
        "ideal": {"avalon": number(3.0, "% of GDP"), "lyonesse": number(1.0, "% of GDP")},
    }
    if "M5" in scenario["mechanisms"]:
        scenario["mechanisms"]["M5"]["substitution"] = drawn(0.2, 0.9)
    if cut is not None:
        step = {"since": CUT, "value": number(cut, "pilots")}
        table["issues"]["pilot_service"]["default"] = [step]


def halved(scenario: dict) -> None:
    guarded(scenario, 5.0)


def unsettled(played) -> np.ndarray:
    return np.isnan(played["settled.harbour"])


def test_the_ally_makes_up_for_a_part_of_the_cut(allies):
    """Half of a contribution of 1 % of GDP goes; the guard grows by less than that half."""
    sets = {"on": ("M5",), "mechanisms__M2": False}
    whole, cut = allies(**sets, adapt=guarded), allies(**sets, adapt=halved)
    talking = unsettled(whole) & unsettled(cut)
    assert talking.mean() > 0.1
    rise = cut["issue.island_guard"][talking] - whole["issue.island_guard"][talking]
    made_up = rise / 0.5
    assert ((made_up > 0.0) & (made_up < 1.0)).all()
    low, high = ttest_1samp(made_up, 0.0).confidence_interval(0.99)
    assert 0.0 < low < high < 1.0


def test_the_slope_is_own_benefit_times_substitution(allies):
    """The best response to a quadratic loss, world by world."""
    played = allies(on=("M5",), mechanisms__M2=False, adapt=halved)
    model = played.model
    benefit = model.draw(
        "countries.lyonesse.own_security_benefit",
        model.setting.countries["lyonesse"].own_security_benefit,
    )
    rule = next(rule for rule in model.rules if rule.id == "M5")
    substitution = rule.value(model, "substitution", "lyonesse")
    late = unsettled(played) | (played["settled.harbour"] > 4)
    rise = model.tables[TABLE].now[GUARD] - 1.0
    np.testing.assert_allclose(rise[late], (0.5 * benefit * substitution)[late])


def test_without_security_benefit_nothing_happens(allies):
    """Exact null: spending buys nobody security, and so no budget answers a cut."""
    none = {
        "countries__lyonesse__own_security_benefit": 0.0,
        "shared__burden_relief": 0.0,
        "adapt": halved,
    }
    assert_same(allies(on=("M5",), **none), allies(**none))


def test_off_defence_is_cost_alone(allies):
    """What the payer and the other side count of one point of GDP and more."""
    on, off = (allies(worlds=5, on=o, adapt=guarded).model.tables[TABLE] for o in (("M5",), ()))
    np.testing.assert_allclose(off.terms.money[1][GUARD], 2.0)
    assert (off.terms.money[0][GUARD] == 0.0).all()
    assert (on.terms.money[1][GUARD] < off.terms.money[1][GUARD]).all()
    np.testing.assert_allclose(on.terms.money[0][GUARD], 2.0 * 0.3)


def test_fear_of_being_left_raises_the_budget_at_news_only(allies):
    """M10 and M5 meet in fear: the default moves in the weeks of a threat and stands between."""
    days = [dt.date(2030, 3, 4), dt.date(2030, 5, 6)]
    events = [{"date": day, "kind": "abandonment", "country": "avalon"} for day in days]
    seen = []

    class Ear:
        def week(self, model):
            seen.append(model.tables[TABLE].now[GUARD][0])

        def __getattr__(self, name):
            return lambda *_: None

    quiet = {"mechanisms__M2": False, "mechanisms__M9__win_set": 1.0}
    on = ("M5", "M10")
    allies(worlds=1, on=on, calendar=events, record=Ear(), adapt=guarded, **quiet)
    moved = np.flatnonzero(np.diff(seen))
    assert moved.tolist() == [8, 17]
    assert 1.0 < seen[9] < seen[18] < 2.0


class News(Rule):
    """World 0: news in weeks 2 and 10, another default in weeks 4 to 7. The others: news in 6."""

    id = "X"
    name = "news"

    def calendar(self, model):
        table, first = model.tables[TABLE], np.arange(model.worlds) == 0
        if model.week == 4:
            self.was = table.now[GUARD].copy()
            table.set_default(GUARD, np.full(model.worlds, 2.0), first)
        if model.week == 8:
            table.set_default(GUARD, self.was, first)
        if model.week in (2, 10):
            table.note("abandonment", first)
        if model.week == 6:
            table.note("abandonment", ~first)


def test_news_elsewhere_makes_no_new_plan():
    """A world's budget is the same to the bit alone and with others that have news."""
    sets = {"on": ("M5", "M10"), "adapt": guarded, "mechanisms__M2": False}
    resolved, seen = pact(**sets, mechanisms__M10__threat_rate=0.0), []
    for worlds in (1, 2, 7):
        model = build(resolved, None, Chunk(0, 0, worlds))
        model.rules.insert(0, News({}, {}))
        table = model.tables[TABLE]
        table.opens[:] = 30.0
        seen.append([])
        while model.week < 12:
            model.step()
            seen[-1].append(float(table.now[GUARD, 0]))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][7] == 2.0 != seen[0][8]
