"""Bargaining solutions against their known answers."""

from __future__ import annotations

import numpy as np
import pytest
from problems import many

from negotiation.bargaining import solutions
from negotiation.validation.theory.solutions import TABLE, line, one_world


def at(first: float, second: float) -> tuple[np.ndarray, np.ndarray]:
    """Impasse values in one world."""
    return np.array([first]), np.array([second])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_known_answers(row):
    np.testing.assert_allclose(row.miss(), 0.0, rtol=0, atol=1e-6)


def test_the_weighted_nash_solution_divides_by_weight():
    # Known answer: u1 + u2 = 1, d = (.2, .1), weight .7 on the first; one segment or many.
    for frontier in (line(1), (one_world([0, 1]), one_world([1, 0]))):
        found = solutions.nash(*frontier, at(0.2, 0.1), weight=0.7)
        np.testing.assert_allclose([x[0] for x in found], (0.69, 0.31), atol=1e-12)


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


POINTS = [solutions.nash, solutions.egalitarian, solutions.kalai_smorodinsky, solutions.raiffa]


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
    "raiffa": solutions.raiffa,
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
