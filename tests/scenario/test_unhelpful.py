"""Faults that pass unseen today, end in a traceback, or get a line that does not help.

Each is marked; a mend of the code makes its test pass and the mark an error.
"""

from __future__ import annotations

import pytest
from commands import HERE, Said, here

SCENARIO = (HERE / "sound.toml").read_text(encoding="utf-8")
EXPERIMENT = (HERE / "sound_experiment.toml").read_text(encoding="utf-8")


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    """Check a sound file in which one piece of text is replaced."""

    def run(sound: str, old: str, new: str) -> Said:
        assert sound.count(old) == 1
        (tmp_path / "sound.toml").write_text(SCENARIO)
        (tmp_path / "faulty.toml").write_text(sound.replace(old, new))
        return here("check", tmp_path / "faulty.toml", monkeypatch=monkeypatch, capsys=capsys)

    return run


def assert_refused(said: Said, *named: str) -> None:
    assert said.code == 2
    assert said.err.count("\n") == 1
    for words in named:
        assert words in said.err


M3 = '[mechanisms.M3]\nweight = { value = 4, unit = "1", range = [2, 8], basis = "assumption" }\n'


@pytest.mark.xfail(strict=True, reason="an unknown kind of value ends in a traceback")
@pytest.mark.parametrize("countries", ["countries = 4", "countries.north = 4"])
def test_numbers_by_country_of_a_mechanism_are_tables(check, countries):
    assert_refused(check(SCENARIO, M3, f"{M3}{countries}\n"), "mechanisms.M3.countries")


@pytest.mark.xfail(strict=True, reason="the end of the calendar overflows in a traceback")
def test_a_calendar_that_runs_past_the_last_year(check):
    said = check(SCENARIO, "start = 2030-01-07\nweeks = 20", "start = 9999-12-20\nweeks = 20")
    assert_refused(said, "start", "9999-12-20")


@pytest.mark.xfail(strict=True, reason="any text switches a mechanism on, also 'false'")
def test_a_switch_of_a_mechanism_is_true_or_false(check):
    said = check(SCENARIO, "[mechanisms.M3]\n", '[mechanisms.M3]\non = "false"\n')
    assert_refused(said, "mechanisms.M3.on", "'false'")


@pytest.mark.xfail(strict=True, reason="text in quotes and truth values pass as numbers")
@pytest.mark.parametrize("value", ['"0.1"', "true"])
def test_a_number_is_not_text_nor_a_truth_value(check, value):
    said = check(SCENARIO, "annuity = { value = 0.1,", f"annuity = {{ value = {value},")
    assert_refused(said, "shared.annuity.value", "wants a number")


@pytest.mark.xfail(strict=True, reason="true passes as one world")
def test_a_count_of_worlds_is_not_a_truth_value(check):
    assert_refused(check(EXPERIMENT, "worlds = 4", "worlds = true"), "worlds: is True")


@pytest.mark.xfail(strict=True, reason="an endless range passes, and its draws are not finite")
def test_a_range_is_finite(check):
    endless = 'range = [2, inf], distribution = "uniform"'
    assert_refused(check(SCENARIO, "range = [2, 8]", endless), "mechanisms.M3.weight", "inf")


@pytest.mark.xfail(strict=True, reason="outcomes are read and never looked at")
def test_an_outcome_that_does_not_exist(check):
    said = check(EXPERIMENT, "seed = 1", 'seed = 1\noutcomes = ["weeek"]')
    assert_refused(said, "outcomes", "'weeek'", "did you mean 'week'?")


@pytest.mark.xfail(strict=True, reason="keys that come from `shared` are not among the names known")
def test_a_key_from_shared_is_among_the_nearest_names(monkeypatch, capsys, tmp_path):
    words = ["run", HERE / "sound_experiment.toml", "--out", tmp_path / "new"]
    slip = ["--set", "countries.north.patiance=0.99"]
    said = here(*words, *slip, monkeypatch=monkeypatch, capsys=capsys)
    assert_refused(said, "countries.north.patiance", "did you mean 'patience'?")


