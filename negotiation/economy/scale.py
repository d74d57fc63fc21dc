"""Between the value of an issue in its own unit and the first party's concession on it.

A concession is 0 at the first party's ideal and 1 at the second's, and goes on beyond both. Most
issues are linear. A tariff is measured in the money of the side that bears it, through a table
of its loss at each rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.draws import Array


@dataclass(frozen=True)
class LinearScale:
    """Concession in proportion to the distance from the first party's ideal."""

    first: Array  # ideal of the first party, in the unit of the issue
    second: Array

    def to_concession(self, value: Array) -> Array:
        return (value - self.first) / (self.second - self.first)

    def to_value(self, concession: Array) -> Array:
        return self.first + concession * (self.second - self.first)


@dataclass(frozen=True)
class MoneyScale:
    """Concession in proportion to money lost by the bearer, tabulated over the rate.

    `rates` rise, and so does `burden` (USD bn a year lost by the bearer at each rate). Beyond the
    table both are carried on along its last segment.
    """

    rates: Array
    burden: Array
    first: Array
    second: Array

    def to_concession(self, value: Array) -> Array:
        start = interpolate(self.rates, self.burden, self.first)
        stop = interpolate(self.rates, self.burden, self.second)
        return (interpolate(self.rates, self.burden, value) - start) / (stop - start)

    def to_value(self, concession: Array) -> Array:
        start = interpolate(self.rates, self.burden, self.first)
        stop = interpolate(self.rates, self.burden, self.second)
        return interpolate(self.burden, self.rates, start + concession * (stop - start))


def interpolate(x: Array, y: Array, at: Array) -> Array:
    """Straight lines between the points (x rising), and beyond them along the end segments.

    Written out because `np.interp` chooses its arithmetic by the number of points asked for.
    """
    segment = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    low, high = np.take(x, segment), np.take(x, segment + 1)
    bottom, top = np.take(y, segment), np.take(y, segment + 1)
    return bottom + (top - bottom) * ((at - low) / (high - low))
