"""Faults of an experiment, and which of its two files gets the blame."""

from __future__ import annotations

import pytest
from commands import EXPERIMENT, SCENARIO

from negotiation.runs.resolve import resolve

SEED = "seed = 1"


@pytest.mark.parametrize("value", ["true", "4.0", '"4"'])
def test_a_count_of_worlds_is_a_whole_number(of_experiment, value):
    found = of_experiment("worlds = 4", f"worlds = {value}")
    assert found.startswith("worlds: is ")
    assert found.endswith("; wants a whole number")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ('["weeek"]', "outcomes: no column 'weeek' in the result; did you mean 'week'?"),
        (
            '["issue.tool"]',
            "outcomes: no column 'issue.tool' in the result; did you mean 'issue.toll'?",
        ),
        ('["world"]', "outcomes: no column 'world' in the result"),
        ('"week"', "outcomes: is 'week'; wants a list"),
    ],
)
def test_an_outcome_is_a_column_of_the_result(of_experiment, names, expected):
    assert of_experiment(SEED, f"{SEED}\noutcomes = {names}").startswith(expected)


def test_a_switch_in_the_experiment_is_its_own_fault(of_experiment):
    switch = 'south = "issue_by_issue"\n\n[mechanisms]\n'
    found = of_experiment('south = "issue_by_issue"\n', f"{switch}M33 = false\n")
    assert found == "mechanisms.M33: unknown mechanism; did you mean 'M3'?"
    found = of_experiment('south = "issue_by_issue"\n', f'{switch}M3 = "false"\n')
    assert found == "mechanisms.M3: is 'false'; wants true or false, without quotes"


def test_a_basket_is_the_fault_of_its_scenario(refused, tmp_path):
    lopsided = SCENARIO.replace("status_quo = { value = 10,", "status_quo = { value = 5,")
    (tmp_path / "lopsided.toml").write_text(lopsided)
    partial = '"lopsided.toml"\nworlds = 4\nseed = 1\n\n[strategies]\nnorth = "partial_deal"'
    old = '"sound.toml"\nworlds = 4\nseed = 1\n\n[strategies]\nnorth = "package_linkage"'
    found = refused(EXPERIMENT.replace("issue_by_issue", "partial_deal"), old, partial)
    assert found.startswith("lopsided.toml: tables.river.baskets.goods: ")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("weeks = 20", "weeks = 0", "weeks: is 0"),
        ("weight = { value = 4", "weight = { value = 1", "mechanisms.M3.weight: value 1 lies"),
        ("[mechanisms.M6]", "[mechanisms.M66]", "mechanisms.M66: unknown mechanism"),
        ("[shared]\n", "[shared]\nx = 1\n", "shared.x: unknown key"),
        (
            'annuity = { value = 0.1, unit = "1/year", basis = "definition" }',
            'annuity = { value = 0.1, unit = "1/year", source = "nowhere" }',
            "shared.annuity.source: unknown source 'nowhere'",
        ),
    ],
)
def test_a_key_of_a_scenario_in_place_is_whole(of_experiment, old, new, expected):
    head, players = EXPERIMENT.split('scenario = "sound.toml"\n')[1].split("[strategies]")
    inner = SCENARIO.replace(old, new)
    assert inner != SCENARIO
    heads = inner.replace("\n[[", "\n[[scenario.")
    heads = "\n".join(
        f"[scenario.{line[1:]}" if line.startswith("[") and line[1] != "[" else line
        for line in heads.splitlines()
    )
    whole = f"{head}[strategies]{players}\n[scenario]\n{heads}\n"
    found = of_experiment('scenario = "sound.toml"\n' + head + "[strategies]" + players, whole)
    assert found.startswith(f"scenario.{expected}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("two_ilands", "unknown scenario 'two_ilands'; did you mean 'two_islands'?"),
        ("nowhere.toml", "no file 'nowhere.toml'; check the path"),
    ],
)
def test_an_unknown_scenario_is_named_with_file_and_key(of_experiment, name, expected):
    found = of_experiment('"sound.toml"', f'"{name}"')
    assert found.startswith(f"scenario: {expected}")


