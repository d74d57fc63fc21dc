"""What befalls a run from outside: signal 9 at any moment, a disk that is full."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from negotiation.analysis.load import load
from negotiation.runs.helper import Helper

HERE = Path(__file__).parent
PRIVATE = ["unshare", "--user", "--map-root-user", "--mount"]


def may_mount() -> bool:
    """Whether a file system can be mounted in a namespace of its own."""
    if shutil.which("unshare") is None:
        return False
    mount = [*PRIVATE, "mount", "-t", "tmpfs", "tmpfs", "/tmp"]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


def script(name: str, *words: Path, under: list[str] | None = None) -> list[str]:
    done = subprocess.run(
        [*(under or []), sys.executable, HERE / name, *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def assert_same(one: Path, two: Path) -> None:
    """Two runs have the same parts and records, byte for byte, and are complete."""
    assert load(one).manifest["parts"] == load(two).manifest["parts"]
    for inside in ("outcomes", "parts"):
        names = sorted(path.name for path in (one / inside).iterdir())
        assert names == sorted(path.name for path in (two / inside).iterdir())
        for name in names:
            assert (one / inside / name).read_bytes() == (two / inside / name).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no signal 9")
def test_a_run_killed_ten_times_is_that_of_one_that_never_was(islands, tmp_path):
    kept = [int(line) for line in script("killed.py", islands, tmp_path)]
    assert len(kept) == 10
    assert kept == sorted(kept)  # nothing that was there is lost
    assert kept[-1] > 0
    assert_same(tmp_path / "killed", tmp_path / "whole")
    assert len(load(tmp_path / "killed").manifest["sittings"]) > 1


@pytest.mark.skipif(not may_mount(), reason="no file system of one's own can be mounted here")
def test_a_run_on_a_disk_that_fills_up_goes_on_once_there_is_space(islands, tmp_path):
    (tmp_path / "disk").mkdir()
    told, left = script("filled.py", islands, tmp_path, under=PRIVATE)
    assert "cannot be written: No space left on device; free some space" in told
    aside, there = map(int, left.split())
    assert aside == 0
    assert 0 < there < 6
    assert_same(tmp_path / "out", tmp_path / "whole")


def test_a_helper_ends_with_the_process_that_started_it():
    helper = Helper()
    assert helper.hear() == "ready"
    helper.process.stdin.close()
    assert helper.process.wait(timeout=60) == 0
    helper.end()
