"""Load a result folder as tidy frames, reading only the columns and the cells asked for."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.errors import InputError, nearest, shown
from negotiation.runs import store
from negotiation.runs.manifest import COMPLETE, check_complete, state
from negotiation.runs.stored import (
    OUTCOMES,
    REMEDY,
    ROW_KEYS,
    Part,
    first_line,
    parts,
    plain,
    word,
)

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from negotiation.runs.resolve import Resolved

AGREED = ("deal", "partial")
ANY_DEAL = "any_deal"  # 1 where the outcome is a full or partial deal, else 0; not stored
Cells = int | Sequence[int] | Mapping[str, Any] | None
Condition = tuple[str, str, Any]
Where = Condition | Sequence[Condition]
OPERATORS = ("=", "==", "!=", "<", "<=", ">", ">=", "in", "not in")


@dataclass(frozen=True, repr=False)
class Run:
    """A result folder.

    Attributes
    ----------
    folder : where it lies.
    manifest : provenance and parts, as in manifest.json.
    columns : unit and meaning by column.
    """

    folder: Path
    manifest: dict[str, Any] = field(compare=False)
    columns: dict[str, dict[str, str]] = field(compare=False)

    @cached_property
    def resolved(self) -> Resolved:
        """The resolved experiment, for reading: plugins are not loaded, and may have moved."""
        from negotiation.runs.resolve import resolve

        return resolve(self.folder / store.RESOLVED, reading=True)

    @cached_property
    def parts(self) -> list[Part]:
        """Its parts, by cell and first row."""
        return parts(self.folder, self.manifest)

    @property
    def cells(self) -> list[dict[str, Any]]:
        """Choice by lever, one dict for each cell: countries, keys varied, and `arm`."""
        return self.manifest["cells"]

    @property
    def points(self) -> int:
        """Points of the design, each played in every world; 1 without one."""
        return self.manifest.get("points", 1)

    @property
    def levers(self) -> list[str]:
        """Levers on which the cells differ; all of them if there is one cell."""
        first = self.cells[0]
        return [c for c in first if len({str(cell[c]) for cell in self.cells}) > 1] or list(first)

    def label(self, cell: int) -> str:
        """The choices of a cell that differ between cells; all of them if none do."""
        return ", ".join(f"{lever}: {self.cells[cell][lever]}" for lever in self.levers)

    def which(self, cells: Cells) -> list[int]:
        """Numbers of cells: one, several, those with some choices, or all.

        `InputError` for a cell or a lever that the run does not have.
        """
        if cells is None:
            return list(range(len(self.cells)))
        if isinstance(cells, Mapping):
            for lever in cells:
                if lever not in self.cells[0]:
                    problem = f"no lever '{lever}' in the cells{nearest(lever, self.cells[0])}"
                    raise InputError(problem, file=str(self.folder))
            for lever, choice in cells.items():
                if choice not in (known := [cell[lever] for cell in self.cells]):
                    hint = nearest(str(choice), map(str, dict.fromkeys(known)))
                    problem = f"no cell has {lever}: {choice}{hint}"
                    raise InputError(problem, file=str(self.folder))
            chosen = cells.items()
            return [n for n, c in enumerate(self.cells) if all(c[k] == v for k, v in chosen)]
        wanted = [cells] if isinstance(cells, int) else list(cells)
        for number in wanted:
            if not 0 <= number < len(self.cells):
                last = len(self.cells) - 1
                problem = f"cell {number} is not in the run; it has cells 0 to {last}"
                raise InputError(problem, file=str(self.folder))
        return wanted

    def frame(
        self,
        columns: str | Sequence[str] | None = None,
        table: str | None = None,
        *,
        cells: Cells = None,
        where: Where = (),
        points: bool = False,
        levers: bool = False,
    ) -> pd.DataFrame:
        """Outcomes as a tidy frame, one row for each cell, world (and point of a design), table.

        Parameters
        ----------
        columns : the columns wanted, or `any_deal`; those that say which row it is come with them.
            All by default.
        table : keep one table only.
        cells : keep one cell, several, or those with some choices, `{"japan": "wait_out"}`.
        where : keep rows that fulfil all of these, `[("week", "<", 26)]`, with the operators =, !=,
            <, <=, >, >=, in and not in.
        points : add the columns of the design, by point.
        levers : add the choices of the cell, one column a lever on which cells differ.

        Only the columns and rows that are kept are read. `frame.attrs["units"]` has the unit of
        each column. `InputError` for what the run does not have.
        """
        wanted = listed(self.columns if columns is None else columns)
        keys = [name for name in ROW_KEYS if name in self.columns]
        read = self._read([*keys, *wanted], table, cells, where)
        found = read.to_pandas(self_destruct=True)
        del read
        if ANY_DEAL in wanted:
            found[ANY_DEAL] = found["outcome"].isin(AGREED).astype(np.float64)
        found = found[list(dict.fromkeys([*keys, *wanted]))]
        if levers:
            found = self._with_levers(found)
        units = {name: self.unit(name) for name in found.columns}
        if points:
            design = self.design()
            found = found.merge(design, on="point", how="left")
            units |= design.attrs["units"]
        found.attrs["units"] = units
        return found

    def values(self, column: str, table: str, cell: int) -> np.ndarray:
        """One column at a table in a cell, in the order of its rows; the least memory."""
        return self.arrays([column], table, cell)[column]

    def arrays(self, columns: Sequence[str], table: str, cell: int) -> dict[str, np.ndarray]:
        """Columns at a table in a cell, in the order of its rows; a world's points in turn."""
        return self.at_tables({table: columns}, cell)[table]

    def at_tables(
        self, columns: Mapping[str, Sequence[str]], cell: int
    ) -> dict[str, dict[str, np.ndarray]]:
        """Columns by table in a cell, as `arrays`; each part is read once for all tables."""
        for table, names in columns.items():
            self._check(names, table)
        wanted = list(dict.fromkeys(name for names in columns.values() for name in names))
        stored = dict.fromkeys("outcome" if name == ANY_DEAL else name for name in wanted)
        found: dict[str, list[dict[str, np.ndarray]]] = {table: [] for table in columns}
        with self._sound():
            for read in self._stored(list(dict.fromkeys(["table", *stored])), cell):
                values = {name: _values(read, name) for name in wanted}
                for table, names in columns.items():
                    here = among(read.column("table"), [table])
                    found[table].append({name: values[name][here] for name in names})
        return {
            table: {name: np.concatenate([part[name] for part in parts]) for name in columns[table]}
            for table, parts in found.items()
        }

    def shares(self, column: str, table: str, cell: int) -> dict[str, float]:
        """Share of rows by word of a column of text, at a table in a cell."""
        found = self._read([column], table, cell, ()).column(column).value_counts().to_pylist()
        count: dict[str, int] = {}
        for entry in found:  # parts may each have a dictionary of their own
            count[entry["values"]] = count.get(entry["values"], 0) + entry["counts"]
        return {word: hits / sum(count.values()) for word, hits in count.items()}

    def unit(self, column: str) -> str:
        """Unit of a column; empty for text and counts, and for what varies by point or cell."""
        return "1" if column == ANY_DEAL else self.columns.get(column, {}).get("unit", "")

    def design(self) -> pd.DataFrame:
        """Points of the design: a column `point`, and one for each number that differs by point.

        Units are in `attrs`, where the file has them.
        """
        import csv

        import pandas as pd

        path = self.folder / "design.csv"
        try:
            with path.open(encoding="utf-8", newline="") as stream:
                first, *rows = csv.reader(stream)
            names, *rows = rows if first[0].startswith("#") else [first, *rows]
            numbers = np.array([[float(number) for number in row] for row in rows])
            found = pd.DataFrame(numbers.reshape(-1, len(names)), columns=names)
            found["point"] = found["point"].astype(np.int64)
        except FileNotFoundError:
            raise InputError("has no design of points", file=str(self.folder)) from None
        except (OSError, ValueError, KeyError) as error:
            again = store.command(self.folder, fresh=True)
            problem = f"is damaged: {error}; start over with: {again}"
            raise InputError(problem, file=str(path)) from None
        units = first[1:] if first is not names else [""] * len(names[1:])
        found.attrs["units"] = {"point": ""} | dict(zip(names[1:], units, strict=False))
        return found

    def pairs(
        self, columns: str | Sequence[str], cell: int, base: int = 0, table: str | None = None
    ) -> pd.DataFrame:
        """Two cells side by side, world by world; see `negotiation.analysis.intervals`."""
        from negotiation.analysis.intervals import pairs

        return pairs(self, listed(columns), cell, base, table)

    def means(
        self, columns: str | Sequence[str], table: str | None = None, cells: Cells = None
    ) -> pd.DataFrame:
        """Means by cell and table with 95 % intervals; see `negotiation.analysis.intervals`."""
        from negotiation.analysis.intervals import means

        return means(self, listed(columns), table, cells)

    def differences(
        self, columns: str | Sequence[str], base: int = 0, table: str | None = None
    ) -> pd.DataFrame:
        """What each cell changes, with 95 % intervals; see `negotiation.analysis.intervals`."""
        from negotiation.analysis.intervals import differences

        return differences(self, listed(columns), base, table)

    def parameters(self, keys: Sequence[str] | None = None, cell: int = 0) -> pd.DataFrame:
        """Numbers that the worlds drew; see `negotiation.analysis.drawn`."""
        from negotiation.analysis.drawn import parameters

        return parameters(self, keys, cell)

    def issues(self, table: str) -> list[str]:
        """Columns of the issues at a table."""
        return [f"issue.{name}" for name in self.resolved.scenario.tables[table].issues]

    def _read(self, columns: list[str], table: str | None, cells: Cells, where: Where) -> pa.Table:
        """The rows asked for, of the columns asked for, in the order of cells and rows.

        One part is read at a time: many at once, as a dataset of them does, take twice the memory.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        conditions = _conditions(where)
        self._check([*columns, *(name for name, *_ in conditions)], table)
        stored = list(dict.fromkeys("outcome" if c == ANY_DEAL else c for c in columns))
        filtered = [*(["table"] if table is not None else []), *(name for name, *_ in conditions)]
        found = []
        with self._sound():
            for read in self._stored(list(dict.fromkeys([*stored, *filtered])), cells):
                if table is not None:
                    read = read.filter(pc.equal(read.column("table"), word(table)))
                for condition in conditions:
                    read = _fulfilling(read, condition)
                found.append(read.select(stored))
            return pa.concat_tables(found, promote_options="permissive")

    def _stored(self, columns: list[str], cells: Cells) -> Iterator[pa.Table]:
        """Columns of the parts of cells, one after the other; there is one at least."""
        import pyarrow.parquet as pq

        chosen = set(self.which(cells))
        wanted = [part for part in self.parts if part.cell in chosen]
        if not wanted:
            raise FileNotFoundError("there is no part of what is asked for")
        for part in wanted:
            with pq.ParquetFile(self.folder / OUTCOMES / part.file) as file:
                yield file.read(columns=columns, use_threads=False)

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """`InputError` where a part that the block reads is missing or damaged."""
        try:
            yield
        except (OSError, ValueError, KeyError, TypeError, NotImplementedError) as error:
            problem = f"cannot be read: {first_line(error)}; {REMEDY}"
            raise InputError(problem, file=str(self.folder / OUTCOMES)) from None

    def _check(self, columns: Sequence[str], table: str | None) -> None:
        known = [*self.columns, ANY_DEAL]
        for name in columns:
            if name not in known:
                problem = f"no column '{name}'{nearest(name, known)}"
                raise InputError(problem, file=str(self.folder))
        tables = self.manifest["tables"]
        if table is not None and table not in tables:
            problem = f"no table '{table}'{nearest(table, tables)}"
            raise InputError(problem, file=str(self.folder))

    def _with_levers(self, found: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        cell = found["cell"].to_numpy()
        added = {}
        for lever in self.levers:
            choices = [c[lever] for c in self.cells]
            if all(isinstance(choice, int | float) for choice in choices):
                added[lever] = np.array(choices)[cell]
            else:
                names = list(dict.fromkeys(map(str, choices)))
                codes = np.array([names.index(str(choice)) for choice in choices])
                added[lever] = pd.Categorical.from_codes(codes[cell], names)
        return found.assign(**added)

    def __repr__(self) -> str:
        told = self.manifest
        points = f" x {self.points:,} points" if self.points > 1 else ""
        return (
            f"<Run {told['experiment']} {told['run']}: {len(self.cells):,} "
            f"cell{'s' * (len(self.cells) != 1)} x {told['worlds']:,} worlds{points} "
            f"at {', '.join(told['tables'])}; {told.get('state', COMPLETE)}>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: the question, and the cells by number."""
        head = "".join(f"<th>{html.escape(lever)}</th>" for lever in self.levers)
        rows = "".join(
            f"<tr><td>{number}</td>"
            + "".join(f"<td>{html.escape(str(cell[lever]))}</td>" for lever in self.levers)
            + "</tr>"
            for number, cell in enumerate(self.cells[:SHOWN])
        )
        more = len(self.cells) - SHOWN
        rest = f"<p>and {more:,} more cells</p>" if more > 0 else ""
        return (
            f"<p>{html.escape(self.manifest['question'])}</p><p>{html.escape(repr(self))}</p>"
            f"<table><tr><th>cell</th>{head}</tr>{rows}</table>{rest}"
        )


