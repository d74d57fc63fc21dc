"""The parts of a result folder: a part counts as there once its record is, and is sound."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.runs import store
from negotiation.runs.work import Chunk

OUTCOMES, RECORDS = "outcomes", "parts"
STEM = re.compile(r"\.?part-(\d+)-(\d+)-(\d+)\.")


def write(folder: Path, chunk: Chunk, rows: dict[str, np.ndarray]) -> None:
    """Write the part of a chunk, then its record."""
    part = store.write_part(folder / OUTCOMES / f"{chunk.stem}.parquet", rows)
    place = {"cell": chunk.cell, "first": chunk.first, "worlds": chunk.worlds}
    record = {"file": part.pop("file"), **place, **part}
    store.write_text(folder / RECORDS / f"{chunk.stem}.json", json.dumps(record, indent=1) + "\n")


def records(folder: Path) -> list[dict[str, Any]]:
    """The records of all parts, sorted by cell and first row."""
    found = (_read(path) for path in (folder / RECORDS).glob("part-*.json"))
    return sorted((r for r in found if r is not None), key=lambda r: (r["cell"], r["first"]))


def chunk_of(record: dict[str, Any]) -> Chunk:
    """The chunk that a record is about."""
    return Chunk(record["cell"], record["first"], record["worlds"])


def there(folder: Path) -> list[Chunk]:
    """The chunks that have a record, sound or not."""
    return [chunk_of(record) for record in records(folder)]


def sound(folder: Path, own: list[Chunk], whole: bool) -> list[Chunk]:
    """Those parts in the place of one's own chunks that are sound; with `whole` all are one's own.

    Parts of others are not looked at: they may be about to be written.
    """
    spans = _spans(own)
    mine = (chunk for chunk in there(folder) if whole or _inside(chunk, spans))
    return [chunk for chunk in mine if is_sound(folder, chunk)]


def discard(folder: Path, keep: list[Chunk], own: list[Chunk], whole: bool) -> list[str]:
    """Remove all but the parts to keep from the place of one's own chunks.

    Returns the stems of parts that went; what was never finished is not among them.
    """
    stems, spans, gone = {chunk.stem for chunk in keep}, _spans(own), set()
    for path, chunk in _files(folder):
        if path.stem in stems and not path.name.startswith("."):
            continue
        if whole or (chunk is not None and _inside(chunk, spans)):
            path.unlink(missing_ok=True)
            if not path.name.startswith("."):
                gone.add(path.stem)
    return sorted(gone)


def is_sound(folder: Path, chunk: Chunk) -> bool:
    """Whether the part of a chunk is, byte for byte, what its record says."""
    record = _read(folder / RECORDS / f"{chunk.stem}.json")
    if record is None:
        return False
    try:
        with (folder / OUTCOMES / record["file"]).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == record["sha256"]
    except OSError:
        return False


def _read(path: Path) -> dict[str, Any] | None:
    """A record, if it is one, and of the part that it is named after."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return record if chunk_of(record).stem == path.stem else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _files(folder: Path) -> Iterator[tuple[Path, Chunk | None]]:
    """Every file that belongs to a part, and the part's chunk if its name tells."""
    for inside in (OUTCOMES, RECORDS):
        for path in sorted((folder / inside).glob("*part-*")):
            named = STEM.match(path.name)
            yield path, Chunk(*map(int, named.groups())) if named else None


def _spans(own: list[Chunk]) -> dict[int, tuple[int, int]]:
    """First row and row behind the last by cell, of chunks that are neighbours."""
    found: dict[int, tuple[int, int]] = {}
    for chunk in own:
        first, _ = found.get(chunk.cell, (chunk.first, 0))
        found[chunk.cell] = first, chunk.last
    return found


def _inside(chunk: Chunk, spans: dict[int, tuple[int, int]]) -> bool:
    first, last = spans.get(chunk.cell, (0, 0))
    return first <= chunk.first < last
