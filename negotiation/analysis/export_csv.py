"""A result as comma-separated files: the rows, and what columns, cells and points mean."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from negotiation.analysis.load import Run
from negotiation.errors import InputError
from negotiation.runs.stored import OUTCOMES


def export_csv(run: Run, out: Path) -> list[Path]:
    """Write `out` with one row for each cell, world and table, and beside it what it means.

    Beside `out.csv` stand `out.columns.csv` (unit and meaning by column), `out.cells.csv` (choices
    by cell) and, with a design, `out.points.csv`. Returns the files written. Empty is what a row
    does not have. Parts are read one at a time.
    """
    described = [(name, told["unit"], told["meaning"]) for name, told in run.columns.items()]
    cells = [(number, *cell.values()) for number, cell in enumerate(run.cells)]
    beside = {
        "columns": [("column", "unit", "meaning"), *described],
        "cells": [("cell", *run.cells[0]), *cells],
    }
    if run.points > 1:
        design = run.design()
        beside["points"] = [tuple(design.columns), *design.itertuples(index=False)]
    written = [out]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _write_rows(run, out)
        for name, rows in beside.items():
            written.append(out.with_suffix(f".{name}.csv"))
            _write_small(written[-1], rows)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}; choose another --out"
        raise InputError(problem, file=str(out)) from None
    return written


def _write_rows(run: Run, out: Path) -> None:
    """All rows, part by part; aside and renamed, so that `out` is never half written."""
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    kinds = {"outcome": pa.string(), "table": pa.string()}
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        first = pq.read_schema(run.folder / OUTCOMES / run.parts[0].file)
        schema = pa.schema([(f.name, kinds.get(f.name, f.type)) for f in first])
        with pc.CSVWriter(aside, schema) as writer:
            for part in run.parts:
                read = pq.ParquetFile(run.folder / OUTCOMES / part.file).read()
                writer.write_table(read.cast(schema))
        aside.rename(out)
    finally:
        aside.unlink(missing_ok=True)


def _write_small(path: Path, rows: Iterable[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
