"""Strategies of one's own, defined in the experiment, with parts from a file of one's own."""

from __future__ import annotations

import json
import sys
import tomllib

import pytest
from commands import EXPERIMENT, SCENARIO, here

from negotiation.runs.chunk import Chunk, play
from negotiation.runs.resolve import resolve
from negotiation.scenario.write import to_toml
from negotiation.strategies.family import BASES, load

PLAYERS = 'south = "issue_by_issue"\n'
MINE = """
[presets.my_own]
title = "My own"
text = "Gives first where it costs least."
sources = ["fatima2006"]
concession = { name = "hold_firm" }
linkage = { name = "issue_by_issue" }
partial = true
red_lines = [
  { issues = ["toll"], concession_at_most = { value = 0.5, unit = "1", basis = "definition" } },
]

[presets.my_own.acceptance]
name = "constant"
parameters.level = { value = 0.4, unit = "1", basis = "definition" }
"""
PLUGIN = '''
import numpy as np

from negotiation.strategies.family import Acceptance, Linkage, Opponent


class DearestLast(Linkage):
    """Give everywhere alike."""


class Eager(Acceptance):
    """Take whatever comes."""

    def accepts(self, view, offered, target):
        return np.ones(offered.shape, dtype=bool)


class Blind(Opponent):
    """Believe what the public sees."""
'''
THEIRS = """
[presets.eager_one]
title = "Eager"
text = "Takes the first offer."
sources = []
linkage = { name = "dearest_last" }
acceptance = { name = "eager" }
opponent = { name = "blind" }
"""


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


@pytest.fixture
def experiment(tmp_path):
    """Write an experiment in which the south plays a strategy, with more text after it."""
    (tmp_path / "sound.toml").write_text(SCENARIO, encoding="utf-8")

    def write(name: str, more: str):
        path = tmp_path / "own.toml"
        path.write_text(EXPERIMENT.replace(PLAYERS, f'south = "{name}"\n{more}'), encoding="utf-8")
        return path

    return write


def test_a_preset_of_ones_own_is_played(experiment):
    resolved = resolve(experiment("my_own", MINE))
    built = resolved.strategy("my_own")
    assert (built.concession.name, built.linkage.name) == ("hold_firm", "issue_by_issue")
    assert (built.acceptance.name, built.acceptance.level) == ("constant", 0.4)
    assert built.stance.partial
    assert built.stance.red_lines[0].covers("toll", "stated", mine=True)
    assert len(play(resolved, None, Chunk(0, 0, 3))["river"]["outcome"]) == 3


def test_what_a_preset_says_is_part_of_the_run(experiment):
    one = resolve(experiment("my_own", MINE)).run_id
    two = resolve(experiment("my_own", MINE.replace("value = 0.4", "value = 0.6"))).run_id
    unused = resolve(experiment("wait_out", MINE)).run_id
    assert one != two
    assert unused == resolve(experiment("wait_out", "")).run_id


def test_the_resolved_experiment_holds_its_presets(experiment, tmp_path):
    resolved = resolve(experiment("my_own", MINE + "# end\n"))
    (tmp_path / "resolved.toml").write_text(to_toml(resolved.data), encoding="utf-8")
    again = resolve(tmp_path / "resolved.toml")
    assert again.run_id == resolved.run_id
    assert again.experiment.presets == resolved.experiment.presets
    assert "fatima2006" in again.preset_sources


def test_a_number_of_a_preset_can_be_set(experiment):
    path = experiment("my_own", MINE)
    key = "presets.my_own.acceptance.parameters.level"
    assert resolve(path, sets=((key, 0.7),)).strategy("my_own").acceptance.level == 0.7


def test_a_run_with_parts_of_any_family_of_ones_own(
    experiment, tmp_path, monkeypatch, capsys, registered
):
    (tmp_path / "parts.py").write_text(PLUGIN, encoding="utf-8")
    path = experiment("eager_one", THEIRS)
    words = ["--plugin", tmp_path / "parts.py", "--out", tmp_path / "out", "--jobs", "1"]
    said = here("run", path, *words, monkeypatch=monkeypatch, capsys=capsys)
    assert (said.code, said.err) == (0, "")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["cells"] == [{"north": "package_linkage", "south": "eager_one"}]
    stored = tomllib.loads((tmp_path / "out" / "resolved.toml").read_text(encoding="utf-8"))
    assert stored["presets"]["eager_one"]["acceptance"] == {"name": "eager"}
    said = here("replay", tmp_path / "out", "--world", "0", monkeypatch=monkeypatch, capsys=capsys)
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'name = "hold_firm"',
            'name = "hold_frim"',
            "presets.my_own.concession: unknown concession 'hold_frim'; did you mean 'hold_firm'?",
        ),
        ("level =", "levle =", "presets.my_own.acceptance: 'constant' has no parameter 'levle'"),
        ("partial = true", "partial = 1", "presets.my_own.partial: is 1; wants true or false"),
        ("partial = true", "partail = true", "presets.my_own.partail: unknown key; did you mean"),
        (
            '["fatima2006"]',
            '["fatima2060"]',
            "presets.my_own.sources: unknown source 'fatima2060'; add it to sources.bib beside the "
            "experiment; did you mean 'fatima2006'?",
        ),
        (
            '0.5, unit = "1", basis = "definition"',
            '0.5, unit = "1", source = "nowhere"',
            "presets.my_own.red_lines.0.concession_at_most.source: unknown source 'nowhere'",
        ),
        (
            '["toll"]',
            '["tool"]',
            "presets.my_own.red_lines.0.issues: unknown issue 'tool'; did you mean 'toll'?",
        ),
        ("presets.my_own", "presets.wait_out", "presets.wait_out: there is a preset of this name"),
        (
            "presets.my_own",
            "presets.hold_firm",
            "presets.hold_firm: there is a concession of this name; choose another",
        ),
    ],
)
def test_a_faulty_preset(of_experiment, old, new, expected):
    assert old in MINE
    found = of_experiment(PLAYERS, PLAYERS + MINE.replace(old, new))
    assert found.startswith(expected)


def test_a_source_of_a_preset_lies_beside_the_experiment(experiment, tmp_path):
    (tmp_path / "sources.bib").write_text("@misc{mine2030,\n  title = {Mine},\n}\n")
    resolved = resolve(experiment("my_own", MINE.replace("fatima2006", "mine2030")))
    assert "mine2030" in resolved.bibliography
    assert "mine2030" in resolved.preset_sources


def test_a_preset_of_the_library_cites_what_is_known(experiment, monkeypatch):
    from negotiation.errors import InputError
    from negotiation.runs import checks
    from negotiation.scenario.read import presets

    broken = presets()["wait_out"].model_copy(update={"sources": ("seed0001",)})
    monkeypatch.setattr(
        "negotiation.runs.resolve.presets", lambda: {**presets(), "wait_out": broken}
    )
    assert checks.LIBRARY_PRESETS == "presets.toml"
    with pytest.raises(InputError, match=r"presets\.toml: wait_out\.sources: unknown source"):
        resolve(experiment("wait_out", ""))
