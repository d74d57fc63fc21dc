"""A run on a disk of 60 kB, which is then made larger: `python filled.py EXPERIMENT FOLDER`.

For a mount namespace of its own; FOLDER/disk is where the disk is, FOLDER/out gets what was made.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from negotiation.errors import InputError
from negotiation.runs import work
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run


def main(experiment: str, folder: Path) -> None:
    work.CHUNK = 20
    disk, resolved = folder / "disk", resolve(experiment, worlds=60)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60k", "tmpfs", disk], check=True)
    try:
        run(resolved, disk / "run", jobs=1)
    except InputError as error:
        print(error)
    print(len(list(disk.rglob("*.aside-*"))), len(list(disk.rglob("part-*.parquet"))))
    subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
    run(resolved, disk / "run", jobs=1)
    shutil.copytree(disk / "run", folder / "out")
    run(resolved, folder / "whole", jobs=1)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
