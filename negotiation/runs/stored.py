"""The parts of a result as readers see them: which rows of which cell lie in which file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.errors import InputError
from negotiation.runs import store

if TYPE_CHECKING:
    import pyarrow as pa

OUTCOMES, RECORDS = "outcomes", "parts"  # folders of the parts, and of what is known of each
REMEDY = "`negotiation results verify` says what is wrong"
ROW_KEYS = ("cell", "world", "point", "table")  # say which row it is; `point` with a design alone


@dataclass(frozen=True)
class Part:
    """Rows `first` to `first + worlds - 1` of a cell, each once at every table.

    Attributes
    ----------
    file : name in the folder `outcomes`.
    cell, first, worlds : which rows of the cell; row = world * points + point.
    rows : rows in the file, `worlds` times the number of tables.
    sha256 : hash of the bytes.
    values : hash of the values, see `negotiation.runs.store.value_hash`.
    """

    file: str
    cell: int
    first: int
    worlds: int
    rows: int
    sha256: str
    values: str

    @property
    def end(self) -> int:
        """The row after the last."""
        return self.first + self.worlds

    def record(self) -> dict[str, Any]:
        """As it is written in the part's record and in the manifest."""
        return asdict(self)


def parts(folder: Path, manifest: dict[str, Any] | None = None) -> list[Part]:
    """Parts of a result, by cell and first row.

    Records beside the parts come first; a result without them names its parts in the manifest. A
    record that cannot be read is none, and so is its part.
    """
    if (folder / RECORDS).is_dir():
        return recorded(folder)
    told = store.read_manifest(folder) if manifest is None else manifest
    return _in_order(part(data) for data in told.get("parts", []))


def recorded(folder: Path) -> list[Part]:
    """Parts that have a record beside them, by cell and first row."""
    found = (_sound(path) for path in (folder / RECORDS).glob("part-*.json"))
    return _in_order(part for part in found if part is not None)


def _in_order(found: Iterable[Part]) -> list[Part]:
    return sorted(found, key=lambda p: (p.cell, p.first))


def _sound(path: Path) -> Part | None:
    try:
        return read_record(path)
    except InputError:
        return None


def read_record(path: Path) -> Part:
    """A part from its record; `InputError` if it cannot be read."""
    try:
        found = part(json.loads(path.read_text(encoding="utf-8")))
        if Path(found.file).stem != path.stem:
            raise InputError(f"is the record of {found.file}")
    except (OSError, ValueError, TypeError, InputError) as error:
        problem = f"is damaged: {error}; resume the run to play its part again"
        raise InputError(problem, file=str(path)) from None
    return found


def write_record(folder: Path, part: Part) -> None:
    """Write the record of a part beside it; from then on the part counts as there."""
    path = folder / RECORDS / Path(part.file).with_suffix(".json")
    store.write_text(path, json.dumps(part.record(), indent=1) + "\n")


def part(data: Any) -> Part:
    """A part from its line of the manifest or its record; `InputError` if something is missing."""
    wanted = [field.name for field in fields(Part)]
    if not isinstance(data, dict) or not set(wanted) <= set(data):
        raise InputError(f"does not give {', '.join(wanted)}", key=RECORDS)
    return Part(**{name: data[name] for name in wanted})


def byte_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_rows(path: Path, names: list[str] | None = None) -> dict[str, np.ndarray]:
    """Columns of a part, by default all in order, as they were before they were written."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        table = file.read(columns=names)
    return {name: plain(table[name]) for name in table.column_names}


def read_lines(
    folder: Path, cell: int, first: int, end: int, names: list[str] | None = None
) -> dict[str, np.ndarray]:
    """The lines of rows `first` to `end` - 1 of a cell, from the parts that hold them.

    `InputError` where there are none, or a part cannot be read.
    """
    manifest = store.read_manifest(folder)
    points = manifest.get("points", 1)
    keys = ["world", "point"] if points > 1 else ["world"]
    wanted = None if names is None else [*keys, *names]
    found: list[dict[str, np.ndarray]] = []
    for one in parts(folder, manifest):
        if one.cell == cell and one.first < end and first < one.end:
            path = folder / OUTCOMES / one.file
            try:
                lines = read_rows(path, wanted)
                row = lines["world"] * points + lines.get("point", 0)
            except (OSError, ValueError, KeyError) as error:
                problem = f"cannot be read: {first_line(error)}; {REMEDY}"
                raise InputError(problem, file=str(path)) from None
            here = (first <= row) & (row < end)
            found.append({name: column[here] for name, column in lines.items()})
    if not found or not len(found[0]["world"]):
        problem = f"holds no rows of cell {cell} from row {first} on; {REMEDY}"
        raise InputError(problem, file=str(folder))
    return {name: np.concatenate([one[name] for one in found]) for name in found[0]}


def first_line(error: Exception) -> str:
    """What went wrong, on one line."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def plain(column: pa.ChunkedArray) -> np.ndarray:
    """A stored column as an array; text as text, what is empty as NaN.

    Goes through DLPack: pyarrow's own conversions to and from Python import pandas, which takes
    longer than most figures.
    """
    import pyarrow as pa

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.dictionary_encode()
    if pa.types.is_dictionary(column.type):
        return _text(column)
    if pa.types.is_float64(column.type) and column.num_chunks:
        return np.concatenate([_filled(chunk) for chunk in column.chunks])
    if column.null_count or not column.num_chunks or pa.types.is_boolean(column.type):
        return column.to_numpy()
    return np.concatenate([np.from_dlpack(chunk) for chunk in column.chunks])


def _filled(chunk: pa.Array) -> np.ndarray:
    """Numbers, NaN where there is none; to import what fills takes a tenth of a second."""
    if chunk.null_count:
        import pyarrow.compute as pc

        chunk = pc.fill_null(chunk, _scalar(chunk.type, np.array([np.nan])))
    return np.from_dlpack(chunk)


def _text(column: pa.ChunkedArray) -> np.ndarray:
    """Words that are stored as their numbers in a list of those that occur."""
    if column.null_count or not column.num_chunks:
        return np.array(column.to_pylist(), np.str_)
    lists = [np.array(chunk.dictionary.to_pylist(), np.str_) for chunk in column.chunks]
    numbers = [np.from_dlpack(chunk.indices) for chunk in column.chunks]
    return np.concatenate([known[at] for known, at in zip(lists, numbers, strict=True)])


def word(text: str) -> pa.Scalar:
    """A word to compare a stored column with; `pyarrow.scalar` would import pandas."""
    import pyarrow as pa

    data = text.encode()
    return _scalar(pa.string(), np.array([0, len(data)], np.int32), data)


def _scalar(kind: pa.DataType, *buffers: Any) -> pa.Scalar:
    """A value from the bytes that Arrow would hold it in."""
    import pyarrow as pa

    return pa.Array.from_buffers(kind, 1, [None, *map(pa.py_buffer, buffers)])[0]


def gaps_and_overlaps(
    found: list[Part], cells: int, rows: int
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]]:
    """Rows of each cell that are not covered, and those covered twice: (cell, first, end)."""
    gaps, overlaps = [], []
    for cell in range(cells):
        reached = 0
        for p in sorted((p for p in found if p.cell == cell), key=lambda p: p.first):
            if p.first > reached:
                gaps.append((cell, reached, p.first))
            if p.first < reached:
                overlaps.append((cell, p.first, min(reached, p.end)))
            reached = max(reached, p.end)
        if reached < rows:
            gaps.append((cell, reached, rows))
    return gaps, overlaps
