"""Levers make cells: strategies, values that vary, and named arms, all in the same worlds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from negotiation.analysis.load import load
from negotiation.errors import InputError
from negotiation.runs.chunk import Chunk, play, price
from negotiation.runs.replay import replay
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run

LEVERS = """
[vary]
"countries.avalon.patience" = [0.97, 0.99]

[arms]
as_it_is = {}
linked = { "mechanisms.M6" = true }
settled = { "mechanisms.M6" = false, "strategies.lyonesse" = "wait_out" }
"""


@pytest.fixture
def experiment(tmp_path, islands):
    """An experiment on the islands with levers of every kind."""

    def write(levers: str = LEVERS):
        text = islands.read_text(encoding="utf-8")
        (tmp_path / "levers.toml").write_text(text + levers, encoding="utf-8")
        return tmp_path / "levers.toml"

    return write


def test_every_combination_is_a_cell(experiment):
    cells = resolve(experiment(), worlds=2).cells
    assert len(cells) == 2 * 2 * 3
    assert len({tuple(sorted(map(str, cell.items()))) for cell in cells}) == len(cells) - 2
    assert list(cells[0]) == ["avalon", "lyonesse", "countries.avalon.patience", "arm"]
    assert {c["lyonesse"] for c in cells if c["arm"] == "settled"} == {"wait_out"}


def test_each_cell_plays_what_it_says(experiment):
    resolved = resolve(experiment(), worlds=2)
    for number, cell in enumerate(resolved.cells):
        played = resolved.at(number)
        patience = played.scenario.countries["avalon"].patience
        assert (patience.value, patience.distribution) == (
            cell["countries.avalon.patience"],
            "fixed",
        )
        on = any(rule.id == "M6" for rule in played.rules())
        assert on == {"linked": True, "settled": False}.get(cell["arm"], _linked(resolved))


def _linked(resolved) -> bool:
    return any(rule.id == "M6" for rule in resolved.rules())


def test_an_arm_that_changes_nothing_is_the_same_to_the_bit(experiment, islands):
    resolved = resolve(experiment("\n[arms]\nas_it_is = {}\nother = {}\n"), worlds=20)
    alone, tariffs = resolve(islands, worlds=20), price(resolved)
    expected = play(alone, tariffs, Chunk(0, 0, 20))
    for cell in (0, 1):
        for table, columns in play(resolved, tariffs, Chunk(cell, 0, 20)).items():
            for name, values in columns.items():
                np.testing.assert_array_equal(values, expected[table][name])


def test_a_cell_equals_the_experiment_that_sets_the_same(experiment, islands):
    resolved = resolve(experiment(), worlds=30)
    number = next(
        n
        for n, c in enumerate(resolved.cells)
        if c["arm"] == "linked" and c["countries.avalon.patience"] == 0.99
    )
    alone = resolve(
        islands, worlds=30, sets=(("countries.avalon.patience", 0.99), ("mechanisms.M6", True))
    )
    tariffs = price(resolved)
    expected = play(alone, tariffs, Chunk(0, 0, 30))
    for table, columns in play(resolved, tariffs, Chunk(number, 0, 30)).items():
        for name, values in columns.items():
            np.testing.assert_array_equal(values, expected[table][name])


def test_levers_survive_in_the_result_and_its_replay(experiment, tmp_path):
    folder = run(resolve(experiment(), worlds=3), tmp_path / "run")
    found = load(folder)
    assert len(found.cells) == 12
    assert "countries.avalon.patience: 0.97" in found.label(0)
    assert "arm: as_it_is" in found.label(0)
    assert replay(folder, 1, 11).events


@pytest.mark.parametrize(
    ("levers", "key", "problem"),
    [
        ('[vary]\n"countries.avalon.patiance" = [1]', "vary.countries.avalon.patiance", "patience"),
        ('[vary]\n"countries.avalon.patience" = [0.9, 7]', "vary.countries.avalon.patience", "7"),
        (
            '[vary]\n"countries.avalon.patience" = []',
            "vary.countries.avalon.patience",
            "at least 1",
        ),
        ('[arms]\na = { "mechanisms.M33" = false }', "arms.a.mechanisms.M33", "M3"),
        (
            '[arms]\na = { "strategies.avalonn" = "wait_out" }',
            "arms.a.strategies.avalonn",
            "avalon",
        ),
        (
            '[arms]\na = { "strategies.avalon" = "wait_outt" }',
            "arms.a.strategies.avalon",
            "wait_out",
        ),
    ],
)
def test_a_lever_that_cannot_be_moved_is_named(experiment, levers, key, problem):
    with pytest.raises(InputError) as caught:
        resolve(experiment("\n" + levers + "\n"), worlds=2)
    assert caught.value.key == key
    assert problem in str(caught.value)


@pytest.mark.parametrize("players", ["partial_deal", "package_linkage"])
def test_an_arm_may_not_settle_alone_a_basket_in_which_one_side_gives(tmp_path, players):
    """A faulty file for partial deals; sound as one package, and faulty again once M6 is off."""
    faulty = Path(__file__).parents[1] / "scenario" / "invalid" / "basket_with_one_giver.toml"
    text = faulty.read_text(encoding="utf-8").replace('"partial_deal"', f'"{players}"')
    apart = '[arms]\ntogether = {}\napart = { "mechanisms.M6" = false }\n\n[strategies]\n'
    (tmp_path / "sound.toml").write_text(text, encoding="utf-8")
    (tmp_path / "apart.toml").write_text(text.replace("[strategies]\n", apart), encoding="utf-8")
    if players == "package_linkage":
        assert len(resolve(tmp_path / "sound.toml").cells) == 1
    with pytest.raises(InputError, match="cannot be settled alone"):
        resolve(tmp_path / "apart.toml")
