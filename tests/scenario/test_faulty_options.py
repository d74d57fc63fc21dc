"""A faulty option, a file that is not there, a folder that is somebody else's: one line each."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import HERE, SOUND, here


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder; the one line with which it is refused."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> str:
        before = sorted(tmp_path.rglob("*"))
        said = here(*words, monkeypatch=monkeypatch, capsys=capsys)
        assert said.code == 2
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert said.err.startswith("Error: ")
        assert sorted(tmp_path.rglob("*")) == before
        return said.err.removeprefix("Error: ").rstrip("\n")

    return run


NOT_A_RESULT = "is not a result folder: it has no manifest.json; name one that run printed"


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        ("patience", "'patience' is not KEY=VALUE; write --set countries.japan.patience=0.99"),
        ("=0.99", "'=0.99' is not KEY=VALUE; write --set countries.japan.patience=0.99"),
        (
            "countries.nroth.patience=0.99",
            "sound.toml: countries.nroth.patience: countries has no 'nroth'; did you mean 'north'?",
        ),
        (
            "countries.north.patience=high",
            "sound.toml: countries.north.patience: is 'high'; wants a number in 1/week",
        ),
        (
            "countries.north.patience=true",
            "sound.toml: countries.north.patience: is True; wants a number in 1/week",
        ),
        (
            "countries.north.patience=5",
            "sound.toml: countries.north.patience: 5 lies outside 0.5 to 0.9999",
        ),
        (
            "tables.river.issues.tool.status_quo=3",
            "sound.toml: tables.river.issues.tool.status_quo: "
            "tables.river.issues has no 'tool'; did you mean 'toll'?",
        ),
        (
            "tables.river.threats.1.date=2030-02-04",
            "sound.toml: tables.river.threats.1.date: tables.river.threats has no '1'",
        ),
        (
            "tables.river.threats.0.date=2039-01-03",
            "sound.toml: tables.river.threats.0.date: "
            "2039-01-03 lies outside the calendar, 2030-01-07 to 2030-05-20",
        ),
        ("worlds=many", "sound_experiment.toml: worlds: is 'many'; wants a whole number"),
        (
            "strategies.nroth=wait_out",
            "sound_experiment.toml: strategies.nroth: unknown country; did you mean 'north'?",
        ),
        (
            "strategies.north=wait_ot",
            "sound_experiment.toml: strategies: unknown strategy 'wait_ot'; "
            "did you mean 'wait_out'?; see negotiation list strategies",
        ),
        (
            "mechanisms.M3.wieght=2",
            "sound.toml: mechanisms.M3.wieght: mechanisms.M3 has no 'wieght'; "
            "did you mean 'weight'?",
        ),
    ],
)
def test_a_faulty_assignment(refused, assignment, expected):
    assert refused("run", SOUND, "--set", assignment, "--out", "new") == expected


@pytest.mark.parametrize(("jobs", "expected"), [("0", "is 0"), ("-3", "is -3")])
def test_no_workers(refused, jobs, expected):
    found = refused("run", SOUND, "--jobs", jobs, "--out", "new")
    assert found == f"--jobs: {expected}; wants at least 1"


@pytest.mark.parametrize(("option", "value"), [("--worlds", "0"), ("--seed", "-1")])
def test_a_count_that_makes_no_sense(refused, option, value):
    found = refused("run", SOUND, option, value, "--out", "new")
    start = f"sound_experiment.toml: {option[2:]}: is {value}; input should be greater than"
    assert found.startswith(start)


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_file_that_is_not_there(refused, command):
    assert refused(command, "nowhere.toml") == "nowhere.toml: no such file; check the path"


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_folder_is_no_file(refused, command, tmp_path):
    assert refused(command, tmp_path) == f"{tmp_path}: is a folder; name a TOML file"


def test_a_file_of_bytes(refused, tmp_path):
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    assert refused("check", "bytes.toml") == "bytes.toml: is not UTF-8 text; save it as UTF-8"


def test_a_scenario_is_not_run(refused):
    path = HERE / "sound.toml"
    expected = f"{path}: is a scenario, not an experiment; write an experiment that names it"
    assert refused("run", path) == expected


@pytest.mark.parametrize("command", [["replay", "--world", "0"], ["plot"]])
@pytest.mark.parametrize("kind", ["missing", "a file", "a folder of something else"])
def test_no_result_folder(refused, tmp_path, command, kind):
    place = tmp_path / "place"
    if kind == "a file":
        place.write_text("x")
    elif kind != "missing":
        place.mkdir()
        (place / "keep.txt").write_text("mine")
    assert refused(*command, "place") == f"place: {NOT_A_RESULT}"


def test_a_folder_of_something_else_is_left_alone(refused, tmp_path):
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "keep.txt").write_text("mine")
    found = refused("run", SOUND, "--out", "foreign")
    assert found == "foreign: exists and is not a result folder; choose another --out"
    assert (tmp_path / "foreign" / "keep.txt").read_text() == "mine"


def test_a_file_is_not_overwritten(refused, tmp_path):
    (tmp_path / "letter").write_text("mine")
    found = refused("run", SOUND, "--out", "letter")
    assert found == "letter: exists and is not a result folder; choose another --out"
    assert (tmp_path / "letter").read_text() == "mine"


def test_a_place_that_cannot_be_written(refused, tmp_path):
    (tmp_path / "letter").write_text("mine")
    found = refused("run", SOUND, "--out", "letter/below")
    assert found == "letter/below: cannot be written: File exists; choose another --out"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["run"], "experiment"),
        (["run", "x.toml", "--jobs", "two"], "--jobs"),
        (["replay", "x"], "--world"),
        (["rnu", "x.toml"], "rnu"),
        (["run", "x.toml", "--ouut", "y"], "--ouut"),
        (["list", "strategis"], "did you mean 'strategies'?"),
    ],
)
def test_a_slip_on_the_command_line(refused, words, named):
    assert named in refused(*words)
