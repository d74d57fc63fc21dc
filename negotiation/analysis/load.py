"""Load a result folder as tidy frames, reading only the columns asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negotiation.errors import InputError, nearest
from negotiation.runs import store
from negotiation.runs.manifest import check_complete

if TYPE_CHECKING:
    import pandas as pd

    from negotiation.runs.resolve import Resolved


@dataclass(frozen=True)
class Run:
    """A result folder.

    Attributes
    ----------
    folder : where it lies.
    manifest : provenance and parts, as in manifest.json.
    columns : unit and meaning by column.
    """

    folder: Path
    manifest: dict[str, Any]
    columns: dict[str, dict[str, str]]

    @cached_property
    def resolved(self) -> Resolved:
        """The resolved experiment."""
        from negotiation.runs.resolve import resolve

        return resolve(self.folder / "resolved.toml")

    @property
    def cells(self) -> list[dict[str, Any]]:
        """Choice by lever, one dict for each cell: countries, keys varied, and `arm`."""
        return self.manifest["cells"]

    def label(self, cell: int) -> str:
        """The choices of a cell that differ between cells; all of them if none do."""
        first = self.cells[0]
        varied = [c for c in first if len({str(cell_[c]) for cell_ in self.cells}) > 1]
        return ", ".join(f"{c}: {self.cells[cell][c]}" for c in varied or first)

    def frame(self, columns: Sequence[str] | None = None, table: str | None = None) -> pd.DataFrame:
        """Outcomes as a frame, one row for each cell, world and table.

        Parameters
        ----------
        columns : the columns wanted; cell, world and table come with them. All by default.
        table : keep one table only.
        """
        import pyarrow.parquet as pq

        wanted = None
        if columns is not None:
            for name in columns:
                if name not in self.columns:
                    hint = nearest(name, self.columns)
                    raise InputError(f"no column '{name}'{hint}", file=str(self.folder))
            wanted = list(dict.fromkeys(["cell", "world", "table", *columns]))
        filters = None if table is None else [("table", "=", table)]
        try:
            read = pq.read_table(self.folder / "outcomes", columns=wanted, filters=filters)
        except (OSError, ValueError) as error:
            problem = f"cannot be read: {error}; run the experiment again"
            raise InputError(problem, file=str(self.folder / "outcomes")) from None
        return read.to_pandas()

    def issues(self, table: str) -> list[str]:
        """Columns of the issues at a table."""
        return [f"issue.{name}" for name in self.resolved.scenario.tables[table].issues]


def load(folder: str | Path, incomplete: bool = False) -> Run:
    """Open a result folder; `InputError` if it is not one, or not complete unless `incomplete`."""
    folder = Path(folder)
    manifest = store.read_manifest(folder)
    if not incomplete:
        check_complete(folder, manifest)
    try:
        columns = tomllib.loads((folder / "columns.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        problem = f"is damaged: {error}; run the experiment again"
        raise InputError(problem, file=str(folder / "columns.toml")) from None
    return Run(folder, manifest, columns)
