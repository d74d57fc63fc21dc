"""A response surface of what tariffs are worth: the trade model in a few dozen terms.

Play asks what rates are worth in every world and round, so the trade model is solved beforehand
at a design of rates and a polynomial is fitted to it for each region. They are polynomials in
bent rates, x = t / (1 + bend t): revenue and welfare flatten as a tariff chokes off its own base,
and in the bent rate they are nearly quadratic. Terms are products of Chebyshev polynomials of
one, two or three levers (a truncated functional decomposition, Sobol 1993), and what hardly
matters is left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import combinations, product

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from negotiation.draws import Array, Draws
from negotiation.economy.trade import TradeModel
from negotiation.errors import ConvergenceError, InputError, nearest

QUANTILE = 0.95  # of the absolute error, which is what a surface states
OUTSIDE = 1e-9  # how far rounding may carry a rate out of its lever's range
FAINT = 1e-4  # effect, as a share of a region's spread, below which no term is worth its time
GRAIN = 1e-6  # coefficients are rounded to this share of a region's spread, see `_fitted`
NOISE = 1e-9  # spread of EV, as a share of spending, below which a region counts as untouched


@dataclass(frozen=True)
class Lever:
    """One rate that moves, and the tariffs that follow it.

    Parameters
    ----------
    name : what the rate is called.
    cells : (exporter, importer, sector) indices of the tariffs that take the rate.
    low, high : the range of the rate, ad valorem as a fraction.

    Raises
    ------
    InputError : for no cells, or a range that is empty or reaches -1.
    """

    name: str
    cells: tuple[tuple[int, int, int], ...]
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.cells:
            raise InputError("moves no tariff; name its cells", key=self.name)
        if not -1 < self.low < self.high < math.inf:
            raise InputError(
                f"range {self.low} to {self.high} must rise and lie above -1", key=self.name
            )


@dataclass(frozen=True, eq=False)
class Surface:
    """Equivalent variation of every region as a function of the levers' rates; see `fit_surface`.

    Attributes
    ----------
    regions : their names, in the order of the results.
    levers : the rates it is a function of, in the order of the arguments.
    bend : curvature of the coordinate x = t / (1 + bend t), t counted from the lever's low end.
    degrees : [term, lever] Chebyshev degree of each lever in each term.
    coefficients : [region, term] USD bn a year; zero where a region does without the term.
    spread : [region] largest less smallest EV over the check points; USD bn a year.
    error, worst : [region] 95th percentile and maximum of the absolute error at the check
        points, as fractions of `spread`.
    """

    regions: tuple[str, ...]
    levers: tuple[Lever, ...]
    bend: float
    degrees: NDArray[np.int64]
    coefficients: Array
    spread: Array
    error: Array
    worst: Array

    def evaluate(self, rates: ArrayLike, regions: Sequence[int] | None = None) -> Array:
        """Return the equivalent variation [region, N] at `rates` [lever, N]; USD bn a year.

        Only the regions asked for (indices; by default all) are computed. Rates [lever] give
        [region]. Elementwise arithmetic and nothing else, so that a column comes out to the bit
        alone or in any batch. NaN rates give NaN.

        Raises
        ------
        InputError : for a wrong shape, a rate outside its lever's range, or an unknown region.
        """
        wanted = list(range(len(self.regions)) if regions is None else regions)
        if not all(0 <= region < len(self.regions) for region in wanted):
            raise InputError(f"{wanted}: regions are 0 to {len(self.regions) - 1}", key="regions")
        table = self._checked(rates)
        values = self._chebyshev(table)
        terms: dict[int, Array] = {}
        totals = np.zeros((len(wanted), table.shape[1]))
        scaled = np.empty(table.shape[1])
        for total, region in zip(totals, wanted, strict=True):
            for k, weight in self._weights[region]:
                if k not in terms:
                    terms[k] = reduce(
                        np.multiply, [values[d][lever] for lever, d in self._factors[k]]
                    )
                np.multiply(terms[k], weight, scaled)
                np.add(total, scaled, total)
        return totals.reshape(len(wanted), *np.shape(rates)[1:])

    def partial(self, lever: str, grid: ArrayLike, at: ArrayLike) -> Array:
        """Return EV [region, point] along one lever, the others held; USD bn a year.

        `grid` [point] are the rates of the lever named, `at` [lever] the rates of all levers (its
        own is ignored).
        """
        names = [known.name for known in self.levers]
        if lever not in names:
            raise InputError(f"no lever '{lever}'{nearest(lever, names)}", key="levers")
        points = np.asarray(grid, dtype=np.float64)
        held = np.array(at, dtype=np.float64)
        if held.shape != (len(names),) or points.ndim != 1:
            raise InputError(
                f"`at` has shape {held.shape} and `grid` {points.shape}, expected "
                f"{(len(names),)} and one axis",
                key=lever,
            )
        rates = np.repeat(held[:, None], len(points), axis=1)
        rates[names.index(lever)] = points
        return self.evaluate(rates)

    def to_arrays(self) -> dict[str, NDArray]:
        """Return the surface as plain arrays, for `numpy.savez`; `from_arrays` takes them back."""
        cells = [(k, *cell) for k, lever in enumerate(self.levers) for cell in lever.cells]
        return {
            "regions": np.array(self.regions),
            "levers": np.array([lever.name for lever in self.levers]),
            "low": np.array([lever.low for lever in self.levers]),
            "high": np.array([lever.high for lever in self.levers]),
            "cells": np.array(cells, dtype=np.int64),
            "bend": np.array(self.bend),
            "degrees": self.degrees,
            "coefficients": self.coefficients,
            "spread": self.spread,
            "error": self.error,
            "worst": self.worst,
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray]) -> Surface:
        """Return the surface whose `to_arrays` gave `arrays`; it evaluates to the same bits."""
        cells = arrays["cells"].tolist()
        levers = tuple(
            Lever(str(name), tuple((i, j, s) for of, i, j, s in cells if of == k), low, high)
            for k, (name, low, high) in enumerate(
                zip(arrays["levers"], arrays["low"].tolist(), arrays["high"].tolist(), strict=True)
            )
        )
        kept = ("degrees", "coefficients", "spread", "error", "worst")
        return cls(
            regions=tuple(str(region) for region in arrays["regions"]),
            levers=levers,
            bend=float(arrays["bend"]),
            **{name: np.array(arrays[name]) for name in kept},
        )

    @cached_property
    def _factors(self) -> list[list[tuple[int, int]]]:
        """For each term the (lever, degree) it multiplies; the constant is a degree of zero."""
        return [
            [(int(lever), int(degrees[lever])) for lever in np.flatnonzero(degrees)] or [(0, 0)]
            for degrees in self.degrees
        ]

    @cached_property
    def _weights(self) -> list[list[tuple[int, Array]]]:
        """For each region its terms and their weights; arrays without axes multiply fastest."""
        return [
            [(int(k), np.array(row[k])) for k in np.flatnonzero(row)] for row in self.coefficients
        ]

    def _checked(self, rates: ArrayLike) -> Array:
        """`rates` as an array [lever, N], every one inside its lever's range."""
        array = np.asarray(rates, dtype=np.float64)
        if array.ndim not in (1, 2) or len(array) != len(self.levers):
            raise InputError(
                f"has shape {array.shape}, expected {len(self.levers)} levers and a batch axis",
                key="rates",
            )
        array = array.reshape(len(array), -1)
        low, high = _ends(self.levers)
        outside = ((array < low - OUTSIDE) | (array > high + OUTSIDE)).any(axis=1)
        if outside.any():
            lever = self.levers[int(np.argmax(outside))]
            raise InputError(
                f"a rate is outside {lever.low} to {lever.high}, where the surface is not fitted: "
                "widen the lever or keep the rate inside",
                key=lever.name,
            )
        return array

    def _chebyshev(self, rates: Array) -> list[Array]:
        """Chebyshev polynomials [lever, ...] of the levers' coordinates, by degree."""
        x = _coordinate(rates, self.levers, self.bend)
        values = [np.ones_like(x), x]
        double = 2.0 * x
        while len(values) <= np.max(self.degrees):
            values.append(double * values[-1] - values[-2])
        return values


