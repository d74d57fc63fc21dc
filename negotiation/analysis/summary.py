"""The table that ends a run: chance of a deal, when, and at what terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from negotiation.analysis.load import Run
from negotiation.analysis.survival import wilson
from negotiation.scenario.schema import Table

SHOWN = ("tariff", "pledge", "defence")  # kinds of issue whose terms the summary shows


@dataclass(frozen=True)
class Spread:
    """Median and central 80 % interval of what was drawn; NaN where there is nothing."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class TableSummary:
    """One table in one cell.

    Attributes
    ----------
    deal : share of worlds with a full or partial deal, with its 95 % Wilson interval.
    outcomes : share of worlds by outcome.
    week : spread of the week of settlement, over the worlds that settled.
    terms : spread of the final value of each issue shown, over all worlds, with its unit.
    wanted : the same of the columns that the experiment asks for and that are not shown anyway.
    """

    cell: int
    label: str
    table: str
    worlds: int
    deal: tuple[float, float, float]
    outcomes: dict[str, float]
    week: Spread
    terms: dict[str, tuple[Spread, str]]
    wanted: dict[str, tuple[Spread, str]]


def summarise(run: Run) -> Iterator[TableSummary]:
    """Summaries cell by cell and table by table."""
    for table, data in run.resolved.scenario.tables.items():
        shown = [f"issue.{name}" for name, issue in data.issues.items() if issue.kind in SHOWN]
        wanted = [c for c in asked(run, table) if c not in shown]
        frame = run.frame(["outcome", "week", *shown, *wanted], table)
        for cell, rows in frame.groupby("cell"):
            yield _summary(run, int(cell), table, rows, shown, wanted)


def asked(run: Run, table: str) -> list[str]:
    """Columns that the experiment asks for and that are about a table, but outcome and week."""
    data = run.resolved.scenario.tables[table]
    here = {*data.issues, *data.baskets, *data.parties, *alliances(run, data)}
    columns = run.resolved.experiment.outcomes
    return [c for c in columns if c not in ("outcome", "week") and _about(c, here)]


def _about(column: str, here: set[str]) -> bool:
    """Whether a column of the result is about a table at which these names are known."""
    _, _, name = column.partition(".")
    return not name or name in here


def alliances(run: Run, table: Table) -> list[str]:
    """Alliances of the two at a table."""
    known = run.resolved.scenario.alliances.items()
    return [key for key, a in known if {a.patron, a.ally} == set(table.parties)]


def _summary(
    run: Run, cell: int, table: str, rows: pd.DataFrame, shown: list[str], wanted: list[str]
) -> TableSummary:
    settled = rows["outcome"].isin(["deal", "partial"]).to_numpy()

    def spreads(columns: list[str]) -> dict[str, tuple[Spread, str]]:
        units = {name: run.columns[name]["unit"] for name in columns}
        return {name: (spread(rows[name].to_numpy()), unit) for name, unit in units.items()}

    return TableSummary(
        cell=cell,
        label=run.label(cell),
        table=table,
        worlds=len(rows),
        deal=chance(int(settled.sum()), len(rows)),
        outcomes=rows["outcome"].astype(str).value_counts(normalize=True).to_dict(),
        week=spread(rows["week"].to_numpy()[settled]),
        terms={k.removeprefix("issue."): v for k, v in spreads(shown).items()},
        wanted=spreads(wanted),
    )


def chance(hits: int, trials: int) -> tuple[float, float, float]:
    """Share and its Wilson interval (Wilson 1927)."""
    low, high = wilson(np.array([float(hits)]), trials)
    return hits / trials, float(low[0]), float(high[0])


def spread(values: np.ndarray) -> Spread:
    """Median and central 80 % interval, NaN left out."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Spread(np.nan, np.nan, np.nan)
    low, median, high = np.percentile(known, [10, 50, 90])
    return Spread(float(median), float(low), float(high))
