"""The command line itself: what it imports, what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import sysconfig
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from negotiation import cli

COMMAND = Path(sysconfig.get_path("scripts")) / "negotiation"
ROOT = Path(__file__).parents[1]
ISLANDS = ROOT / "experiments" / "two_islands.toml"
HEAVY = ("pandas", "mesa", "matplotlib", "joblib", "pyarrow")
IMPORTED = """
import sys
from negotiation import cli

try:
    cli.main()
except SystemExit as left:
    code = left.code
print("imported:", code, *(name for name in sys.argv.pop().split() if name in sys.modules))
"""


def run(*words: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, cwd=folder, check=False
    )


def imported(*words: str | Path) -> list[str]:
    """Exit code of a command, and which heavy packages it imported."""
    code = IMPORTED.replace("sys.argv.pop()", repr(" ".join(HEAVY)))
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, check=True
    )
    last = done.stdout.splitlines()[-1]
    assert last.startswith("imported: ")
    return last.split()[1:]


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["run", "--help"],
        ["list", "scenarios"],
        ["list", "strategies"],
        ["list", "mechanisms"],
        ["list", "issues"],
        ["list", "figures"],
        ["check", str(ISLANDS)],
        ["check", "experiments/alliance_2025.toml"],
    ],
    ids=" ".join,
)
def test_what_is_only_read_imports_nothing_heavy(words):
    assert imported(*words) == ["0"]


def test_a_mistake_is_found_before_anything_heavy_is_imported():
    assert imported("run", ISLANDS, "--set", "strategies.avalon=maximum_presure") == ["2"]


@pytest.mark.parametrize(
    ("what", "first"),
    [
        ("scenarios", "alliance_2025"),
        ("strategies", "total_rollback"),
        ("mechanisms", "M1 layered tariffs"),
        ("issues", "baseline_tariff (alliance_2025, usa-japan)"),
        ("figures", "outcomes"),
    ],
)
def test_a_list_begins_with_its_first_name(what, first):
    done = run("list", what)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(first)


def test_the_list_of_strategies_has_presets_and_bare_members_of_every_family():
    lines = run("list", "strategies").stdout.splitlines()
    for start in ("wait_out ", "concession zeuthen ", "linkage within_baskets ", "opponent none "):
        (line,) = (line for line in lines if line.startswith(start))
        assert line.endswith(".")
    assert any(line.startswith("acceptance time ") for line in lines)


def test_a_file_is_named_as_it_was_given():
    done = run("check", "experiments/two_islands.toml")
    assert done.stdout == (
        "experiments/two_islands.toml: a sound experiment: 2 cells of 500 worlds\n"
    )
    done = run("check", "tests/scenario/invalid/bare_number.toml")
    assert done.stderr.startswith(
        "Error: tests/scenario/invalid/bare_number.toml: shared.annuity: is 0.1, a bare value"
    )


def test_outcomes_that_are_asked_for_are_in_the_closing_table(tmp_path):
    text = ISLANDS.read_text(encoding="utf-8")
    asked = 'outcomes = ["efficiency", "issue.fishing_quota", "week"]\nseed = 7'
    (tmp_path / "asked.toml").write_text(text.replace("seed = 7", asked), encoding="utf-8")
    plain = run("run", ISLANDS, "--worlds", "40", "--out", "plain", folder=tmp_path)
    found = run("run", "asked.toml", "--worlds", "40", "--out", "found", folder=tmp_path)
    assert (plain.returncode, found.returncode) == (0, 0)  # a slow machine shows a progress bar
    more = [x for x in found.stdout.splitlines() if x not in plain.stdout.splitlines()]
    assert [line.split()[0] for line in more] == [
        *(["efficiency", "issue.fishing_quota"] * 2),
        "found",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--worlds", "abc"], "--worlds: is 'abc'; it should be a valid integer; see {}"),
        (["--world", "3"], "No such option: --world (Possible options: --worlds); see {}"),
    ],
)
def test_a_wrong_option_is_told_with_where_help_is(monkeypatch, capsys, words, said):
    monkeypatch.setattr(sys, "argv", ["negotiation", "run", str(ISLANDS), *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert capsys.readouterr().err == f"Error: {said.format('negotiation run --help')}\n"


def test_the_version_is_told(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["negotiation", "--version"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert (left.value.code, capsys.readouterr().out) == (
        0,
        f"negotiation {version('negotiation')}\n",
    )


def test_ctrl_c_while_a_run_starts_says_how_to_go_on(monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("negotiation.cli_run._resolve", interrupted)
    monkeypatch.setattr(sys, "argv", ["negotiation", "run", "x.toml"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 130
    told = "Error: stopped before the end; go on with: negotiation run x.toml\n"
    assert capsys.readouterr().err == told


def test_whoever_stops_reading_gets_no_traceback():
    code = f"{COMMAND} list issues | head -n 1"
    done = subprocess.run(["sh", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.skipif(os.name != "posix", reason="signals of a process group")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_says_how_to_go_on(tmp_path, jobs):
    words = ["run", ISLANDS, "--worlds", "2000000", "--jobs", jobs, "--out", "new", "--fresh"]
    running = subprocess.Popen(
        [COMMAND, *words, "--quiet"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        start_new_session=True,
    )
    patience = time.monotonic() + 60
    records = tmp_path / "new" / "parts"
    while not list(records.glob("part-*.json")) and time.monotonic() < patience:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    words = shlex.join(["negotiation", *map(str, words[:-1]), "--quiet"])
    told = re.fullmatch(
        r"Error: stopped; ([\d,]+) of 4,000,000 worlds are there, in new; go on with: (.*)\n", err
    )
    assert told
    assert told[2] == words
    manifest = json.loads((tmp_path / "new" / "manifest.json").read_text())
    assert manifest["state"] == "incomplete"
    assert sum(part["worlds"] for part in manifest["parts"]) == int(told[1].replace(",", "")) > 0
    assert not [path for path in tmp_path.rglob("*.aside-*") if jobs == "1"]
    refused = run("replay", tmp_path / "new", "--world", "0")
    assert refused.returncode == 2
    assert "is not complete" in refused.stderr
    assert "finish it with: negotiation run" in refused.stderr
