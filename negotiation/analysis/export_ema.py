"""A result as EMA Workbench keeps its own: a tar.gz that its `load_results` opens.

The archive holds `experiments.csv`, a file for each outcome, and `metadata.json` with the types of
the columns and the class of each outcome (Kwakkel 2017, doi:10.1016/j.envsoft.2017.06.054; format
0.1, as EMA Workbench 2.5 writes it). One row is one world of one cell, at one point of a design:

    uncertainties   numbers that the world drew, and those that differ by point
    levers          choices of the cell
    scenario        number of the row in its cell; cells that share it share their draws
    policy          the cell, by its number and what differs between cells
    model           name of the experiment

Outcomes are numbers by table, `usa-japan.week`; what a row does not have is NaN.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.analysis.drawn import drawn, sample
from negotiation.analysis.intervals import WORDS
from negotiation.analysis.load import ANY_DEAL, Run
from negotiation.errors import InputError
from negotiation.runs.stored import ROW_KEYS, Part
from negotiation.scenario.quantity import Quantity

FORMAT = 0.1
SCALAR = "ScalarOutcome"
ENDING = "cls"  # of the file of a scalar outcome, as EMA Workbench 2.5 names it


def export_ema(run: Run, out: Path) -> list[Path]:
    """Write the archive `out`; returns it. One outcome and one part are in memory at a time."""
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with (
            gzip.GzipFile(aside, "wb", mtime=0, compresslevel=1) as zipped,
            tarfile.open(fileobj=zipped, mode="w") as archive,
        ):
            _fill(run, archive, aside)
        aside.rename(out)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}; choose another --out"
        raise InputError(problem, file=str(out)) from None
    finally:
        with suppress(OSError):
            aside.unlink()
    return [out]


def _fill(run: Run, archive: tarfile.TarFile, aside: Path) -> None:
    text = aside.with_name(aside.name + ".csv")
    try:
        kinds = _write_experiments(run, text)
        with text.open("rb") as written:
            _add(archive, "experiments.csv", written, text.stat().st_size)
    finally:
        with suppress(OSError):
            text.unlink()
    told = []
    for name, values in outcomes(run):
        told.append((SCALAR, name, f"{name}.{ENDING}"))
        lines = "\n".join(map(repr, values.tolist())) + "\n"
        _add_text(archive, told[-1][-1], lines)
    metadata = {"version": FORMAT, "outcomes": told, "experiments": kinds}
    _add_text(archive, "metadata.json", json.dumps(metadata))


def _write_experiments(run: Run, path: Path) -> dict[str, str]:
    """Write the rows part by part; returns the type of each column, as pandas calls it."""
    import pyarrow as pa
    import pyarrow.csv as pc

    known = [drawn(run, cell) for cell in range(len(run.cells))]
    keys = list(dict.fromkeys(key for numbers in known for key in numbers))
    design = _design(run)
    kinds = _kinds(run, [*keys, *design])
    stored = {"category": pa.string(), "float64": pa.float64(), "int64": pa.int64()}
    schema = pa.schema([(name, stored[kind]) for name, kind in kinds.items()])
    with pc.CSVWriter(path, schema) as writer:
        for part in run.parts:
            rows = {
                **_drawn(run, part, keys, known[part.cell]),
                **{key: values[_row(part) % run.points] for key, values in design.items()},
                **_choices(run, part),
            }
            arrays = [pa.array(rows[field.name], field.type) for field in schema]
            writer.write_table(pa.table(arrays, schema=schema))
    return kinds


def _kinds(run: Run, numbers: list[str]) -> dict[str, str]:
    """Numbers, then levers, then what EMA Workbench adds, each with its type."""
    levers = {
        lever: "float64" if all(_is_number(cell[lever]) for cell in run.cells) else "category"
        for lever in run.cells[0]
    }
    own = {"scenario": "int64", "policy": "category", "model": "category"}
    return dict.fromkeys(numbers, "float64") | levers | own


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _design(run: Run) -> dict[str, np.ndarray]:
    """Numbers of the design, [point]."""
    if run.points == 1:
        return {}
    found = run.design().drop(columns="point")
    return {key: found[key].to_numpy() for key in found}


def _row(part: Part) -> np.ndarray:
    return np.arange(part.first, part.end)


def _drawn(
    run: Run, part: Part, keys: list[str], known: dict[str, Quantity]
) -> dict[str, np.ndarray]:
    """Numbers that the rows of a part drew, [row]; NaN for those that its cell does not draw."""
    first, last = part.first // run.points, (part.end - 1) // run.points
    values = sample(run, known, first, last - first + 1)
    world = _row(part) // run.points - first
    nothing = np.full(last - first + 1, np.nan)
    return {key: values.get(key, nothing)[world] for key in keys}


def _choices(run: Run, part: Part) -> dict[str, Any]:
    """Choices of a part's cell, and the row under the names of EMA Workbench."""
    cell = run.cells[part.cell]
    told = {key: value if _is_number(value) else str(value) for key, value in cell.items()}
    told |= {"policy": f"{part.cell}: {run.label(part.cell)}", "model": run.manifest["experiment"]}
    return {key: [value] * part.worlds for key, value in told.items()} | {"scenario": _row(part)}


def outcomes(run: Run) -> Iterator[tuple[str, np.ndarray]]:
    """Numbers of the result by table, in the order of cells and rows; none that is never there."""
    names = [ANY_DEAL, *(c for c in run.columns if c not in (*ROW_KEYS, *WORDS))]
    played = sorted({part.cell for part in run.parts})
    for table in run.manifest["tables"]:
        for name in names:
            found = [run.values(name, table, cell) for cell in played]
            values = np.concatenate(found).astype(np.float64)
            if not np.isnan(values).all():
                yield f"{table}.{name}", values


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    _add(archive, name, io.BytesIO(data), len(data))


def _add(archive: tarfile.TarFile, name: str, stream: Any, size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    archive.addfile(entry, stream)
