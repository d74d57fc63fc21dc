"""Errors name file, key, value and remedy on one line, and the nearest name."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest

from negotiation.errors import (
    ConvergenceError,
    InputError,
    NegotiationError,
    ReplayError,
    nearest,
    shown,
)


@pytest.mark.parametrize(
    ("file", "key", "expected"),
    [
        ("a.toml", "x.y", "a.toml: x.y: is wrong; mend it"),
        ("a.toml", None, "a.toml: is wrong; mend it"),
        (None, "--jobs", "--jobs: is wrong; mend it"),
        (None, None, "is wrong; mend it"),
    ],
)
def test_an_error_reads_file_key_problem(file, key, expected):
    assert str(InputError("is wrong; mend it", file=file, key=key)) == expected


@pytest.mark.parametrize("kind", [InputError, ConvergenceError, ReplayError])
def test_an_error_survives_the_way_back_from_a_worker(kind):
    error = kind("is wrong", file="a.toml", key="x.y")
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is kind
    assert isinstance(back, NegotiationError)
    assert (str(back), back.file, back.key) == (str(error), "a.toml", "x.y")


def test_the_nearest_name():
    assert nearest("patiance", ["patience", "hazard"]) == "; did you mean 'patience'?"


def test_a_few_names_are_all_listed_where_none_is_near():
    assert nearest("zzz", ["b", "a"]) == "; known: a, b"


def test_many_names_are_not_listed():
    assert nearest("zzz", [f"name{k}" for k in range(13)]) == ""
    assert nearest("zzz", []) == ""


def test_an_error_is_placed_where_it_names_no_place():
    placed = InputError("is wrong").placed(file="a.toml", key="x.y")
    assert type(placed) is InputError
    assert str(placed) == "a.toml: x.y: is wrong"
    assert str(placed.placed(file="b.toml", key="z")) == "a.toml: x.y: is wrong"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (3, "3"),
        ("x", "'x'"),
        (dt.date(2030, 1, 7), "2030-01-07"),
        ([1, "a"], "[1, 'a']"),
        ("x" * 70, "'" + "x" * 56 + "..."),
    ],
)
def test_a_value_is_shown_as_a_file_would_hold_it(value, expected):
    assert shown(value) == expected
