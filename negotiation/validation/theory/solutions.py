"""Bargaining solutions against their known answers, and on sampled frontiers against SciPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq, minimize_scalar

from negotiation.bargaining import solutions
from negotiation.draws import Array
from negotiation.validation.case import Case, agree
from negotiation.validation.theory.family import Family, Sample, add

STEPS = 20_001
PUBLISHED = 1e-6  # what is published to six places
NEAR = 1e-6
STEP = 3.0 / STEPS  # a step of the longest frontier: a largest product or sum lies at a corner
FLAT = 1e-7  # around which products and sums are flat, so that little is lost there
GOLDEN = (sqrt(5.0) - 1.0) / 2.0
HOW = """
The package's solutions work on a tabulated frontier. The published frontiers are tabulated as they
stand, the straight ones by their ends. Sampled ones are (u1 / a)^p + (u2 / b)^p = 1 with random a,
b and p, and an impasse point inside; their solutions are found by SciPy on the formula of the
frontier: the largest product (plain, and with weight .7 on the first side) and the largest sum by
bounded search, points on a ray by root finding, and Raiffa's steps by the formula. On a tabulated
frontier the largest product or sum lies at a corner of the table, so that the point may be off by a
step of it; what the solution maximises is held to far less.
"""
Pair = tuple[Array, Array]
Solution = Callable[[Array, Array, Pair], Pair]


@dataclass(frozen=True)
class Published:
    """A frontier, an impasse point, a solution and its known answer."""

    name: str
    solution: Solution
    frontier: Callable[[], Pair]
    impasse: tuple[float, float]
    expected: tuple[float, float]

    def miss(self) -> Array:
        """Distance of both utilities from the answer."""
        one, two = (np.array([d]) for d in self.impasse)
        return np.concatenate(self.solution(*self.frontier(), (one, two))) - self.expected


def one_world(numbers: ArrayLike) -> Array:
    return np.asarray(numbers, dtype=np.float64)[:, None]


def parabola() -> Pair:
    """u2 = 1 - u1^2."""
    first = np.linspace(0.0, 1.0, STEPS)
    return one_world(first), one_world(1.0 - first**2)


def line(length: float) -> Pair:
    """u1 / length + u2 = 1, by its two ends."""
    return one_world([0.0, length]), one_world([1.0, 0.0])


def corner() -> Pair:
    """Upper edge of the hull of (0, 0), (1, 0), (1, .7), (0, 1)."""
    return one_world([0.0, 1.0, 1.0]), one_world([1.0, 0.7, 0.0])


def utilitarian(first: Array, second: Array, impasse: Pair) -> Pair:
    """The largest sum, which does not depend on the impasse point."""
    return solutions.utilitarian(first, second)


WEIGHT = 0.7  # on the first side, of the published weighted solution
WEIGHTED = partial(solutions.nash, weight=WEIGHT)
NASH, KS = solutions.nash, solutions.kalai_smorodinsky
EGAL, RAIFFA = solutions.egalitarian, solutions.raiffa
long, unit = partial(line, 2.0), partial(line, 1.0)
HALF = (10.0 / 13.0, 10.0 / 13.0)
TABLE = (
    Published("nash.parabola", NASH, parabola, (0.0, 0.0), (1.0 / sqrt(3.0), 2.0 / 3.0)),
    Published("kalai_smorodinsky.parabola", KS, parabola, (0.0, 0.0), (GOLDEN, GOLDEN)),
    Published("egalitarian.parabola", EGAL, parabola, (0.0, 0.0), (GOLDEN, GOLDEN)),
    Published("utilitarian.parabola", utilitarian, parabola, (0.0, 0.0), (0.5, 0.75)),
    Published("raiffa.parabola", RAIFFA, parabola, (0.0, 0.0), (0.607971, 0.630371)),
    Published("nash.line", NASH, long, (0.0, 0.0), (1.0, 0.5)),
    Published("kalai_smorodinsky.line", KS, long, (0.0, 0.0), (1.0, 0.5)),
    Published("egalitarian.line", EGAL, long, (0.0, 0.0), (2.0 / 3.0, 2.0 / 3.0)),
    Published("utilitarian.line", utilitarian, long, (0.0, 0.0), (2.0, 0.0)),
    Published("nash.line_moved", NASH, long, (0.5, 0.0), (1.25, 0.375)),
    Published("kalai_smorodinsky.line_moved", KS, long, (0.5, 0.0), (1.25, 0.375)),
    Published("nash.corner", NASH, corner, (0.0, 0.0), (1.0, 0.7)),
    Published("kalai_smorodinsky.corner", KS, corner, (0.0, 0.0), HALF),
    Published("egalitarian.corner", EGAL, corner, (0.0, 0.0), HALF),
    Published("nash.weighted", WEIGHTED, unit, (0.2, 0.1), (0.69, 0.31)),
)


@dataclass(frozen=True)
class Curve:
    """One frontier (u1 / a)^p + (u2 / b)^p = 1 with an impasse point."""

    a: float
    b: float
    p: float
    d1: float
    d2: float

    def second(self, first: float) -> float:
        return self.b * max(1.0 - (first / self.a) ** self.p, 0.0) ** (1.0 / self.p)

    def first(self, second: float) -> float:
        return self.a * max(1.0 - (second / self.b) ** self.p, 0.0) ** (1.0 / self.p)

    def ends(self) -> tuple[float, float]:
        """The first side's utilities between which both gain."""
        return self.d1, self.first(self.d2)

    def best(self, worth: Callable[[float], float], ends: tuple[float, float]) -> Array:
        found = minimize_scalar(
            lambda u: -worth(u), bounds=ends, method="bounded", options={"xatol": 1e-12}
        ).x
        return np.array([found, self.second(found)])

    def nash(self, weight: float = 0.5) -> Array:
        def product(u: float) -> float:
            gains = max(u - self.d1, 0.0), max(self.second(u) - self.d2, 0.0)
            return gains[0] ** weight * gains[1] ** (1.0 - weight)

        return self.best(product, self.ends())

    def weighted_nash(self) -> Array:
        return self.nash(WEIGHT)

    def utilitarian(self) -> Array:
        return self.best(lambda u: u + self.second(u), (0.0, self.a))

    def along(self, one: float, two: float) -> Array:
        found = brentq(
            lambda u: two * (u - self.d1) - one * (self.second(u) - self.d2), *self.ends(),
            xtol=1e-14,
        )  # fmt: skip
        return np.array([found, self.second(found)])

    def egalitarian(self) -> Array:
        return self.along(1.0, 1.0)

    def kalai_smorodinsky(self) -> Array:
        return self.along(self.ends()[1] - self.d1, self.second(self.d1) - self.d2)

    def raiffa(self) -> Array:
        one, two = self.d1, self.d2
        for _ in range(60):
            one, two = (one + self.first(two)) / 2.0, (two + self.second(one)) / 2.0
        return np.array([one, two])


