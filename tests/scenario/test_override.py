"""A number or a choice set by its dotted key."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib

import pytest
from commands import HERE

from negotiation.errors import InputError
from negotiation.scenario.override import override, parse_assignment
from negotiation.scenario.read import parse_scenario

SOUND = tomllib.loads((HERE / "sound.toml").read_text(encoding="utf-8"))


@pytest.fixture
def data() -> dict:
    return copy.deepcopy(SOUND)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b=0.99", ("a.b", 0.99)),
        ("a.b=3", ("a.b", 3)),
        ("a=true", ("a", True)),
        ("a=wait_out", ("a", "wait_out")),
        ('a="wait_out"', ("a", "wait_out")),
        ("a = [1, 2]", ("a", [1, 2])),
        ("a=2025-08-01", ("a", dt.date(2025, 8, 1))),
        ("a=", ("a", "")),
        ("a=b=c", ("a", "b=c")),
    ],
)
def test_an_assignment_is_read_as_toml_and_else_as_text(text, expected):
    found = parse_assignment(text)
    assert found == expected
    assert type(found[1]) is type(expected[1])


@pytest.mark.parametrize("text", ["a", "=3", "  =3", ""])
def test_no_assignment(text):
    with pytest.raises(InputError, match="is not KEY=VALUE; write --set"):
        parse_assignment(text)


def test_a_number_keeps_its_unit_and_is_fixed(data):
    override(data, "shared.beta", 0.4, "x.toml")
    assert data["shared"]["beta"] == {**SOUND["shared"]["beta"], "value": 0.4}


def test_a_number_that_was_drawn_is_drawn_no_more(data):
    data["shared"]["beta"] |= {"distribution": "lognormal", "log_sd": 0.3}
    override(data, "shared.beta", 0.4, "x.toml")
    assert "distribution" not in data["shared"]["beta"]
    assert "log_sd" not in data["shared"]["beta"]


@pytest.mark.parametrize(("value", "expected"), [(0.1, [0.1, 2.0]), (5, [0.2, 5])])
def test_the_range_makes_room_for_the_number(data, value, expected):
    override(data, "shared.beta", value, "x.toml")
    assert data["shared"]["beta"]["range"] == expected


def test_a_number_shared_may_be_set_for_one_country(data):
    override(data, "countries.north.patience", 0.985, "x.toml")
    assert data["countries"]["north"]["patience"]["value"] == 0.985
    assert data["shared"] == SOUND["shared"]
    countries = parse_scenario(data, "x.toml").countries
    assert countries["north"].patience.value == 0.985
    assert countries["south"].patience.value == 0.99


def test_part_of_a_shared_number_may_be_set_for_one_country(data):
    override(data, "countries.north.patience.value", 0.985, "x.toml")
    assert data["countries"]["north"]["patience"]["value"] == 0.985
    assert data["shared"] == SOUND["shared"]


def test_an_entry_of_a_list_is_set_by_its_place(data):
    override(data, "tables.river.threats.0.value", 25, "x.toml")
    override(data, "tables.river.threats.0.date", dt.date(2030, 4, 1), "x.toml")
    threat = parse_scenario(data, "x.toml").tables["river"].threats[0]
    assert (threat.value.value, threat.date) == (25, dt.date(2030, 4, 1))


def test_a_whole_number_may_be_put_in_place_of_another(data):
    new = {"value": 0.7, "unit": "1", "basis": "definition"}
    override(data, "shared.beta", new, "x.toml")
    assert data["shared"]["beta"] == new


def test_a_plain_key_takes_any_value(data):
    override(data, "weeks", 30, "x.toml")
    assert parse_scenario(data, "x.toml").weeks == 30


def test_setting_one_key_changes_no_other(data):
    override(data, "tables.river.issues.toll.status_quo", 12, "x.toml")
    data["tables"]["river"]["issues"]["toll"]["status_quo"]["value"] = 10
    assert data == SOUND


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("shared.bta", "shared has no 'bta'; did you mean 'beta'?"),
        ("wekes", "the scenario has no 'wekes'; did you mean 'weeks'?"),
        ("tables.river.threats.1", "tables.river.threats has no '1'"),
        ("tables.river.threats.first", "tables.river.threats has no 'first'"),
        ("weeks.count", "weeks has no 'count'"),
        ("shared.beta.valeu", "shared.beta has no 'valeu'; did you mean 'value'?"),
    ],
)
def test_a_key_that_is_not_there(data, key, problem):
    with pytest.raises(InputError) as caught:
        override(data, key, 1, "x.toml")
    assert str(caught.value) == f"x.toml: {key}: {problem}"
    assert data == SOUND


@pytest.mark.parametrize("value", ["high", True, [1], None])
def test_a_number_wants_a_number(data, value):
    with pytest.raises(InputError, match="wants a number in 1"):
        override(data, "shared.beta", value, "x.toml")
