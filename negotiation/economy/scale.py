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

    def at(self, worlds: np.ndarray) -> LinearScale:
        """The same for some of the worlds."""
        return LinearScale(self.first[worlds], self.second[worlds])


@dataclass(frozen=True)
class MoneyScale:
    """Concession in proportion to money lost by the bearer, tabulated over the rate.

    `rates` rise, and so does `burden` (USD bn a year lost by the bearer at each rate). Beyond the
    table both are carried on along its last segment. `start` is the burden at the first party's
    ideal, `reach` what lies between it and the burden at the second's. See `money_scale`.
    """

    rates: Array
    burden: Array
    start: Array
    reach: Array

    def to_concession(self, value: Array) -> Array:
        return (interpolate(self.rates, self.burden, value) - self.start) / self.reach

    def to_value(self, concession: Array) -> Array:
        return interpolate(self.burden, self.rates, self.start + concession * self.reach)

    def at(self, worlds: np.ndarray) -> MoneyScale:
        """The same for some of the worlds."""
        return MoneyScale(self.rates, self.burden, self.start[worlds], self.reach[worlds])


def money_scale(rates: Array, burden: Array, first: Array, second: Array) -> MoneyScale:
    """The scale between two ideal rates, [world]."""
    start = interpolate(rates, burden, first)
    return MoneyScale(rates, burden, start, interpolate(rates, burden, second) - start)


def interpolate(x: Array, y: Array, at: Array) -> Array:
    """Straight lines between the points (x rising), and beyond them along the end segments.

    Written out because `np.interp` chooses its arithmetic by the number of points asked for.
    """
    segment = x[1:-1].searchsorted(at, side="right")
    low, bottom = x.take(segment), y.take(segment)
    rise = (y[1:] - y[:-1]) / (x[1:] - x[:-1])
    return bottom + (at - low) * rise.take(segment)
