"""What results there are: one manifest read for each, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from negotiation.errors import InputError
from negotiation.runs import store
from negotiation.runs.manifest import said_state
from negotiation.runs.stored import OUTCOMES, RECORDS

DEPTH = 2  # results/<experiment>/<run id>


@dataclass(frozen=True)
class Entry:
    """A result folder in a list; `fault` is what is wrong if its manifest does not tell the rest.

    `when` is when it was last worked on, as ISO 8601; `size` is in bytes.
    """

    folder: Path
    size: int
    experiment: str = ""
    run: str = ""
    worlds: int = 0
    points: int = 1
    cells: int = 0
    state: str = ""
    when: str = ""
    fault: str = ""


def listing(folder: Path) -> list[Entry]:
    """Results in a folder and up to two levels below, the newest first, damaged ones last.

    `InputError` if there is no such folder.
    """
    if not folder.is_dir():
        raise InputError("is no folder; name one that holds results", file=str(folder))
    found = [_entry(path) for path in _results(folder, DEPTH)]
    return sorted(found, key=lambda e: (bool(e.fault), _reversed(e.when), str(e.folder)))


def _reversed(text: str) -> list[int]:
    return [-ord(letter) for letter in text]


def _results(folder: Path, depth: int) -> Iterator[Path]:
    """Folders with a manifest or with outcomes; nothing inside them."""
    if (folder / store.MANIFEST).is_file() or (folder / OUTCOMES).is_dir():
        yield folder
    elif depth:
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                yield from _results(Path(entry.path), depth - 1)


def _entry(folder: Path) -> Entry:
    size = _size(folder)
    try:
        told = store.read_manifest(folder)
        return Entry(
            folder,
            size,
            experiment=str(told["experiment"]),
            run=str(told["run"]),
            worlds=int(told["worlds"]),
            points=int(told.get("points", 1)),
            cells=len(told["cells"]),
            state=said_state(folder, told),
            when=str(told.get("finished") or told["started"]),
        )
    except InputError as error:
        return Entry(folder, size, fault=error.problem)
    except (TypeError, ValueError, KeyError) as error:
        fault = f"its manifest is damaged: {type(error).__name__} {error}"
        return Entry(folder, size, fault=fault)


def _size(folder: Path) -> int:
    """Bytes of its files, of its outcomes and of their records."""
    places = [folder, folder / OUTCOMES, folder / RECORDS]
    return sum(
        entry.stat(follow_symlinks=False).st_size
        for place in places
        if place.is_dir()
        for entry in os.scandir(place)
        if entry.is_file(follow_symlinks=False)
    )
