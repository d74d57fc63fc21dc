"""Results that nobody played: real experiments, with outcomes from fixed draws.

Pictures of them change when a figure changes, and not when the model does.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from negotiation.analysis.load import AGREED, ANY_DEAL, Run
from negotiation.draws import Array
from negotiation.figures.offers import _Story
from negotiation.figures.stakes import SPREAD, Worth
from negotiation.runs import store
from negotiation.runs.course import Course
from negotiation.runs.replay import Note, Offer, Standing, Transcript
from negotiation.runs.resolve import Resolved, resolve

ENDS = ("deal", "partial", "ratification_failed", "breakdown", "open")


@dataclasses.dataclass(frozen=True)
class Invented(Run):
    """A run with columns from fixed draws; worlds are shared by its cells.

    Attributes
    ----------
    ending : how all worlds end; by default a mixture in which later cells settle more often.
    """

    bound: Resolved | None = None
    ending: str | None = None

    @property
    def resolved(self) -> Resolved:
        assert self.bound is not None
        return self.bound

    def but(self, worlds: int | None = None, ending: str | None = None) -> Invented:
        """The same with other worlds, or all of them ending in one way."""
        manifest = {
            **self.manifest,
            "worlds": self.manifest["worlds"] if worlds is None else worlds,
        }
        return Invented(self.folder, manifest, self.columns, self.bound, ending)

    def arrays(self, columns: Sequence[str], table: str, cell: int) -> dict[str, np.ndarray]:
        outcome = self._outcome(table, cell)
        found = {"outcome": outcome, ANY_DEAL: np.isin(outcome, AGREED).astype(np.float64)}
        for column in columns:
            if column not in found:
                found[column] = self._column(table, column, found, cell)
        return {name: found[name] for name in columns}

    def at_tables(
        self, columns: Mapping[str, Sequence[str]], cell: int
    ) -> dict[str, dict[str, np.ndarray]]:
        return {table: self.arrays(names, table, cell) for table, names in columns.items()}

    def shares(self, column: str, table: str, cell: int) -> dict[str, float]:
        kinds, counts = np.unique(self.values(column, table, cell), return_counts=True)
        return dict(zip(kinds.tolist(), (counts / counts.sum()).tolist(), strict=True))

    def _draw(self, table: str, what: str) -> Array:
        """One uniform number a world, the same in every cell."""
        draws = np.random.Generator(np.random.Philox(crc32(f"{table} {what}".encode())))
        return draws.random(self.manifest["worlds"])

    def _outcome(self, table: str, cell: int) -> np.ndarray:
        if self.ending is not None:
            return np.full(self.manifest["worlds"], self.ending)
        drawn = self._draw(table, "outcome") - 0.3 * cell / len(self.cells)
        parts = 0.2 if len(self.resolved.scenario.tables[table].baskets) > 1 else 0.0
        edges = np.array([0.35, 0.35 + parts, 0.62, 0.68])
        return np.array(ENDS)[np.searchsorted(edges, drawn, side="right")]

    def _column(
        self, table: str, column: str, found: dict[str, np.ndarray], cell: int
    ) -> np.ndarray:
        data = self.resolved.scenario.tables[table]
        weeks, (kind, _, key) = self.resolved.scenario.weeks, column.partition(".")
        outcome, settled = found["outcome"], found[ANY_DEAL] > 0.0
        opened = np.floor(6.0 * self._draw(table, "opened"))
        week = opened + np.floor((weeks - opened) * self._draw(table, "week") ** 0.5)
        if kind == "opened":
            return opened
        if kind == "week":
            return np.where(outcome == "open", np.nan, week)
        if kind == "settled":
            first = key == next(iter(data.baskets), None)
            here = (outcome == "deal") | (settled & first)
            early = np.maximum(week - (5.0 if first else 0.0), opened)
            return np.where(here, early, np.nan)
        drawn = self._draw(table, column)
        if kind == "issue" and key in data.issues:
            one, two = (data.issues[key].ideal[party].value for party in data.parties)
            shift = 0.1 * (cell % 3)
            return np.where(settled, one + (two - one) * np.clip(0.7 * drawn + shift, 0, 1), one)
        return 10.0 * drawn + 0.5 * cell


def invented(experiment: Path, worlds: int) -> Invented:
    """A run of an experiment file with so many worlds."""
    bound = resolve(experiment, worlds=worlds)
    manifest = {
        "cells": list(bound.cells),
        "tables": list(bound.scenario.tables),
        "worlds": worlds,
        "seed": bound.experiment.seed,
        "run": "0123456789ab",
        "model": "1",
    }
    return Invented(experiment.parent, manifest, store.columns(bound.scenario), bound)


def worth(run: Run) -> dict[str, Worth]:
    """What issues are worth, as `stakes` would have it."""
    draws = np.random.Generator(np.random.Philox(1))

    def both(issues: int) -> tuple[Array, Array]:
        one, two = np.sort(draws.lognormal(1.0, 1.0, (2, len(SPREAD), issues)), axis=1)
        return one, two

    tables = run.resolved.scenario.tables
    return {k: Worth(both(len(t.issues)), both(len(t.issues))) for k, t in tables.items()}


def courses(run: Run, cell: int) -> dict[str, Course]:
    """Trust that drifts to one of two states, by alliance."""
    worlds, weeks = run.manifest["worlds"], run.resolved.scenario.weeks
    start = np.linspace(0.2, 0.8, worlds)
    feedback, turn = np.full(worlds, 8.0), np.full(worlds, 0.5)
    rows = [start]
    for _ in range(weeks):
        pull = 1.0 / (1.0 + np.exp(-feedback * (rows[-1] - turn))) - rows[-1]
        rows.append(rows[-1] + 0.05 * pull)
    found = Course(np.stack(rows), feedback, turn)
    return dict.fromkeys(run.resolved.scenario.alliances, found)


def transcript(run: Run, table: str, offers: int = 8) -> Transcript:
    """Two sides that come closer over the weeks, and agree in the end; with some events."""
    data = run.resolved.scenario.tables[table]
    angle = np.linspace(0.0, np.pi / 2.0, 33)
    told = Transcript()
    told.frontiers[table, "package"] = 10.0 * np.sin(angle) - 10.0, 8.0 * np.cos(angle) - 8.0
    for k in range(offers):
        by = data.parties[k % 2]
        share = 0.5 + (0.4 - 0.05 * k) * (1 if by == data.parties[0] else -1)
        at = np.pi / 2.0 * share
        worths = float(10.0 * np.sin(at) - 10.0), float(8.0 * np.cos(at) - 8.0)
        told.events.append(_offer(run, table, k, share, worths))
    notes = {
        1: f"{table}: {run.resolved.scenario.countries[by].name} extends the date",
        4: f"{table}: talks suspended (package)",
        offers - 1: f"{table}: settled (package)",
        3: "an election that the whole world saw",
    }
    for week, text in notes.items():
        told.events.append(Note(week, dt.date(2025, 1, 1), "talks", text))
    return told


def _offer(run: Run, table: str, k: int, share: float, worths: tuple[float, float]) -> Offer:
    data = run.resolved.scenario.tables[table]
    by, to = data.parties[k % 2], data.parties[1 - k % 2]
    sides = [Standing(u, d, d, 0.0, u, d) for u, d in zip(worths, (-7.0, -6.0), strict=True)]
    own, other = sides if k % 2 == 0 else sides[::-1]
    values = {}
    for name, issue in data.issues.items():
        one, two = (issue.ideal[party].value for party in data.parties)
        values[name] = two + (one - two) * share
    last = k == 7
    return Offer(k, dt.date(2025, 1, 1), table, "package", by, to, values, own, other, last, "")


def story(run: Run, world: int, table: str, cell: int) -> _Story:
    """What `offers` shows."""
    told = transcript(run, table)
    data = run.resolved.scenario.tables[table]
    ideals = {
        name: (issue.ideal[data.parties[0]].value, issue.ideal[data.parties[1]].value)
        for name, issue in data.issues.items()
    }
    said = [event for event in told.events if isinstance(event, Offer)]
    return _Story(run, table, told, said, ideals, ["package"])
