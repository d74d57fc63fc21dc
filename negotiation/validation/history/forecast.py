"""Forecast a case as of a date: many worlds of the engine, those in which talks were still open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.draws import Array
from negotiation.errors import InputError
from negotiation.runs.chunk import Chunk, build
from negotiation.runs.numbers import numbers
from negotiation.runs.resolve import Resolved, resolve_data
from negotiation.scenario.quantity import Quantity
from negotiation.scenario.schema import Scenario
from negotiation.validation.history.case import CLASSES, AsOf, HistoryCase, Term
from negotiation.validation.history.known import LeftOut, as_known
from negotiation.validation.history.shared import given, positions
from negotiation.validation.play import price
from negotiation.world.model import NegotiationModel
from negotiation.world.outcomes import final_values
from negotiation.world.table import DEAL, NEVER, OPEN, PARTIAL, Table

# How sides may play where a case does not say: readings that were open, all equally likely.
IMPOSER = ("maximum_pressure", "deadline_brinkmanship", "erratic")
PARTNER = ("partial_deal", "package_linkage", "wait_out")
PART = 5_000  # worlds played at once
FEWEST = 10  # worlds with talks still open that make a forecast


@dataclass(frozen=True)
class Forecast:
    """What the engine makes of a case as of a date; arrays are [world], of the worlds kept.

    Attributes
    ----------
    played : worlds played; those kept are the ones in which nothing had ended by the date.
    at : positions of the shared parameters, [parameter, world].
    what : class by the horizon, a position in `CLASSES`.
    weeks : from the date of forecast to the first settlement, the horizon where there is none.
    terms : by issue, in the unit of its measure.
    lead : weeks from the first settlement to the next date ahead, NaN where there is none.
    moved : for each shared parameter that the case has, one of the numbers that it sets.
    known : the scenario as known on the date; `left_out` what was not.
    """

    case: HistoryCase
    as_of: AsOf
    played: int
    at: Array
    what: np.ndarray
    weeks: Array
    terms: dict[str, Array]
    lead: Array
    moved: dict[str, Quantity]
    known: Scenario
    left_out: tuple[LeftOut, ...]

    @property
    def kept(self) -> int:
        return len(self.what)


@dataclass(frozen=True)
class _Part:
    """What came of some worlds, all of them."""

    at: Array
    open: np.ndarray
    what: np.ndarray
    weeks: Array
    terms: dict[str, Array]
    lead: Array


def bind(case: HistoryCase, as_of: AsOf, seed: int) -> tuple[Resolved, tuple[LeftOut, ...]]:
    """The experiment that forecasts a case as of a date, and what it leaves out."""
    raw, left = as_known(case, as_of.date)
    end = (case.horizon(as_of) - case.scenario.start).days // 7 + 1
    raw["weeks"] = max(raw["weeks"], end)
    data: dict[str, Any] = {
        "name": case.name,
        "question": case.data.title,
        "scenario": raw,
        "worlds": 1,
        "seed": seed,
        "strategies": {c: list(_readings(case, as_of, c)) for c in case.scenario.countries},
        "presets": case.data.presets,
    }
    return resolve_data(data, Path(case.file)), tuple(left)


def _readings(case: HistoryCase, as_of: AsOf, country: str) -> tuple[str, ...]:
    """Strategies that a country may play, as far as known by the date."""
    for said in (as_of.strategies, case.data.strategies):
        if country in said:
            return said[country]
    if country == case.imposer:
        return IMPOSER
    return PARTNER if country in case.talks.parties else PARTNER[:1]


def forecast(case: HistoryCase, as_of: AsOf, worlds: int, seed: int) -> Forecast:
    """Play a case as known on a date; worlds are shared evenly among the ways to play.

    Raises
    ------
    InputError : where talks are over by the date in nearly all worlds.
    """
    resolved, left = bind(case, as_of, seed)
    tariffs = price(resolved)
    parts: list[_Part] = []
    moved: dict[str, Quantity] = {}
    bounds = np.linspace(0, worlds, len(resolved.cells) + 1).astype(int)
    for cell in range(len(resolved.cells)):
        known = numbers(resolved, cell)
        for first in range(bounds[cell], bounds[cell + 1], PART):
            count = min(PART, bounds[cell + 1] - first)
            at = positions(seed, first, count)
            values, moved = given(case, known, at)
            model = build(resolved, tariffs, Chunk(cell, first, count), given=values)
            parts.append(_play(model, case, as_of, at))
            model.forget()
    stay = np.concatenate([part.open for part in parts])
    if stay.sum() < FEWEST:
        problem = f"talks were still open on {as_of.date} in {stay.sum()} of {worlds} worlds"
        remedy = f"give an earlier date, or more --worlds: it takes {FEWEST} to forecast"
        raise InputError(f"{problem}; {remedy}", file=case.file, key="as_of")

    def kept(arrays: list[np.ndarray]) -> np.ndarray:
        return np.compress(stay, np.concatenate(arrays, axis=-1), axis=-1)

    return Forecast(
        case=case,
        as_of=as_of,
        played=worlds,
        at=kept([part.at for part in parts]),
        what=kept([part.what for part in parts]),
        weeks=kept([part.weeks for part in parts]),
        terms={t.issue: kept([p.terms[t.issue] for p in parts]) for t in case.data.terms},
        lead=kept([part.lead for part in parts]),
        moved=moved,
        known=resolved.scenario,
        left_out=left,
    )


def _play(model: NegotiationModel, case: HistoryCase, as_of: AsOf, at: Array) -> _Part:
    table = model.tables[case.table]
    begin = model.calendar.week_of(as_of.date)
    end = model.calendar.week_of(case.horizon(as_of))
    first = np.full(model.worlds, np.nan)
    lead = np.full(model.worlds, np.nan)
    still = np.ones(model.worlds, dtype=bool)
    while model.week < end:
        if model.week == begin:
            still = (table.outcome() == OPEN) & np.isnan(first)
        ahead, week = table.next_date(), model.week
        model.step()
        new = np.isnan(first) & np.isin(table.outcome(), (DEAL, PARTIAL))
        first[new] = week
        lead = np.where(new & (ahead < NEVER), ahead - week, lead)
    code = table.outcome()
    since = (as_of.date - model.calendar.start) / dt.timedelta(weeks=1)
    weeks = np.clip(first + 0.5 - since, 0.0, case.data.horizon)
    return _Part(
        at=at,
        open=still,
        what=np.where(code == DEAL, 0, np.where(code == PARTIAL, 1, len(CLASSES) - 1)),
        weeks=np.where(np.isnan(first), float(case.data.horizon), weeks),
        terms={term.issue: _term(table, case, term) for term in case.data.terms},
        lead=lead,
    )


def _term(table: Table, case: HistoryCase, term: Term) -> Array:
    """An issue as things stand, in the unit of its measure, [world]."""
    k = table.issues.index(term.issue)
    value = final_values(table)[k]
    if term.measure == "tariff":
        return value
    if term.measure == "rise":
        found = 100.0 * (value / table.terms.status_quo[k] - 1.0)
    else:
        found = value * case.scale(term)
    return np.where(table.unsettled[k], 0.0, found)
