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

from negotiation.analysis.load import Run
from negotiation.analysis.survival import LEVEL
from negotiation.draws import Array

AGREED = ("deal", "partial")


@dataclass(frozen=True)
class Measure:
    """One number for each world of a table.

    Attributes
    ----------
    name, unit : as on an axis; `unit` is that of differences.
    columns : columns of the result that it needs.
    of : from the rows of one cell and table to the number, [world].
    """

    name: str
    unit: str
    columns: tuple[str, ...]
    of: Callable[[pd.DataFrame], Array]


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


def measures(run: Run, table: str) -> list[Measure]:
    """Chance of a deal, weeks without one, final tariffs, and trust where there is an alliance."""
    horizon = float(run.resolved.scenario.weeks)
    found = [
        Measure("Any deal", "percentage points", ("outcome",), _agreed),
        Measure(
            "Weeks without a deal", "weeks", ("outcome", "week"), partial(_waited, horizon=horizon)
        ),
    ]
    issues = run.resolved.scenario.tables[table].issues
    tariffs = tuple(f"issue.{name}" for name, issue in issues.items() if issue.kind == "tariff")
    if tariffs:
        found.append(
            Measure("Final tariffs", "percentage points", tariffs, partial(_mean, columns=tariffs))
        )
    for key in _trusts(run, table):
        found.append(Measure("Trust at the end", "share", (key,), partial(_mean, columns=(key,))))
    return found


def _trusts(run: Run, table: str) -> list[str]:
    """Columns of trust between the two at a table."""
    parties = set(run.resolved.scenario.tables[table].parties)
    return [
        f"trust.{key}"
        for key, alliance in run.resolved.scenario.alliances.items()
        if {alliance.patron, alliance.ally} == parties and f"trust.{key}" in run.columns
    ]


def _agreed(rows: pd.DataFrame) -> Array:
    return 100.0 * rows["outcome"].isin(AGREED).to_numpy(dtype=np.float64)


def _waited(rows: pd.DataFrame, horizon: float) -> Array:
    """Weeks until the last settlement, counted to the horizon where there is none."""
    return np.where(rows["outcome"].isin(AGREED), rows["week"].to_numpy(), horizon)


def _mean(rows: pd.DataFrame, columns: Sequence[str]) -> Array:
    """Plain mean over tariffs, whatever trade they cover."""
    return np.mean([rows[name].to_numpy() for name in columns], axis=0)


def differences(run: Run, table: str, measure: Measure, base: int = 0) -> list[Difference]:
    """Differences of every other cell to the cell `base`, in the order of the cells."""
    frame = run.frame(measure.columns, table).sort_values(["cell", "world"])
    values = {int(cell): measure.of(rows) for cell, rows in frame.groupby("cell")}
    against = values.pop(base)
    return [Difference(cell, table, *interval(x - against)) for cell, x in values.items()]


def interval(values: Array) -> tuple[float, float, float, int]:
    """Mean of paired differences, its interval, and how many worlds have one."""
    from scipy import stats

    known = values[np.isfinite(values)]
    if len(known) < 2:
        mean = float(known[0]) if len(known) else np.nan
        return mean, np.nan, np.nan, len(known)
    mean = float(np.mean(known))
    half = float(stats.sem(known) * stats.t.ppf((1.0 + LEVEL) / 2.0, len(known) - 1))
    return mean, mean - half, mean + half, len(known)
