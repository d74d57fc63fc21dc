"""The command: exit codes, one line for a mistake, and the page that it writes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from negotiation.validation import command
from negotiation.validation.case import Case, agree
from negotiation.validation.page import HEAD, settings
from negotiation.validation.row import Row, rows
from negotiation.validation.theory.family import Family, Sample, families

PAGE = Path(__file__).parents[2] / "docs" / "mechanisms.md"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--draws", "5"], "--draws: is for one of theory, mechanisms, peers, history; name it"),
        (["--write", "docs"], "--write: is for one of theory, mechanisms, peers, history; name"),
        (["mechanism"], "cannot validate 'mechanism'; did you mean 'mechanisms'?"),
        (["theories"], "cannot validate 'theories'; did you mean 'theory'?"),
        (["theory", "--only", "rubinstien"], "--only: no family of theory: 'rubinstien'; did you"),
        (["theory", "--worlds", "5"], "--worlds: is for mechanisms and history, not for theory; "),
        (["theory", "--draws", "1"], "--draws: is 1; give at least 2"),
        (["theory", "--seed", "-1"], "--seed: is -1; give a whole number from 0"),
        (["theory", "--jobs", "0"], "--jobs: is 0; wants at least 1"),
        (["mechanisms", "--only", "M66"], "--only: no row of this mechanism: 'M66'; did you mean"),
        (["mechanisms", "--only", ""], "--only: no row of this mechanism: ''"),
        (["mechanisms", "--draws", "1"], "--draws: is 1; give at least 2"),
        (["mechanisms", "--worlds", "0"], "--worlds: is 0; give at least 1"),
        (["mechanisms", "--seed", "-1"], "--seed: is -1; give a whole number from 0"),
        (["mechanisms", "--jobs", "0"], "--jobs: is 0; wants at least 1"),
        (
            ["mechanisms", "--only", "M4", "--write", "docs"],
            "--write: writes the whole page; leave out --only",
        ),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(said, words, expected):
    code, out, err = said(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {expected}")
    assert err.count("\n") == 1


@pytest.fixture
def alone(monkeypatch):
    """Let a row be the only one there is."""
    rows()  # those that ship are imported, and do not come in later

    def let(row: Row) -> None:
        monkeypatch.setattr("negotiation.validation.row._ROWS", {row.id: row})

    return let


@pytest.mark.parametrize(("claims", "code"), [(slice(0, 1), 0), (slice(1, 2), 1)])
def test_the_exit_code_tells_whether_all_hold(said, alone, made_up, claims, code):
    alone(replace(made_up, claims=made_up.claims[claims]))
    words = ["--draws", "6", "--worlds", "2", "--jobs", "1"]
    assert said("mechanisms", *words)[0] == code
    found, out, _ = said("mechanisms", *words, "--json")
    (one,) = json.loads(out)
    assert (found, one["id"], one["draws"], one["worlds"]) == (code, "M99", 6, 2)
    assert one["kind"] == "mechanisms"


def test_the_page_is_written_with_a_figure_for_each_row(said, alone, made_up, tmp_path):
    alone(made_up)
    words = ["--draws", "4", "--worlds", "2", "--jobs", "1", "--write", str(tmp_path)]
    code, out, _ = said("mechanisms", *words)
    assert code == 1
    assert out.endswith(f"{tmp_path / 'mechanisms.md'}\n")
    text = (tmp_path / "mechanisms.md").read_text(encoding="utf-8")
    assert "![M99: effects by draw and by dose](figures/mechanisms/M99.png)" in text
    assert (tmp_path / "figures" / "mechanisms" / "M99.png").is_file()


def test_without_a_name_all_kinds_are_validated_each_with_its_own_seed(said, monkeypatch):
    asked = []

    def run(name, options, progress):
        asked.append((name, options.seed, options.jobs))
        verdicts = {"peers": "not run", "history": "falls short"}
        rows = [{"id": name, "verdict": verdicts.get(name, "holds")}]
        return command.Report(rows, [f"1 row of {name}"], [], name == "history")

    monkeypatch.setattr(command, "validate", run)
    code, out, _ = said("--jobs", "1")
    seeds = {"theory": 1, "mechanisms": command.UNSEEN, "peers": 1, "history": 1}
    assert asked == [(name, seed, 1) for name, seed in seeds.items()]
    *each, last = out.splitlines()
    assert each == [x for name in seeds for x in (f"{name}:", f"1 row of {name}")]
    assert last == (
        "4 kinds of validation (theory, mechanisms, peers, history), cases: "
        "2 hold, 1 fall short, 1 were not run"
    )
    assert code == 1
    code, out, _ = said("--seed", "7", "--json")
    assert [row["id"] for row in json.loads(out)] == list(seeds)
    assert {seed for _, seed, _ in asked[4:]} == {7}


@pytest.fixture
def made_up_family(monkeypatch):
    """Let a family be the only one there is: one case that is as it says."""
    families()

    def let(obtained: float) -> None:
        def cases(sample: Sample) -> list[Case]:
            return [agree("made_up.sum", "Sum", np.full(2, obtained - 1.0), 1e-6, "a note")]

        family = Family("made_up", "Made up", "hand", "By hand.", cases, 3)
        monkeypatch.setattr("negotiation.validation.theory.family._FAMILIES", {"made_up": family})
        monkeypatch.setattr("negotiation.validation.theory.family.ORDER", ("made_up",))

    return let


@pytest.mark.parametrize(("obtained", "code"), [(1.0, 0), (1.1, 1)])
def test_the_exit_code_tells_whether_theory_holds(said, made_up_family, tmp_path, obtained, code):
    made_up_family(obtained)
    found, out, _ = said("theory", "--jobs", "1", "--json")
    (one,) = json.loads(out)
    assert (found, one["id"], one["tolerance"]) == (code, "made_up.sum", 1e-6)
    assert one["verdict"] == ("holds", "falls short")[code]
    assert one["obtained"] == pytest.approx(obtained - 1.0)
    found, out, _ = said("theory", "--jobs", "1", "--write", str(tmp_path))
    assert (found, out.splitlines()[-1]) == (code, str(tmp_path / "validation.md"))
    assert ("a note" in out) == (code == 1)
    text = (tmp_path / "validation.md").read_text(encoding="utf-8")
    assert "| made_up.sum | Sum | 0 |" in text
    assert (tmp_path / "figures" / "validation" / "theory.png").is_file()


def test_the_committed_page_has_every_family_of_theory():
    text = PAGE.with_name("validation.md").read_text(encoding="utf-8")
    for family in families():
        assert f"### {family.name}\n\n{family.how.strip()}\n\nSamples: {family.samples}." in text
        assert f"| {family.name} | {family.by} |" in text
        assert f"| {family.id}." in text
    assert "| falls short |" not in text.split("<!-- theory: end -->")[0]
    assert (PAGE.parent / "figures" / "validation" / "theory.png").is_file()


def test_the_committed_page_is_of_these_rows_and_settings():
    text = PAGE.read_text(encoding="utf-8")
    known = [
        {
            "id": row.id,
            "draws": row.draws,
            "worlds": row.worlds,
            "seed": command.UNSEEN,
        }
        for row in rows()
    ]
    assert "\n".join(settings(known)) in text
    table = text[text.index(HEAD, text.index("## All claims")) :].split("\n\n")[0].splitlines()[2:]
    ids = [line.split("|")[1].strip() for line in table]
    assert ids == [row.id for row in rows() for _ in (*row.claims, *row.nulls)]
    for row in rows():
        assert f"## {row.id} {row.name}" in text
        for claim in row.claims:
            assert f"| {claim.text} |" in text
            worlds = row.worlds_of(claim.arms[0])
            assert f"Arms: {'; '.join(claim.arms)} ({worlds} worlds a draw)." in text
        for null in row.nulls:
            assert null.text in text
        assert (PAGE.parent / "figures" / "mechanisms" / f"{row.id}.png").is_file()
