"""The sweep command: what it would come to, what it plays, and what it says at the end."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from negotiation import cli
from negotiation.runs import estimate

COMMAND = Path(sysconfig.get_path("scripts")) / "negotiation"
SWEEP = [
    "--vary", "shared.beta", "--vary", "mechanisms.M9.win_set=0.1:0.5",
    "--vary", "strategies.lyonesse=wait_out", "--vary", "mechanisms.M2=true,false",
    "--design", "sobol", "--points", "9", "--worlds", "4", "--jobs", "1",
]  # fmt: skip


def here(*words, monkeypatch, capsys):
    """Run the command in this process; exit code and both outputs."""
    monkeypatch.setattr(sys, "argv", ["negotiation", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code, *capsys.readouterr()


def test_a_dry_run_counts_and_leaves_nothing(islands, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(estimate, "TRIAL", (20, 60))
    words = ("sweep", islands, *SWEEP, "--dry-run")
    code, out, err = here(*words, monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    assert err == "16 points: what this design is made of\n"
    lines = out.splitlines()
    assert lines[:2] == ["2 cells of 16 points in 4 worlds", "128 rows in all, in 2 chunks"]
    assert lines[2].startswith("about ")
    assert " s on 1 worker, and 0." in lines[2]
    assert "from 20 and 60 rows" in lines[3]
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_ends_with_what_cells_and_numbers_change(islands, tmp_path, monkeypatch, capsys):
    done = subprocess.run(
        [COMMAND, "sweep", islands, *SWEEP, "--out", "found"],
        capture_output=True, text=True, cwd=tmp_path, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[1:3] == ["Cell 0: mechanisms.M2: True", "Cell 1: mechanisms.M2: False"]
    assert lines[4] == "avalon-lyonesse"
    assert lines[5].startswith("  Any deal: ")
    assert lines[5].endswith(" % in cell 0")
    assert lines[6].startswith("    cell 1 ")
    assert lines[6].endswith("] percentage points")
    shown = [line.split()[0] for line in lines if line.startswith("    ")]
    assert sorted(shown[1:3]) == ["mechanisms.M9.win_set", "shared.beta"]
    assert lines[-1] == "found"
    words = ("replay", tmp_path / "found", "--world", "3", "--cell", "1", "--point", "15")
    code, out, _ = here(*words, monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    assert out.startswith("World 3, point 15, mechanisms.M2: False\n")
