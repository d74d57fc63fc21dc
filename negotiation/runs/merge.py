"""Join results of the same design that hold other worlds, from several machines or shares."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.errors import InputError
from negotiation.runs import store
from negotiation.runs.differ import configuration, difference
from negotiation.runs.stored import (
    OUTCOMES,
    RECORDS,
    Part,
    byte_hash,
    gaps_and_overlaps,
    parts,
    read_rows,
    write_record,
)
from negotiation.runs.work import Chunk

SAID = ("command", "version", "commit", "platform", "cpu_features", "started", "finished")
Source = tuple[Path, Part]


def merge(folders: Sequence[Path], out: Path) -> Path:
    """Write a result with the rows of all `folders`; returns its folder.

    Rows that several hold must be equal to the bit, and are kept once. The result is complete if
    every cell has every row, else it says that it is incomplete and can be resumed. `InputError` if
    the folders are not of one design, if rows differ, or if a part is damaged; `out` is then not
    written.
    """
    if len(folders) < 2:
        raise InputError("joins two results or more; name them", key="merge")
    if out.exists():
        raise InputError("exists; choose another --out", file=str(out))
    manifests = [store.read_manifest(folder) for folder in folders]
    for folder in folders:
        store.read_columns(folder)
    for folder, manifest in zip(folders[1:], manifests[1:], strict=True):
        _check_same((folders[0], manifests[0]), (folder, manifest))
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        for name in (OUTCOMES, RECORDS):
            (aside / name).mkdir(parents=True)
        kept = _join(folders, manifests, aside)
        _describe(folders, manifests, kept, aside)
        aside.rename(out)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}; free some space or choose another --out"
        raise InputError(problem, file=str(out)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return out


def _check_same(first: tuple[Path, dict[str, Any]], other: tuple[Path, dict[str, Any]]) -> None:
    """Refuse another design, and say what differs."""
    (folder, told), (where, there) = first, other
    if told["run"] != there["run"]:
        problem = f"is another design than {folder}: {_differs(first, other)}"
        raise InputError(problem, file=str(where))
    one, two = folder / "tariffs.npz", where / "tariffs.npz"
    if one.is_file() != two.is_file() or (one.is_file() and not _same_arrays(one, two)):
        problem = (
            f"has another fitted surface of trade (tariffs.npz) than {folder}, so its worlds are "
            "not quite the same; play both with the same libraries and processor"
        )
        raise InputError(problem, file=str(where))


def _same_arrays(one: Path, two: Path) -> bool:
    with np.load(one) as a, np.load(two) as b:
        return set(a) == set(b) and all(np.array_equal(a[k], b[k]) for k in a)


def _differs(first: tuple[Path, dict[str, Any]], other: tuple[Path, dict[str, Any]]) -> str:
    """The first thing that two designs do not share."""
    if first[1]["model"] != other[1]["model"]:
        return f"model version {other[1]['model']}, there {first[1]['model']}"
    found = difference(configuration(other[0]), configuration(first[0]))
    if found:
        key, here, there = found
        return f"{key} is {here}, there {there}"
    return "plugins or trade data differ"


def _join(folders: Sequence[Path], manifests: Sequence[dict[str, Any]], aside: Path) -> list[Part]:
    """Copy every row once; returns the parts written."""
    points = manifests[0].get("points", 1)
    given = [
        (folder, p)
        for folder, manifest in zip(folders, manifests, strict=True)
        for p in parts(folder, manifest)
    ]
    given.sort(key=lambda source: (source[1].cell, source[1].first, -source[1].worlds))
    taken: list[Source] = []
    kept: list[Part] = []
    for folder, p in given:
        _check_sound(folder, p)
        taken = [t for t in taken if t[1].cell == p.cell and t[1].end > p.first]  # that overlap
        for other in taken:
            _check_equal(other, (folder, p), points)
        reached = max((t[1].end for t in taken), default=p.first)
        if reached < p.end:
            kept.append(_keep(folder / OUTCOMES / p.file, p, reached, aside, points))
        taken.append((folder, p))
    return kept


def _check_sound(folder: Path, p: Part) -> None:
    path = folder / OUTCOMES / p.file
    if not path.is_file() or byte_hash(path) != p.sha256:
        problem = "is missing, cut short or altered; resume its run, then merge"
        raise InputError(problem, file=str(path))


def _check_equal(one: Source, two: Source, points: int) -> None:
    """Refuse rows that two parts share if they are not equal to the bit."""
    a, b = one[1], two[1]
    if a.values == b.values:
        return
    first, end = max(a.first, b.first), min(a.end, b.end)
    rows, others = (
        _between(read_rows(folder / OUTCOMES / p.file), first, end, points)
        for folder, p in (one, two)
    )
    for name in {**rows, **others}:
        if name in rows and name in others and _equal(rows[name], others[name]):
            continue
        problem = (
            f"rows {first:,} to {end - 1:,} of cell {a.cell} differ from those in {one[0]} in "
            f"'{name}'; play both with the same version, libraries and processor"
        )
        raise InputError(problem, file=str(two[0]))


def _equal(one: np.ndarray, two: np.ndarray) -> bool:
    return np.array_equal(one, two, equal_nan=one.dtype.kind == "f" == two.dtype.kind)


def _between(
    rows: dict[str, np.ndarray], first: int, end: int, points: int
) -> dict[str, np.ndarray]:
    """Rows `first` to `end - 1` of a cell, at every table."""
    number = rows["world"] * points + rows.get("point", 0)
    where = (number >= first) & (number < end)
    return {name: values[where] for name, values in rows.items()}


def _keep(path: Path, p: Part, first: int, aside: Path, points: int) -> Part:
    """Write a part from row `first` on, and its record."""
    name = Chunk(p.cell, first, p.end - first).stem
    target = aside / OUTCOMES / f"{name}.parquet"
    if first == p.first:
        shutil.copyfile(path, target)
        written = replace(p, file=target.name)
    else:
        made = store.write_part(target, _between(read_rows(path), first, p.end, points))
        written = Part(cell=p.cell, first=first, worlds=p.end - first, **made)
    write_record(aside, written)
    return written


def _describe(
    folders: Sequence[Path], manifests: Sequence[dict[str, Any]], kept: list[Part], aside: Path
) -> None:
    """All that lies beside the parts: of the result with the most worlds, and who made the rest."""
    folder, told = max(zip(folders, manifests, strict=True), key=lambda pair: pair[1]["worlds"])
    left = (store.MANIFEST, "until.json")
    for path in folder.iterdir():
        if path.is_file() and path.name not in left and not path.name.startswith("."):
            shutil.copyfile(path, aside / path.name)
    rows = told["worlds"] * told.get("points", 1)
    gaps, _ = gaps_and_overlaps(kept, len(told["cells"]), rows)
    manifest = {
        **told,
        "state": "incomplete" if gaps else "complete",
        "parts": [p.record() for p in kept],
        "failed": [],
        "merged": [
            {"folder": str(f), **{k: m[k] for k in SAID if k in m}}
            for f, m in zip(folders, manifests, strict=True)
        ],
    }
    store.write_text(aside / store.MANIFEST, json.dumps(manifest, indent=1) + "\n")