def tabulated(curves: list[Curve]) -> tuple[Array, Array, Pair]:
    """Frontiers [step, world] by the angle, so that steps are short everywhere."""
    angle = np.linspace(0.0, np.pi / 2.0, STEPS)[:, None]
    a, b, p, d1, d2 = np.array([(c.a, c.b, c.p, c.d1, c.d2) for c in curves]).T
    first, second = a * np.sin(angle) ** (2.0 / p), b * np.cos(angle) ** (2.0 / p)
    first[0], second[-1] = 0.0, 0.0
    return first, second, (d1, d2)


SAMPLED: dict[str, Solution] = {
    "nash": NASH,
    "weighted_nash": WEIGHTED,
    "kalai_smorodinsky": KS,
    "egalitarian": EGAL,
    "utilitarian": utilitarian,
    "raiffa": RAIFFA,
}


def _product(first: Array, second: Array, impasse: Pair, weight: float = 0.5) -> Array:
    return (first - impasse[0]) ** weight * (second - impasse[1]) ** (1.0 - weight)


WORTH: dict[str, Callable[..., Array]] = {  # what solutions maximise
    "nash": _product,
    "weighted_nash": partial(_product, weight=WEIGHT),
    "utilitarian": lambda first, second, _: first + second,
}


def _lines(size: Array, share: Array) -> Case:
    """The weighted Nash solution on straight frontiers, given by two ends each: no search helps."""
    nothing = np.zeros_like(size[0])
    first, second = np.stack([nothing, size[0]]), np.stack([size[1], nothing])
    one, two = share * size
    left = 1.0 - share.sum(axis=0)  # what there is to gain, a share of either size
    formula = one + WEIGHT * left * size[0], two + (1.0 - WEIGHT) * left * size[1]
    return agree(
        "solutions.weighted_nash.lines",
        "Weighted Nash solution on sampled lines, less its formula",
        np.stack(WEIGHTED(first, second, (one, two))) - np.stack(formula),
        1e-12,
        note=f"{len(one)} lines with an impasse point inside.",
        source="Kalai (1977)",
    )


def cases(sample: Sample) -> list[Case]:
    """The published answers, and every solution on sampled frontiers."""
    found = [
        agree(
            f"solutions.{row.name}",
            f"Solution at ({row.expected[0]:.6g}, {row.expected[1]:.6g}): distance from it",
            row.miss(),
            PUBLISHED,
        )
        for row in TABLE
    ]
    size = sample.rows("solutions.size", 2, 0.5, 3.0)
    bend = sample.uniform("solutions.bend", 1.3, 4.0)
    share = sample.rows("solutions.impasse", 2, 0.0, 0.5)
    curves = [
        Curve(*map(float, (*size[:, k], bend[k], *(share[:, k] * size[:, k]))))
        for k in range(sample.count)
    ]
    table, note = tabulated(curves), f"{sample.count} frontiers of {STEPS} steps."
    for name, solution in SAMPLED.items():
        obtained = np.stack(solution(*table))
        expected = np.stack([getattr(curve, name)() for curve in curves], axis=1)
        what = f"{name.replace('_', '-').title()} on sampled frontiers, against SciPy"
        near = STEP if name in WORTH else NEAR
        found.append(agree(f"solutions.{name}.sampled", what, obtained - expected, near, note=note))
        if name in WORTH:
            of = WORTH[name]
            short = 1.0 - of(*obtained, table[2]) / of(*expected, table[2])
            what = f"{what}: share by which what it maximises is short of the most"
            found.append(agree(f"solutions.{name}.worth", what, short, FLAT, note=note))
    return [*found, _lines(size, share)]


add(
    Family(
        id="solutions",
        name="Bargaining solutions",
        by="the package's solutions, on frontiers given as tables",
        how=HOW,
        cases=cases,
        samples=50,
    )
)
