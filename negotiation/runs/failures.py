"""Chunks that failed: each with its error and the command that plays it alone."""

from __future__ import annotations

import json
import shlex
from contextlib import suppress
from pathlib import Path

from negotiation.runs import parts, store
from negotiation.runs.work import Chunk, missing
from negotiation.runs.worker import Ended

FAILED = "failed"


def record(folder: Path, ended: Ended) -> None:
    """Keep what is known of a chunk that failed."""
    chunk = ended.chunk
    words = ["negotiation", "run", str(folder / "resolved.toml"), "--reproduce", str(chunk)]
    known = {
        "cell": chunk.cell,
        "first": chunk.first,
        "worlds": chunk.worlds,
        "error": ended.error,
        "traceback": ended.trace,
        "command": shlex.join(words),
    }
    store.write_text(folder / FAILED / f"{chunk.stem}.json", json.dumps(known, indent=1) + "\n")


def standing(folder: Path) -> list[str]:
    """The chunks that failed and are still missing, by stem; others are forgotten."""
    there, found = parts.there(folder), []
    for path in sorted((folder / FAILED).glob("part-*.json")):
        named = parts.STEM.match(path.name)
        if named and missing([Chunk(*map(int, named.groups()))], there):
            found.append(path.stem)
        else:
            path.unlink(missing_ok=True)
    with suppress(OSError):  # there is none, or it is not empty
        (folder / FAILED).rmdir()
    return found
