"""Values of the wrong kind, numbers that are none, and words that say what is wanted instead."""

from __future__ import annotations

import pytest
from commands import SCENARIO, here

ANNUITY = "annuity = { value = 0.1,"
WEIGHT = "range = [2, 8]"
M3 = '[mechanisms.M3]\nweight = { value = 4, unit = "1", range = [2, 8], basis = "assumption" }\n'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"0.1"', "is '0.1'; wants a number"),
        ("true", "is true; wants a number"),
        ("nan", "is nan; wants a finite number"),
        ("inf", "is inf; wants a finite number"),
        ("2030-01-07", "is 2030-01-07; wants a number"),
        ("1" + 400 * "0", "is 1"),
    ],
)
def test_a_number_is_a_finite_number(of_scenario, value, expected):
    found = of_scenario(ANNUITY, f"annuity = {{ value = {value},")
    assert found.startswith(f"shared.annuity.value: {expected}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('range = [2, inf], distribution = "uniform"', ".range.1: is inf; wants a finite number"),
        ('range = [2, "8"]', ".range.1: is '8'; wants a number"),
        ("range = [2]", ".range.1: is missing; add it"),
        ("range = [2, 8, 9]", ".range: holds 3; give at most 2"),
        ("range = 2", ".range: is 2; wants a list"),
        ("range = [-1, 8]", ": lower end of the range -1 is too low; give at least 0.01"),
    ],
)
def test_a_range_is_two_finite_numbers(of_scenario, text, expected):
    assert of_scenario(WEIGHT, text) == f"mechanisms.M3.weight{expected}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.3", "value 1.3 is too high; give at most 1"),
        ("-4", "value -4 is too low; give at least 0"),
    ],
)
def test_a_limit_comes_with_its_remedy(of_scenario, value, expected):
    old = 'burden_relief = { value = 0.3, unit = "1"'
    assert of_scenario(old, old.replace("0.3", value)) == f"shared.burden_relief: {expected}"


def test_a_hazard_leaves_something_to_discount(of_scenario):
    found = of_scenario("hazard = { value = 0,", "hazard = { value = 1,")
    assert found == "shared.hazard: value 1 is too high; give at most 0.9"


@pytest.mark.parametrize("day", ['"2030-01-07"', "2030-01-07T10:00:00", "1741"])
def test_a_day_is_a_date(of_scenario, day):
    found = of_scenario("start = 2030-01-07", f"start = {day}")
    assert found.startswith("start: is ")
    assert found.endswith("; wants a date without quotes or time, such as 2025-04-09")


def test_a_calendar_that_runs_past_the_last_year(of_scenario):
    found = of_scenario("start = 2030-01-07", "start = 9999-12-20")
    assert found == "start: 9999-12-20 and 20 weeks run past the year 9999; start earlier"


@pytest.mark.parametrize("value", ["20.0", "true", '"20"'])
def test_a_count_is_a_whole_number(of_scenario, value):
    assert of_scenario("weeks = 20", f"weeks = {value}").endswith("; wants a whole number")


@pytest.mark.parametrize(
    ("value", "expected"), [("0", "give at least 1"), ("2001", "give at most 2000")]
)
def test_a_count_has_limits(of_scenario, value, expected):
    found = of_scenario("weeks = 20", f"weeks = {value}")
    assert found == f"weeks: is {value}; {expected}"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('[countries.south]\nname = "South"\n', "", "countries: holds only 1; give at least 2"),
        (
            'parties = ["north", "south"]',
            'parties = ["north"]',
            "tables.river.parties.1: is missing",
        ),
        (
            '[countries.north]\nname = "North"',
            "[countries]\nnorth = 4",
            "countries.north: is 4; wants a table",
        ),
        ('unit = "%"\n', 'unit = ""\n', "tables.river.issues.toll.unit: is ''; wants some text"),
        ("[[tables.river.threats]]", "[tables.river.threats]", "double brackets [[ ]]"),
    ],
)
def test_a_shape_in_plain_words(of_scenario, old, new, expected):
    found = of_scenario(old, new)
    assert expected in found
    assert not any(word in found for word in ("dictionary", "tuple", "validation", "input"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('on = "false"', "on: is 'false'; wants true or false, without quotes"),
        ("on = 0", "on: is 0; wants true or false, without quotes"),
        (
            "countries = 4",
            "countries: is 4; wants a table for each country, [mechanisms.M3.countries.NAME]",
        ),
        (
            "countries.north = 4",
            "countries.north: is 4; wants a table of the mechanism's numbers",
        ),
        ("countries.nroth = {}", "countries.nroth: unknown country; did you mean 'north'?"),
        (
            "countries.north.wieght = 4",
            "countries.north.wieght: unknown key; did you mean 'weight'?",
        ),
        ("onn = true", "onn: unknown key; did you mean 'on'?"),
    ],
)
def test_a_setting_of_a_mechanism(of_scenario, more, expected):
    assert of_scenario(M3, f"{M3}{more}\n") == f"mechanisms.M3.{expected}"


def test_numbers_of_a_mechanism_that_is_off_are_checked_too(of_scenario):
    found = of_scenario(WEIGHT, "range = [8, 2]").removeprefix("mechanisms.M3.weight: ")
    off = of_scenario(M3, M3.replace("[2, 8]", "[8, 2]") + "on = false\n")
    assert off == f"mechanisms.M3.weight: {found}"


def test_a_file_with_a_byte_order_mark(tmp_path, monkeypatch, capsys):
    path = tmp_path / "marked.toml"
    path.write_text(SCENARIO, encoding="utf-8-sig")
    assert here("check", path, monkeypatch=monkeypatch, capsys=capsys).code == 0
