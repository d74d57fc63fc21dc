"""Between the value of an issue in its own unit and the first party's concession on it.

A concession is 0 at the first party's ideal and 1 at the second's, and goes on beyond both. Most
issues are linear. A tariff is measured in the money of the side that bears it, through a table
of its loss at each rate.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    table both are carried on along its last segment.
    """

    rates: Array
    burden: Array
    first: Array
    second: Array
    _start: Array = field(init=False)
    _range: Array = field(init=False)

    def __post_init__(self) -> None:
        start, stop = (
            interpolate(self.rates, self.burden, end) for end in (self.first, self.second)
        )
        object.__setattr__(self, "_start", start)
        object.__setattr__(self, "_range", stop - start)

    def to_concession(self, value: Array) -> Array:
        return (interpolate(self.rates, self.burden, value) - self._start) / self._range

    def to_value(self, concession: Array) -> Array:
        return interpolate(self.burden, self.rates, self._start + concession * self._range)

    def at(self, worlds: np.ndarray) -> MoneyScale:
        """The same for some of the worlds."""
        return MoneyScale(self.rates, self.burden, self.first[worlds], self.second[worlds])


def interpolate(x: Array, y: Array, at: Array) -> Array:
    """Straight lines between the points (x rising), and beyond them along the end segments.

    Written out because `np.interp` chooses its arithmetic by the number of points asked for.
    """
    segment = x[1:-1].searchsorted(at, side="right")
    low, bottom = x.take(segment), y.take(segment)
    rise = (y[1:] - y[:-1]) / (x[1:] - x[:-1])
    return bottom + (at - low) * rise.take(segment)
