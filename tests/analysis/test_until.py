"""Worlds are added until intervals are narrow enough, and the result says how it came to that."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from folders import with_points

from negotiation.analysis.clustered import interval
from negotiation.analysis.load import load
from negotiation.analysis.until import (
    LEAST,
    Condition,
    next_worlds,
    parse,
    play_until,
    reached,
    worlds_there,
)
from negotiation.errors import InputError
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run

TABLE = "avalon-lyonesse"


@pytest.fixture(scope="module")
def resolved(islands):
    return resolve(islands, worlds=20)


@pytest.mark.parametrize(
    ("text", "column", "table", "width"),
    [
        ("width(any_deal) < 0.02", "any_deal", None, 0.02),
        (" width( any_deal )<.02 ", "any_deal", None, 0.02),
        (f"width({TABLE}.any_deal) < 2e-2", "any_deal", TABLE, 0.02),
        (f"width({TABLE}.issue.cloth_tariff) < 1", "issue.cloth_tariff", TABLE, 1.0),
        ("width(utility.avalon) < 5", "utility.avalon", None, 5.0),
    ],
)
def test_a_condition_names_a_column_perhaps_a_table_and_a_width(
    resolved, text, column, table, width
):
    assert parse([text], resolved) == [Condition(text.strip(), column, table, width)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot read ''; write \"width(any_deal) < 0.02\""),
        ("width(any_deal) > 0.02", "cannot read"),
        ("widht(any_deal) < 0.02", "cannot read"),
        ("width(any_deal < 0.02", "cannot read"),
        ("width(any_deel) < 0.02", "no number 'any_deel' in the result; did you mean 'any_deal'?"),
        (f"width({TABLE}.wek) < 2", f"did you mean '{TABLE}.week'?"),
        ("width(any_deal) < 5", "'5' holds for any interval of a chance"),
        ("width(foo) < 1", "no number 'foo' in the result; 'any_deal' is the chance of a deal"),
        ("width(outcome) < 1", "'outcome' has no mean; 'any_deal' is the chance of a deal"),
        ("width(world) < 1", "'world' has no mean"),
        ("width(week) < 0", "'0' is no width; give a number above 0 in the unit of week"),
        ("width(week) < -1", "'-1' is no width"),
        ("width(week) < nan", "'nan' is no width"),
        ("width(week) < two", "'two' is no width"),
    ],
)
def test_a_condition_that_cannot_be_read_is_explained(resolved, text, said):
    with pytest.raises(InputError) as refused:
        parse([text], resolved)
    assert str(refused.value).startswith("--until: ")
    assert said in str(refused.value)


def test_a_step_goes_as_far_as_the_width_suggests_and_no_further_than_fourfold():
    assert next_worlds(1000, 1.5) == 2500  # 1,000 * 1.1 * 1.5**2 in whole hundreds
    assert next_worlds(1000, 100.0) == 4000
    assert next_worlds(1000, np.inf) == 4000
    assert next_worlds(1000, 1.0) == 1100
    assert next_worlds(9000, 1.5) == 30_000  # whole chunks
    assert next_worlds(30, 1.2, points=1000) == 50  # of 10 worlds at 1,000 points each


def test_the_width_is_that_of_the_interval_in_every_cell(folder):
    result = load(folder)
    asked = [
        Condition("width(week) < 1", "week", None, 1.0),
        Condition("width(any_deal) < 0.2", "any_deal", TABLE, 0.2),
    ]
    found = list(reached(result, asked))
    assert [(r.cell, r.condition) for r in found] == [
        *((cell, asked[0].text) for cell in (0, 1)),
        *((cell, asked[1].text) for cell in (0, 1)),
    ]
    week, _, deal, _ = found
    _, low, high, worlds = interval(result.values("week", TABLE, 0))
    assert (week.width, week.worlds) == (high - low, worlds)
    told = result.means(["any_deal"]).iloc[0]
    assert deal.width == told["high"] - told["low"]


def test_worlds_are_added_until_it_holds(resolved, tmp_path):
    conditions = parse(["width(any_deal) < 0.12", "width(week) < 6"], resolved)
    found = play_until(resolved, conditions, lambda r: run(r, tmp_path / "run", jobs=1))
    assert found.met
    result = load(found.folder)
    assert result.manifest["worlds"] == found.worlds > LEAST
    assert result.manifest["run"] == resolved.run_id
    intervals = result.means(["any_deal"])
    assert (intervals["high"] - intervals["low"] < 0.12).all()
    told = json.loads((found.folder / "until.json").read_text())
    assert (told["asked"], told["met"]) == ([c.text for c in conditions], True)
    assert [look["worlds"] for look in told["looks"]][:2] == [20, LEAST]
    assert told["looks"][-1]["worlds"] == told["worlds"] == found.worlds
    assert all(r["width"] < r["asked"] for r in told["reached"])
    assert worlds_there(resolved, found.folder) == found.worlds
    assert found.told().startswith(f"narrow enough at {found.worlds:,} worlds")


def test_it_begins_with_the_worlds_that_are_there(resolved, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "run")
    asked = []

    def play(wanted):
        asked.append(wanted.experiment.worlds)
        return tmp_path / "run"

    assert play_until(resolved, parse(["width(week) < 50"], resolved), play, there=700).met
    assert asked == [700]


def test_it_gives_up_at_the_ceiling_and_says_so(resolved, folder, tmp_path):
    asked = []

    def play(wanted):
        asked.append(wanted.experiment.worlds)
        shutil.copytree(folder, tmp_path / str(len(asked)))
        return tmp_path / str(len(asked))

    conditions = parse(["width(week) < 0.001"], resolved)
    found = play_until(resolved, conditions, play, there=300, most=5000)
    assert asked == [300, 1200, 4800, 5000]
    assert not found.met
    assert found.told().startswith("not narrow enough, --most is reached at 5,000 worlds")
    told = json.loads((found.folder / "until.json").read_text())
    assert (told["met"], told["worlds"], len(told["looks"])) == (False, 5000, 4)


def test_an_interval_that_is_not_there_is_not_narrow(resolved, folder, tmp_path):
    place = tmp_path / "run"
    shutil.copytree(folder, place)
    conditions = parse(["width(capped) < 1"], resolved)  # no court caps a tariff on the islands
    found = play_until(resolved, conditions, lambda _: place, there=50, most=50)
    assert not found.met
    told = json.loads((place / "until.json").read_text())["reached"][0]
    assert (told["width"], told["mean"], told["worlds"]) == (None, None, 0)


def test_few_worlds_are_not_judged_unless_each_has_many_points(resolved, folder, tmp_path):
    for name, place, looks in (
        ("plain", folder, [30, 100]),
        ("points", with_points(folder, tmp_path / "with"), [30]),
    ):
        shutil.copytree(place, tmp_path / name)
        asked = []

        def play(wanted, asked=asked, name=name):
            asked.append(wanted.experiment.worlds)
            return tmp_path / name

        assert play_until(resolved, parse(["width(week) < 50"], resolved), play, there=30).met
        assert asked == looks


def test_a_ceiling_below_the_start_and_a_column_of_no_table_are_refused(resolved, folder):
    conditions = parse(["width(week) < 1"], resolved)
    with pytest.raises(InputError, match="--most: is 50; there are 70 worlds to begin with"):
        play_until(resolved, conditions, lambda _: folder, there=70, most=50)
    alien = Condition("width(trust.x) < 1", "trust.x", TABLE, 1.0)
    with pytest.raises(InputError, match=rf"trust.x is about none of {TABLE}"):
        list(reached(load(folder), [alien]))


def test_a_folder_that_is_not_there_or_is_anothers_has_no_worlds(islands, folder, tmp_path):
    assert worlds_there(resolve(islands), tmp_path) == 0
    assert worlds_there(resolve(islands), folder) == 50
    assert worlds_there(resolve(islands, seed=8), folder) == 0
