"""A world is the same alone, in any batch, with any number of workers, and the second time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from negotiation.runs.chunk import Chunk, play, price, rows
from negotiation.runs.resolve import resolve, resolve_data
from negotiation.runs.store import columns
from negotiation.scenario.read import read_toml

EXPERIMENTS = ["two_islands", "alliance_2025"]


@pytest.fixture(scope="module", params=EXPERIMENTS)
def played(request, islands):
    """An experiment, its tariffs, and a thousand worlds of its first cell."""
    resolved = resolve(islands.with_name(f"{request.param}.toml"))
    tariffs = price(resolved)
    return resolved, tariffs, play(resolved, tariffs, Chunk(0, 0, 1000))


@pytest.mark.parametrize(
    ("first", "count"), [(0, 1), (1, 1), (500, 1), (999, 1), (3, 7), (993, 7), (250, 500)]
)
def test_a_world_does_not_depend_on_its_batch(played, first, count):
    resolved, tariffs, whole = played
    part = play(resolved, tariffs, Chunk(0, first, count))
    for table, found in part.items():
        for name, value in found.items():
            expected = whole[table][name][first : first + count]
            np.testing.assert_array_equal(value, expected, err_msg=f"{table} {name}")


def test_a_world_where_all_learn_and_answer_does_not_depend_on_its_batch():
    """Learners, risk limits, counted offers and averages, at tables of nine issues and more."""
    resolved = resolve(Path(__file__).with_name("answering.toml"))
    tariffs = price(resolved)
    whole = play(resolved, tariffs, Chunk(0, 0, 200))
    assert len(resolved.scenario.tables["usa-japan"].issues) >= 9
    for first, count in [(0, 1), (199, 1), (3, 7)]:
        for table, found in play(resolved, tariffs, Chunk(0, first, count)).items():
            for name, value in found.items():
                expected = whole[table][name][first : first + count]
                np.testing.assert_array_equal(value, expected, err_msg=f"{table} {name}")


OUTSPOKEN = {
    "title": "Outspoken and restless",
    "text": "Makes its demands in public, and turns to others when it fears to be left.",
    "sources": [],
    "public": True,
    "hedge": True,
}


def test_a_world_does_not_depend_on_its_batch_where_all_mechanisms_act(islands):
    """Public demands, hedging, fear and trust, in the scenario in which all are on."""
    path = islands.with_name("alliance_2025.toml")
    data = read_toml(path)
    data["presets"] = {"outspoken": OUTSPOKEN}
    data["strategies"] |= {"japan": "outspoken", "korea": "outspoken"}
    resolved = resolve_data(data, path)
    tariffs = price(resolved)
    whole = play(resolved, tariffs, Chunk(0, 0, 200))
    assert (whole["usa-japan"]["hedging.japan"] > 0.0).any()
    assert (whole["usa-japan"]["audience_cost.japan"] > 0.0).any()
    for first, count in ((0, 1), (199, 1), (96, 7)):
        for table, found in play(resolved, tariffs, Chunk(0, first, count)).items():
            for name, value in found.items():
                expected = whole[table][name][first : first + count]
                np.testing.assert_array_equal(value, expected, err_msg=f"{table} {name}")


def test_a_second_run_is_the_same(played):
    resolved, tariffs, whole = played
    again = play(resolved, tariffs, Chunk(0, 0, 1000))
    for table, found in again.items():
        for name, value in found.items():
            np.testing.assert_array_equal(value, whole[table][name])


def test_another_seed_is_another_world(played):
    resolved, tariffs, whole = played
    other = resolve(resolved.file, seed=resolved.experiment.seed + 1)
    found = play(other, tariffs, Chunk(0, 0, 1000))
    for table in found:
        assert not np.array_equal(found[table]["week"], whole[table]["week"], equal_nan=True)


def test_rows_hold_every_column_once_for_each_world_and_table(played):
    resolved, _, whole = played
    names = list(columns(resolved.scenario))
    found = rows(whole, Chunk(0, 0, 1000), names)
    assert list(found) == ["cell", "world", "table", "outcome", *names[4:]]
    assert {len(value) for value in found.values()} == {1000 * len(whole)}