def fit_surface(
    model: TradeModel,
    levers: Sequence[Lever],
    base_tariffs: ArrayLike,
    *,
    orders: tuple[int, int, int] = (5, 4, 3),
    bend: float = 1.5,
    trim: float = 0.003,
    lever_trim: float = 0.04,
    points: int | None = None,
    checks: int = 1024,
    seed: int = 0,
    limit: float | None = 0.01,
) -> Surface:
    """Fit the equivalent variation of every region over the box that the levers span.

    The design is a Latin hypercube, denser towards the ends of the ranges (the density that suits
    Chebyshev polynomials), so that corners, such as all rates at zero, come out well. The error
    is measured at other points, uniform over the box.

    Parameters
    ----------
    model : the trade model, with its switches.
    levers : the rates that move; no tariff may follow two of them.
    base_tariffs : [exporter, importer, sector] all other rates, as fractions.
    orders : highest degree of a term in one lever, total degree in two, total degree in three.
    bend : curvature of the coordinate; 0 fits polynomials in the rate itself.
    trim : the least important terms are left out as long as all of them together move a
        region's EV by less than this fraction of its spread (root mean square).
    lever_trim : but a term stays that is more than this fraction of what one of its levers does,
        so that small stakes beside large ones are priced too.
    points : size of the design; by default four times the terms.
    checks : points at which the error is measured.
    seed : of the check points; the surface itself does not depend on it.
    limit : largest `error` allowed in any region, a fraction; None allows any.

    Raises
    ------
    InputError : for levers that overlap or point outside the model, too few points, or a
        negative bend.
    ConvergenceError : if the error exceeds `limit`, or the trade model does not converge.
    """
    if bend < 0:
        raise InputError(f"is {bend}, must not be negative", key="bend")
    levers = tuple(levers)
    base = np.array(base_tariffs, dtype=np.float64)
    _check_levers(levers, model.data.shape, base)
    degrees = _terms(len(levers), orders)
    size = 4 * len(degrees) if points is None else points
    if size <= len(degrees):
        raise InputError(f"{size} cannot fix {len(degrees)} terms; raise it", key="points")
    design = _design(levers, bend, size)
    value = _worth(model, levers, base, design)
    basis = _basis(levers, bend, degrees, design)
    coefficients = _fitted(basis, degrees, value, _spread(model, value), trim, lever_trim)
    used = (coefficients != 0).any(axis=0)
    used[0] = True
    blank = np.zeros(len(value))
    surface = Surface(
        regions=model.data.regions,
        levers=levers,
        bend=float(bend),
        degrees=degrees[used],
        coefficients=coefficients[:, used],
        spread=blank,
        error=blank,
        worst=blank,
    )
    surface = _measured(surface, model, base, _uniform(levers, checks, seed))
    if limit is not None and np.max(surface.error) > limit:
        raise ConvergenceError(
            f"the response surface misses {surface.regions[int(np.argmax(surface.error))]} by "
            f"{np.max(surface.error):.2%} of its spread, allowed {limit:.2%}: raise orders or "
            "points, lower trim, or narrow the levers",
            key="surface",
        )
    return surface


