"""Score forecasts: as given, with the parameters learnt from earlier cases, and from all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.draws import Array, Draws
from negotiation.validation.history.case import CLASSES, Outcome
from negotiation.validation.history.comparators import COMPARATORS, spread
from negotiation.validation.history.estimate import Seen, learn, weights
from negotiation.validation.history.forecast import Forecast
from negotiation.validation.history.scores import (
    believed,
    crps,
    crps_normal,
    effective,
    interval,
    log_score,
    place,
    quantile,
)

GIVEN, CHAINED, LEFT_OUT = "not estimated", "earlier cases seen", "other cases seen"
WEEK, WEEKS = "first settlement", "weeks"  # scored like a term
RESAMPLES = 10_000


@dataclass(frozen=True)
class Mark:
    """One number of a forecast against what came to pass.

    `half` and `most` are the central intervals that hold 50 and 80 %; `place` the weight of what
    lies below the outcome and of what does not lie above it; `naive` the scores of the comparators
    by name.
    """

    issue: str
    measure: str
    outcome: float
    median: float
    half: tuple[float, float]
    most: tuple[float, float]
    place: tuple[float, float]
    crps: float
    naive: dict[str, float]


@dataclass(frozen=True)
class Scored:
    """A forecast with its scores.

    Attributes
    ----------
    way : how the shared parameters were treated.
    seen : cases from which they were learnt.
    chances : of each class.
    log, naive_log : log scores of the class, own and the comparators'.
    worlds : equally weighted worlds that would say as much.
    """

    forecast: Forecast
    outcome: Outcome
    way: str
    seen: tuple[str, ...]
    chances: Array
    log: float
    naive_log: dict[str, float]
    marks: tuple[Mark, ...]
    worlds: float

    @property
    def name(self) -> str:
        return self.forecast.case.name


def score(forecast: Forecast, outcome: Outcome, way: str, seen: Sequence[Seen]) -> Scored:
    """Score a forecast whose worlds are weighted by what the cases seen say."""
    weight = weights(seen, forecast.at)
    counts = np.array([weight[forecast.what == k].sum() for k in range(len(CLASSES))])
    chances, what = believed(counts), CLASSES.index(outcome.what)
    naive = {name: rule(forecast) for name, rule in COMPARATORS.items()}
    marks = [
        _mark(term.issue, term.measure, forecast.terms[term.issue], weight,
              outcome.terms[term.issue], {k: n.terms[term.issue] for k, n in naive.items()},
              spread(forecast, term))
        for term in forecast.case.data.terms
        if term.issue in outcome.terms
    ]  # fmt: skip
    horizon = float(forecast.case.data.horizon)
    weeks = {k: n.weeks for k, n in naive.items()}
    marks.append(_mark(WEEK, WEEKS, forecast.weeks, weight, outcome.weeks, weeks, 0.25 * horizon))
    return Scored(
        forecast=forecast,
        outcome=outcome,
        way=way,
        seen=tuple(case.name for case in seen),
        chances=chances,
        log=log_score(chances, what),
        naive_log={k: log_score(n.chances, what) for k, n in naive.items()},
        marks=tuple(marks),
        worlds=effective(weight),
    )


def _mark(
    issue: str,
    measure: str,
    sample: Array,
    weight: Array,
    outcome: float,
    naive: dict[str, float],
    sd: float,
) -> Mark:
    return Mark(
        issue=issue,
        measure=measure,
        outcome=outcome,
        median=float(quantile(sample, weight, [0.5])[0]),
        half=interval(sample, weight, 0.5),
        most=interval(sample, weight, 0.8),
        place=place(sample, weight, outcome),
        crps=crps(sample, weight, outcome),
        naive={name: crps_normal(mean, sd, outcome) for name, mean in naive.items()},
    )


def assess(forecasts: Sequence[Forecast]) -> tuple[list[Scored], list[Seen]]:
    """Score all forecasts in three ways, and what each case says about the shared parameters.

    A case is learnt from by its first forecast alone, so that it counts once. In the chain only
    cases count that were closed by the date of forecast; a case never learns from itself.
    """
    first: dict[str, Forecast] = {}
    for forecast in forecasts:
        first.setdefault(forecast.case.name, forecast)
    lessons = {}
    for name, forecast in first.items():
        outcome = forecast.case.outcome(forecast.as_of)
        assert outcome is not None
        lessons[name] = learn(forecast, outcome)
    found = []
    for forecast in forecasts:
        outcome = forecast.case.outcome(forecast.as_of)
        assert outcome is not None
        others = [name for name in first if name != forecast.case.name]
        earlier = [
            name
            for name in others
            if first[name].case.closed(first[name].as_of) <= forecast.as_of.date
        ]
        for way, names in ((GIVEN, []), (CHAINED, earlier), (LEFT_OUT, others)):
            found.append(score(forecast, outcome, way, [lessons[name] for name in names]))
    return found, list(lessons.values())


def of(scored: Sequence[Scored], way: str) -> list[Scored]:
    """The scores of one way to treat the parameters."""
    return [one for one in scored if one.way == way]


def by_case(scored: Sequence[Scored], measure: str, against: str | None = None) -> dict[str, float]:
    """Mean score of a measure by case, or its difference to that of a comparator."""
    found: dict[str, list[float]] = {}
    for one in scored:
        for mark in one.marks:
            if mark.measure == measure:
                less = 0.0 if against is None else mark.naive[against]
                found.setdefault(one.name, []).append(mark.crps - less)
    return {name: float(np.mean(values)) for name, values in found.items()}


def naive_by_case(scored: Sequence[Scored], measure: str, name: str) -> dict[str, float]:
    """Mean score of a comparator by case."""
    own, off = by_case(scored, measure), by_case(scored, measure, name)
    return {case: own[case] - off[case] for case in own}


def resampled(values: Sequence[float], seed: int) -> tuple[float, float, float]:
    """Mean over cases with its 95 % bootstrap interval (Efron 1979): cases drawn anew."""
    known = np.asarray(values)
    draws = Draws(seed, 0, RESAMPLES)
    picks = [
        np.floor(draws.uniform("validation.history.bootstrap", k) * len(known)).astype(int)
        for k in range(len(known))
    ]
    means = np.mean(known[np.stack(picks)], axis=0)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(known.mean()), float(low), float(high)
