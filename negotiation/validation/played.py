"""What an arm left behind, and the measures that rows take of it.

A measure returns one number a world, NaN where it does not apply: its mean over the worlds of a
draw is taken where it applies in every arm compared, so that worlds are paired. Or it returns a
rate, [2, world]: events and exposure, whose sums over the worlds of a draw are divided; or the
difference of two rates, [4, world].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from negotiation.draws import Array
from negotiation.world.model import NegotiationModel
from negotiation.world.table import OPEN, Table

Columns = dict[str, np.ndarray]
Tables = Mapping[str, Columns]


@dataclass(frozen=True)
class Act:
    """A rule acted in some worlds, and what it is said to have done."""

    week: int
    rule: str
    text: str
    where: np.ndarray


@dataclass(frozen=True)
class Played:
    """Worlds that have been played.

    Attributes
    ----------
    tables : outcome columns by table.
    series : what the row watched, [week, world] by name.
    acts : what the rules that the row reads did, by rule.
    weeks : how many were played: the horizon, or where the arm ends.
    asked : purposes of the numbers that the model made use of.
    """

    tables: Tables
    series: Mapping[str, Array]
    acts: Mapping[str, tuple[Act, ...]]
    weeks: int
    asked: frozenset[str]

    @property
    def worlds(self) -> int:
        return len(next(iter(self.tables.values()))["outcome"])

    @classmethod
    def joined(cls, parts: Sequence[Played]) -> Played:
        """Parts of an arm put together, world after world."""
        first = parts[0]
        size, begins = sum(p.worlds for p in parts), np.cumsum([0, *(p.worlds for p in parts)])
        acts: dict[str, list[Act]] = {rule: [] for rule in first.acts}
        for part, begin in zip(parts, begins, strict=False):
            for act in (act for of_rule in part.acts.values() for act in of_rule):
                where = np.zeros(size, dtype=bool)
                where[begin : begin + part.worlds] = act.where
                acts[act.rule].append(replace(act, where=where))
        return replace(
            first,
            tables={
                key: {name: np.concatenate([p.tables[key][name] for p in parts]) for name in table}
                for key, table in first.tables.items()
            },
            series={
                key: np.concatenate([p.series[key] for p in parts], axis=-1) for key in first.series
            },
            acts={rule: tuple(of_rule) for rule, of_rule in acts.items()},
            asked=frozenset().union(*(p.asked for p in parts)),
        )

    def every(self, points: int, point: int) -> Played:
        """The worlds at one of the points of a design; see `negotiation.runs.points`."""
        rows = slice(point, None, points)
        return replace(
            self,
            tables={k: {n: c[rows] for n, c in table.items()} for k, table in self.tables.items()},
            series={key: watched[..., rows] for key, watched in self.series.items()},
            acts={
                rule: tuple(replace(act, where=act.where[rows]) for act in acts)
                for rule, acts in self.acts.items()
            },
        )

    def settled(self, table: str) -> np.ndarray:
        """Worlds in which at least a part was settled."""
        return np.isin(self.tables[table]["outcome"], ["deal", "partial"])

    def first(self, table: str) -> Array:
        """Week of the first settlement, NaN where there was none."""
        columns = self.tables[table]
        parts = [value for name, value in columns.items() if name.startswith("settled.")]
        if not parts:
            return np.where(self.settled(table), columns["week"], np.nan)
        return reduce(np.fmin, parts)

    def count(self, rule: str, pattern: str) -> Array:
        """How often a rule that the row reads did what the pattern describes, [world]."""
        found = np.zeros(self.worlds)
        for act in self.acts[rule]:
            if re.search(pattern, act.text):
                found += act.where
        return found


def everything(played: Played) -> Columns:
    """Every outcome column of every table."""
    return {f"{t}.{name}": c for t, columns in played.tables.items() for name, c in columns.items()}


def any_deal(table: str) -> Callable[[Played], Array]:
    """Share of worlds in which at least a part is settled."""
    return lambda played: played.settled(table).astype(np.float64)


def full_deal(table: str) -> Callable[[Played], Array]:
    """Share of worlds in which everything is settled."""
    return lambda played: (played.tables[table]["outcome"] == "deal").astype(np.float64)


def week_of_deal(table: str) -> Callable[[Played], Array]:
    """Week of the first settlement, in worlds where there is one."""
    return lambda played: played.first(table)


def week_or_end(table: str, after: int = 0) -> Callable[[Played], Array]:
    """Week of the first settlement or else the horizon, in worlds still open in week `after`."""

    def measure(played: Played) -> Array:
        first = played.first(table)
        week = np.where(np.isnan(first), float(played.weeks), first)
        return np.where(week >= after, week, np.nan)

    return measure


def term(table: str, column: str) -> Callable[[Played], Array]:
    """A column of the outcomes in worlds where something was settled."""

    def measure(played: Played) -> Array:
        return np.where(played.settled(table), played.tables[table][column], np.nan)

    return measure


def efficiency(table: str) -> Callable[[Played], Array]:
    """Joint gain, net of what backing down costs, as a share of the most at the same division.

    In worlds where everything was settled.
    """

    def measure(played: Played) -> Array:
        columns = played.tables[table]
        return np.where(columns["outcome"] == "deal", columns["efficiency"], np.nan)

    return measure


def term_of(table: str, basket: str, column: str) -> Callable[[Played], Array]:
    """A column of the outcomes in worlds where a basket was settled."""

    def measure(played: Played) -> Array:
        columns = played.tables[table]
        return np.where(np.isfinite(columns[f"settled.{basket}"]), columns[column], np.nan)

    return measure


def hazard(table: str, first: int, last: int) -> Callable[[Played], Array]:
    """Weekly hazard of a first settlement in the weeks `first` to `last`: [2, world]."""

    def measure(played: Played) -> Array:
        week = played.first(table)
        week = np.where(np.isnan(week), np.inf, week)
        # a world is at risk in each week of the window up to that of its settlement
        exposure = np.clip(np.minimum(week, last) - first + 1.0, 0.0, None)
        return np.stack([(week >= first) & (week <= last), exposure]).astype(np.float64)

    return measure


def less(one: Callable[[Played], Array], two: Callable[[Played], Array]) -> Callable:
    """The first rate less the second: [4, world]."""
    return lambda played: np.concatenate([one(played), two(played)])


def impasse(table: str, country: str, issue: str) -> Callable[[NegotiationModel], Array]:
    """Watch what having no deal is worth to a country, on the docket that holds an issue.

    NaN where the docket is no longer open, or its talks have not begun.
    """

    def watch(model: NegotiationModel) -> Array:
        at = model.tables[table]
        side = at.side_of(country)
        for docket in at.dockets:
            if at.issues.index(issue) in docket.issues:
                live = (docket.state == OPEN) & (model.week > at.opens)
                return np.where(live, docket.this_week.impasse[side], np.nan)
        raise KeyError(issue)

    return watch


def rate(table: str, issue: str) -> Callable[[NegotiationModel], Array]:
    """Watch what applies to an issue without a deal, in its unit."""

    def watch(model: NegotiationModel) -> Array:
        at: Table = model.tables[table]
        return at.now[at.issues.index(issue)].copy()

    return watch


def aspiration(table: str, country: str) -> Callable[[NegotiationModel], Array]:
    """Watch the aspiration of a country at a table, its mean over dockets still open."""

    def watch(model: NegotiationModel) -> Array:
        at: Table = model.tables[table]
        side = at.side_of(country)
        found, number = np.zeros(model.worlds), np.zeros(model.worlds)
        for docket in at.dockets:
            for talks in docket.talks:
                worlds = talks.worlds[talks.live]
                found[worlds] += talks.seats[side].aspiration[talks.live]
                number[worlds] += 1.0
        return np.where(number > 0.0, found / np.maximum(number, 1.0), np.nan)

    return watch
