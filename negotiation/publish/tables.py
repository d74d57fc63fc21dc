"""Tables of a result as plain data: columns with units, rows, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from negotiation.analysis.load import Run
from negotiation.analysis.measures import Measure, measures
from negotiation.analysis.outcome import outcome_measures
from negotiation.analysis.paired import Difference, compare
from negotiation.analysis.summary import Spread, TableSummary, summarise
from negotiation.errors import InputError, nearest
from negotiation.figures import words
from negotiation.figures.stakes import worth

TABLES: dict[str, str] = {
    "summary": "How talks end and when, by table and cell.",
    "terms": "What applies in the end on each issue, by table and cell.",
    "differences": "Paired differences of each cell to the first, by measure and table.",
    "stakes": "What each issue, and a unit of it, is worth to each side.",
}
ENDS = {
    "deal": "deal",
    "partial": "partial",
    "ratification_failed": "failed at home",
    "breakdown": "broken off",
    "open": "open",
}


@dataclass(frozen=True)
class Estimate:
    """A number with an interval around it; NaN where there is none.

    `sign` prints a plus, as differences want it.
    """

    middle: float
    low: float
    high: float
    sign: bool = False


Value = str | float | int | Estimate


@dataclass(frozen=True)
class Sheet:
    """A table.

    Attributes
    ----------
    name, title : for a label, and above the table.
    columns : title and unit of each column.
    rows : one value for each column; rows with one first value belong together.
    notes : sentences below the table.
    """

    name: str
    title: str
    columns: list[tuple[str, str]]
    rows: list[list[Value]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def tables(run: Run, names: Sequence[str] = (), outcome: str | None = None) -> list[Sheet]:
    """Tables by name, or all that the run has something for.

    `outcome` is the column that `differences` are of; by default those of every run and those that
    the experiment asks for. `InputError` for an unknown table, or one that the run lacks.
    """
    for name in names:
        if name not in TABLES:
            raise InputError(f"unknown table '{name}'{nearest(name, TABLES)}", key="table")
    makers: dict[str, Callable[[], Sheet]] = {
        "summary": lambda: _summary(run),
        "terms": lambda: _terms(run),
        "differences": lambda: _differences(run, outcome),
        "stakes": lambda: _stakes(run),
    }
    usual = [name for name in TABLES if name != "differences" or len(run.cells) > 1]
    return [makers[name]() for name in dict.fromkeys(names or usual)]


def _summary(run: Run) -> Sheet:
    several = len(run.cells) > 1
    cell = [("Cell", "")] if several else []
    sheet = Sheet(
        "summary",
        "How talks end and when",
        [("Table", ""), *cell, ("Any deal", "%"), ("Week", "weeks")]
        + [(name.capitalize(), "%") for name in ENDS.values()],
        notes=[
            "Any deal: full or partial, with its 95 % Wilson interval. Week: of the last "
            "settlement, median and central 80 % of the worlds that settled. Then: per cent of "
            "worlds by outcome.",
            words.finite(run),
            words.join(words.cells(run), words.setting(run)),
        ],
    )
    for one in summarise(run):
        label = [words.cell(run, one.cell)] if several else []
        share, low, high = one.deal
        deal = Estimate(100.0 * share, 100.0 * low, 100.0 * high)
        ends: list[Value] = [100.0 * one.outcomes.get(kind, 0.0) for kind in ENDS]
        sheet.rows.append([words.table(run, one.table), *label, deal, _spread(one.week), *ends])
    return sheet


def _terms(run: Run) -> Sheet:
    several = len(run.cells) > 1
    cell = [("Cell", "")] if several else []
    sheet = Sheet(
        "terms",
        "What applies in the end",
        [("Table", ""), *cell, ("Issue", ""), ("Unit", ""), ("Median", "unit of the issue")],
        notes=[
            "Median and central 80 % over all worlds, settled or not, of tariffs, pledges, defence "
            "and what the experiment asks for; spreads of outcomes, not errors of estimation.",
            words.join(words.cells(run), words.setting(run)),
        ],
    )
    for one in summarise(run):
        label = [words.cell(run, one.cell)] if several else []
        for name, (spread, unit) in {**one.terms, **one.wanted}.items():
            title = _title(run, one, name)
            row: list[Value] = [words.table(run, one.table), *label, title, unit, _spread(spread)]
            sheet.rows.append(row)
    return sheet


def _title(run: Run, one: TableSummary, column: str) -> str:
    """An issue by its title, another column by its meaning."""
    issues = run.resolved.scenario.tables[one.table].issues
    key = column.removeprefix("issue.")
    if key in issues:
        return issues[key].title
    return run.columns[column]["meaning"].partition(";")[0]


def _spread(found: Spread) -> Estimate:
    return Estimate(found.median, found.low, found.high)


def _differences(run: Run, outcome: str | None) -> Sheet:
    if len(run.cells) < 2:
        problem = "has one cell, and differences need two; list strategies, [vary] or [arms]"
        raise InputError(problem, file=str(run.folder))
    of = "worlds" if run.points == 1 else "rows"
    sheet = Sheet(
        "differences",
        "Differences to the first cell, in the same worlds",
        [("Measure", ""), ("Table", ""), ("Cell", ""), ("First cell", "level"),
         ("Difference", "unit of the measure"), (of.capitalize(), "")],
        notes=[
            f"First cell: {words.cell(run, 0)}. Mean of the paired differences with its 95 % "
            f"interval ({words.method(run, _chance(run, outcome))}); {of} that lack the number in "
            "one of two cells are left out.",
            words.finite(run),
            words.join(words.cells(run), words.setting(run)),
        ],
    )  # fmt: skip
    for table, wanted in _measures(run, outcome).items():
        for one in compare(run, table, wanted):
            for found in one.differences[0]:
                row = _difference(run, one.measure, table, one.levels[0], found)
                sheet.rows.append(row)
    order = list(dict.fromkeys(row[0] for row in sheet.rows))
    sheet.rows.sort(key=lambda row: order.index(row[0]))
    return sheet


def _measures(run: Run, outcome: str | None) -> dict[str, list[Measure]]:
    """Measures by table."""
    if outcome is not None:
        return {table: [one] for table, one in outcome_measures(run, outcome).items()}
    return {table: measures(run, table) for table in run.manifest["tables"]}


def _chance(run: Run, outcome: str | None) -> bool | None:
    """Whether all measures are chances, or none is; None where there are both."""
    found = {one.chance for several in _measures(run, outcome).values() for one in several}
    return found.pop() if len(found) == 1 else None


def _difference(
    run: Run, measure: Measure, table: str, first: Difference, found: Difference
) -> list[Value]:
    value = Estimate(found.mean, found.low, found.high, sign=True)
    name = f"{measure.name} ({measure.unit})"
    return [
        name, words.table(run, table), words.cell(run, found.cell), first.mean, value, found.rows
    ]  # fmt: skip


def _stakes(run: Run) -> Sheet:
    sheet = Sheet(
        "stakes",
        "What each issue is worth to each side",
        [("Table", ""), ("Issue", ""), ("Side", ""), ("Money", "USD bn/year"),
         ("Stake", "USD bn/year × salience"), ("A unit", "USD bn/year"), ("Unit", "")],
        notes=[
            "Money: between a side's own ask and the other's, median over worlds. Stake: money "
            "times salience, median and central 80 % of worlds; an interval of what was drawn, not "
            "an error of estimation. A unit: money over the width between the two asks at central "
            "values, the mean worth of one unit of the issue; what the first and the last unit are "
            "worth differs.",
            words.setting(run),
        ],
    )  # fmt: skip
    for table, found in worth(run).items():
        data = run.resolved.scenario.tables[table]
        for k, issue in enumerate(data.issues.values()):
            one, two = (issue.ideal[party].value for party in data.parties)
            for side, party in enumerate(data.parties):
                money = float(found.money[side][1][k])
                low, middle, high = (float(part[k]) for part in found.stake[side])
                sheet.rows.append([
                    words.table(run, table), issue.title, words.country(run, party), money,
                    Estimate(middle, low, high), money / abs(two - one), issue.unit,
                ])  # fmt: skip
    return sheet
