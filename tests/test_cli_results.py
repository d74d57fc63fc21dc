"""`negotiation results`, in this process: what it prints and with which code it ends."""

from __future__ import annotations

import json
import shutil
import sys

import pytest
from folders import change, divided

from negotiation import cli


@pytest.fixture
def command(monkeypatch, capsys):
    """Runs a command line; returns its exit code, its output and its errors."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["negotiation", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        return left.value.code, *capsys.readouterr()

    return call


def test_list_has_a_line_for_each_result(command, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "islands/one")
    (tmp_path / "islands/torn").mkdir()
    (tmp_path / "islands/torn/manifest.json").write_text("{")
    code, out, err = command("results", "list", tmp_path)
    one, torn = out.splitlines()
    assert (code, err) == (0, "")
    assert "complete" in one
    assert "2 cells x 50 worlds" in one
    assert one.endswith(str(tmp_path / "islands/one"))
    assert torn.split()[1] == "damaged"
    assert command("results", "list", folder / "outcomes")[1:] == (
        "",
        f"no results in {folder / 'outcomes'}\n",
    )


def test_show_says_what_it_is_and_ends_with_the_closing_table(command, folder, tmp_path):
    code, out, _ = command("results", "show", folder)
    assert code == 0
    for line in (
        "scenario    Two invented islands",
        "cells       2: lyonesse",
        "worlds      50 for each cell",
        "seed        7",
        "parts       2 with 100 of 100 rows of cells",
        "Cell 1: lyonesse: wait_out",
    ):
        assert line in out.splitlines()
    assert out.count("deal in ") == 2
    place = divided(folder, tmp_path / "run", {1: [(0, 30)]})
    change(place, state="running", points=1)
    failed = {"cell": 0, "first": 0, "worlds": 50, "error": "ValueError: no", "command": "alone"}
    (place / "failed").mkdir()
    (place / "failed" / "part.json").write_text(json.dumps(failed))
    code, out, _ = command("results", "show", place)
    assert code == 0
    assert "parts       1 with 30 of 100 rows of cells" in out
    assert "failed      cell 0, 50 rows from 0: ValueError: no; alone: alone" in out
    assert "state       stopped (the same command resumes it)" in out
    assert "Cell 0" not in out


def test_verify_ends_with_code_1_and_a_line_for_each_fault(command, folder, tmp_path):
    assert command("results", "verify", folder) == (
        0,
        f"{folder}: sound: 2 parts, 100 rows; the hash of bytes and values of each part, "
        "every row once\n",
        "",
    )
    place = divided(folder, tmp_path / "run", {0: [(0, 50)], 1: [(0, 30)]})
    code, out, _ = command("results", "verify", place)
    assert (code, out) == (1, "cell 1: rows 30 to 49 are missing\n")
    code, out, _ = command("results", "verify", place, "--json")
    assert code == 1
    assert json.loads(out)["faults"] == [{"where": "cell 1", "what": "rows 30 to 49 are missing"}]


def test_merge_and_export_print_what_they_wrote(command, folder, tmp_path):
    halves = [
        divided(folder, tmp_path / str(first), {0: [(first, end)], 1: [(first, end)]})
        for first, end in ((0, 25), (25, 50))
    ]
    out = tmp_path / "out"
    assert command("results", "merge", *halves, "--out", out) == (0, f"{out}\n", "")
    assert command("results", "verify", out)[0] == 0
    code, printed, _ = command("results", "export", out, "--out", tmp_path / "run.csv")
    assert code == 0
    assert [line.rsplit("/", 1)[1] for line in printed.splitlines()] == [
        "run.csv",
        "run.columns.csv",
        "run.cells.csv",
    ]
    ema = tmp_path / "run.tar.gz"
    assert command("results", "export", out, "--format", "ema", "--out", ema)[:2] == (0, f"{ema}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "RUN", "--out", "x", "--format", "xls"], "--format: no format 'xls'"),
        (["export", "RUN", "--out", "RUN"], "exists; choose another --out"),
        (["merge", "RUN", "RUN", "--out", "RUN"], "exists; choose another --out"),
        (["show", "nowhere"], "nowhere: is not a result folder"),
        (["verify", "nowhere"], "nowhere: is not a result folder"),
        (["list", "nowhere"], "nowhere: is no folder"),
    ],
)
def test_a_mistake_is_one_line_and_code_2(command, folder, words, said):
    words = [str(folder) if word == "RUN" else word for word in words]
    code, out, err = command("results", *words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert said in err
    assert len(err.splitlines()) == 1


def test_until_prints_how_it_ended_and_the_code_says_so(command, islands, tmp_path):
    words = ["run", islands, "--worlds", 20, "--jobs", 1, "--quiet", "--out", tmp_path / "run"]
    code, out, err = command(*words, "--until", "width(week) < 0.01", "--most", 100)
    assert (code, out) == (1, f"{tmp_path / 'run'}\n")
    assert err.startswith("not narrow enough, --most is reached at 100 worlds")
    code, out, err = command(*words, "--until", "width(any_deal) < 0.5")
    assert (code, out) == (0, f"{tmp_path / 'run'}\n")
    assert err.startswith("narrow enough at 100 worlds")
    assert command(*words, "--most", 100)[0] == 2
