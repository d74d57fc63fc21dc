"""What a transcript says of an offer: all of it at first, and then what moved."""

from __future__ import annotations

import datetime as dt

from negotiation.analysis.transcript import tell
from negotiation.runs.replay import Offer, Standing, Transcript
from negotiation.scenario.read import parse_scenario, scenario_data

DAY = dt.date(2018, 1, 5)
HALF = Standing(utility=0.5, impasse=0.0, floor=0.0, opening=1.0, target=0.5, outside=-1.0)


def told(*offers: dict[str, float]) -> list[str]:
    """What is said of the terms of successive offers of one side."""
    data, file = scenario_data("korus_2018")
    events = [
        Offer(week, DAY, "usa-korea", "package", "usa", "korea", values, HALF, HALF, False, "no")
        for week, values in enumerate(offers)
    ]
    lines = [line.strip() for line in tell(Transcript(list(events)), parse_scenario(data, file))]
    heads = ("Week", "asks", "United States to South Korea now", "United States to South Korea pro")
    return [line for line in lines if line and not line.startswith(heads)]


def test_a_year_is_no_thousand_and_moves_by_a_year():
    offers = ({"truck_phase_out": year} for year in (2024.0, 2024.3, 2025.2))
    assert told(*offers) == [
        "truck_phase_out 2024",
        "United States to South Korea: much the same offer",
        "truck_phase_out 2025 (was 2024)",
    ]


def test_small_steps_are_told_once_they_add_up():
    found = told(*({"steel_tariff": rate} for rate in (20.0, 19.9, 19.8, 19.7, 19.6)))
    assert found[0] == "steel_tariff 20 % ad valorem"
    assert [line for line in found if "was" in line] == ["steel_tariff 19.7 % ad valorem (was 20)"]
