"""Differences between cells are taken world by world."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.analysis.load import load
from negotiation.analysis.measures import NAMES, measures
from negotiation.analysis.paired import compare, differences, level, levels
from negotiation.runs import store
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run

ARMS = """
[arms]
as_it_is = {}
the_same = {}
insistent = { "mechanisms.M9.win_set" = 0.95 }
"""


@pytest.fixture(scope="module")
def result(islands, tmp_path_factory):
    """Eighty worlds of the islands, as they are, the same again, and where home insists."""
    folder = tmp_path_factory.mktemp("paired")
    text = islands.read_text(encoding="utf-8").replace(
        '["package_linkage", "wait_out"]', '"wait_out"'
    )
    (folder / "arms.toml").write_text(text + ARMS, encoding="utf-8")
    return load(run(resolve(folder / "arms.toml", worlds=80), folder / "run", jobs=1))


def test_a_cell_that_changes_nothing_differs_by_nothing(result):
    for measure in measures(result, "avalon-lyonesse"):
        same, _ = differences(result, "avalon-lyonesse", measure)
        width = 100 * 1.959964 / 82 if measure.chance else 0.0  # Agresti and Min's of no change
        assert (same.mean, same.rows) == (0.0, 80)
        assert (same.low, same.high) == pytest.approx((-width, width))


def test_an_insistent_home_costs_deals(result):
    deal = measures(result, "avalon-lyonesse")[0]
    assert deal.unit == "percentage points"
    _, insistent = differences(result, "avalon-lyonesse", deal)
    assert insistent.high < 0.0


def test_the_other_way_round_is_the_opposite(result):
    week = measures(result, "avalon-lyonesse")[1]
    there = differences(result, "avalon-lyonesse", week, base=0)[1]
    back = differences(result, "avalon-lyonesse", week, base=2)[0]
    assert (back.mean, back.low, back.high) == pytest.approx((-there.mean, -there.high, -there.low))


def test_what_the_experiment_asks_for_is_measured_too(islands, tmp_path):
    asked = ["week", "failures", "utility.lyonesse", "issue.cloth_tariff"]
    found = load(run(resolve(islands, worlds=20, sets=(("outcomes", asked),)), tmp_path / "run"))
    named = {m.name: m.unit for m in measures(found, "avalon-lyonesse")}
    assert list(named)[-3:] == [
        "Failures at home",
        "Utility (Lyonesse)",
        "Avalon's tariff on cloth from Lyonesse",
    ]
    assert named["Avalon's tariff on cloth from Lyonesse"] == "percentage points"


def test_every_kind_of_column_has_a_name():
    groups = (
        *(store.FIXED, store.AT_SIGNING, store.BY_COUNTRY),
        *(store.BY_ALLIANCE, store.BY_HUB, store.BY_PARTNER),
    )
    own = {
        "cell",
        "world",
        "point",
        "table",
        "outcome",
        "week",
        "trust",
    }  # keys, and measures of every run
    assert {kind for group in groups for kind in group} - own == set(NAMES)


def test_levels_are_means_of_cells_and_chances_have_wilsons_interval(result):
    deal, week = measures(result, "avalon-lyonesse")[:2]
    first, *_, insistent = levels(result, "avalon-lyonesse", deal)
    (_, difference) = differences(result, "avalon-lyonesse", deal)
    assert insistent.mean - first.mean == pytest.approx(difference.mean)
    assert levels(result, "avalon-lyonesse", week)[0].low < 60.0
    mean, low, high, worlds = level(deal, np.array([0.0] * 10))
    # of ten worlds none: Wilson's upper bound is z^2 / (n + z^2) with z = 1.959964
    assert (mean, low, worlds) == (0.0, pytest.approx(0.0), 10)
    assert high == pytest.approx(100 * 1.959964**2 / (10 + 1.959964**2))


def test_only_the_cells_asked_for_are_held_against_a_base(result):
    measure = measures(result, "avalon-lyonesse")[:1]
    (everything,) = compare(result, "avalon-lyonesse", measure, (0, 1), ())
    (some,) = compare(result, "avalon-lyonesse", measure, {1: [0]}, ())
    assert some.differences == {1: [one for one in everything.differences[1] if one.cell == 0]}
    assert not some.levels
