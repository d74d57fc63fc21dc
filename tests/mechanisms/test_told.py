"""What rules tell a replay: the numbers of its own world, and why they acted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from worlds import TABLE, number, pact

from negotiation.bargaining.loss import total
from negotiation.runs.chunk import Chunk, build, price
from negotiation.runs.resolve import Resolved
from negotiation.validation.play import Diary
from negotiation.validation.played import Act
from negotiation.world.outcomes import final_values

STEP = 7  # week in which the tariff on cloth steps
RATES = {"range": [20.0, 60.0], "distribution": "uniform", "basis": "assumption"}


def told(resolved: Resolved, rule: str, first: int = 0, worlds: int = 1) -> list[Act]:
    """What a rule tells of some worlds, played with a record."""
    diary = Diary()
    build(resolved, price(resolved), Chunk(0, first, worlds), diary).run()
    return [act for act in diary.acts if act.rule == rule]


def stepped(scenario: dict) -> None:
    """Avalon's tariff steps to a rate that differs from world to world."""
    cloth = scenario["tables"][TABLE]["issues"]["cloth_tariff"]
    day = scenario["start"] + dt.timedelta(weeks=STEP)
    cloth["default"] = [{"since": day, "value": {**number(40.0, "% ad valorem"), **RATES}}]
    scenario["tables"][TABLE]["threats"] = []


def test_a_step_is_told_at_the_rate_of_the_world_that_is_told():
    resolved = pact(adapt=stepped)
    for world in (0, 3):
        model = build(resolved, price(resolved), Chunk(0, world, 1))
        while model.week <= STEP:
            model.step()
        rate = model.tables[TABLE].now[0, 0]
        (act,) = told(resolved, "M1", world)
        assert act.text == f"{TABLE}: default of cloth_tariff steps to {rate:.4g}"
        assert rate != 40.0
    (act,) = told(resolved, "M1", worlds=5)
    assert act.text == f"{TABLE}: default of cloth_tariff steps"


def test_dates_are_counted_as_they_are_told():
    resolved = pact(mechanisms__M2__closeness=0.3)
    diary = Diary()
    model = build(resolved, price(resolved), Chunk(0, 0, 40), diary)
    model.run()
    for column, words in (("extended", "extends the date"), ("executed", "carries out")):
        told_of = [act.where for act in diary.acts if act.rule == "M2" and words in act.text]
        counted = getattr(model.tables[TABLE], column)
        np.testing.assert_array_equal(counted, total([w.astype(float) for w in told_of]))
        assert counted.any()


STRAIN = {
    "cost": number(1.0),
    "threat_weight": number(1.0),
    "tolerance": number(0.0, "USD bn/year"),
    "suspension": number(8.0, "weeks"),
}


def strained(scenario: dict) -> None:
    """What Avalon threatens costs it more at home than it bears."""
    scenario["mechanisms"]["M19"] = STRAIN
    scenario["tables"][TABLE]["issues"]["cloth_tariff"]["trade"] = number(50.0, "USD bn")


@pytest.mark.parametrize(
    ("sets", "reason"),
    [
        ({"mechanisms__M2__closeness": 1e6}, "because offers are close "),
        ({"mechanisms__M2__closeness": 0.0, "adapt": strained}, "because tariffs strain it at"),
        ({"mechanisms__M2__closeness": 0.0, "avalon": "waits"}, "(cloth"),
    ],
    ids=["close", "strained", "stance"],
)
def test_an_extension_says_why(sets, reason):
    acts = told(pact(**sets), "M2", worlds=40)
    passed = [act for act in acts if "extends the date" in act.text]
    named = [act for act in passed if f"Avalon extends the date {reason}" in act.text]
    # without closeness a date still passes where offers have crossed
    assert total([a.where for a in named]).sum() > 0.9 * total([a.where for a in passed]).sum() > 0


def test_belief_is_told_at_that_of_the_world_that_is_told():
    resolved = pact(avalon="waits", mechanisms__M9=False)
    for act in (acts := told(resolved, "M3", worlds=40)):
        assert act.text == "belief in the threats of Avalon falls"
    world = int(acts[0].where.argmax())
    model = build(resolved, price(resolved), Chunk(0, world, 1))
    while model.week <= acts[0].week:
        model.step()
    belief = model.countries["avalon"].credibility[0]
    first = told(resolved, "M3", world)[0]
    assert first.text == f"belief in the threats of Avalon falls to {belief:.2f}"


def test_belief_rises_where_threats_are_carried_out():
    acts = told(pact(mechanisms__M2__closeness=0.0), "M3", worlds=40)
    (rises,) = (act for act in acts if act.text == "belief in the threats of Avalon rises")
    assert rises.where.any()


def test_how_a_table_is_parted_and_which_lines_are_held_is_told_at_first():
    apart = {"avalon": "in_parts", "lyonesse": "in_parts"}
    for sets, rule, what in (
        ({}, "M6", "commercial, harbour are one package"),
        (apart, "M7", "commercial, harbour are settled apart"),
        ({"lyonesse": "total_rollback"}, "M7", "Lyonesse draws a public red line on cloth_tariff"),
    ):
        (act,) = told(pact(**sets), rule)
        assert (act.week, act.text) == (0, f"{TABLE}: {what}")
    assert not told(pact(**apart), "M6")
    assert not told(pact(), "M7")


def test_a_pledge_is_told_at_what_it_is_worth_to_its_receiver():
    resolved = pact(
        mechanisms__M4__announcement_value=0.5,
        mechanisms__M4__delivery_value=0.0,
        countries__avalon__annuity=0.04,
    )
    acts = told(resolved, "M4", worlds=40)
    assert all(act.text == f"{TABLE}: harbour_pledge counts for Avalon" for act in acts)
    world = int(acts[0].where.argmax())
    model = build(resolved, price(resolved), Chunk(0, world, 1))
    while model.week <= acts[0].week:
        model.step()
    table = model.tables[TABLE]
    (pledged,) = final_values(table)[table.issues.index("harbour_pledge")]
    what = f"{TABLE}: harbour_pledge comes to {0.5 * 0.04 * pledged:.3g} USD bn a year"
    assert told(resolved, "M4", world)[0].text == f"{what} for Avalon"
