"""What the tests of faulty files share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from commands import EXPERIMENT, SCENARIO, here

Refused = Callable[..., str]


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys) -> Refused:
    """Check a file in which one piece of text is replaced; the one line with which it is refused.

    The sound scenario lies beside it, and the folder is the one in which the command is given.
    """
    monkeypatch.chdir(tmp_path)

    def check(sound: str, old: str, new: str) -> str:
        assert sound.count(old) == 1
        (tmp_path / "sound.toml").write_text(SCENARIO, encoding="utf-8")
        (tmp_path / "faulty.toml").write_text(sound.replace(old, new), encoding="utf-8")
        before = sorted(tmp_path.rglob("*"))
        said = here("check", "faulty.toml", monkeypatch=monkeypatch, capsys=capsys)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        assert sorted(tmp_path.rglob("*")) == before
        return said.err.removeprefix("Error: ").rstrip("\n")

    return check


@pytest.fixture
def of_scenario(refused):
    """The line for a scenario with one piece of text replaced, without the file's name."""

    def check(old: str, new: str) -> str:
        line = refused(SCENARIO, old, new)
        assert line.startswith("faulty.toml: ")
        return line.removeprefix("faulty.toml: ")

    return check


@pytest.fixture
def of_experiment(refused):
    """The line for an experiment with one piece of text replaced, without the file's name."""

    def check(old: str, new: str) -> str:
        line = refused(EXPERIMENT, old, new)
        assert line.startswith("faulty.toml: ")
        return line.removeprefix("faulty.toml: ")

    return check
