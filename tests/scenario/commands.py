"""The command line as a user meets it, in this process or as the installed command."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

from negotiation import cli

COMMAND = Path(sysconfig.get_path("scripts")) / "negotiation"
HERE = Path(__file__).parent
SOUND = HERE / "sound_experiment.toml"
EXPERIMENT = SOUND.read_text(encoding="utf-8")
SCENARIO = (HERE / "sound.toml").read_text(encoding="utf-8")


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def installed(*words: str, folder: Path) -> Said:
    """Run the installed command in a folder."""
    done = subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, cwd=folder, check=False
    )
    return Said(done.returncode, done.stdout, done.stderr)


def here(*words: str | Path, monkeypatch, capsys) -> Said:
    """Run the same entry point in this process."""
    monkeypatch.setattr(sys, "argv", ["negotiation", *map(str, words)])
    code = 0
    try:
        cli.main()
    except SystemExit as left:
        code = int(left.code or 0)
    return Said(code, *capsys.readouterr())
