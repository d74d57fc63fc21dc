"""The table that ends a run: chance of a deal, when, and at what terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from negotiation.analysis.clustered import share
from negotiation.analysis.load import ANY_DEAL, Run
from negotiation.analysis.rounded import rounded
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
    rows : worlds, times points where there is a design.
    deal : share of rows with a full or partial deal, with its 95 % interval.
    outcomes : share of rows by outcome.
    week : spread of the week of settlement, over the rows that settled.
    terms : spread of the final value of each issue shown, over all rows, with its unit.
    wanted : the same of the columns that the experiment asks for and that are not shown anyway.
    """

    cell: int
    label: str
    table: str
    rows: int
    deal: tuple[float, float, float]
    outcomes: dict[str, float]
    week: Spread
    terms: dict[str, tuple[Spread, str]]
    wanted: dict[str, tuple[Spread, str]]


def summarise(run: Run) -> Iterator[TableSummary]:
    """Summaries cell by cell and table by table, of the cells that have been played."""
    for cell in sorted({part.cell for part in run.parts}):
        for table in run.manifest["tables"]:
            yield _summary(run, cell, table)


def told(run: Run) -> Iterator[str]:
    """Lines: a block for each cell, in it a line for each table, and the terms below it."""
    cell = None
    for summary in summarise(run):
        if summary.cell != cell:
            cell = summary.cell
            yield ""
            yield f"Cell {cell}: {summary.label}"
        yield from _told(summary, run.points)
    yield ""
    rows = "worlds" if run.points == 1 else "worlds at all points"
    yield f"Chances with 95 % intervals; weeks and terms as median [10 % to 90 % of {rows}]."
    if run.points > 1:
        yield "Intervals count that rows of one world, and of one point, hang together."


def _told(summary: TableSummary, points: int) -> Iterator[str]:
    chance, low, high = summary.deal
    worlds = f"{summary.rows // points:,} worlds"
    of = worlds if points == 1 else f"{worlds} at {points:,} points"
    yield (
        f"  {summary.table:<18} deal in {100 * chance:.0f} % [{100 * low:.0f} to {100 * high:.0f}]"
        f"   week {_spread(summary.week)}   of {of}"
    )
    rest = {k: v for k, v in summary.outcomes.items() if v > 0}
    yield "    " + ", ".join(f"{k} {100 * v:.1f} %" for k, v in sorted(rest.items()))
    for name, (found, unit) in {**summary.terms, **summary.wanted}.items():
        yield f"    {name:<26}{_spread(found, unit):<28}{unit}"


def _spread(found: Spread, unit: str = "weeks") -> str:
    if found.median != found.median:
        return "-"
    low, high = rounded(found.low, unit), rounded(found.high, unit)
    return f"{rounded(found.median, unit)} [{low} to {high}]"


def asked(run: Run, table: str) -> list[str]:
    """Columns that the experiment asks for and that are about a table, but outcome and week."""
    columns = run.resolved.experiment.outcomes
    return [c for c in columns if c not in ("outcome", "week") and about(run, c, table)]


def about(run: Run, column: str, table: str) -> bool:
    """Whether a column of the result is about a table: its issue, basket, party or alliance."""
    data = run.resolved.scenario.tables[table]
    here = {*data.issues, *data.baskets, *data.parties, *alliances(run, data)}
    _, _, name = column.partition(".")
    return not name or name in here


def alliances(run: Run, table: Table) -> list[str]:
    """Alliances of the two at a table."""
    known = run.resolved.scenario.alliances.items()
    return [key for key, a in known if {a.patron, a.ally} == set(table.parties)]


def _summary(run: Run, cell: int, table: str) -> TableSummary:
    """One column at a time is read, so that many worlds need little memory."""
    issues = run.resolved.scenario.tables[table].issues
    shown = [f"issue.{name}" for name, issue in issues.items() if issue.kind in SHOWN]
    wanted = [c for c in asked(run, table) if c not in shown]
    deals = run.values(ANY_DEAL, table, cell)
    settled = deals > 0.0

    def spreads(columns: list[str]) -> dict[str, tuple[Spread, str]]:
        return {c: (spread(run.values(c, table, cell)), run.unit(c)) for c in columns}

    return TableSummary(
        cell=cell,
        label=run.label(cell),
        table=table,
        rows=len(deals),
        deal=share(deals.reshape(-1, run.points))[:3],
        outcomes=run.shares("outcome", table, cell),
        week=spread(run.values("week", table, cell)[settled]),
        terms={k.removeprefix("issue."): v for k, v in spreads(shown).items()},
        wanted=spreads(wanted),
    )


def spread(values: np.ndarray) -> Spread:
    """Median and central 80 % interval, NaN left out."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Spread(np.nan, np.nan, np.nan)
    low, median, high = np.percentile(known, [10, 50, 90])
    return Spread(float(median), float(low), float(high))
