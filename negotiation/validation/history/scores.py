"""Scores of forecasts that are samples with weights, or normal; smaller is better."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from negotiation.draws import Array

DOUBT = 0.05  # of every belief about the class that is spread evenly, so that no score is infinite


def crps(sample: Array, weight: Array, outcome: float) -> float:
    """Continuous ranked probability score of a weighted sample, in its unit.

    E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007, equation 21), with X and X' drawn
    from the sample by its weights; exact, by sorting.
    """
    order = np.argsort(sample)
    x, w = sample[order], weight[order] / weight.sum()
    below = np.cumsum(w) - 0.5 * w
    # E|X - X'| = 2 sum_i w_i x_i (F_i- - (1 - F_i)): each pair counted once from either end
    spread = 2.0 * np.sum(w * x * (2.0 * below - 1.0))
    return float(np.sum(w * np.abs(x - outcome)) - 0.5 * spread)


def crps_normal(mean: float, sd: float, outcome: float) -> float:
    """The same of a normal forecast (Gneiting and Raftery 2007, equation 5 of section 4.2)."""
    z = (outcome - mean) / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return sd * (z * (2.0 * float(ndtr(z)) - 1.0) + 2.0 * density - 1.0 / math.sqrt(math.pi))


def quantile(sample: Array, weight: Array, levels: Sequence[float]) -> Array:
    """The least value at or below which a level of the weight lies, by level."""
    order = np.argsort(sample)
    reached = np.cumsum(weight[order]) / weight.sum()
    at = np.searchsorted(reached, np.asarray(levels) - 1e-12)
    return sample[order][np.minimum(at, len(sample) - 1)]


def interval(sample: Array, weight: Array, level: float) -> tuple[float, float]:
    """The central interval that holds a level of the weight."""
    low, high = quantile(sample, weight, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return float(low), float(high)


def place(sample: Array, weight: Array, outcome: float) -> tuple[float, float]:
    """Weight of what lies below an outcome, and of what does not lie above it."""
    whole = weight.sum()
    below, upto = weight[sample < outcome].sum(), weight[sample <= outcome].sum()
    return float(below / whole), float(upto / whole)


def covered(place: tuple[float, float], level: float) -> float:
    """How much of an outcome the central interval of a level covers, 0 to 1.

    An outcome on which the forecast puts weight is spread over its place in the distribution (the
    non-randomised probability integral transform: Czado, Gneiting and Held 2009), since an
    interval that ends on such a lump holds more than its level.
    """
    low, high = (1.0 - level) / 2.0, (1.0 + level) / 2.0
    below, upto = place
    if upto <= below:
        return float(low <= below <= high)
    return max(min(upto, high) - max(below, low), 0.0) / (upto - below)


def believed(chances: Array) -> Array:
    """Chances [class] with a share `DOUBT` spread evenly."""
    return (1.0 - DOUBT) * chances / chances.sum() + DOUBT / len(chances)


def log_score(chances: Array, what: int) -> float:
    """Minus the logarithm of the chance given to what came to pass (Good 1952), in nats."""
    return -math.log(float(chances[what]))


def effective(weight: Array) -> float:
    """Number of equally weighted worlds that would say as much (Kish 1965)."""
    return float(weight.sum() ** 2 / np.sum(weight**2))
