"""Whether a result is what its records say: every byte, every value, every row once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.errors import InputError
from negotiation.runs import store
from negotiation.runs.manifest import COMPLETE, RUNNING, said_state
from negotiation.runs.stored import (
    OUTCOMES,
    RECORDS,
    Part,
    byte_hash,
    gaps_and_overlaps,
    parts,
    read_record,
    read_rows,
)


@dataclass(frozen=True)
class Fault:
    """Something that is not as it should be: where, from the folder on, and what."""

    where: str
    what: str


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what was found."""

    run: str
    parts: int
    rows: int
    faults: list[Fault]
    notes: list[str]


def verify(folder: Path) -> Verified:
    """Check all of a result folder against its records; `InputError` if it is none."""
    manifest = store.read_manifest(folder)
    found = parts(folder, manifest)
    faults = [*_records(folder, found, manifest), *_strays(folder, found)]
    for part in found:
        faults += _part(folder, part, manifest)
    faults += [*_coverage(found, manifest), *_design(folder, manifest)]
    others, notes = _origin(folder, manifest)
    rows = sum(part.rows for part in found)
    return Verified(manifest["run"], len(found), rows, faults + others, notes)


def _records(folder: Path, found: list[Part], manifest: dict[str, Any]) -> Iterator[Fault]:
    """Records that cannot be read, and those that the manifest tells otherwise."""
    for path in sorted((folder / RECORDS).glob("*.json")):
        try:
            read_record(path)
        except InputError as error:
            yield Fault(f"{RECORDS}/{path.name}", error.problem)
    state = said_state(folder, manifest)
    if state != COMPLETE:
        remedy = "resume it with the same command"
        if state == RUNNING:
            remedy = "it is being written; wait for its end"
        yield Fault(store.MANIFEST, f"the run is {state}; {remedy}")
        return
    told = {data["file"]: data for data in manifest.get("parts", [])}
    for part in found:
        if part.file in told and not part.record().items() <= told[part.file].items():
            yield Fault(part.file, "its record is not what the manifest says of it")
    names = {part.file for part in found}
    for file in sorted(set(told) - names):
        yield Fault(file, "is in the manifest and has no record that can be read")
    for file in sorted(names - set(told)):
        yield Fault(file, "has a record and is not in the manifest")


def _strays(folder: Path, found: list[Part]) -> Iterator[Fault]:
    known = {part.file for part in found}
    for path in sorted((folder / OUTCOMES).glob("*")):
        if path.name not in known:
            yield Fault(f"{OUTCOMES}/{path.name}", "has no record; resume the run, or remove it")


def _part(folder: Path, part: Part, manifest: dict[str, Any]) -> Iterator[Fault]:
    """The bytes and the values of a part against its record."""
    where, path = f"{OUTCOMES}/{part.file}", folder / OUTCOMES / part.file
    if not path.is_file():
        yield Fault(where, "is missing")
        return
    if byte_hash(path) != part.sha256:
        yield Fault(where, "was cut short or altered: its bytes have another hash")
    try:
        rows = read_rows(path)
    except (OSError, ValueError) as error:
        yield Fault(where, f"cannot be read: {error}")
        return
    if store.value_hash(rows) != part.values:
        yield Fault(where, "its values have another hash than its record")
    yield from (Fault(where, what) for what in _misplaced(rows, part, manifest))


def _misplaced(rows: dict[str, np.ndarray], part: Part, manifest: dict[str, Any]) -> Iterator[str]:
    """Whether the rows are those of the cell, worlds and tables that the record names."""
    missing = [name for name in ("cell", "world", "table") if name not in rows]
    if missing:
        yield f"has no column {', '.join(missing)}"
        return
    tables, points = manifest["tables"], manifest.get("points", 1)
    number, wanted = rows["world"] * points + rows.get("point", 0), part.worlds * len(tables)
    if len(number) != part.rows or part.rows != wanted:
        yield f"has {len(number):,} rows; {wanted:,} belong there, its record says {part.rows:,}"
    if not np.array_equal(np.unique(rows["cell"]), [part.cell]):
        yield f"holds rows of other cells than {part.cell}"
    own = np.arange(part.first, part.end)
    for table in tables:
        if not np.array_equal(np.sort(number[rows["table"] == table]), own):
            yield f"at {table}, not each of the rows {part.first:,} to {part.end - 1:,} once"


def _coverage(found: list[Part], manifest: dict[str, Any]) -> Iterator[Fault]:
    """Every row of every cell once."""
    cells = len(manifest["cells"])
    rows = manifest["worlds"] * manifest.get("points", 1)
    gaps, overlaps = gaps_and_overlaps(found, cells, rows)
    for cell, first, end in gaps:
        yield Fault(f"cell {cell}", f"rows {first:,} to {end - 1:,} are missing")
    for cell, first, end in overlaps:
        yield Fault(f"cell {cell}", f"rows {first:,} to {end - 1:,} are there twice")
    for part in found:
        if not 0 <= part.cell < cells or part.end > rows:
            yield Fault(part.file, f"cell {part.cell} has no row {part.end - 1:,} in this run")


def _design(folder: Path, manifest: dict[str, Any]) -> Iterator[Fault]:
    """Every point of the design once."""
    if (points := manifest.get("points", 1)) == 1:
        return
    import pandas as pd

    try:
        there = pd.read_csv(folder / "design.csv", comment="#")["point"].to_numpy()
    except (OSError, ValueError, KeyError) as error:
        yield Fault("design.csv", f"cannot be read: {error}")
        return
    if not np.array_equal(there, np.arange(points)):
        yield Fault("design.csv", f"has not each of the points 0 to {points - 1:,} once, in order")


def _origin(folder: Path, manifest: dict[str, Any]) -> tuple[list[Fault], list[str]]:
    """Whether resolved.toml still gives the run id; only the same version of the model can tell."""
    from negotiation.runs.resolve import MODEL_VERSION, resolve

    if manifest["model"] != MODEL_VERSION:
        made = f"made by model version {manifest['model']}, this is {MODEL_VERSION}"
        return [], [f"run id not checked: {made}"]
    try:
        run = resolve(folder / store.RESOLVED, reading=True).run_id_with(manifest["plugins"])
    except InputError as error:
        return [Fault("resolved.toml", f"cannot be used: {error}")], []
    if run == manifest["run"]:
        return [], []
    problem = f"gives run {run}, the manifest says {manifest['run']}; one of them was changed"
    return [Fault("resolved.toml", problem)], []
