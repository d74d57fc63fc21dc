"""A run killed ten times with signal 9 and taken up again; prints how far it was each time.

    python killed.py EXPERIMENT FOLDER

Writes FOLDER/killed, and FOLDER/whole, which nothing befell. A process of its own, so that the
engine is imported once and every attempt is a fork: pytest has threads, which forks must not.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pyarrow.parquet  # noqa: F401

import negotiation.runs.chunk  # noqa: F401
from negotiation.runs import parts, work
from negotiation.runs.resolve import Resolved, resolve
from negotiation.runs.run import run

KILLS, CHUNK = 10, 10


def attempt(resolved: Resolved, folder: Path, delay: float | None = None) -> bool:
    """Run in a process of its own, killed after `delay` seconds; whether it came to its end."""
    child = os.fork()
    if child == 0:
        run(resolved, folder, jobs=1)
        os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def main(experiment: str, folder: Path) -> None:
    work.CHUNK = CHUNK
    resolved, kills = resolve(experiment, worlds=120), 0
    start = time.monotonic()
    attempt(resolved, folder / "whole")
    longest = 2.5 * (time.monotonic() - start) / KILLS
    while kills < KILLS:
        if attempt(resolved, folder / "killed", random.uniform(0.0, longest)):
            resolved = resolve(experiment, worlds=resolved.experiment.worlds + 40)  # it was done
        else:
            kills += 1
            print(sum(chunk.worlds for chunk in parts.there(folder / "killed")))
    attempt(resolved, folder / "killed")
    attempt(resolved, folder / "whole")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
