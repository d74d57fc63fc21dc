"""A number as people read it: value, unit, range, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import AfterValidator, Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from negotiation.draws import Array
from negotiation.errors import InputError
from negotiation.scenario.base import Day, Number, Strict

Distribution = Literal["fixed", "uniform", "triangular", "lognormal", "normal"]


class Quantity(Strict):
    """A number with a unit and either a source or the word assumption.

    Attributes
    ----------
    value : the number; also the centre (mode or median) of its distribution.
    unit : what it is measured in; the field that holds the number says which unit it wants.
    range : lowest and highest value thought possible; draws stay inside.
    distribution : how worlds differ: `fixed` (not at all), `uniform` over the range,
        `triangular` with its mode at the value, `lognormal` with median at the value and `log_sd`,
        `normal` with mean at the value and `sd`, the last two cut off at the range.
    source : key of the bibliography; or `basis = "assumption"` with a `note` that says why.
    status : `checked` against the source or `recalled` without re-reading it.
    known_from : the date from which the number was known.
    """

    value: Number
    unit: str = Field(min_length=1)
    range: tuple[Number, Number] | None = None
    distribution: Distribution = "fixed"
    log_sd: Annotated[Number, Field(gt=0)] | None = None
    sd: Annotated[Number, Field(gt=0)] | None = None
    source: str | None = None
    basis: Literal["assumption", "definition"] | None = None
    status: Literal["checked", "recalled"] | None = None
    note: str | None = None
    known_from: Day | None = None
    _unit: Unit | None = PrivateAttr(default=None)  # limits of the field that holds the number

    @model_validator(mode="after")
    def _complete(self):
        if self.source is None and self.basis is None:
            _fail(
                "has neither a source nor a basis; "
                'give source = "key" or basis = "assumption" with a note'
            )
        if self.source is not None and self.basis is not None:
            _fail("has both a source and a basis; keep one of them")
        if self.basis == "assumption" and self.range is None:
            _fail("is an assumption without a range; add range = [low, high]")
        if self.range is not None:
            low, high = self.range
            if low > high:
                _fail(f"has a range from {low:g} down to {high:g}; put the lower end first")
            if not low <= self.value <= high:
                _fail(
                    f"value {self.value:g} lies outside its range {low:g} to {high:g}; "
                    "change the value or widen the range"
                )
        if self.distribution != "fixed" and self.range is None:
            _fail(f"is drawn ({self.distribution}) without a range; add range = [low, high]")
        if self.distribution == "lognormal" and (self.log_sd is None or self.value <= 0):
            _fail("is lognormal; it needs a positive value and log_sd")
        if self.distribution == "normal" and self.sd is None:
            _fail("is normal; it needs sd")
        return self

    def at(self, value: float) -> Quantity:
        """This number fixed at another value, as an override sets it."""
        low, high = self.range or (value, value)
        return self.model_copy(
            update={
                "value": value,
                "distribution": "fixed",
                "range": (min(low, value), max(high, value)) if self.range else None,
            }
        )

    @property
    def uncertain(self) -> bool:
        """Whether it is drawn, or fixed at one value of a range that is thought possible."""
        return self.range is not None and self.range[0] < self.range[1]

    def spread(self, uniform: Array) -> Array:
        """As `sample`, but what is fixed inside a range is spread evenly over the range."""
        if self.distribution == "fixed" and self.range is not None:
            low, high = self.range
            return low + (high - low) * uniform
        return self.sample(uniform)

    def given(self, values: Array, purpose: str) -> Array:
        """Values [world] set from outside in place of draws.

        `InputError` names the `purpose` if one is not finite or outside the limits of the field.
        """
        if not np.isfinite(values).all():
            raise InputError("is given a value that is not finite; give numbers", key=purpose)
        low, high = (-np.inf, np.inf) if self._unit is None else (self._unit.low, self._unit.high)
        if len(values) and np.min(values) < low:
            problem = f"is given {np.min(values):g}, which is too low; give at least {low:g}"
            raise InputError(problem, key=purpose)
        if len(values) and np.max(values) > high:
            problem = f"is given {np.max(values):g}, which is too high; give at most {high:g}"
            raise InputError(problem, key=purpose)
        return values

    def sample(self, uniform: Array) -> Array:
        """Turn one uniform number a world into one value a world (inverse of the distribution)."""
        if self.distribution == "fixed" or self.range is None or self.range[0] == self.range[1]:
            return np.full_like(uniform, self.value)
        low, high = self.range
        if self.distribution == "uniform":
            return low + (high - low) * uniform
        if self.distribution == "triangular":
            return _triangular(uniform, low, self.value, high)
        if self.distribution == "lognormal":
            assert self.log_sd is not None
            ends = np.log(max(low, 1e-300)), np.log(high)
            drawn = np.exp(_cut_normal(uniform, np.log(self.value), self.log_sd, *ends))
            return np.clip(drawn, low, high)
        assert self.sd is not None
        return _cut_normal(uniform, self.value, self.sd, low, high)


def _triangular(u: Array, low: float, mode: float, high: float) -> Array:
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < turn, rising, falling)


def _cut_normal(u: Array, mean: float, sd: float, low: float, high: float) -> Array:
    from scipy.special import ndtr, ndtri

    bottom, top = ndtr((low - mean) / sd), ndtr((high - mean) / sd)
    return np.clip(mean + sd * ndtri(bottom + (top - bottom) * u), low, high)


def _fail(problem: str) -> None:
    raise PydanticCustomError("quantity", "{problem}", {"problem": problem})


@dataclass(frozen=True)
class Unit:
    """What a field wants: the unit, and the interval that value and range must lie in."""

    name: str
    low: float = -np.inf
    high: float = np.inf

    def check(self, quantity: Quantity) -> Quantity:
        if quantity.unit != self.name:
            _fail(f"has unit '{quantity.unit}'; it is measured in '{self.name}'")
        self._check_end("value", quantity.value)
        for name, end in zip(("lower", "upper"), quantity.range or (), strict=False):
            self._check_end(f"{name} end of the range", end)
        quantity._unit = self
        return quantity

    def _check_end(self, what: str, end: float) -> None:
        if end < self.low:
            _fail(f"{what} {end:g} is too low; give at least {self.low:g}")
        if end > self.high:
            _fail(f"{what} {end:g} is too high; give at most {self.high:g}")


def within(unit: str, low: float = -np.inf, high: float = np.inf) -> AfterValidator:
    """Validator of a field that holds a `Quantity` in `unit` between `low` and `high`."""
    return AfterValidator(Unit(unit, low, high).check)


Plain = Annotated[Quantity, within("1")]
Share = Annotated[Quantity, within("1", 0, 1)]
Positive = Annotated[Quantity, within("1", 0)]
PerWeek = Annotated[Quantity, within("1/week", 0)]
Weeks = Annotated[Quantity, within("weeks", 0)]
Money = Annotated[Quantity, within("USD bn/year")]
