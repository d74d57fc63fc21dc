"""Each file in `invalid` has one fault, and gets the one line that its first line promises."""

from __future__ import annotations

import difflib
import shutil
import tomllib
from pathlib import Path

import pytest
from commands import HERE, Said, here, installed

INVALID = HERE / "invalid"
FILES = sorted(path.stem for path in INVALID.glob("*.toml"))
MARK = "# expect: "
THROUGH_THE_SHELL = [
    "unknown_key",
    "wrong_unit",
    "not_toml",
    "seed_negative",
    "mechanism_number_missing",
]


def expected(name: str) -> str:
    first = (INVALID / f"{name}.toml").read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith(MARK)
    return first.removeprefix(MARK)


def is_experiment(name: str) -> bool:
    return "\nquestion" in text(name) or "\n[strategies]" in text(name)


def text(name: str) -> str:
    return (INVALID / f"{name}.toml").read_text(encoding="utf-8")


def words(name: str, out: Path) -> list[str]:
    """The command for a file: an experiment is run, a scenario checked."""
    if is_experiment(name):
        return ["run", f"{name}.toml", "--out", str(out)]
    return ["check", f"{name}.toml"]


def one_line(said: Said) -> str:
    assert said.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err.rstrip("\n")


@pytest.mark.parametrize("name", FILES)
def test_a_fault_is_one_line_that_helps(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(INVALID)
    before = sorted(INVALID.iterdir())
    said = here(*words(name, tmp_path / "out"), monkeypatch=monkeypatch, capsys=capsys)
    assert one_line(said) == expected(name)
    assert list(tmp_path.iterdir()) == []
    assert sorted(INVALID.iterdir()) == before


@pytest.mark.parametrize("name", THROUGH_THE_SHELL)
def test_a_fault_is_one_line_at_the_installed_command(name, tmp_path):
    said = installed(*words(name, tmp_path / "out"), folder=INVALID)
    assert one_line(said) == expected(name)
    assert list(tmp_path.iterdir()) == []


def _changes(one: list[str], two: list[str]) -> int:
    """Lines by which two files differ; a line changed counts once."""
    diff = [d for d in difflib.ndiff(one, two) if d[0] in "+-"]
    return max(sum(d[0] == "+" for d in diff), sum(d[0] == "-" for d in diff))


def _spread_out(lines: list[str]) -> tuple[list[str], list[str]]:
    """An experiment with its scenario in place, as two files."""
    at = lines.index("[scenario]")
    return lines[:at], [line.replace("[scenario.", "[") for line in lines[at + 1 :]]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_sound_but_for_its_fault(name):
    lines = [line for line in text(name).splitlines()[1:] if line]
    plain = (HERE / "sound.toml").read_text(encoding="utf-8").replace('"sound.toml"', "")
    scenario = [line for line in plain.splitlines()[1:] if line]
    whole = (HERE / "sound_experiment.toml").read_text(encoding="utf-8")
    experiment = [x for x in whole.replace('"sound', '"../sound').splitlines()[1:] if x]
    if "[scenario]" in lines:
        outer, inner = _spread_out(lines)
        # Two players and the line that names the scenario; and the fault itself.
        assert _changes(experiment, outer) <= 3
        assert _changes(scenario, inner) <= 1
    else:
        sound = experiment if is_experiment(name) else scenario
        assert 1 <= _changes(sound, lines) <= 2


@pytest.mark.parametrize("name", ["sound.toml", "sound_experiment.toml"])
def test_the_sound_files_are_sound(name, monkeypatch, capsys):
    monkeypatch.chdir(HERE)
    said = here("check", name, monkeypatch=monkeypatch, capsys=capsys)
    assert said.code == 0
    assert said.err == ""
    assert said.out.startswith(f"{name}: a sound ")


def test_a_source_beside_the_scenario_is_known(tmp_path, monkeypatch, capsys):
    shutil.copy(INVALID / "sources.bib", tmp_path)
    faulty = text("source_unknown")
    (tmp_path / "cited.toml").write_text(faulty.replace("chronicle2092", "chronicle2029"))
    said = here("check", tmp_path / "cited.toml", monkeypatch=monkeypatch, capsys=capsys)
    assert said.code == 0


def test_every_fault_of_shape_is_still_toml():
    for name in FILES:
        if "is not TOML" not in expected(name):
            tomllib.loads(text(name))
