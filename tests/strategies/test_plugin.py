"""A strategy of one's own, in a file outside the package."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pytest
from situations import problem

from negotiation import cli
from negotiation.analysis import load as loading
from negotiation.errors import InputError
from negotiation.runs.players import load_plugin
from negotiation.runs.replay import replay
from negotiation.runs.verify import verify
from negotiation.strategies.family import BASES, Concession, load, member

COMMAND = Path(sysconfig.get_path("scripts")) / "negotiation"
SOUND = Path(__file__).parents[1] / "scenario" / "sound_experiment.toml"

PLUGIN = '''"""A player of my own."""

import numpy as np

from negotiation.strategies.family import Concession


class HalfWay(Concession):
    """Ask for half of what is left whenever an offer beats the last one."""

    patience: float = 0.5  # share kept after a better offer

    def aspiration(self, view):
        better = view.received > 0.0
        return np.where(better, view.aspiration * self.patience, view.aspiration)
'''


@pytest.fixture
def registered():
    """Forget what a test registers."""
    load()
    before = {family: dict(base.registry) for family, base in BASES.items()}
    modules = set(sys.modules)
    yield
    for family, base in BASES.items():
        base.registry.clear()
        base.registry.update(before[family])
    for name in set(sys.modules) - modules:
        if name.startswith("negotiation_plugin_"):
            del sys.modules[name]


def written(folder: Path, text: str, name: str = "mine.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(monkeypatch, capsys, tmp_path, plugin: Path, strategy: str = "hold_firm") -> str:
    """The one line with which a run with a plugin is refused."""
    line = ["run", str(SOUND), "--plugin", str(plugin), "--out", str(tmp_path / "out")]
    monkeypatch.setattr(
        sys, "argv", ["negotiation", *line, "--set", f"strategies.south={strategy}"]
    )
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said.rstrip("\n")


def test_a_file_of_ones_own_runs_from_the_command_line(tmp_path):
    plugin = written(tmp_path, PLUGIN)
    out = tmp_path / "result"
    words = ["--plugin", plugin, "--set", "strategies.south=half_way", "--out", out, "--quiet"]
    done = subprocess.run(
        [COMMAND, "run", SOUND, *words], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout == f"{out}\n"
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["cells"] == [{"north": "package_linkage", "south": "half_way"}]
    assert list(manifest["plugins"]) == ["mine.py"]
    assert sum(part["rows"] for part in manifest["parts"]) == 4
    plugin.rename(tmp_path / "elsewhere.py")
    assert loading.load(out).resolved.run_id_with(manifest["plugins"]) == manifest["run"]
    assert verify(out).faults == []
    with pytest.raises(InputError, match=r"mine.py: no such plugin; check the path"):
        replay(out, 0)


def test_a_plugin_registers_under_its_class_name_and_takes_parameters(tmp_path, registered):
    load_plugin(str(written(tmp_path, PLUGIN)))
    built = member("concession", "half_way", {"patience": 0.9})
    assert (built.name, built.patience) == ("half_way", 0.9)
    assert built.parameters() == {"patience": 0.5}
    assert built.sentence().startswith("Ask for half")


def test_a_plugin_may_be_loaded_twice(tmp_path, registered):
    plugin = str(written(tmp_path, PLUGIN))
    load_plugin(plugin)
    load_plugin(plugin)
    assert "half_way" in BASES["concession"].registry


def test_a_taken_name_is_an_error(registered):
    with pytest.raises(InputError, match=r"the name 'hold_firm' is taken by .*; choose another"):
        type("HoldFirm", (Concession,), {"__module__": __name__})
    assert BASES["concession"].registry["hold_firm"].__module__.startswith("negotiation.strategies")


def test_two_plugins_with_one_name_are_an_error(tmp_path, registered):
    load_plugin(str(written(tmp_path, PLUGIN)))
    other = written(tmp_path, PLUGIN, "yours.py")
    with pytest.raises(InputError, match=r"yours\.py: the name 'half_way' is taken"):
        load_plugin(str(other))


def test_a_plugin_with_a_taken_name_is_refused_on_one_line(
    monkeypatch, capsys, tmp_path, registered
):
    plugin = written(tmp_path, PLUGIN.replace("HalfWay", "HoldFirm"))
    said = refused(monkeypatch, capsys, tmp_path, plugin)
    assert said == (
        f"Error: {plugin}: the name 'hold_firm' is taken by "
        "negotiation.strategies.concession.hold_firm; choose another"
    )


def test_a_plugin_with_the_name_of_a_preset_is_refused(monkeypatch, capsys, tmp_path, registered):
    plugin = written(tmp_path, PLUGIN.replace("HalfWay", "WaitOut"))
    said = refused(monkeypatch, capsys, tmp_path, plugin, "wait_out")
    assert "'wait_out' is taken" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def (:\n", "cannot be loaded: SyntaxError: invalid syntax (mine.py, line 1); mend"),
        ("import no_such_thing\n", "cannot be loaded: ModuleNotFoundError: No module named"),
        ("1 / 0\n", "cannot be loaded: ZeroDivisionError: division by zero; mend the plugin"),
    ],
)
def test_a_broken_plugin_is_refused_on_one_line(
    monkeypatch, capsys, tmp_path, registered, text, expected
):
    plugin = written(tmp_path, text)
    said = refused(monkeypatch, capsys, tmp_path, plugin)
    assert said.startswith(f"Error: {plugin}: {expected}")


def test_a_missing_plugin_is_refused_on_one_line(monkeypatch, capsys, tmp_path):
    said = refused(monkeypatch, capsys, tmp_path, tmp_path / "no.py")
    assert said == f"Error: {tmp_path / 'no.py'}: no such plugin; check the path"


def test_a_text_file_is_no_plugin(monkeypatch, capsys, tmp_path):
    plugin = written(tmp_path, "hello", "notes.md")
    said = refused(monkeypatch, capsys, tmp_path, plugin)
    assert said == f"Error: {plugin}: is not a Python file; a plugin ends in .py"


LEARNER = '''"""A model of my own."""

import numpy as np

from negotiation.strategies.family import Learner


class Grudge(Learner):
    """Count the offers, and believe nothing."""

    def start(self, problem):
        return {"count": np.zeros(problem.own_stake.shape[-1])}

    def hear(self, problem, offer, memory):
        memory["count"] = memory["count"] + 1.0

    def take_stock(self, problem, memory):
        return problem.other_stake, problem.other_curvature
'''
FAULTY_LEARNERS = {
    'return {"count": np.zeros(problem': ('return {"count": np.zeros(1 + problem', "start left"),
    'memory["count"] = ': ('memory["other"] = ', "hear changed which arrays memory holds (oth"),
    'memory["count"] + 1.0': ("7.0", "hear left 'count' in memory; wants an array with the wor"),
    "return problem.other_stake,": ("return -problem.other_stake,", "take_stock returned -"),
    "stake, problem.other_curvature": ("stake", "take_stock returned no pair"),
}


def test_a_learner_of_ones_own_is_heard_out(tmp_path, registered):
    load_plugin(str(written(tmp_path, LEARNER)))
    grudge = member("opponent", "grudge", {"every": 2})
    assert grudge.learns
    assert not grudge.sees_truth
    assert grudge.every == 2.0
    known = problem([1.0, 2.0], [2.0, 1.0], 0.5, ["trade", "security"], [True, False])
    memory = grudge.start(known)
    grudge.hear(known, np.ones((2, 1)), memory)
    assert memory["count"][0] == 1.0
    np.testing.assert_array_equal(grudge.take_stock(known, memory)[0], known.other_stake)


@pytest.mark.parametrize("sound", FAULTY_LEARNERS)
def test_a_learner_that_fails_is_named(tmp_path, registered, sound):
    faulty, expected = FAULTY_LEARNERS[sound]
    assert sound in LEARNER
    load_plugin(str(written(tmp_path, LEARNER.replace(sound, faulty))))
    grudge = member("opponent", "grudge")
    known = problem([1.0, 2.0], [2.0, 1.0], 0.5, ["trade", "security"], [True, False])

    def learns() -> None:
        memory = grudge.start(known)
        grudge.hear(known, np.ones((2, 1)), memory)
        grudge.take_stock(known, memory)

    with pytest.raises(InputError) as fault:
        learns()
    assert fault.value.key == "grudge"
    assert fault.value.problem.startswith(expected)


FAULTY = {
    "raises": "raise ValueError('no idea')",
    "forgets": "pass",
    "is text": "return 'half'",
    "wrong shape": "return np.ones(3)",
    "out of bounds": "return view.aspiration + 5.0",
    "not a number": "return view.aspiration * np.nan",
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_plugin_that_fails_in_play_is_named_on_one_line(
    monkeypatch, capsys, tmp_path, registered, fault
):
    text = PLUGIN[: PLUGIN.index("        better")] + f"        {FAULTY[fault]}\n"
    plugin = written(tmp_path, text)
    said = refused(monkeypatch, capsys, tmp_path, plugin, "half_way")
    assert "half_way" in said or "mine.py" in said
