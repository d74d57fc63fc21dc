"""Estimate the four shared parameters by approximate Bayesian computation over the engine.

For each case that may be seen, the worlds nearest to what came to pass are accepted (rejection:
Beaumont, Zhang and Balding 2002). The chance of acceptance at a position of the parameters is
proportional to the likelihood of the case; it is smoothed by a logistic regression on linear,
quadratic and mixed terms. Cases are independent given the parameters, so their likelihoods
multiply (piecewise: White, Kypraios and Preston 2015). A held-out case is forecast with its own
worlds, weighted by the likelihood that the cases seen give to their positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import expit

from negotiation.draws import Array
from negotiation.validation.history.case import CLASSES, Outcome
from negotiation.validation.history.forecast import Forecast
from negotiation.validation.history.shared import SHARED

ACCEPTED = 0.1  # share of a case's worlds that come nearest
RIDGE = 1.0  # precision of each coefficient, on positions from -1 to 1


@dataclass(frozen=True)
class Seen:
    """The likelihood of a case that was seen, up to a factor: coefficients of `features`."""

    name: str
    coefficients: Array

    def log_likelihood(self, at: Array) -> Array:
        """At positions [parameter, world], up to a constant."""
        return np.log(expit(_times(features(at), self.coefficients)))


def distance(forecast: Forecast, outcome: Outcome) -> Array:
    """How far worlds are from what came to pass, [world].

    The summary statistics are every term of the record, the week of the first settlement, each in
    standard deviations of the forecast, and the class, which counts one where it differs. Terms
    of one measure count as one statistic together.
    """
    squares = [(forecast.what != CLASSES.index(outcome.what)).astype(np.float64)]
    squares.append(_standardised(forecast.weeks, outcome.weeks))
    for measure in ("tariff", "pledge", "rise"):
        found = [
            _standardised(forecast.terms[term.issue], outcome.terms[term.issue])
            for term in forecast.case.data.terms
            if term.measure == measure and term.issue in outcome.terms
        ]
        if found:
            squares.append(np.mean(found, axis=0))
    return np.sqrt(np.mean(squares, axis=0))


def _standardised(sample: Array, outcome: float) -> Array:
    scale = sample.std()
    return ((sample - outcome) / (scale if scale > 0.0 else 1.0)) ** 2


def learn(forecast: Forecast, outcome: Outcome) -> Seen:
    """What a case says about the shared parameters; nothing on those that it does not have."""
    off = distance(forecast, outcome)
    near = off <= np.quantile(off, ACCEPTED)
    there = np.array([[one.id in forecast.moved] for one in SHARED])
    return Seen(forecast.case.name, logistic(features(np.where(there, forecast.at, 0.5)), near))


def features(at: Array) -> Array:
    """Terms of the regression at positions [parameter, world]: [term, world], a constant first."""
    z = 2.0 * at - 1.0
    mixed = [z[i] * z[j] for i, j in combinations(range(len(z)), 2)]
    return np.stack([np.ones(at.shape[-1]), *z, *(z**2 - 1.0 / 3.0), *mixed])


def logistic(terms: Array, happened: np.ndarray) -> Array:
    """Coefficients of a logistic regression with a normal prior on all but the constant.

    Newton's method on a concave function; `terms` [term, world].
    """
    penalty = np.full(len(terms), RIDGE)
    penalty[0] = 0.0
    found = np.zeros(len(terms))
    for _ in range(50):
        chance = expit(_times(terms, found))
        slope = np.sum(terms * (happened - chance), axis=1) - penalty * found
        weighted = terms * (chance * (1.0 - chance))
        bend = np.inner(weighted, terms) + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        found = found + step
        if np.abs(step).max() < 1e-10:
            break
    return found


def _times(terms: Array, coefficients: Array) -> Array:
    return np.sum(coefficients[:, None] * terms, axis=0)


def weights(seen: Sequence[Seen], at: Array) -> Array:
    """Weight of each world [world] given the cases seen, the mean 1; all equal if none is."""
    total = np.zeros(at.shape[-1])
    for case in seen:
        total = total + case.log_likelihood(at)
    found = np.exp(total - np.max(total, initial=-np.inf) if len(total) else total)
    return found / found.mean()
