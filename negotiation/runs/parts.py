"""The parts of a result folder: a part counts as there once its record is, and is sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from negotiation.errors import InputError
from negotiation.runs import store, stored
from negotiation.runs.stored import OUTCOMES, RECORDS, Part, byte_hash
from negotiation.runs.work import Chunk

STEM = re.compile(r"\.?part-(\d+)-(\d+)-(\d+)\.")


def write(folder: Path, chunk: Chunk, rows: dict[str, np.ndarray]) -> None:
    """Write the part of a chunk, then its record."""
    written = store.write_part(folder / OUTCOMES / f"{chunk.stem}.parquet", rows)
    part = Part(cell=chunk.cell, first=chunk.first, worlds=chunk.worlds, **written)
    stored.write_record(folder, part)


def chunk_of(part: Part) -> Chunk:
    """The chunk that a part holds."""
    return Chunk(part.cell, part.first, part.worlds)


def there(folder: Path) -> list[Chunk]:
    """The chunks that have a record, sound or not."""
    return [chunk_of(part) for part in stored.recorded(folder)]


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
    try:
        part = stored.read_record(folder / RECORDS / f"{chunk.stem}.json")
        return byte_hash(folder / OUTCOMES / part.file) == part.sha256
    except (OSError, InputError):
        return False


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