def _measured(surface: Surface, model: TradeModel, base: Array, rates: Array) -> Surface:
    """`surface` with its spread and errors at `rates` [lever, point]."""
    truth = _worth(model, surface.levers, base, rates)
    spread = _spread(model, truth)
    missed = np.abs(surface.evaluate(rates) - truth) / spread[:, None]
    error = np.quantile(missed, QUANTILE, axis=1)
    return replace(surface, spread=spread, error=error, worst=missed.max(axis=1))


def tariffs_at(levers: Sequence[Lever], base_tariffs: ArrayLike, rates: ArrayLike) -> Array:
    """Return the tariffs [exporter, importer, sector, N] at the levers' `rates` [lever, N]."""
    values = np.asarray(rates, dtype=np.float64)
    base = np.asarray(base_tariffs, dtype=np.float64)
    tariffs = np.repeat(base[..., None], values.shape[1], axis=3)
    for lever, row in zip(levers, values, strict=True):
        for cell in lever.cells:
            tariffs[cell] = row
    return tariffs


def _worth(model: TradeModel, levers: Sequence[Lever], base: Array, rates: Array) -> Array:
    """[region, point] equivalent variation in the model itself; USD bn a year."""
    return model.solve(tariffs_at(levers, base, rates)).equivalent_variation


def _spread(model: TradeModel, value: Array) -> Array:
    """[region] largest less smallest of `value` [region, point], never quite zero."""
    return np.maximum(np.ptp(value, axis=1), NOISE * model.data.spending)


def _check_levers(levers: Sequence[Lever], shape: tuple[int, int, int], base: Array) -> None:
    if not levers:
        raise InputError("a surface needs at least one lever", key="levers")
    if base.shape != shape:
        raise InputError(f"has shape {base.shape}, expected {shape}", key="base tariffs")
    owner: dict[tuple[int, int, int], str] = {}
    for lever in levers:
        for cell in lever.cells:
            if not all(0 <= index < size for index, size in zip(cell, shape, strict=True)):
                raise InputError(f"cell {cell} is outside the model's {shape}", key=lever.name)
            if cell in owner:
                raise InputError(f"moves cell {cell}, as '{owner[cell]}' does", key=lever.name)
            owner[cell] = lever.name


def _ends(levers: Sequence[Lever]) -> tuple[Array, Array]:
    """Low and high ends of the levers, [lever, 1]."""
    low, high = np.array([(lever.low, lever.high) for lever in levers]).T
    return low[:, None], high[:, None]


