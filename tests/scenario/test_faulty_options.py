"""A faulty option, a file that is not there, a folder that is somebody else's: one line each."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import HERE, SOUND, here

SCENARIO = HERE / "sound.toml"


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
            f"{SCENARIO}: --set countries.nroth.patience: "
            "countries has no 'nroth'; did you mean 'north'?",
        ),
        (
            "countries.north.patiance=0.99",  # the right key stands in `shared`
            f"{SCENARIO}: --set countries.north.patiance: "
            "countries.north has no 'patiance'; did you mean 'patience'?",
        ),
        (
            "tables.river.baskts=1",  # the right key may stand there
            f"{SCENARIO}: --set tables.river.baskts: "
            "tables.river has no 'baskts'; did you mean 'baskets'?",
        ),
        (
            "countries.north.gdp=100",
            f"{SCENARIO}: --set countries.north.gdp: "
            "countries.north does not give 'gdp'; write it in the file",
        ),
        (
            "countries.north.patience=high",
            f"{SCENARIO}: --set countries.north.patience: is 'high'; wants a number in 1/week",
        ),
        (
            "countries.north.patience=true",
            f"{SCENARIO}: --set countries.north.patience: is true; wants a number in 1/week",
        ),
        (
            "countries.north.patience=5",
            "--set countries.north.patience: value 5 is too high; give at most 0.9999",
        ),
        (
            "countries.north.beta=-4",
            "--set countries.north.beta: value -4 is too low; give at least 0.01",
        ),
        (
            "tables.river.issues.tool.status_quo=3",
            f"{SCENARIO}: --set tables.river.issues.tool.status_quo: "
            "tables.river.issues has no 'tool'; did you mean 'toll'?",
        ),
        (
            "tables.river.threats.1.date=2030-02-04",
            f"{SCENARIO}: --set tables.river.threats.1.date: tables.river.threats has no '1'",
        ),
        (
            "tables.river.threats.0.date=2039-01-03",
            "--set tables.river.threats.0.date: "
            "2039-01-03 lies outside the calendar, 2030-01-07 to 2030-05-20",
        ),
        ("worlds=many", "--set worlds: is 'many'; wants a whole number"),
        (
            "strategies.nroth=wait_out",
            "--set strategies.nroth: unknown country; did you mean 'north'?",
        ),
        (
            "strategies.north=wait_ot",
            "--set strategies.north: unknown strategy 'wait_ot'; "
            "did you mean 'wait_out'?; see negotiation list strategies",
        ),
        (
            "mechanisms.M3.wieght=2",
            f"{SCENARIO}: --set mechanisms.M3.wieght: mechanisms.M3 has no 'wieght'; "
            "did you mean 'weight'?",
        ),
        (
            "mechanisms.M3.weight=-1",
            "--set mechanisms.M3.weight: value -1 is too low; give at least 0.01",
        ),
        (
            "mechanisms.M3='false'",
            "--set mechanisms.M3: is 'false'; wants true or false, without quotes",
        ),
        ("mechanisms.M33=false", "--set mechanisms.M33: unknown mechanism; did you mean 'M3'?"),
        (
            "worlds=2\nseed = 3",
            "--set worlds: holds a line break; write one value on one line",
        ),
        (
            "outcomes=['weeek']",
            "--set outcomes: no column 'weeek' in the result; did you mean 'week'?",
        ),
    ],
)
def test_a_faulty_assignment(refused, assignment, expected):
    assert refused("run", SOUND, "--set", assignment, "--out", "new") == expected


@pytest.mark.parametrize(("jobs", "expected"), [("0", "is 0"), ("-3", "is -3")])
def test_no_workers(refused, jobs, expected):
    found = refused("run", SOUND, "--jobs", jobs, "--out", "new")
    assert found == f"--jobs: {expected}; wants at least 1"


@pytest.mark.parametrize(("option", "value", "least"), [("--worlds", "0", 1), ("--seed", "-1", 0)])
def test_a_count_that_makes_no_sense(refused, option, value, least):
    found = refused("run", SOUND, option, value, "--out", "new")
    assert found == f"{option}: is {value}; give at least {least}"


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
    assert found == "letter/below: cannot be written: Not a directory; choose another --out"


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
