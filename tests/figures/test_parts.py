"""The pieces of the figures: words, flags, and the Nash point."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.figures import words
from negotiation.figures.cells import Split, split
from negotiation.figures.flags import levels
from negotiation.figures.heatmap import _Map, _text
from negotiation.figures.utility_space import solution
from negotiation.figures.words import Landmark


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0"), (0.001, "<1"), (0.5, "50"), (0.996, ">99"), (1.0, "100")],
)
def test_percent_never_rounds_to_certainty(share, text):
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (19.66, "19.7"), (99.9, "100"), (1234.5, "1,234"), (-0.25, "-0.25")],
)
def test_numbers_have_three_digits_and_no_exponent(value, text):
    assert words.number(value) == text


def test_labels_name_only_what_differs(small, single):
    assert words.cell(small, 1) == "Lyonesse: wait out"
    assert words.cell(single, 0) == "Avalon: maximum pressure, Lyonesse: wait out"
    assert words.table(small, "avalon-lyonesse") == "Avalon–Lyonesse"


def test_an_arm_speaks_for_the_strategies_that_it_sets(dosed):
    assert words.varied(dosed) == ["mechanisms.M9.win_set", "arm"]
    assert words.cell(dosed, 1) == "win set (M9): 0.2, Avalon in public"
    assert words.levers(dosed) == ["win set (M9)", "arm"]


def test_numbers_that_are_varied_are_named_with_whose_they_are(long):
    assert words.lever(long, "countries.usa.credibility") == "credibility (United States)"
    assert words.lever(long, "mechanisms.M10.countries.japan.fear") == "fear (Japan, M10)"
    assert words.lever(long, "alliances.usa-japan.trust") == "trust (United States–Japan)"
    assert words.lever(long, "mechanisms.M3") == "mechanism M3"
    assert words.lever_unit(long, "mechanisms.M11.hedge_value") == "USD bn/year"
    assert words.lever_unit(long, "countries.usa.credibility") == ""
    assert words.lever_unit(long, "usa") == ""


def test_a_number_that_a_country_takes_from_what_is_shared_has_its_unit(small):
    assert words.lever_unit(small, "countries.avalon.patience") == "1/week"


def test_long_titles_break_into_even_lines():
    text = "What South Korea undertakes about the won"
    assert words.balance(text, 36) == "What South Korea\nundertakes about the won"
    assert words.balance("Japan", 36) == "Japan"
    assert words.balance("Unterwassertunnelbau", 5) == "Unterwassertunnelbau"


def test_numbers_in_brief():
    assert words.spans([0, 1, 2, 5, 7, 8]) == "0 to 2, 5, 7 to 8"


def test_cells_are_split_into_rows_of_few_lines(small, nine, many):
    assert split(small, 6) == Split([], ["lyonesse"], [[0, 1]])
    assert split(nine, 6).between == ["usa"]
    assert split(nine, 6).rows == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert [len(row) for row in split(many, 6).rows] == [7] * 6
    assert split(many, 6).drawn == 42


def test_landmarks_come_from_the_scenario(small):
    assert words.landmarks(small, "avalon-lyonesse") == [Landmark(17, "date of a threat (Avalon)")]


def test_flags_rise_where_they_would_meet():
    near = [Landmark(7, "election"), Landmark(8, "summit"), Landmark(9, "threat")]
    assert levels(near, 0.3) == [2, 1, 0]
    far = [Landmark(0, "a"), Landmark(30, "b"), Landmark(60, "c")]
    assert levels(far, 0.3) == [0, 0, 0]
    assert levels([], 0.3) == []


def test_solution_of_a_straight_frontier():
    frontier = np.linspace(-1.0, 0.0, 5), np.linspace(0.0, -1.0, 5)
    assert solution(frontier, (-1.0, -1.0)) == pytest.approx((-0.5, -0.5))
    assert solution(frontier, (0.5, 0.5)) is None


def test_cells_of_a_map_show_the_ends_of_an_interval_as_they_are():
    """An interval of a chance near one is lopsided, and never reaches beyond it."""
    high = _Map("t", np.array([[93.0, -0.2]]), np.array([[83.2, -0.5]]), np.array([[97.4, 0.1]]))
    assert _text(high, (0, 0)) == "93\n83–97"
    assert _text(high, (0, 1)) == "\N{MINUS SIGN}0.20\n\N{MINUS SIGN}0.50\nto 0.10"
