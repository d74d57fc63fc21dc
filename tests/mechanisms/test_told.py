"""What rules tell a replay: the numbers of its own world, and why they acted."""

from __future__ import annotations

import datetime as dt

from worlds import TABLE, number, pact

from negotiation.runs.chunk import Chunk, build, price
from negotiation.runs.resolve import Resolved
from negotiation.validation.play import Diary
from negotiation.validation.played import Act

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
