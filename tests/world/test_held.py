"""Worlds of one thing in the places of worlds of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.world.held import swapped

AT, OF = np.array([3, 0]), np.array([1, 2])  # world 3 becomes the other's 1, and 0 its 2


@dataclass
class Holder:
    large: Any
    row: Any
    memory: Any
    flag: bool = True


def holder(first: float) -> Holder:
    row = first + np.arange(4.0)
    large = np.stack([row, 10.0 * row])
    return Holder(large, row, {"twice": large + 0.5, "again": row})


def test_worlds_take_the_places_that_they_are_given():
    found = swapped(holder(0.0), AT, holder(100.0), OF)
    np.testing.assert_array_equal(found.row, [102.0, 1.0, 2.0, 101.0])
    np.testing.assert_array_equal(found.large, [found.row, 10.0 * found.row])
    np.testing.assert_array_equal(found.memory["twice"], found.large + 0.5)
    np.testing.assert_array_equal(found.memory["again"], found.row)
    assert found.flag


def test_what_has_two_names_may_come_to_differ():
    one, other = holder(0.0), holder(100.0)
    one.memory["twice"] = one.memory["old"] = np.zeros((2, 4))
    other.memory["twice"], other.memory["old"] = np.ones((2, 4)), np.full((2, 4), 2.0)
    one.row = one.memory["again"]
    other.row, other.memory["again"] = np.full(4, 7.0), np.full(4, 8.0)
    found = swapped(one, AT, other, OF)
    assert found.memory["twice"][0].tolist() == [1.0, 0.0, 0.0, 1.0]
    assert found.memory["old"][0].tolist() == [2.0, 0.0, 0.0, 2.0]
    assert found.row.tolist() == [7.0, 1.0, 2.0, 7.0]
    assert found.memory["again"].tolist() == [8.0, 1.0, 2.0, 8.0]


def test_the_worlds_of_the_other_stay_as_they_are():
    one, other = holder(0.0), holder(100.0)
    swapped(one, AT, other, OF)
    np.testing.assert_array_equal(other.row, holder(100.0).row)
    np.testing.assert_array_equal(other.large, holder(100.0).large)