def listed(columns: str | Iterable[str]) -> list[str]:
    """Columns, one or several."""
    return [columns] if isinstance(columns, str) else list(columns)


def _conditions(where: Where) -> list[Condition]:
    """Conditions, one or several; `InputError` for what is none."""
    one = len(where) == 3 and isinstance(where[0], str)
    several: Iterable[Any] = [where] if one else where
    found = []
    for given in several:
        if isinstance(given, str) or len(given) != 3:
            problem = (
                f'is {shown(given)}; wants a column, an operator and a value, ("week", "<", 26)'
            )
            raise InputError(problem, key="where")
        name, operator, value = given
        if operator not in OPERATORS:
            problem = f"no operator '{operator}'; known: {', '.join(OPERATORS)}"
            raise InputError(problem, key=f"where {name}")
        if "in" in operator and not isinstance(value, list | tuple | set):
            problem = f"'{operator}' is followed by {shown(value)}; wants a list of values"
            raise InputError(problem, key=f"where {name}")
        found.append((name, operator, value))
    return found


def _fulfilling(read: pa.Table, condition: Condition) -> pa.Table:
    """Rows that fulfil a condition; `InputError` where the column holds nothing of that kind."""
    import pyarrow.parquet as pq

    try:
        return read.filter(pq.filters_to_expression([condition]))
    except (ValueError, TypeError, NotImplementedError):
        name, operator, value = condition
        problem = (
            f"cannot be compared with {shown(value)} by '{operator}'; give a value of its kind"
        )
        raise InputError(problem, key=f"where {name}") from None


def _values(read: pa.Table, name: str) -> np.ndarray:
    """A column of what was read, or whether there is a deal."""
    if name == ANY_DEAL:
        return among(read.column("outcome"), AGREED).astype(np.float64)
    return plain(read.column(name))


def among(column: pa.ChunkedArray, words: Sequence[str]) -> np.ndarray:
    """Whether each entry of a column of text is one of some words."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type) or column.null_count or not column.num_chunks:
        return np.isin(plain(column), words)
    chunks = [
        np.isin(np.array(chunk.dictionary.to_pylist(), np.str_), words)[
            np.from_dlpack(chunk.indices)
        ]
        for chunk in column.chunks
    ]
    return np.concatenate(chunks)


SHOWN = 20  # cells that a notebook lists


def load(folder: str | Path, *, incomplete: bool = False) -> Run:
    """Open a result folder; `InputError` if it is not one, or not complete unless that is asked."""
    folder = Path(folder)
    manifest = store.read_manifest(folder)
    if not incomplete or not (folder / store.COLUMNS).exists():  # it was not even described
        check_complete(folder, manifest)
    told = {**manifest, "state": state(folder, manifest)}
    return Run(folder, told, store.read_columns(folder))
