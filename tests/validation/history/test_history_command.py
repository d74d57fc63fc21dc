"""The command: shipped cases by name, a case from a file, and mistakes on one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[3] / "docs" / "cases" / "norland_and_vesta.toml"
FLOWS = EXAMPLE.with_name("ostmark_and_sund.toml")
QUICK = ["--worlds", "100", "--jobs", "1"]
OUTCOME = """
ended = 2032-12-31

[[settled]]
date = 2031-07-09
what = "deal"
source = "invented"
status = "recalled"
"""


@pytest.fixture
def said(said):
    """Run the command on history; exit code, output and error."""
    return lambda *words: said("history", *words)


@pytest.fixture
def example(tmp_path):
    """The example of the manual with one date and one way to play, and more lines on top."""

    def write(more: str = "") -> str:
        text = EXAMPLE.read_text(encoding="utf-8")
        second = text.index("[[as_of]]", text.index("[[as_of]]") + 1)
        text = text[:second] + text[text.index("# What is forecast besides") :]
        head, rest = text.split("[[as_of]]", 1)
        players = '[strategies]\nnorland = ["maximum_pressure"]\nvesta = ["partial_deal"]\n'
        file = tmp_path / "norland_and_vesta.toml"
        file.write_text(head + more + players + "[[as_of]]" + rest, encoding="utf-8")
        return str(file)

    return write


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--only", "us_japan"], "--only: no case of this name: 'us_japan'; did you mean 'us_jap"),
        (["--worlds", "10"], "--worlds: is 10; give at least 100"),
        (["--draws", "5"], "--draws: is for mechanisms and theory, not for history; leave it out"),
        (["--case", "nowhere.toml"], "nowhere.toml: no such file; check the path"),
        (["--case", "x.toml", "--write", "docs"], "--write: is for the cases that ship; leave"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(said, words, expected):
    code, out, err = said(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {expected}")
    assert err.count("\n") == 1


def test_invented_countries_are_forecast_from_a_file_alone(said, example):
    code, out, _ = said("--case", example(), *QUICK, "--json")
    rows = {row["id"]: row for row in json.loads(out)}
    assert code == 0
    at = "norland_and_vesta.2031-03-03"
    assert set(rows) == {f"{at}.{x}" for x in ("class", "machine_tariff", "plant_pledge",
                                               "first_settlement")}  # fmt: skip
    assert rows[f"{at}.class"]["expected"] is None
    assert rows[f"{at}.class"]["obtained"].startswith("deal ")
    assert {row["verdict"] for row in rows.values()} == {"told, not judged"}


def test_a_case_from_trade_flows_is_priced_by_them(said, tmp_path):
    players = '[strategies]\nostmark = ["maximum_pressure"]\nsund = ["partial_deal"]\n[[as_of]]'
    for file in (FLOWS, FLOWS.with_name("goods_flows.csv"), FLOWS.with_name("sources.bib")):
        text = file.read_text(encoding="utf-8").replace("[[as_of]]", players, 1)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    case, flows = tmp_path / FLOWS.name, tmp_path / "goods_flows.csv"
    found = []
    for sold in ("SUN,30,", "SUN,3,"):
        flows.write_text(flows.read_text(encoding="utf-8").replace("SUN,30,", sold))
        code, out, _ = said("--case", str(case), *QUICK, "--json")
        assert code == 0
        found.append({row["id"].rsplit(".", 1)[1]: row["obtained"] for row in json.loads(out)})
    assert set(found[0]) == {"class", "goods_tariff", "first_settlement"}
    assert found[0]["goods_tariff"] != found[1]["goods_tariff"]
    case.write_text(case.read_text(encoding="utf-8").replace("flows_known_from = 2030-12-31", ""))
    code, _, err = said("--case", str(case), *QUICK)
    assert code == 2
    assert err.startswith(f"Error: {case}: flows_known_from: is missing; the scenario rests on tr")


def test_an_outcome_in_the_file_is_scored(said, example):
    code, out, _ = said("--case", example(OUTCOME), *QUICK, "--json")
    rows = {row["id"].rsplit(".", 1)[1]: row for row in json.loads(out)}
    assert code == 0
    assert set(rows) == {"class", "first_settlement"}  # no term has a value to score
    assert rows["class"]["expected"] == "deal"
    assert "log score" in rows["class"]["note"]
    assert rows["first_settlement"]["expected"] == pytest.approx(18.29)
    assert "copy of the last deal" in rows["first_settlement"]["note"]


def test_a_record_that_ends_too_soon_cannot_say_that_nothing_was_settled(said, example):
    file = example("ended = 2031-06-01\n")
    code, _, err = said("--case", file, *QUICK)
    assert code == 2
    assert err.startswith(f"Error: {file}: ended: the record ends 2031-06-01 without a settlement")


def test_what_the_file_leaves_out_is_refused_where_it_was_known_later(said, example):
    file = Path(example())
    text = file.read_text(encoding="utf-8")
    old = 'note = "15 % on USD 17 bn" }'
    assert old in text
    file.write_text(text.replace(old, f"{old[:-2]}, known_from = 2031-04-01 }}"), encoding="utf-8")
    code, _, err = said("--case", str(file), *QUICK)
    assert code == 2
    key = "scenario.tables.norland-vesta.issues.machine_tariff.stakes.vesta"
    assert err.startswith(f"Error: {file}: {key}: is known from 2031-04-01, after the forecast of")
