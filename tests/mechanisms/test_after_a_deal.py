"""What is left of threats, demands and burdens where a deal ends, the law steps, or time is up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from varied import TABLE, event, fixed, model, number, off, raw, rule

from negotiation.runs.chunk import Chunk, build
from negotiation.runs.resolve import resolve_data
from negotiation.world.outcomes import outcomes
from negotiation.world.table import BREAKDOWN, DEAL, NEVER, OPEN

START = dt.date(2030, 1, 7)
EAGER = rule(
    "M15",
    review=number(4.0, "weeks"),
    hazard=number(1.0),
    instalments=number(1.0),
    notice=number(8.0, "weeks"),
    demand=number(0.8),
)
ERRATIC = {"avalon": ["erratic"], "lyonesse": ["package_linkage"]}


def cloth(**more):
    """More keys for the tariff on cloth."""
    return lambda data: data["tables"][TABLE]["issues"]["cloth_tariff"].update(more)


def test_talks_begin_anew_the_week_after_a_deal_ends():
    """By then what having no deal costs at home is weighed again (M19)."""
    costs = rule(
        "M19",
        cost=number(0.2),
        threat_weight=number(0.2),
        tolerance=number(100.0, "USD bn/year"),
        suspension=number(8.0, "weeks"),
    )
    at_war = cloth(trade=number(10.0, "USD bn"))
    islands = model(EAGER, costs, at_war, strategies=ERRATIC, worlds=200)
    table, docket = islands.tables[TABLE], islands.tables[TABLE].dockets[0]
    ended, seen = np.zeros(200, dtype=bool), 0
    while islands.week < islands.calendar.weeks:
        was = docket.state == DEAL
        islands.step()
        heard = np.zeros(200, dtype=bool)
        for talks in docket.talks:
            heard[talks.worlds[talks.live]] = True
        assert heard[ended & (docket.state == OPEN)].all()
        above = table.now[0] > table.terms.status_quo[0]
        weighed = table.burden["M19", 0, 0][ended & above]
        assert (weighed > 0.0).all()
        seen += len(weighed)
        ended = was & (docket.state == OPEN)
        assert not heard[ended].any()
    assert seen > 20


def test_a_threat_whose_time_passed_under_the_deal_may_be_taken_back_after_it():
    often = fixed("mechanisms.M2.stays", 4.0), fixed("mechanisms.M2.recall", 0.5)
    islands = model(EAGER, *often, strategies=ERRATIC, worlds=300)
    table, docket = islands.tables[TABLE], islands.tables[TABLE].dockets[0]
    passed = back = 0
    while islands.week < islands.calendar.weeks:
        week, until = islands.week, [threat.until.copy() for threat in table.threats]
        before, was = table.now[0].copy(), docket.state.copy()
        islands.step()
        for threat, then in zip(table.threats, until, strict=False):
            talking = docket.state == OPEN
            assert not (talking & (threat.until > -NEVER) & (threat.until < week)).any()
            due = (was == OPEN) & (then == week)
            passed += np.count_nonzero(due)
            back += np.count_nonzero(due & (table.now[0] < before))
    assert 0.3 < back / passed < 0.7


def test_what_the_law_says_now_is_not_taken_back():
    """A step of the default path replaces what a threat had brought, and ends its recall."""
    week = START + dt.timedelta(weeks=20)
    step = cloth(default=[{"since": week, "value": number(15.0, "% ad valorem")}])
    sure = [fixed(f"mechanisms.M2.{k}", v) for k, v in (("stays", 8.0), ("recall", 1.0))]
    players = {"avalon": ["maximum_pressure"], "lyonesse": ["wait_out"]}
    islands = model(step, *sure, off("M7", "M9"), strategies=players, worlds=200)
    table, raised = islands.tables[TABLE], np.zeros(200, dtype=bool)
    while islands.week < 40:
        islands.step()
        raised |= (table.now[0] > 15.0) & (islands.week == 20)
        if islands.week > 20:
            np.testing.assert_array_equal(table.now[0][raised & table.unsettled[0]], 15.0)
    assert raised.sum() > 30


def test_strain_suspends_a_tariff_that_was_escalated():
    """The threat that follows the execution is no reason to keep what strains."""
    costs = rule(
        "M19",
        cost=number(1.0),
        threat_weight=number(0.0),
        tolerance=number(1.0, "USD bn/year"),
        suspension=number(8.0, "weeks"),
    )
    far = fixed("mechanisms.M2.closeness", 0.0), fixed("mechanisms.M2.stays", 26.0)
    at_war = cloth(trade=number(10.0, "USD bn"))
    players = {"avalon": ["deadline_brinkmanship"], "lyonesse": ["wait_out"]}
    islands = model(at_war, costs, *far, off("M7", "M9"), strategies=players, worlds=100)
    table, carried_out, strained, kept = islands.tables[TABLE], 0.0, 0, 0
    while islands.week < islands.calendar.weeks:
        islands.step()
        carried_out += table.happened.get("executed", np.zeros(100)).sum()
        raised = islands.countries["avalon"].strained & table.unsettled[0]
        executed = np.zeros(100, dtype=bool)
        for threat in table.threats:
            executed |= threat.until > -NEVER
        strained += np.count_nonzero(raised)
        kept += np.count_nonzero(raised & executed)
    assert carried_out > 20
    assert strained > 0
    assert kept == 0


def demanding(data):
    """What a public demand costs."""
    rule("M8", demand=number(0.9), rate=number(0.05, "1/week"), cap=number(1.0))(data)


def test_a_deal_that_ends_takes_its_audience_cost_along():
    """No deal costs nothing at home, and the next talks start without a demand."""
    loud = {"title": "loud", "text": "says so", "sources": [], "public": True}
    experiment = {
        "question": "What does it cost at home?",
        "scenario": raw(EAGER, demanding),
        "worlds": 400,
        "seed": 7,
        "presets": {"loud": loud},
        "strategies": {"avalon": ["erratic"], "lyonesse": ["loud"]},
    }
    resolved = resolve_data(experiment, Path("islands.toml"))
    islands = build(resolved, None, Chunk(0, 0, 400))
    table, docket = islands.tables[TABLE], islands.tables[TABLE].dockets[0]
    while islands.week < islands.calendar.weeks:
        before = table.reopened.copy()
        islands.step()
        demand = docket.demands[1]
        assert demand is None or np.isnan(demand.level[table.reopened > before]).all()
    columns = outcomes(islands)[TABLE]
    gone = (table.reopened > 0) & (docket.state == OPEN)
    assert gone.any()
    assert not columns["audience_cost.lyonesse"][gone].any()
    again = (table.reopened > 0) & (docket.state == DEAL)
    cost = columns["utility.lyonesse"] - docket.signed[1]
    assert cost[again].any()
    np.testing.assert_allclose(columns["audience_cost.lyonesse"][again], cost[again], atol=1e-9)


def test_who_quits_has_its_outside_option_from_then_on():
    """The realised payoff counts it, from the week of quitting on; the other side has nothing."""

    def stated(data):
        option = number(4.0, "USD bn/year")
        data["tables"][TABLE]["outside"] = {"lyonesse": option}

    islands = model(stated, worlds=200)
    table, docket = islands.tables[TABLE], islands.tables[TABLE].dockets[0]
    lyonesse = islands.countries["lyonesse"]
    before = np.zeros(200)
    while islands.week < islands.calendar.weeks:
        last = islands.week == islands.calendar.weeks - 1
        weight = lyonesse.discount * (1.0 if last else 1.0 - lyonesse.delta)
        islands.step()
        flow = (table.realised[1] - before) / weight
        before = table.realised[1].copy()
        quit = docket.state == BREAKDOWN
        default = docket.default.flow[1] - docket._burden[1]
        worth = 4.0 * islands.salience("lyonesse")
        np.testing.assert_allclose(flow[quit], (default + worth)[quit], rtol=1e-9)
        assert not docket.away[0].any()
    assert quit.sum() > 20


@pytest.fixture
def closing():
    """A table that closes in week 20; in some worlds talks would open only later (M17)."""

    def closes(data):
        data["tables"][TABLE]["closes"] = START + dt.timedelta(weeks=20)

    late = rule(
        "M17",
        entry_delay=number(15.0, "weeks", distribution="uniform") | {"range": [0.0, 30.0]},
        fall=number(0.0, "1/week"),
        fall_approval=number(0.0),
        lost=number(0.0),
        summit_only=number(0.0),
    )
    new = event("new_government", "lyonesse", START + dt.timedelta(weeks=1))
    experiment = {
        "question": "Who comes too late?",
        "scenario": raw(closes, late, new),
        "worlds": 100,
        "seed": 7,
        "strategies": {"avalon": ["maximum_pressure"], "lyonesse": ["package_linkage"]},
    }
    return resolve_data(experiment, Path("islands.toml"))


def test_a_table_closes_on_its_date_whether_or_not_talks_have_opened(closing):
    islands = build(closing, None, Chunk(0, 0, 100))
    islands.run()
    table, whole = islands.tables[TABLE], outcomes(islands)[TABLE]
    late = table.opens >= 20
    assert 0.1 < late.mean() < 0.9
    assert (whole["outcome"][late] == "breakdown").all()
    assert (whole["week"][late] == 20.0).all()
    for world in np.flatnonzero(late)[:5]:
        one = build(closing, None, Chunk(0, int(world), 1))
        one.run()
        for name, value in outcomes(one)[TABLE].items():
            np.testing.assert_array_equal(value, whole[name][world : world + 1], err_msg=name)


def test_threats_stand_in_one_order_whichever_world_needed_them_first():
    """They are added up in it, and sums of floating point depend on the order."""
    islands = model(worlds=3)
    table = islands.tables[TABLE]
    one, first = np.ones(3), np.array([True, False, False])
    for side, issue in ((1, 2), (0, 1), (1, 0), (0, 0)):
        table.threaten(side, issue, 50.0 * one, 30.0 * one, first)
    order = [(threat.by, threat.issue) for threat in table.threats]
    assert order == sorted(order)
    assert len(order) >= 4
