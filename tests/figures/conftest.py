"""Small real runs to draw, and made-up ones where playing would take too long."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import invented as invention
import numpy as np
import pytest
from invented import invented

from negotiation.analysis.load import Run, load
from negotiation.draws import Array
from negotiation.figures.stakes import SPREAD, Worth
from negotiation.runs.resolve import Resolved, resolve
from negotiation.runs.run import run as play


@pytest.fixture(scope="session")
def make(islands, tmp_path_factory):
    """A function that runs the two islands and loads the result."""

    def run(worlds: int, *sets: tuple[str, object]) -> Run:
        folder = tmp_path_factory.mktemp("run") / "result"
        return load(play(resolve(islands, worlds=worlds, sets=sets), folder, jobs=1))

    return run


@pytest.fixture(scope="session")
def small(make) -> Run:
    """Sixty worlds in two cells."""
    return make(60)


@pytest.fixture(scope="session")
def single(make) -> Run:
    """One world in one cell."""
    return make(1, ("strategies.lyonesse", "wait_out"))


@pytest.fixture(scope="session")
def failing(make) -> Run:
    """Worlds in which whatever is agreed fails at home."""
    return make(4, ("mechanisms.M9.win_set", 1.0))


@pytest.fixture(scope="session")
def silent(make) -> Run:
    """Talks that one side leaves before anybody makes an offer."""
    return make(3, ("tables.avalon-lyonesse.outside.avalon", 1000.0))


LEVERS = """
[vary]
"mechanisms.M9.win_set" = [0.2, 0.5, 0.8]

[arms]
"neither in public" = {}
"Avalon in public" = { "strategies.avalon" = "total_rollback" }
"""

MAP = """
[vary]
"countries.avalon.credibility" = [0.1, 0.3, 0.6, 0.9]
"mechanisms.M9.win_set" = [0.2, 0.5, 0.8]
"""

OFF = """
[arms]
"everything on" = {}
"without side payments (M4)" = { "mechanisms.M4" = false }
"without linkage (M6)" = { "mechanisms.M6" = false }
"without ratification (M9)" = { "mechanisms.M9" = false }
"""


@pytest.fixture(scope="session")
def dosed(islands, tmp_path_factory) -> Run:
    """Forty worlds in six cells: a number in three values, by two arms that change who plays."""
    folder = tmp_path_factory.mktemp("dosed")
    text = islands.read_text(encoding="utf-8")
    text = text.replace('["package_linkage", "wait_out"]', '"wait_out"')
    text = text.replace("[strategies]", 'outcomes = ["failures", "utility.avalon"]\n\n[strategies]')
    (folder / "dosed.toml").write_text(text + LEVERS, encoding="utf-8")
    resolved = resolve(folder / "dosed.toml", worlds=40)
    return load(play(resolved, folder / "result", jobs=1))


@dataclasses.dataclass(frozen=True)
class MadeUp(Run):
    """A result that nobody played: the real countries and tables, with outcomes drawn at random."""

    bound: Resolved | None = None

    @property
    def resolved(self) -> Resolved:
        assert self.bound is not None
        return self.bound

    def arrays(self, columns, table, cell):
        worlds, weeks = self.manifest["worlds"], self.resolved.scenario.weeks
        draws = np.random.Generator(np.random.Philox([self.manifest["tables"].index(table), cell]))
        kinds = ["deal", "partial", "ratification_failed", "breakdown", "open"]
        outcome = draws.choice(kinds, worlds, p=[0.4, 0.3, 0.1, 0.05, 0.15])
        week = draws.integers(weeks // 2, weeks, worlds)
        settled = np.isin(outcome, ["deal", "partial"])
        found = {
            "outcome": outcome,
            "any_deal": settled.astype(np.float64),
            "week": np.where(outcome == "open", np.nan, week),
        }
        for column in columns:
            if column.startswith("settled."):
                early = week - draws.integers(0, weeks // 2, worlds)
                found[column] = np.where(settled, early, np.nan)
        return {name: found[name] for name in columns}

    def shares(self, column, table, cell):
        kinds, counts = np.unique(self.values(column, table, cell), return_counts=True)
        return dict(zip(kinds.tolist(), (counts / counts.sum()).tolist(), strict=True))

    def worth(self) -> dict[str, Worth]:
        """What issues are worth, as `stakes` would have it."""
        tables = self.resolved.scenario.tables
        draws = np.random.Generator(np.random.Philox(1))

        def both(issues: int) -> tuple[Array, Array]:
            one, two = np.sort(draws.lognormal(1.0, 1.5, (2, len(SPREAD), issues)), axis=1)
            return one, two

        return {k: Worth(both(len(t.issues)), both(len(t.issues))) for k, t in tables.items()}


@pytest.fixture(scope="session")
def made_up(tmp_path_factory):
    """A function that makes up a result of the alliance in so many cells."""

    def make(**strategies: list[str]) -> MadeUp:
        written = Path(__file__).parents[2] / "experiments" / "alliance_2025.toml"
        sets = tuple((f"strategies.{key}", names) for key, names in strategies.items())
        bound = resolve(written, worlds=20, sets=sets)
        manifest = {
            "cells": list(bound.cells),
            "tables": list(bound.scenario.tables),
            "worlds": 20,
            "seed": bound.experiment.seed,
            "run": bound.run_id,
            "model": "1",
        }
        return MadeUp(tmp_path_factory.mktemp("made_up"), manifest, {}, bound)

    return make


PLAYED = ["maximum_pressure", "package_linkage", "partial_deal"]


@pytest.fixture(scope="session")
def long(made_up) -> MadeUp:
    """Three tables of countries and issues with long names."""
    return made_up()


@pytest.fixture(scope="session")
def nine(made_up) -> MadeUp:
    """The same in nine cells."""
    return made_up(usa=PLAYED, japan=["total_rollback", "partial_deal", "investment_first"])


@pytest.fixture(scope="session")
def many(made_up) -> MadeUp:
    """The same in more cells than a page has room for."""
    answers = [*PLAYED, "total_rollback", "investment_first", "wait_out", "retaliate"]
    return made_up(usa=PLAYED, japan=answers, korea=answers)


@pytest.fixture(scope="session")
def library(tmp_path_factory, islands):
    """Runs that nobody played, by name: what each figure is drawn of."""
    folder = tmp_path_factory.mktemp("library")
    text = islands.read_text(encoding="utf-8").replace(
        '["package_linkage", "wait_out"]', '"wait_out"'
    )
    texts = {
        "islands": islands.read_text(encoding="utf-8"),
        "dosed": text + LEVERS,
        "mapped": text + MAP,
        "off": text + OFF,
    }
    for name, written in texts.items():
        (folder / f"{name}.toml").write_text(written, encoding="utf-8")
    found = {name: invented(folder / f"{name}.toml", 40) for name in texts}
    alliance = Path(__file__).parents[2] / "experiments" / "alliance_2025.toml"
    return {**found, "alliance": invented(alliance, 40)}


@pytest.fixture
def unplayed(monkeypatch):
    """Figures that build or replay worlds are given made-up ones."""
    monkeypatch.setattr("negotiation.figures.stakes.worth", invention.worth)
    monkeypatch.setattr("negotiation.figures.trust._courses", invention.courses)
    monkeypatch.setattr("negotiation.figures.offers._replay", invention.story)
    monkeypatch.setattr(
        "negotiation.figures.calendar._transcript",
        lambda run, world, cell: invention.transcript(run, run.manifest["tables"][0]),
    )
