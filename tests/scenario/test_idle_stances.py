"""A strategy of whose choices none has anything to act on is refused where it is given."""

from __future__ import annotations

import pytest

from negotiation.runs.resolve import resolve

ISLANDS = """name = "idle"
question = "What can be done here?"
scenario = "two_islands"
worlds = 4
seed = 1

[strategies]
avalon = "package_linkage"
lyonesse = "wait_out"
"""
LYONESSE = 'lyonesse = "wait_out"'
OWN = """lyonesse = "own"

[presets.own]
title = "Own"
text = "For a test."
sources = []
"""
LINE = """red_lines = [{ kind = "defence", concession_at_most = \
{ value = 0.1, unit = "1", basis = "definition", note = "for a test" } }]"""


@pytest.mark.parametrize(
    ("choice", "lacking"),
    [
        ("hedge", "turns to others for fear of being left, but lyonesse is nobody's ally"),
        ("threaten_abandonment", "questions its protection of allies, but lyonesse is nobody's"),
        ("divide", "divides partners, but lyonesse has no two of them with issues alike"),
        ("early", "asks to be served first, but nobody whom lyonesse meets has another table"),
        ("retaliate", "answers tariffs with tariffs, but no table of lyonesse has one by each"),
        ("escalate", "answers tariffs with tariffs, but no table of lyonesse has one by each"),
        (LINE, "draws a red line, but on nothing that lyonesse talks about"),
    ],
    ids=lambda text: text.split()[0],
)
def test_what_cannot_act_and_is_all_there_is_to_a_strategy(refused, choice, lacking):
    line = choice if choice == LINE else f"{choice} = true"
    found = refused(ISLANDS, LYONESSE, OWN + line)
    assert found.startswith(f"faulty.toml: strategies.lyonesse: 'own' {lacking}")
    assert found.endswith("; choose another strategy")


def test_an_arm_that_gives_it_is_named(refused):
    arms = f'{LYONESSE}\n[arms]\nplain = {{}}\nturns = {{ "strategies.lyonesse" = "hedge" }}'
    found = refused(ISLANDS, LYONESSE, arms)
    assert found.startswith("faulty.toml: arms.turns.strategies.lyonesse: 'hedge' turns to")


@pytest.mark.parametrize("name", ["maximum_pressure", "first_mover", "total_rollback"])
def test_what_a_strategy_merely_has_besides_does_not_matter(tmp_path, name):
    """Nobody to leave, no queue and no tariff of Lyonesse; Avalon has enough else to do."""
    file = tmp_path / "besides.toml"
    file.write_text(ISLANDS.replace("package_linkage", name), encoding="utf-8")
    resolve(file)


@pytest.mark.parametrize(
    ("country", "name"),
    [("japan", "hedge"), ("japan", "retaliate"), ("usa", "divide_and_conquer")],
)
def test_what_can_act_is_sound(tmp_path, country, name):
    players = {"usa": "package_linkage", "japan": "wait_out", "korea": "wait_out"}
    lines = "".join(f'{k} = "{v}"\n' for k, v in ({**players, country: name}).items())
    head = ISLANDS.split("avalon")[0].replace("two_islands", "alliance_2025")
    file = tmp_path / "sound.toml"
    file.write_text(f'{head}{lines}china = "retaliate"\n', encoding="utf-8")
    resolve(file)