def _coordinate(rates: Array, levers: Sequence[Lever], bend: float) -> Array:
    """Bent `rates` [lever, ...]: -1 at a lever's low end and 1 at its high end."""
    low, high = _ends(levers)
    above, width = rates - low, high - low
    return above * (2.0 * (1.0 + bend * width) / width) / (1.0 + bend * above) - 1.0


def _rates(coordinate: Array, levers: Sequence[Lever], bend: float) -> Array:
    """The inverse of `_coordinate`."""
    low, high = _ends(levers)
    part, width = (coordinate + 1.0) / 2.0, high - low
    return low + part * width / (1.0 + bend * width * (1.0 - part))


def latin(levers: int, points: int) -> Array:
    """A Latin hypercube in the unit cube, [lever, point] (McKay, Beckman and Conover 1979).

    Each lever takes the middle of every one of `points` equal strata once, in an order of its own.
    """
    # no world draws for these purposes
    draws = Draws(0, 0, points)
    orders = [np.argsort(draws.uniform(f"economy.latin.{lever}")) for lever in range(levers)]
    return (np.array(orders) + 0.5) / points


def _design(levers: Sequence[Lever], bend: float, size: int) -> Array:
    """[lever, point] rates of a Latin hypercube, at the Chebyshev density."""
    return _rates(-np.cos(np.pi * latin(len(levers), size)), levers, bend)


def _uniform(levers: Sequence[Lever], count: int, seed: int) -> Array:
    """[lever, point] random rates, uniform over the box."""
    low, high = _ends(levers)
    # no world draws from this stream: it only measures, and must not follow the design
    draws = np.random.Generator(np.random.Philox(seed)).random((len(levers), count))
    return low + (high - low) * draws


def _terms(levers: int, orders: tuple[int, int, int]) -> NDArray[np.int64]:
    """[term, lever] all degrees allowed by `orders`, the constant first."""
    terms = [np.zeros(levers, dtype=np.int64)]
    for together, order in enumerate(orders, start=1):
        for chosen in combinations(range(levers), together):
            for degrees in product(range(1, order + 1), repeat=together):
                if sum(degrees) <= order:
                    term = np.zeros(levers, dtype=np.int64)
                    term[list(chosen)] = degrees
                    terms.append(term)
    return np.array(terms)


def _basis(levers: Sequence[Lever], bend: float, degrees: NDArray[np.int64], rates: Array) -> Array:
    """[point, term] value of every term at `rates` [lever, point]."""
    basis = np.ones((rates.shape[1], len(degrees)))
    for x, degree in zip(_coordinate(rates, levers, bend), degrees.T, strict=True):
        basis *= chebyshev.chebvander(x, int(degree.max()))[:, degree]
    return basis


def _fitted(
    basis: Array,
    degrees: NDArray[np.int64],
    value: Array,
    spread: Array,
    trim: float,
    lever_trim: float,
) -> Array:
    """[region, term] least-squares coefficients for `value` [region, point], idle terms zero.

    They are rounded to a power of two, far below the error of the fit: the last bits of a least
    squares fit change with the threads of the linear algebra library, and worlds must not.
    """
    full = _least_squares(basis, value.T).T
    coefficients = np.zeros_like(full)
    for region, weights in enumerate(full):
        effect = np.abs(weights) * basis.std(axis=0)
        kept = _kept(effect, degrees, spread[region], trim, lever_trim)
        fit = _least_squares(basis[:, kept], value[region])
        unit = 2.0 ** math.floor(math.log2(GRAIN * spread[region]))
        coefficients[region, kept] = np.round(fit / unit) * unit
    return coefficients


def _least_squares(basis: Array, value: Array) -> Array:
    """Coefficients by the normal equations: terms are nearly orthogonal over the design."""
    return np.asarray(np.linalg.solve(basis.T @ basis, basis.T @ value), dtype=np.float64)


def _kept(
    effect: Array, degrees: NDArray[np.int64], spread: float, trim: float, lever_trim: float
) -> NDArray[np.int64]:
    """Indices of the terms to keep, by their `effect` [term]: root mean square over the design.

    At the design's density the terms are nearly orthogonal, so that effects add up in squares.
    A term stays that matters to the whole or to one of its levers; the constant stays.
    """
    order = np.argsort(effect)
    joint = np.empty_like(effect)
    joint[order] = np.sqrt(np.cumsum(np.square(effect[order])))
    moved = degrees > 0
    each = np.where(moved, effect[:, None], 0.0)
    own = np.sqrt(np.square(each).sum(axis=0))
    of_lever = (each > lever_trim * own).any(axis=1) & (effect > FAINT * spread)
    return np.flatnonzero((joint >= trim * spread) | of_lever | ~moved.any(axis=1))
