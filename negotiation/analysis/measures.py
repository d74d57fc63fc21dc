"""Measures: what is compared between cells, one number for each row of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from negotiation.analysis.load import ANY_DEAL, Run
from negotiation.analysis.summary import alliances, asked
from negotiation.draws import Array

Rows = Mapping[str, np.ndarray]  # columns of the rows of one cell and table

POINTS = "percentage points"
# name and unit of differences of the columns that an experiment may ask for, by prefix
NAMES = {
    "failures": ("Failures at home", "number"),
    "opened": ("Opening of talks", "weeks"),
    "waited": ("Waits for a summit", "number"),
    "reopened": ("Deals gone back on", "number"),
    "instalments": ("Instalments", "number"),
    "extended": ("Threats let pass", "number"),
    "executed": ("Threats carried out", "number"),
    "jumps": ("Changes of threat", "number"),
    "capped": ("Week of a court's cap", "weeks"),
    "efficiency": ("Efficiency at signing", "share"),
    "from_nash": ("Distance to the Nash solution", "shares"),
    "from_kalai_smorodinsky": ("Distance to the Kalai-Smorodinsky solution", "shares"),
    "from_equal_gains": ("Distance to equal gains", "shares"),
    "utility": ("Utility", "USD bn/year"),
    "money": ("Gain in money", "USD bn/year"),
    "surplus_share": ("Share of the best gain", "share"),
    "realised": ("Realised utility", "USD bn/year"),
    "paid": ("Paid in tariffs", "USD bn"),
    "withdrawn": ("Offers taken back", "number"),
    "delivered": ("Delivered when due", "share"),
    "leaders": ("Changes of leader", "number"),
    "audience_cost": ("Audience cost", "USD bn/year"),
    "hedging": ("Hedging at the end", "index"),
    "approval": ("Approval at the end", "index"),
    "lowest_trust": ("Lowest trust", "index"),
    "fear": ("Fear of abandonment", "index"),
    "queue": ("Place in the queue", "places"),
    "order": ("Rank in settling", "ranks"),
    "left": ("Left the front", POINTS),
}


@dataclass(frozen=True)
class Measure:
    """One number for each row of a table.

    Attributes
    ----------
    name, unit : as on an axis; `unit` is that of differences.
    columns : columns of the result that it needs, or `any_deal`.
    of : from those columns of one cell and table to the number, [row]; NaN where a row has none.
    chance : whether the number is 0 or 100, as something came about or not.
    """

    name: str
    unit: str
    columns: tuple[str, ...]
    of: Callable[[Rows], Array]
    chance: bool = False


def measures(run: Run, table: str) -> list[Measure]:
    """Chance of a deal, weeks without one, final tariffs, trust, and what the experiment asks for.

    Trust is there where there is an alliance. See `asked` for the last.
    """
    horizon = float(run.resolved.scenario.weeks)
    data = run.resolved.scenario.tables[table]
    found = [
        Measure("Any deal", POINTS, (ANY_DEAL,), _agreed, chance=True),
        Measure(
            "Weeks without a deal", "weeks", (ANY_DEAL, "week"), partial(_waited, horizon=horizon)
        ),
    ]
    tariffs = tuple(f"issue.{key}" for key, issue in data.issues.items() if issue.kind == "tariff")
    if tariffs:
        found.append(Measure("Final tariffs", POINTS, tariffs, partial(_mean, columns=tariffs)))
    trusts = [f"trust.{key}" for key in alliances(run, data) if f"trust.{key}" in run.columns]
    for key in trusts:
        found.append(Measure("Trust at the end", "index", (key,), partial(_mean, columns=(key,))))
    return found + [
        measure_of(run, table, c, horizon) for c in asked(run, table) if c not in trusts
    ]


def measure_of(run: Run, table: str, column: str, horizon: float) -> Measure:
    """A column as a measure; that of a country is named after it only if it has several tables."""
    kind, _, key = column.partition(".")
    if kind == "issue":
        issue = run.resolved.scenario.tables[table].issues[key]
        unit = {"% ad valorem": POINTS, "1": "index"}.get(issue.unit, issue.unit)
        places = sum(key in other.issues for other in run.resolved.scenario.tables.values())
        name = issue.title if places == 1 else key.replace("_", " ").capitalize()
        return Measure(name, unit, (column,), partial(_mean, columns=(column,)))
    if kind == "settled":
        name = f"Weeks without a deal: {key.replace('_', ' ')}"
        return Measure(name, "weeks", (column,), partial(_until, column=column, horizon=horizon))
    name, unit = NAMES.get(kind, (kind.replace("_", " ").capitalize(), run.columns[column]["unit"]))
    if key in run.resolved.scenario.countries:
        name = f"{name} ({_who(run, key)})"
    if kind == "left":
        return Measure(name, unit, (column,), partial(_came, column=column), chance=True)
    return Measure(name, unit, (column,), partial(_mean, columns=(column,)))


def _who(run: Run, country: str) -> str:
    """Name of a country at several tables; those at one share a name, and the table tells them."""
    scenario = run.resolved.scenario
    places = sum(country in table.parties for table in scenario.tables.values())
    alone = places > 1 or len(scenario.tables) == 1
    return scenario.countries[country].name if alone else "partner"


def _agreed(rows: Rows) -> Array:
    return 100.0 * rows[ANY_DEAL]


def _waited(rows: Rows, horizon: float) -> Array:
    """Weeks until the last settlement, counted to the horizon where there is none."""
    return np.where(rows[ANY_DEAL] > 0.0, rows["week"], horizon)


def _until(rows: Rows, column: str, horizon: float) -> Array:
    """Weeks until something came about, counted to the horizon where it did not."""
    return np.where(np.isnan(rows[column]), horizon, rows[column])


def _came(rows: Rows, column: str) -> Array:
    """100 where something came about, 0 where it did not."""
    return np.where(np.isnan(rows[column]), 0.0, 100.0)


def _mean(rows: Rows, columns: Sequence[str]) -> Array:
    """Plain mean over columns; over tariffs, whatever trade they cover."""
    return np.mean([rows[name] for name in columns], axis=0)
