"""Any column of a result as a measure of one table."""

from __future__ import annotations

from negotiation.analysis.load import Run
from negotiation.analysis.measures import Measure, measure_of, measures
from negotiation.analysis.summary import alliances
from negotiation.errors import InputError, nearest

USUAL = {"outcome": 0, "week": 1}  # place in `measures` of what these columns are read as


def outcome_measures(run: Run, column: str | None) -> dict[str, Measure]:
    """The measure of a column at every table that has it; of `outcome`, the chance of a deal.

    `InputError` where there is no such column, or where it holds no number about a table.
    """
    column = "outcome" if column is None else column
    if column not in run.columns:
        hint = nearest(column, run.columns)
        raise InputError(f"no column '{column}'{hint}", file=str(run.folder), key="--outcome")
    tables = run.manifest["tables"]
    if column in USUAL:
        return {table: measures(run, table)[USUAL[column]] for table in tables}
    if column in ("cell", "world", "table"):
        raise InputError(f"'{column}' is no outcome; choose another column", key="--outcome")
    horizon = float(run.resolved.scenario.weeks)
    return {t: measure_of(run, t, column, horizon) for t in tables if _about(run, t, column)}


def _about(run: Run, table: str, column: str) -> bool:
    """Whether a table fills a column."""
    data = run.resolved.scenario.tables[table]
    _, _, key = column.partition(".")
    return not key or key in {*data.issues, *data.baskets, *data.parties, *alliances(run, data)}
