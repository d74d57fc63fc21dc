"""Regularities of the record that the model does or does not reproduce."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import numpy as np
from scipy.stats import binom

from negotiation.draws import Array
from negotiation.runs.chunk import Chunk, build
from negotiation.runs.numbers import numbers
from negotiation.validation.case import Case
from negotiation.validation.history.case import HistoryCase, read
from negotiation.validation.history.forecast import Forecast, bind
from negotiation.validation.history.scores import interval
from negotiation.validation.history.shared import given, positions
from negotiation.validation.judge import HOLDS, SHORT
from negotiation.validation.play import Diary, price
from negotiation.world.outcomes import final_values
from negotiation.world.table import DEAL, PARTIAL

TOGETHER = Path(__file__).with_name("together.toml")
NEAR = 4.0  # weeks before a date that count as near it
CLOSE = 2.5  # points between two rates that count as clustered
PARTNERS = {"usa-japan": "Japan", "usa-korea": "South Korea", "usa-china": "China"}
IN_2025 = {"usa-japan": "us_japan_2025", "usa-korea": "us_korea_2025", "usa-china": "us_china_2025"}


@dataclass(frozen=True)
class Together:
    """Several tables played at once: by table, [world].

    Attributes
    ----------
    first : week of the first settlement, NaN where there was none.
    rate : the baseline tariff at the end, for tables that have one.
    answered : whether the partner answered a tariff with one.
    """

    first: dict[str, Array]
    rate: dict[str, Array]
    answered: dict[str, np.ndarray]


def play_together(case: HistoryCase, worlds: int, seed: int) -> Together:
    """Play a case to the horizon of its first forecast, with all its tables."""
    as_of = case.data.as_of[0]
    resolved, _ = bind(case, as_of, seed)
    tariffs = price(resolved)
    parts = []
    bounds = np.linspace(0, worlds, len(resolved.cells) + 1).astype(int)
    for cell in range(len(resolved.cells)):
        first, count = int(bounds[cell]), int(bounds[cell + 1] - bounds[cell])
        values, _ = given(case, numbers(resolved, cell), positions(seed, first, count))
        diary = Diary()
        model = build(resolved, tariffs, Chunk(cell, first, count), diary, values)
        weeks = {name: np.full(count, np.nan) for name in model.tables}
        end = model.calendar.week_of(case.horizon(as_of))
        while model.week < end:
            model.step()
            for name, table in model.tables.items():
                new = np.isnan(weeks[name]) & np.isin(table.outcome(), (DEAL, PARTIAL))
                weeks[name][new] = model.week - 1
        rates = {
            name: final_values(table)[table.issues.index("baseline_tariff")]
            for name, table in model.tables.items()
            if "baseline_tariff" in table.issues
        }
        answers = {}
        for name in model.tables:
            acts = [
                act.where
                for act in diary.acts
                if act.rule == "M12"
                and re.match(rf"{name}: .* retaliates", act.text)
                and f" {case.scenario.countries[case.imposer].name} " not in act.text
            ]
            answers[name] = np.any(acts, axis=0) if acts else np.zeros(count, dtype=bool)
        parts.append(Together(weeks, rates, answers))
        model.forget()
    return Together(
        *(
            {name: np.concatenate([getattr(p, field)[name] for p in parts]) for name in of}
            for field, of in (
                ("first", parts[0].first),
                ("rate", parts[0].rate),
                ("answered", parts[0].answered),
            )
        )
    )


def together() -> HistoryCase:
    """The three tables of 2025 at once."""
    return read(TOGETHER)


def willing(case: HistoryCase) -> HistoryCase:
    """The same with every partner ready to answer tariffs with tariffs."""
    partners = [c for c in case.scenario.countries if c != case.imposer]
    strategies = {**case.data.strategies, **dict.fromkeys(partners, ("retaliate",))}
    data = case.data.model_copy(update={"strategies": strategies})
    return HistoryCase(data, case.raw, case.scenario, case.file, case.origin, case.under)


def order(played: Together, forecasts: Sequence[Forecast]) -> Case:
    """Who settles first, second and third."""
    cases = {forecast.case.name: forecast.case for forecast in forecasts}
    dates = {t: cases[IN_2025[t]].data.settled[0].date for t in PARTNERS}
    recorded = tuple(sorted(PARTNERS, key=lambda t: dates[t]))
    weeks = np.stack([played.first[t] for t in PARTNERS])
    apart = np.isfinite(weeks).all(axis=0)
    apart &= np.array([len(set(column)) == len(PARTNERS) for column in weeks.T])
    ranks = np.argsort(weeks[:, apart], axis=0)
    tables = list(PARTNERS)
    shares = {
        turn: float(np.mean((ranks == np.array([tables.index(t) for t in turn])[:, None]).all(0)))
        for turn in permutations(tables)
    }
    best = max(shares, key=lambda turn: shares[turn])
    said = ", ".join(PARTNERS[t] for t in recorded)
    return Case(
        "regularity.order",
        "Order in which the three partners of 2025 settle",
        said,
        f"{', '.join(PARTNERS[t] for t in best)} ({100 * shares[best]:.0f} %); "
        f"the record's {100 * shares[recorded]:.0f} %",
        "the most frequent of six",
        HOLDS if best == recorded else SHORT,
        f"Of {int(apart.sum())} worlds in which all three settle in different weeks.",
        "record2025",
    )


def clustering(played: Together) -> Case:
    """Whether the second ally's baseline tariff lies at the first's."""
    one, two = "usa-japan", "usa-korea"
    both = np.isfinite(played.first[one]) & np.isfinite(played.first[two])
    gap = np.abs(played.rate[one] - played.rate[two])[both]
    middle = float(np.median(gap))
    return Case(
        "regularity.clustering",
        "Gap between the baseline tariffs of Japan and South Korea, percentage points",
        0.0,
        round(middle, 2),
        CLOSE,
        HOLDS if middle <= CLOSE else SHORT,
        f"Median of {int(both.sum())} worlds in which both settle; within one point in "
        f"{100 * float(np.mean(gap <= 1.0)):.0f} %.",
        "record2025",
    )


def asks(forecasts: Sequence[Forecast]) -> list[Case]:
    """What is promised in the end as a share of what was asked, in worlds with a deal."""
    found = []
    for forecast in _with_deal(forecasts):
        case, outcome = forecast.case, forecast.case.outcome(forecast.as_of)
        assert outcome is not None
        for term in case.data.terms:
            if term.measure == "tariff" or term.issue not in outcome.terms:
                continue
            issue = case.talks.issues[term.issue]
            ask = issue.ideal[case.imposer].value
            full = (
                100.0 * (ask / issue.status_quo.value - 1.0)
                if term.measure == "rise"
                else ask * case.scale(term)
            )
            promised = forecast.terms[term.issue] != 0.0
            share = forecast.terms[term.issue][promised] / full
            low, high = interval(share, np.ones(len(share)), 0.8)
            recorded = outcome.terms[term.issue] / full
            found.append(
                Case(
                    f"regularity.ask.{case.name}",
                    f"Final {term.issue.replace('_', ' ')} as a share of the ask",
                    round(recorded, 2),
                    f"{np.median(share):.2f} [{low:.2f} to {high:.2f}]",
                    "80 % of worlds",
                    HOLDS if low <= recorded <= high else SHORT,
                    f"Of {len(share)} worlds with a promise, as of {forecast.as_of.date}.",
                    "record2018" if forecast.as_of.date.year < 2025 else "record2025",
                )
            )
    return found


def _with_deal(forecasts: Sequence[Forecast]) -> list[Forecast]:
    """By case, the first forecast whose horizon holds a deal."""
    found: dict[str, Forecast] = {}
    for forecast in forecasts:
        outcome = forecast.case.outcome(forecast.as_of)
        if outcome is not None and outcome.what != "none":
            found.setdefault(forecast.case.name, forecast)
    return list(found.values())


def near_dates(forecasts: Sequence[Forecast]) -> Case:
    """Whether first settlements come shortly before a date on which a threat falls due."""
    recorded, shares = [], []
    for forecast in _with_deal(forecasts):
        ahead = [(s.date_ahead - s.date).days for s in forecast.case.data.settled if s.date_ahead]
        lead = forecast.lead[np.isfinite(forecast.lead)]
        if ahead and len(lead):
            recorded.append(ahead[0] <= 7 * NEAR)
            shares.append(float(np.mean(lead <= NEAR)))
    number, near, chance = len(recorded), sum(recorded), float(np.mean(shares))
    low, high = binom.interval(0.95, number, chance)
    return Case(
        "regularity.deadline",
        f"First settlements in the last {NEAR:.0f} weeks before a date, of those with a date ahead",
        f"{near} of {number}",
        f"{100 * chance:.0f} % of worlds",
        f"{low:.0f} to {high:.0f} of {number}",
        HOLDS if low <= near <= high else SHORT,
        "Mean over cases; so few cases can only tell apart what differs widely.",
        "record2018, record2025",
    )


def retaliation(first: Together, second: Together) -> Case:
    """Who answers tariffs, if all partners are ready to: China in 2018, the allies in 2025."""
    shares = {
        "China (2018)": float(np.mean(first.answered["usa-china"])),
        "Japan": float(np.mean(second.answered["usa-japan"])),
        "South Korea": float(np.mean(second.answered["usa-korea"])),
    }
    china, *allies = shares.values()
    return Case(
        "regularity.retaliation",
        "Who answers new American tariffs with tariffs, where all are ready to",
        "China, not the allies",
        ", ".join(f"{who} {100 * share:.0f} %" for who, share in shares.items()),
        "above and below half",
        HOLDS if china > 0.5 > max(allies) else SHORT,
        "Share of worlds with an answer within a year. China's answers of 2025 lie before the "
        "forecast and say nothing.",
        "record2018, record2025",
    )
