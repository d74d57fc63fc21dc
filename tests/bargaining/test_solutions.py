"""Bargaining solutions against their known answers.

The Raiffa solution has no implementation and no test.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from problems import many

from negotiation.bargaining import solutions

GOLDEN = (sqrt(5) - 1) / 2
STEPS = 20_001


def one_world(numbers) -> np.ndarray:
    return np.asarray(numbers, dtype=float)[:, None]


def at(first: float, second: float) -> tuple[np.ndarray, np.ndarray]:
    """Impasse values in one world."""
    return np.array([first]), np.array([second])


def parabola() -> tuple[np.ndarray, np.ndarray]:
    """u2 = 1 - u1^2."""
    first = np.linspace(0, 1, STEPS)
    return one_world(first), one_world(1 - first**2)


def line(length: float) -> tuple[np.ndarray, np.ndarray]:
    """u1 / length + u2 = 1."""
    first = np.linspace(0, length, STEPS)
    return one_world(first), one_world(1 - first / length)


def corner() -> tuple[np.ndarray, np.ndarray]:
    """Upper edge of the hull of (0,0), (1,0), (1,.7), (0,1)."""
    return one_world([0, 1, 1]), one_world([1, 0.7, 0])


CASES = [
    (solutions.nash, parabola(), (0, 0), (1 / sqrt(3), 2 / 3)),
    (solutions.kalai_smorodinsky, parabola(), (0, 0), (GOLDEN, GOLDEN)),
    (solutions.egalitarian, parabola(), (0, 0), (GOLDEN, GOLDEN)),
    (solutions.nash, line(2), (0, 0), (1, 1 / 2)),
    (solutions.kalai_smorodinsky, line(2), (0, 0), (1, 1 / 2)),
    (solutions.egalitarian, line(2), (0, 0), (2 / 3, 2 / 3)),
    (solutions.nash, line(2), (1 / 2, 0), (1.25, 0.375)),
    (solutions.kalai_smorodinsky, line(2), (1 / 2, 0), (1.25, 0.375)),
    (solutions.nash, corner(), (0, 0), (1, 0.7)),
    (solutions.kalai_smorodinsky, corner(), (0, 0), (10 / 13, 10 / 13)),
    (solutions.egalitarian, corner(), (0, 0), (10 / 13, 10 / 13)),
]


@pytest.mark.parametrize(("solution", "frontier", "impasse", "expected"), CASES)
def test_known_answers(solution, frontier, impasse, expected):
    found = solution(*frontier, at(*impasse))
    # At the corners of a tabulated curve the Nash solution is off by up to a step.
    np.testing.assert_allclose([x[0] for x in found], expected, rtol=0, atol=1 / STEPS)


def test_the_golden_section_is_the_stated_number():
    assert pytest.approx(0.618034, abs=5e-7) == GOLDEN
    assert pytest.approx(0.769231, abs=5e-7) == 10 / 13


def test_the_weighted_nash_solution_divides_by_weight():
    # Known answer: u1 + u2 = 1, d = (.2, .1), weight .7 on the first; one segment or many.
    for frontier in (line(1), (one_world([0, 1]), one_world([1, 0]))):
        found = solutions.nash(*frontier, at(0.2, 0.1), weight=0.7)
        np.testing.assert_allclose([x[0] for x in found], (0.69, 0.31), atol=1e-12)


@pytest.mark.parametrize(
    ("frontier", "expected"), [(parabola(), (1 / 2, 3 / 4)), (line(2), (2, 0))]
)
def test_the_utilitarian_solution_takes_the_largest_sum(frontier, expected):
    found = solutions.utilitarian(*frontier)
    np.testing.assert_allclose([x[0] for x in found], expected, atol=1.5 / STEPS)


def test_a_frontier_of_one_straight_segment_needs_no_fine_table():
    frontier = one_world([0, 2]), one_world([1, 0])
    found = solutions.nash(*frontier, at(0, 0))
    np.testing.assert_allclose([x[0] for x in found], (1, 0.5), rtol=1e-15)


def test_no_point_of_the_curve_has_a_larger_nash_product():
    found = many(worlds=50).path()
    impasse = 0.7 * found.own[0], 0.7 * found.other[-1]
    first, second = solutions.nash(found.own, found.other, impasse)
    best = (first - impasse[0]) * (second - impasse[1])
    gains = np.maximum(found.own - impasse[0], 0) * np.maximum(found.other - impasse[1], 0)
    assert np.all(gains <= best + 1e-12)


POINTS = [solutions.nash, solutions.egalitarian, solutions.kalai_smorodinsky]


@pytest.mark.parametrize("solution", POINTS)
def test_without_a_rational_point_there_is_no_solution(solution):
    found = solution(*line(1), at(0.9, 0.9))
    assert np.all(np.isnan(found))


@pytest.mark.parametrize("solution", POINTS)
def test_a_single_rational_point_is_the_solution(solution):
    found = solution(*line(1), at(0.0, 1.0))
    np.testing.assert_allclose([x[0] for x in found], (0, 1), atol=1e-12)


SOLUTIONS = {
    "nash": solutions.nash,
    "weighted nash": lambda *given: solutions.nash(*given, weight=0.3),
    "kalai-smorodinsky": solutions.kalai_smorodinsky,
    "egalitarian": solutions.egalitarian,
    "best gains": solutions.best_gains,
    "utilitarian": lambda first, second, _: solutions.utilitarian(first, second),
}


@pytest.mark.parametrize("name", SOLUTIONS)
@pytest.mark.parametrize("width", [1, 7, 1000])
def test_a_solution_does_not_depend_on_the_batch(name, width):
    found = many().path()
    given = found.own, found.other, (0.7 * found.own[0], 0.7 * found.other[-1])
    whole = SOLUTIONS[name](*given)
    for start in (0, 1000 - width):
        worlds = range(start, start + width)
        own, other = (np.take(x, worlds, axis=-1) for x in given[:2])
        part = SOLUTIONS[name](own, other, tuple(np.take(x, worlds) for x in given[2]))
        for mine, theirs in zip(part, whole, strict=True):
            np.testing.assert_array_equal(mine, np.take(theirs, worlds))
