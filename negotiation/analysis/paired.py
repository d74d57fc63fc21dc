"""What a cell changes, world by world: cells of a run share their worlds, so they are paired.

Pairing takes out what the two cells have in common (common random numbers), so that a small effect
shows with few worlds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from negotiation.analysis.load import AGREED, Run
from negotiation.analysis.summary import alliances, asked
from negotiation.analysis.survival import LEVEL, wilson
from negotiation.draws import Array

POINTS = "percentage points"
# name and unit of differences of the columns that an experiment may ask for, by prefix
NAMES = {
    "failures": ("Failures at home", "number"),
    "opened": ("Opening of talks", "weeks"),
    "waited": ("Waits for a summit", "number"),
    "reopened": ("Deals gone back on", "number"),
    "instalments": ("Instalments", "number"),
    "jumps": ("Changes of threat", "number"),
    "capped": ("Week of a court's cap", "weeks"),
    "efficiency": ("Efficiency at signing", "share"),
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
    "lowest_trust": ("Lowest trust", "index"),
    "fear": ("Fear of abandonment", "index"),
    "queue": ("Place in the queue", "places"),
    "order": ("Rank in settling", "ranks"),
    "left": ("Left the front", POINTS),
}


@dataclass(frozen=True)
class Measure:
    """One number for each world of a table.

    Attributes
    ----------
    name, unit : as on an axis; `unit` is that of differences.
    columns : columns of the result that it needs.
    of : from the rows of one cell and table to the number, [world]; NaN where a world has none.
    chance : whether the number is 0 or 100, as something came about or not.
    """

    name: str
    unit: str
    columns: tuple[str, ...]
    of: Callable[[pd.DataFrame], Array]
    chance: bool = False


@dataclass(frozen=True)
class Difference:
    """Mean difference of a measure between a cell and the one it is held against.

    `low` and `high` bound its 95 % interval, by Student's t over the worlds; NaN for one world.
    """

    cell: int
    table: str
    mean: float
    low: float
    high: float
    worlds: int


@dataclass(frozen=True)
class Level(Difference):
    """Mean of a measure in a cell, with its 95 % interval: Wilson's for a chance, or Student's."""


def measures(run: Run, table: str) -> list[Measure]:
    """Chance of a deal, weeks without one, final tariffs, trust, and what the experiment asks for.

    Trust is there where there is an alliance. See `asked` for the last.
    """
    horizon = float(run.resolved.scenario.weeks)
    data = run.resolved.scenario.tables[table]
    found = [
        Measure("Any deal", POINTS, ("outcome",), _agreed, chance=True),
        Measure(
            "Weeks without a deal", "weeks", ("outcome", "week"), partial(_waited, horizon=horizon)
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


def _agreed(rows: pd.DataFrame) -> Array:
    return 100.0 * rows["outcome"].isin(AGREED).to_numpy(dtype=np.float64)


def _waited(rows: pd.DataFrame, horizon: float) -> Array:
    """Weeks until the last settlement, counted to the horizon where there is none."""
    return np.where(rows["outcome"].isin(AGREED), rows["week"].to_numpy(), horizon)


def _until(rows: pd.DataFrame, column: str, horizon: float) -> Array:
    """Weeks until something came about, counted to the horizon where it did not."""
    return rows[column].fillna(horizon).to_numpy(dtype=np.float64)


def _came(rows: pd.DataFrame, column: str) -> Array:
    """100 where something came about, 0 where it did not."""
    return 100.0 * rows[column].notna().to_numpy(dtype=np.float64)


def _mean(rows: pd.DataFrame, columns: Sequence[str]) -> Array:
    """Plain mean over columns; over tariffs, whatever trade they cover."""
    return np.mean([rows[name].to_numpy() for name in columns], axis=0)


def differences(run: Run, table: str, measure: Measure, base: int = 0) -> list[Difference]:
    """Differences of every other cell to the cell `base`, in the order of the cells."""
    values = _values(run, table, measure)
    against = values.pop(base)
    return [Difference(cell, table, *interval(x - against)) for cell, x in values.items()]


def levels(run: Run, table: str, measure: Measure) -> list[Level]:
    """Means of every cell, in the order of the cells."""
    mean = chance if measure.chance else interval
    values = _values(run, table, measure)
    return [Level(cell, table, *mean(x)) for cell, x in values.items()]


def _values(run: Run, table: str, measure: Measure) -> dict[int, Array]:
    """The measure by cell, worlds in order."""
    frame = run.frame(measure.columns, table)
    frame = frame.sort_values([name for name in ("cell", "world", "point") if name in frame])
    return {int(cell): measure.of(rows) for cell, rows in frame.groupby("cell")}


def chance(values: Array) -> tuple[float, float, float, int]:
    """Share of worlds in per cent, its Wilson interval, and how many worlds there are."""
    low, high = wilson(np.array([np.sum(values) / 100.0]), len(values))
    return float(np.mean(values)), 100.0 * float(low[0]), 100.0 * float(high[0]), len(values)


def interval(values: Array) -> tuple[float, float, float, int]:
    """Mean, its 95 % interval by Student's t, and how many worlds have the number."""
    from scipy import stats

    known = values[np.isfinite(values)]
    if len(known) < 2:
        mean = float(known[0]) if len(known) else np.nan
        return mean, np.nan, np.nan, len(known)
    mean = float(np.mean(known))
    half = float(stats.sem(known) * stats.t.ppf((1.0 + LEVEL) / 2.0, len(known) - 1))
    return mean, mean - half, mean + half, len(known)
