"""What is written as TOML reads back as it was."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest
from commands import HERE
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation.scenario.read import LIBRARY
from negotiation.scenario.write import to_toml

FILES = [path for path in LIBRARY.iterdir() if path.name.endswith(".toml")]
FILES += [HERE / "sound.toml", *sorted((HERE.parents[1] / "experiments").glob("*.toml"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_ships_survives(path):
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert tomllib.loads(to_toml(data)) == data


def test_a_number_stays_on_one_line():
    number = {"value": 0.99, "unit": "1/week", "range": [0.9, 1.0], "source": "x"}
    written = to_toml({"shared": {"patience": number}})
    line = 'patience = {value = 0.99, unit = "1/week", range = [0.9, 1.0], source = "x"}'
    assert line in written.splitlines()


def test_a_step_of_the_default_stays_on_one_line():
    step = {"since": dt.date(2025, 4, 9), "value": {"value": 10, "unit": "%"}}
    written = to_toml({"default": [step, step]})
    assert written.count('{since = 2025-04-09, value = {value = 10, unit = "%"}}') == 2


number = st.fixed_dictionaries(
    {"value": st.floats(allow_nan=False), "unit": st.text(max_size=5)},
    optional={"range": st.tuples(st.floats(-9, 9), st.floats(-9, 9)).map(list), "note": st.text()},
)
step = st.fixed_dictionaries({"since": st.dates(), "value": number})
plain = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.dates(min_value=dt.date(1, 1, 1)),
)
keys = st.one_of(st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True), st.text(min_size=1, max_size=4))


def tables(children):
    return st.dictionaries(keys, children, max_size=4)


values = st.recursive(
    st.one_of(plain, number, st.lists(plain, max_size=3), st.lists(step, max_size=3)),
    lambda inner: st.one_of(tables(inner), st.lists(tables(inner), min_size=1, max_size=3)),
    max_leaves=8,
)


@settings(deadline=None, max_examples=40)
@given(tables(values))
def test_whatever_is_written_reads_back_the_same(data):
    assert tomllib.loads(to_toml(data)) == data


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"mechanisms": {"M1": {}, "M2": {"on": False}}},
        {"a": {"b": {"c": {}}}},
        {"ideal": {"north": {"value": 1, "unit": "%"}}, "title": "after"},
        {"default": [{"since": dt.date(2025, 4, 9), "value": {"value": 10, "unit": "%"}}]},
        {"threats": [{"by": "a", "value": {"value": 1, "unit": "%"}}, {"by": "b"}]},
        {"calendar": [{"date": dt.date(2025, 4, 9)}], "after": 1},
        {"red_lines": [{"kind": "tariff", "concession_at_most": {"value": 0.1, "unit": "1"}}]},
        {"countries": {"united states": {"name": "U.S."}, "a.b": {"x": 1}}},
        {"text": 'two\nlines, "quoted", \\ and \u00e9'},
        {"range": [1, 2.5], "empty": [], "nested": [[1], [2, 3]]},
    ],
)
def test_shapes_that_scenarios_have(data):
    assert tomllib.loads(to_toml(data)) == data