def test_an_unknown_strategy_is_named_with_its_country(of_experiment):
    found = of_experiment('"issue_by_issue"', '["wait_out", "issue_by_isue"]')
    assert found.startswith("strategies.south: unknown strategy 'issue_by_isue'; did you mean ")


@pytest.mark.parametrize("value", ["3", "[3]", '["wait_out", true]'])
def test_a_strategy_that_is_a_number(of_experiment, value):
    found = of_experiment('"issue_by_issue"', value)
    assert found.startswith("strategies.south: is ")
    assert found.endswith("; wants text, the name of a strategy, or a list of names")


@pytest.mark.parametrize("name", ["a/b", "..", "", "my runs"])
def test_a_name_that_is_no_file_name(of_experiment, name):
    found = of_experiment(SEED, f'{SEED}\nname = "{name}"')
    assert found.startswith(f"name: is '{name}'; wants letters, digits")
    assert "^[" not in found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '"countries.north.patience" = 5',
            "set.countries.north.patience: value 5 is too high; give at most 0.9999",
        ),
        (
            '"countries.north.patiance" = 0.99',
            "set.countries.north.patiance: countries.north has no 'patiance'; did you mean ",
        ),
        ('"mechanisms.M3.weight" = -1', "set.mechanisms.M3.weight: value -1 is too low"),
    ],
)
def test_what_the_experiment_sets_is_its_own_fault(of_experiment, line, expected):
    found = of_experiment(
        'south = "issue_by_issue"\n', f'south = "issue_by_issue"\n[set]\n{line}\n'
    )
    assert found.startswith(expected)


def test_a_fault_of_the_scenario_is_not_blamed_on_what_is_set(refused, tmp_path):
    broken = SCENARIO.replace("range = [0.98, 0.995]", "range = [0.995]")
    (tmp_path / "broken.toml").write_text(broken, encoding="utf-8")
    more = '"broken.toml"\nset = { "countries.north.patience" = 0.99 }'
    found = refused(EXPERIMENT, '"sound.toml"', more)
    assert found == "broken.toml: shared.patience.range.1: is missing; add it"


FRONT = """name = "front"
question = "Does it hold?"
scenario = "alliance_2025"
worlds = 4
seed = 1

[strategies]
usa = "package_linkage"
japan = "united_front"
china = "retaliate"
korea = "package_linkage"
"""
KOREA = 'korea = "package_linkage"'


@pytest.mark.parametrize(
    "more", ["", '\n[arms.waits]\n"strategies.korea" = "wait_out"\n[arms.deals]\n'], ids=len
)
def test_a_front_wants_a_second_member(refused, more):
    assert refused(FRONT, KOREA, KOREA + more) == (
        "faulty.toml: strategies.japan: 'united_front' holds a front, but nobody joins it; "
        "give korea one too, or choose another strategy"
    )


def test_a_front_of_an_arm_is_the_fault_of_the_arm(refused):
    """The country's own line says something else, and is sound."""
    arms = '\n[arms]\nalone = {}\n"a front" = { "strategies.japan" = "united_front" }\n'
    plain = FRONT.replace('japan = "united_front"', 'japan = "wait_out"')
    assert refused(plain, KOREA, KOREA + arms) == (
        "faulty.toml: arms.a front.strategies.japan: 'united_front' holds a front, but nobody "
        "joins it; give korea one too, or choose another strategy"
    )


@pytest.mark.parametrize(
    "sound",
    ['korea = ["package_linkage", "united_front"]', f"{KOREA}\n[mechanisms]\nM14 = false"],
    ids=["joined in one cell", "without the rule"],
)
def test_a_front_that_is_joined_in_some_cell_or_has_no_rule_is_sound(tmp_path, sound):
    file = tmp_path / "front.toml"
    file.write_text(FRONT.replace(KOREA, sound), encoding="utf-8")
    resolve(file)
