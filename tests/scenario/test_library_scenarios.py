"""Every scenario that ships: its numbers, their sources and dates, and that its worlds differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from commands import HERE

from negotiation.runs.chunk import Chunk, play, price
from negotiation.runs.resolve import check, resolve
from negotiation.scenario.read import LIBRARY, library_scenarios, parse_scenario, scenario_data

EXPERIMENTS = HERE.parents[1] / "experiments"
SCENARIOS = library_scenarios()
FIRST_TERM = ["korea_cost_sharing_2019", "korus_2018", "phase_one_2018", "us_japan_2019"]
OUTCOME = ("record2018", "record2025")  # what came of a case, for comparison alone
WORLDS = 60
SHARE = 0.99  # no single class of outcomes, nor a single value, may hold all worlds but a few


def numbers(data: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Dotted key, number and the table around it, of every number of a raw scenario."""
    if isinstance(data, dict):
        for key, value in data.items():
            where = f"{at}.{key}" if at else str(key)
            if isinstance(value, dict) and "value" in value:
                yield where, value, data
            else:
                yield from numbers(value, where)
    elif isinstance(data, list | tuple):
        for i, value in enumerate(data):
            yield from numbers(value, f"{at}.{i}")


def bare(data: Any, at: str = "") -> Iterator[str]:
    """Dotted keys of numbers that stand without a unit."""
    if isinstance(data, dict) and "value" not in data:
        for key, value in data.items():
            yield from bare(value, f"{at}.{key}" if at else str(key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from bare(value, f"{at}.{i}")
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield at


def order_day(at: str, around: dict[str, Any]) -> dt.date | None:
    """The day on which a step of a default path applies or a threat is made, else None."""
    if ".default." in at:
        return around["since"]
    if ".threats." in at:
        return around["announced"]
    return None


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_is_sound(name):
    assert check(LIBRARY / f"{name}.toml").startswith("a sound scenario: ")
    assert scenario_data(name)[0]["name"] == name


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_number_says_where_it_comes_from(name):
    data, _ = scenario_data(name)
    assert list(bare(data)) == ["weeks"]
    found = list(numbers(data))
    assert len(found) > 50
    for at, number, _ in found:
        assert number["unit"], at
        if "source" in number:
            assert number["source"], at
            assert number["status"] in ("checked", "recalled"), at
        elif number["basis"] == "assumption":
            low, high = number["range"]
            assert low < high, at
            assert number["note"], at
        else:
            assert number["basis"] == "definition", at


@pytest.mark.parametrize("name", FIRST_TERM)
def test_a_case_of_the_past_knows_nothing_of_its_future(name):
    """But orders of their day, which nobody foresees, and the record, which no rule reads."""
    data, _ = scenario_data(name)
    start = data["start"]
    for at, number, around in numbers(data):
        if ".record." in at:
            assert number["known_from"] > start, at
            continue
        known = number.get("known_from")
        assert known is not None or "source" not in number, at
        assert known is None or known <= max(order_day(at, around) or start, start), at


@pytest.mark.parametrize("name", FIRST_TERM)
def test_what_came_of_a_case_is_no_input_of_it(name):
    data, _ = scenario_data(name)
    for at, number, _ in numbers(data):
        cited = {key.strip() for key in number.get("source", "").split(",")}
        assert cited.isdisjoint(OUTCOME) or ".record." in at, at


@pytest.mark.parametrize("name", FIRST_TERM)
def test_scales_that_may_be_estimated_are_those_of_the_main_case(name):
    """They have one home for all cases; only the prior on credibility is as of the day."""
    main, own = (parse_scenario(*scenario_data(n)) for n in ("alliance_2025", name))
    assert own.countries["usa"].beta == main.countries["usa"].beta
    assert own.countries["usa"].trade_salience == main.countries["usa"].trade_salience
    assert own.mechanisms["M4"]["delivery_value"] == main.mechanisms["M4"]["delivery_value"]
    assert own.mechanisms["M3"] == main.mechanisms["M3"]


@pytest.fixture(scope="module", params=SCENARIOS)
def played(request):
    """The experiment named after a scenario, its tariffs, and worlds of its first cell."""
    resolved = resolve(EXPERIMENTS / f"{request.param}.toml")
    assert resolved.scenario.name == request.param
    tariffs = price(resolved)
    return resolved, tariffs, play(resolved, tariffs, Chunk(0, 0, WORLDS))


def test_its_worlds_are_the_same_alone_in_seven_or_in_sixty_and_differ(played):
    resolved, tariffs, whole = played
    for first, count in ((31, 1), (WORLDS - 7, 7)):
        part = play(resolved, tariffs, Chunk(0, first, count))
        for table, found in part.items():
            for name, value in found.items():
                expected = whole[table][name][first : first + count]
                np.testing.assert_array_equal(value, expected, err_msg=f"{table} {name}")
    for table, found in whole.items():
        _assert_alive(table, found)


def _assert_alive(table: str, found: dict[str, np.ndarray]) -> None:
    """More than one class of outcomes, weeks that spread, and no issue that never moves."""
    _, counts = np.unique(found["outcome"], return_counts=True)
    assert len(counts) > 1, table
    assert counts.max() < SHARE * WORLDS, table
    weeks = found["week"][np.isfinite(found["week"])]
    assert np.ptp(np.quantile(weeks, (0.1, 0.9))) > 4, table
    for name, value in found.items():
        if name.startswith("issue."):
            _, counts = np.unique(value, return_counts=True)
            assert counts.max() < SHARE * WORLDS, f"{table} {name}"