@pytest.mark.xfail(strict=True, reason="the scenario's file is blamed for the experiment's key")
def test_a_switch_in_the_experiment_is_its_own_fault(check):
    switch = 'south = "issue_by_issue"\n\n[mechanisms]\nM33 = false\n'
    said = check(EXPERIMENT, 'south = "issue_by_issue"\n', switch)
    assert_refused(said, "faulty.toml: mechanisms.M33")


@pytest.mark.xfail(strict=True, reason="the experiment's file is blamed for the scenario's basket")
def test_a_basket_is_the_fault_of_its_scenario(check, tmp_path):
    lopsided = SCENARIO.replace("status_quo = { value = 10,", "status_quo = { value = 5,")
    (tmp_path / "lopsided.toml").write_text(lopsided)
    partial = '"lopsided.toml"\nworlds = 4\nseed = 1\n\n[strategies]\nnorth = "partial_deal"'
    old = '"sound.toml"\nworlds = 4\nseed = 1\n\n[strategies]\nnorth = "package_linkage"'
    said = check(EXPERIMENT.replace("issue_by_issue", "partial_deal"), old, partial)
    assert_refused(said, "lopsided.toml: tables.river.baskets.goods")


@pytest.mark.xfail(strict=True, reason="the key of a scenario in place lacks its first part")
def test_a_key_of_a_scenario_in_place_is_whole():
    faulty = (HERE / "invalid" / "basket_with_one_giver.toml").read_text(encoding="utf-8")
    assert faulty.startswith("# expect: ")
    assert ": scenario.tables.river.baskets.goods: " in faulty.split("\n", 1)[0]


@pytest.mark.xfail(strict=True, reason="neither file nor key is named")
def test_an_unknown_scenario_is_named_with_file_and_key(check):
    said = check(EXPERIMENT, '"sound.toml"', '"two_ilands"')
    assert_refused(said, "faulty.toml: scenario: ", "did you mean 'two_islands'?")


@pytest.mark.xfail(strict=True, reason="the country whose strategy it is goes unnamed")
def test_an_unknown_strategy_is_named_with_its_country(check):
    said = check(EXPERIMENT, '"package_linkage"', '"package_linkege"')
    assert_refused(said, "faulty.toml: strategies.north: ")


@pytest.mark.xfail(strict=True, reason="the line asks for a list where text will do")
def test_a_strategy_that_is_a_number(check):
    said = check(EXPERIMENT, '"issue_by_issue"', "3")
    assert_refused(said, "strategies.south", "is 3", "text")


@pytest.mark.xfail(strict=True, reason="words of the validator: 'dictionary ... after validation'")
def test_too_few_countries_in_plain_words(check):
    said = check(SCENARIO, '[countries.south]\nname = "South"\n', "")
    assert_refused(said, "countries")
    assert "dictionary" not in said.err


@pytest.mark.xfail(strict=True, reason="a pattern is no remedy")
def test_a_name_that_is_no_file_name(check):
    said = check(EXPERIMENT, "seed = 1", 'seed = 1\nname = "a/b"')
    assert_refused(said, "name: is 'a/b'")
    assert "^[" not in said.err


@pytest.mark.xfail(strict=True, reason="the value is not named")
def test_a_number_that_is_none_is_named(check):
    said = check(SCENARIO, "annuity = { value = 0.1,", "annuity = { value = nan,")
    assert_refused(said, "shared.annuity", "nan")


@pytest.mark.xfail(strict=True, reason="a mark that some editors put before the text is no TOML")
def test_a_file_with_a_byte_order_mark(tmp_path, monkeypatch, capsys):
    path = tmp_path / "marked.toml"
    path.write_text(SCENARIO, encoding="utf-8-sig")
    assert here("check", path, monkeypatch=monkeypatch, capsys=capsys).code == 0
