"""Result folders made from another without playing: divided into parts, with points, damaged."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import numpy as np

from negotiation.runs import store
from negotiation.runs.stored import parts, read_rows
from negotiation.runs.work import Chunk
from negotiation.scenario.write import to_toml

VARIED = "countries.avalon.patience"


def divided(folder: Path, target: Path, ranges: dict[int, list[tuple[int, int]]]) -> Path:
    """The rows of some ranges [first, end) by cell, each a part with a record beside it."""
    cells = {p.cell: read_rows(folder / "outcomes" / p.file) for p in parts(folder)}
    target.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            shutil.copyfile(path, target / path.name)
    records = []
    for name in ("outcomes", "parts"):
        (target / name).mkdir()
    manifest = store.read_manifest(folder)
    points = manifest.get("points", 1)
    for cell, spans in ranges.items():
        row = cells[cell]["world"] * points + cells[cell].get("point", 0)
        for first, end in spans:
            kept = {k: v[(row >= first) & (row < end)] for k, v in cells[cell].items()}
            name = Chunk(cell, first, end - first).stem
            made = store.write_part(target / "outcomes" / f"{name}.parquet", kept)
            record = {**made, "cell": cell, "first": first, "worlds": end - first}
            (target / "parts" / f"{name}.json").write_text(json.dumps(record))
            records.append(record)
    change(target, parts=records, state="complete")
    return target


def with_points(folder: Path, target: Path, points: int = 2) -> Path:
    """The same numbers read as fewer worlds at several points: row = world * points + point."""
    shutil.copytree(folder, target)
    manifest = store.read_manifest(folder)
    records = []
    for part in parts(folder):
        path = target / "outcomes" / part.file
        rows = read_rows(path)
        world, point = np.divmod(rows.pop("world"), points)
        cell = rows.pop("cell")
        made = store.write_part(path, {"cell": cell, "world": world, "point": point, **rows})
        records.append({**part.record(), **made})
        if (target / "parts").is_dir():
            (target / "parts" / f"{path.stem}.json").write_text(json.dumps(records[-1]))
    columns = tomllib.loads((folder / "columns.toml").read_text())
    head = {k: columns.pop(k) for k in ("cell", "world")}
    text = to_toml({**head, "point": {"unit": "", "meaning": "a point"}, **columns})
    (target / "columns.toml").write_text(text)
    lines = ["# unit,1/week", f"point,{VARIED}", *(f"{k},0.9{k + 1}" for k in range(points))]
    (target / "design.csv").write_text("\n".join(lines) + "\n")
    change(target, parts=records, points=points, worlds=manifest["worlds"] // points)
    return target


def change(folder: Path, **values: object) -> None:
    """Change the manifest."""
    manifest = store.read_manifest(folder) | values
    (folder / "manifest.json").write_text(json.dumps(manifest))
