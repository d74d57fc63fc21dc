"""A scenario built on another: what it takes over, what it says itself, and what goes wrong."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path

import numpy as np
import pytest
from commands import HERE, SCENARIO, here

from negotiation.economy.stakes import Stakes
from negotiation.errors import InputError
from negotiation.runs.chunk import price
from negotiation.runs.resolve import resolve, resolve_data
from negotiation.scenario.built import build
from negotiation.scenario.read import parse_scenario, scenario_data
from negotiation.scenario.write import to_toml

EXPERIMENTS = HERE.parents[1] / "experiments"
BASE = tomllib.loads(SCENARIO)
OWN = """base = "sound.toml"
keep = ["river"]
name = "own"
title = "The same river, as North would have it"

[shared]
beta = { value = 0.5, unit = "1", range = [0.4, 0.6], basis = "assumption" }
"""


@pytest.fixture
def beside(tmp_path) -> Path:
    """A folder with the sound scenario in it."""
    (tmp_path / "sound.toml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


@pytest.fixture
def checked(beside, monkeypatch, capsys):
    """What the check says of a scenario that lies beside its base."""
    monkeypatch.chdir(beside)

    def check(text: str, name: str = "own.toml"):
        (beside / name).write_text(text, encoding="utf-8")
        return here("check", name, monkeypatch=monkeypatch, capsys=capsys)

    return check


def built(own: str) -> dict:
    return build(tomllib.loads(own), BASE, parse_scenario(copy.deepcopy(BASE), "sound.toml"))


def test_what_is_not_said_comes_from_the_base(beside):
    (beside / "own.toml").write_text(OWN, encoding="utf-8")
    found, _ = scenario_data("own.toml", beside)
    title = "The same river, as North would have it"
    expected = copy.deepcopy(BASE) | {"name": "own", "title": title}
    expected["shared"]["beta"] = tomllib.loads(OWN)["shared"]["beta"]
    assert found == expected | {"calendar": []}


def test_the_base_is_left_as_it_was():
    before = copy.deepcopy(BASE)
    changed = built(OWN + "[tables.river]\nopens = 2030-02-04\n")
    assert changed["tables"]["river"]["opens"] != before["tables"]["river"]["opens"]
    assert before == BASE


def test_a_number_or_a_list_is_replaced_whole():
    found = built(OWN + '[tables.river]\nthreats = []\n[tables.river.baskets]\ngoods = ["trade"]\n')
    assert found["tables"]["river"]["threats"] == []
    assert found["tables"]["river"]["baskets"] == {"goods": ["trade"], "money": ["investment"]}
    assert "distribution" not in found["shared"]["beta"]


def test_without_keep_only_bargainers_and_rules_are_taken():
    own = 'base = "sound.toml"\nname = "own"\ntitle = "x"\n[countries.north]\n'
    found = built(own)
    assert "tables" not in found
    assert found["countries"] == {"north": {"name": "North"}}
    assert found["mechanisms"] == BASE["mechanisms"]


def test_what_a_country_has_at_a_date_is_not_taken_for_another_date():
    data, _ = scenario_data("alliance_2025")
    sound = parse_scenario(data, "alliance_2025.toml")
    own = {"base": "alliance_2025", "countries": {"usa": {}}}
    assert "gdp" not in build(own, data, sound)["countries"]["usa"]
    assert "gdp" in build(own | {"keep": ["usa-japan"]}, data, sound)["countries"]["usa"]


def test_silent_tables_stay_in_the_trade_model():
    """Tariffs that nobody talks about keep their rates of the first day, and their sources."""
    whole, cut = (scenario_data(name)[0] for name in ("alliance_2025", "us_japan_2025"))
    others = cut["economy"]["others"]
    assert set(others) == {"ROW-USA", "KOR-USA", "CHN-USA", "USA-KOR", "USA-CHN"}
    assert others["KOR-USA"]["metals"]["value"] == 25  # 50 only from June on
    assert others["USA-CHN"]["other"]["value"] == 84
    assert others["USA-KOR"]["autos"]["source"] == "motie2025"
    assert cut["economy"]["flows"] == whole["economy"]["flows"]
    assert list(cut["economy"]["regions"]) == ["usa", "japan"]


def test_who_answers_in_kind_still_does_where_nobody_talks():
    data, _ = scenario_data("alliance_2025")
    data = copy.deepcopy(data)
    data["economy"]["retaliation"] = "mirror"
    del data["tables"]["usa-korea"]["issues"]["partner_tariff"]
    sound = parse_scenario(data, "alliance_2025.toml")
    own = {"base": "alliance_2025", "keep": ["usa-japan"]}
    others = build(own, data, sound)["economy"]["others"]
    assert others["USA-KOR"]["autos"]["value"] == 25
    assert others["USA-CHN"]["autos"]["value"] == 84  # China's own tariff, no mirror


def test_kept_tables_are_worth_what_they_were():
    """Each gain and loss is a difference of two values of a surface, which states its error."""
    stakes, error = {}, np.zeros(2)
    for name in ("alliance_2025", "us_japan_2025"):
        resolved = resolve(EXPERIMENTS / f"{name}.toml")
        tariffs = price(resolved)
        at = [tariffs.countries[country] for country in ("usa", "japan")]
        error += 2.0 * (tariffs.surface.error * tariffs.surface.spread)[at]
        terms = Stakes(resolved.scenario, tariffs).terms("usa-japan", *[_at_its_value] * 2)
        stakes[name] = np.concatenate(terms.money, axis=1)  # [issue, side]
    assert (error < 2.0).all()  # USD bn a year
    whole, cut = stakes.values()
    assert (np.abs(cut - whole) <= error).all()
    np.testing.assert_array_equal(cut[4:], whole[4:])  # what the trade model does not price


def _at_its_value(purpose, quantity):
    return np.array([quantity.value])


def test_the_resolved_twin_stands_alone(beside):
    experiment = 'question = "?"\nscenario = "own.toml"\nworlds = 2\nseed = 1\n'
    data = tomllib.loads(experiment) | {"strategies": {"north": "wait_out", "south": "wait_out"}}
    (beside / "own.toml").write_text(OWN, encoding="utf-8")
    first = resolve_data(data, beside / "x.toml")
    twin = tomllib.loads(to_toml(first.data))
    assert not {"base", "keep"} & twin["scenario"].keys()
    again = resolve_data(twin, Path("/nowhere/resolved.toml"))
    assert again.scenario == first.scenario
    assert again.run_id == first.run_id


def test_a_scenario_in_place_may_have_a_base(beside):
    data = {
        "question": "?",
        "scenario": tomllib.loads(OWN),
        "worlds": 2,
        "seed": 1,
        "strategies": {"north": "wait_out", "south": "wait_out"},
    }
    assert resolve_data(data, beside / "x.toml").scenario.name == "own"
    data["scenario"]["keep"] = ["rivers"]
    with pytest.raises(InputError, match=r"x\.toml: scenario\.keep: unknown table 'rivers'"):
        resolve_data(data, beside / "x.toml")


def test_a_base_may_have_a_base(checked, beside):
    (beside / "middle.toml").write_text(OWN, encoding="utf-8")
    last = 'base = "middle.toml"\nkeep = ["river"]\nname = "last"\ntitle = "x"\n'
    assert checked(last).out == "own.toml: a sound scenario: 2 countries at 1 table\n"
    assert scenario_data("own.toml", beside)[0]["shared"]["beta"]["value"] == 0.5


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '"sound.toml"',
            '"sounds"',
            "base: unknown scenario 'sounds'",
        ),
        ('"sound.toml"', '"../sound.toml"', "base: unknown scenario '../sound.toml'"),
        ('"sound.toml"', "3", "base: is 3; wants the name of a scenario"),
        ('base = "sound.toml"\n', "", "keep: keeps tables of no base; add base, the scenario that"),
        ('"sound.toml"', '"own.toml"', "base: 'own.toml' is built on this file; build on another"),
        ('["river"]', '["rover"]', "keep: unknown table 'rover'; did you mean 'river'?"),
        ('["river"]', '"river"', "keep: is 'river'; wants a list of tables of the base"),
        ('["river"]', "[]", "countries: holds only 0; give at least 2"),
        ('name = "own"\n', "", "name: is missing; add it"),
        ('unit = "1", range = [0.4', 'unit = "2", range = [0.4', "shared.beta: has unit '2'"),
        ("[shared]", "wheels = 3\n[shared]", "wheels: unknown key"),
    ],
)
def test_a_fault_is_one_line(checked, old, new, expected):
    assert OWN.count(old) == 1
    said = checked(OWN.replace(old, new))
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.removeprefix("Error: own.toml: ").startswith(expected)


def test_a_fault_of_the_base_is_said_of_the_base(checked, beside):
    (beside / "sound.toml").write_text(
        SCENARIO.replace("weeks = 20", "weeks = 0"), encoding="utf-8"
    )
    assert checked(OWN).err == "Error: sound.toml: weeks: is 0; give at least 1\n"
