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
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.analysis.drawn import drawn, sample
from negotiation.analysis.intervals import WORDS
from negotiation.analysis.load import ANY_DEAL, Run
from negotiation.errors import InputError
from negotiation.runs.stored import ROW_KEYS, Part

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 0.1
SCALAR = "ScalarOutcome"
ENDING = "cls"  # of the file of a scalar outcome, as EMA Workbench 2.5 names it
OWN = ("scenario", "policy", "model")


def export_ema(run: Run, out: Path) -> list[Path]:
    """Write the archive `out`; returns it. One outcome and one part are in memory at a time."""
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with (
            gzip.GzipFile(aside, "wb", mtime=0, compresslevel=6) as zipped,
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
        with text.open("w", encoding="utf-8", newline="") as stream:
            kinds = _write_experiments(run, stream)
        with text.open("rb") as written:
            _add(archive, "experiments.csv", written, text.stat().st_size)
    finally:
        text.unlink(missing_ok=True)
    told = []
    for name, values in outcomes(run):
        told.append((SCALAR, name, f"{name}.{ENDING}"))
        lines = "\n".join(map(repr, values.tolist())) + "\n"
        _add_text(archive, told[-1][-1], lines)
    metadata = {"version": FORMAT, "outcomes": told, "experiments": kinds}
    _add_text(archive, "metadata.json", json.dumps(metadata))


def _write_experiments(run: Run, stream: Any) -> dict[str, str]:
    """Write the rows part by part; returns the type of each column."""
    known = {cell: drawn(run, cell) for cell in range(len(run.cells))}
    keys = list(dict.fromkeys(key for numbers in known.values() for key in numbers))
    kinds: dict[str, str] = {}
    for part in run.parts:
        rows = _experiments(run, part, keys, known[part.cell])
        rows.to_csv(stream, index=False, header=not kinds)
        kinds = kinds or _kinds(run, list(rows))
    return kinds


def _experiments(run: Run, part: Part, keys: list[str], known: dict[str, Any]) -> pd.DataFrame:
    """Rows of a part: numbers drawn, numbers of the design, levers, and what EMA calls them."""
    import pandas as pd

    row = np.arange(part.first, part.end)
    first, last = part.first // run.points, (part.end - 1) // run.points
    world, worlds = row // run.points - first, last - first + 1
    values = sample(run, known, first, worlds)
    nothing = np.full(worlds, np.nan)
    columns: dict[str, Any] = {key: values.get(key, nothing)[world] for key in keys}
    if run.points > 1:
        design = run.design().drop(columns="point")
        columns |= {key: design[key].to_numpy()[row % run.points] for key in design}
    columns |= {lever: _text(value) for lever, value in run.cells[part.cell].items()}
    names = row, f"{part.cell}: {run.label(part.cell)}", run.manifest["experiment"]
    return pd.DataFrame(columns | dict(zip(OWN, names, strict=True)))


def _text(value: Any) -> Any:
    """A choice as a category, a number as it is."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return value if plain else str(value)


def _kinds(run: Run, columns: list[str]) -> dict[str, str]:
    def kind(name: str) -> str:
        if name in run.cells[0]:
            choices = [_text(cell[name]) for cell in run.cells]
            return "category" if any(isinstance(c, str) for c in choices) else "float64"
        return {"scenario": "int64", "policy": "category", "model": "category"}.get(name, "float64")

    return {name: kind(name) for name in columns}


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
