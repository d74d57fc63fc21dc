"""Numbers given from outside take the place of draws, and of nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.errors import InputError
from negotiation.runs.chunk import Chunk, build, play, price
from negotiation.runs.numbers import numbers
from negotiation.runs.resolve import resolve

PATIENCE = "countries.avalon.patience"
WORLDS = 40


@pytest.fixture(scope="module", params=["two_islands", "alliance_2025"])
def played(request, islands):
    """An experiment, its tariffs, and what a model of it asked for until the end."""
    resolved = resolve(islands.with_name(f"{request.param}.toml"))
    tariffs = price(resolved)
    model = build(resolved, tariffs, Chunk(0, 0, WORLDS))
    model.run()
    return resolved, tariffs, model


def test_every_number_that_a_model_draws_is_known_by_its_purpose(played):
    resolved, _, model = played
    assert model.asked <= set(numbers(resolved))


def test_giving_what_would_be_drawn_changes_no_bit(played):
    resolved, tariffs, model = played
    known = numbers(resolved)
    drawn = {purpose: model.draw(purpose, known[purpose].quantity) for purpose in model.asked}
    plain = play(resolved, tariffs, Chunk(0, 0, WORLDS))
    again = play(resolved, tariffs, Chunk(0, 0, WORLDS), drawn)
    part = play(resolved, tariffs, Chunk(0, 3, 7), {p: v[3:10] for p, v in drawn.items()})
    for table, columns in plain.items():
        for name, value in columns.items():
            np.testing.assert_array_equal(again[table][name], value, err_msg=name)
            np.testing.assert_array_equal(part[table][name], value[3:10], err_msg=name)


def test_given_values_are_those_in_play_and_shift_no_other(islands):
    resolved = resolve(islands)
    wanted = np.linspace(0.98, 0.99, WORLDS)
    plain = build(resolved, None, Chunk(0, 0, WORLDS))
    given = build(resolved, None, Chunk(0, 0, WORLDS), given={PATIENCE: wanted})
    np.testing.assert_array_equal(
        given.draw(PATIENCE, numbers(resolved)[PATIENCE].quantity), wanted
    )
    one, two = plain.countries["lyonesse"], given.countries["lyonesse"]
    np.testing.assert_array_equal(one.delta, two.delta)
    np.testing.assert_array_equal(one.beta, two.beta)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({PATIENCE: np.full(3, 1.5)}, "is given 1.5, which is too high; give at most 0.9999"),
        ({PATIENCE: np.full(3, 0.1)}, "is given 0.1, which is too low; give at least 0.5"),
        ({PATIENCE: np.full(3, np.nan)}, "is not finite; give numbers"),
        ({PATIENCE: np.full(4, 0.99)}, r"shape \(4,\); wants one for each of 3 worlds"),
        ({"countries.avalon.patiance": np.ones(3)}, f"did you mean '{PATIENCE}'"),
        ({"mechanisms.M9.win_set.avalon": np.full(3, 2.0)}, "too high; give at most 1"),
    ],
)
def test_what_does_not_fit_is_refused(islands, given, expected):
    with pytest.raises(InputError, match=expected):
        play(resolve(islands), None, Chunk(0, 0, 3), given)


@pytest.mark.parametrize(
    ("key", "purpose", "sets"),
    [
        ("shared.patience", PATIENCE, True),
        (PATIENCE, PATIENCE, True),
        ("countries.lyonesse.patience", PATIENCE, False),
        ("mechanisms.M9.win_set", "mechanisms.M9.win_set.avalon", True),
        ("mechanisms.M9", "mechanisms.M9.win_set.avalon", False),
        (
            "countries.avalon.issue_salience",
            "tables.avalon-lyonesse.issues.fishing_quota.noise.avalon",
            True,
        ),
        ("tables.avalon-lyonesse.threats", "tables.avalon-lyonesse.threats.0.value", True),
        ("countries.avalon.pat", PATIENCE, False),
    ],
)
def test_which_keys_set_a_number(islands, key, purpose, sets):
    assert numbers(resolve(islands))[purpose].set_by(key) == sets


def test_a_number_of_one_country_alone_is_not_set_by_that_of_all(islands):
    known = numbers(resolve(islands.with_name("alliance_2025.toml")))
    assert not known["mechanisms.M9.win_set.china"].set_by("mechanisms.M9.win_set")
    assert known["mechanisms.M9.win_set.china"].set_by("mechanisms.M9.countries.china.win_set")
    assert known["mechanisms.M9.win_set.usa"].set_by("mechanisms.M9.win_set")
