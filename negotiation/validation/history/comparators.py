"""Four simple forecasts to beat, fixed before any score was computed.

Each says one thing for certain about class, week and terms. Around a term and the week it has a
normal residual with a standard deviation of a quarter of what is at stake: of the range between
the two sides' ideals, and of the weeks to the horizon. To its class it gives `SURE`, and the rest
evenly to the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.schema import Issue
from negotiation.validation.history.case import CLASSES, Comparable, HistoryCase, Term
from negotiation.validation.history.forecast import Forecast

SPREAD = 0.25  # of what is at stake
SURE = 0.8


@dataclass(frozen=True)
class Naive:
    """A simple forecast: class, weeks to the first settlement, and terms by issue."""

    what: str
    weeks: float
    terms: dict[str, float]

    @property
    def chances(self) -> Array:
        """Chance of each class."""
        rest = (1.0 - SURE) / (len(CLASSES) - 1)
        return np.array([SURE if name == self.what else rest for name in CLASSES])


def spread(forecast: Forecast, term: Term) -> float:
    """Standard deviation of a simple forecast's residual, in the unit of the term's measure."""
    ideals = _issue(forecast, term).ideal.values()
    one, two = (_in_measure(forecast.case, term, ideal.value) for ideal in ideals)
    return SPREAD * abs(one - two)


def status_quo(forecast: Forecast) -> Naive:
    """Nothing is settled: what applies stays, and nothing is promised."""
    terms = {term.issue: _applied(forecast, term) for term in forecast.case.data.terms}
    return Naive("none", float(forecast.case.data.horizon), terms)


def threat_carried_out(forecast: Forecast) -> Naive:
    """Nothing is settled: every dated threat is carried out, the rest is as the status quo."""
    terms = {term.issue: _threatened(forecast, term) for term in forecast.case.data.terms}
    return Naive("none", float(forecast.case.data.horizon), terms)


def midpoint(forecast: Forecast) -> Naive:
    """All is settled halfway: tariffs between the two above, promises between nothing and the ask.

    The week is halfway to the horizon.
    """
    case = forecast.case
    terms = {}
    for term in case.data.terms:
        ends = _applied(forecast, term), _threatened(forecast, term)
        if term.measure != "tariff":
            asked = _issue(forecast, term).ideal[case.imposer].value
            ends = 0.0, _in_measure(case, term, asked)
        terms[term.issue] = 0.5 * (ends[0] + ends[1])
    return Naive("deal", 0.5 * case.data.horizon, terms)


def last_deal(forecast: Forecast) -> Naive:
    """The last comparable deal is copied, at its pace; the status quo where it is silent."""
    case, start = forecast.case, status_quo(forecast)
    found = last_comparable(forecast)
    if found is None:
        return start
    ahead = found.weeks - (forecast.as_of.date - case.talks.opens).days / 7
    terms = {k: found.terms[k].value if k in found.terms else v for k, v in start.terms.items()}
    return Naive(found.what, min(max(ahead, 0.0), float(case.data.horizon)), terms)


def last_comparable(forecast: Forecast) -> Comparable | None:
    """The last deal before the date of forecast that the case may be compared with."""
    earlier = [c for c in forecast.case.data.comparable if c.date <= forecast.as_of.date]
    return max(earlier, key=lambda c: c.date) if earlier else None


COMPARATORS: dict[str, Callable[[Forecast], Naive]] = {
    "status quo": status_quo,
    "threat carried out": threat_carried_out,
    "midpoint of the two": midpoint,
    "copy of the last deal": last_deal,
}


def _issue(forecast: Forecast, term: Term) -> Issue:
    return forecast.known.tables[forecast.case.table].issues[term.issue]


def _applied(forecast: Forecast, term: Term) -> float:
    """What applies on the date of forecast; nothing of a promise."""
    if term.measure != "tariff":
        return 0.0
    return _issue(forecast, term).applies(forecast.as_of.date).value


def _threatened(forecast: Forecast, term: Term) -> float:
    """The last value threatened for a date ahead, or else what applies."""
    applied = _applied(forecast, term)
    ahead = [
        threat
        for threat in forecast.known.tables[forecast.case.table].threats
        if threat.issue == term.issue and threat.date >= forecast.as_of.date
    ]
    if term.measure != "tariff" or not ahead:
        return applied
    return max(ahead, key=lambda threat: threat.announced).value.value


def _in_measure(case: HistoryCase, term: Term, value: float) -> float:
    """A value of an issue in the unit of its measure."""
    if term.measure == "rise":
        before = case.talks.issues[term.issue].status_quo.value
        return 100.0 * (value / before - 1.0)
    return value * case.scale(term)
