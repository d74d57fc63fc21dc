"""The harness finds a sign that is known, a null that is broken, and where a sign turns."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from claims import FEWER, KEY

from negotiation.errors import InputError
from negotiation.runs.numbers import numbers
from negotiation.scenario.quantity import Quantity
from negotiation.validation.judge import HOLDS, SHORT, TOLD, compare, judge
from negotiation.validation.play import given, play_group, sample
from negotiation.validation.played import Played, everything, week_or_end
from negotiation.validation.region import where_it_turns
from negotiation.validation.report import described
from negotiation.validation.row import Condition, Null, Row, add, rows
from negotiation.validation.together import bind, groups
from negotiation.validation.validate import examine, validate

DRAWS = 8
KEYS = {
    *("id", "claim", "expected", "obtained", "tolerance", "verdict", "effect", "interval"),
    *("share", "dose_response", "null", "region", "claims", "nulls", "draws", "worlds", "seed"),
}


@pytest.fixture(scope="module")
def result(made_up):
    return examine(made_up, DRAWS, 3, 1)


def test_a_sign_that_is_known_is_found(result):
    fewer, more = result.claims
    assert (fewer.verdict, more.verdict) == (HOLDS, SHORT)
    assert fewer.share == 1.0
    assert more.share == 0.0
    assert -1.0 <= fewer.mean.low <= fewer.mean.value <= fewer.mean.high < 0.0
    assert fewer.agree == more.against
    assert result.verdict == SHORT


def test_a_null_that_holds_is_exact_and_one_that_does_not_is_found(made_up, result):
    (kept,) = result.nulls
    assert (kept.difference, kept.verdict) == (0.0, HOLDS)
    broken = replace(made_up, claims=(), nulls=(Null("Broken.", ("slack", "tight")),))
    (found,) = examine(broken, DRAWS, 3, 1).nulls
    assert found.verdict == SHORT
    assert found.difference > 1e-3
    assert found.column


def test_a_null_sees_text_emptiness_and_the_last_digits():
    null = Null("", ("a", "b"))
    base = table(x=[1.0, np.nan], outcome=["deal", "open"])
    assert compare(null, base, base).difference == 0.0
    near = table(x=[1.0 + 5e-13, np.nan], outcome=["deal", "open"])
    assert compare(null, base, near).verdict == HOLDS
    off = table(x=[1.0 + 2e-12, np.nan], outcome=["deal", "open"])
    assert (compare(null, base, off).verdict, compare(null, base, off).column) == (SHORT, "t.x")
    for x, outcome in (([1.0, 2.0], ["deal", "open"]), ([1.0, np.nan], ["deal", "deal"])):
        assert compare(null, base, table(x=x, outcome=outcome)).difference == np.inf


def table(**columns) -> Played:
    """What one table of a made-up run left behind."""
    return Played({"t": {k: np.array(v) for k, v in columns.items()}}, {}, (), 1, frozenset())


def test_a_null_may_be_about_some_worlds_and_wants_one_at_least():
    one = table(x=[1.0, 2.0], outcome=["deal", "open"])
    two = table(x=[1.0, 3.0], outcome=["deal", "open"])
    first = Null("", ("a", "b"), where=lambda played: played.tables["t"]["outcome"] == "deal")
    assert (compare(first, one, two).verdict, compare(first, one, two).worlds) == (HOLDS, 1)
    none = replace(first, where=lambda played: np.zeros(2, dtype=bool))
    assert compare(none, one, two).verdict == SHORT


def test_a_claim_may_look_at_all_arms_at_once():
    low, high = table(outcome=["a"] * 4, x=[1.0] * 4), table(outcome=["a"] * 4, x=[3.0] * 4)
    claim = replace(
        FEWER,
        across=True,
        measure=lambda *arms: arms[1].tables["t"]["x"] - arms[0].tables["t"]["x"],
    )
    (effect,) = claim.measured([low, high])
    np.testing.assert_array_equal(effect, 2.0)
    assert len(replace(FEWER, measure=lambda arm: arm.tables["t"]["x"]).measured([low, high])) == 2


def test_a_claim_wants_draws_that_tell_anything():
    effects = np.full(50, np.nan)
    effects[:3] = 1.0, 1.1, 1.2
    assert made(effects).verdict == SHORT
    effects[:16] = np.linspace(1.0, 1.2, 16)
    assert made(effects).verdict == HOLDS
    assert made(effects).empty == 34


def made(effects, expected="more", **more):
    """A claim judged on made-up effects by draw, one world each."""
    claim = replace(FEWER, expected=expected, **more)
    effects = np.asarray(effects, dtype=float)
    values = {"number": np.arange(len(effects), dtype=float)}
    return judge(claim, [np.zeros_like(effects), effects], values, len(effects), ["number"])


def test_draws_without_a_difference_do_not_count_for_the_sign():
    found = made([0.0] * 8 + [1.0] * 8)
    assert (found.agree, found.against, found.ties, found.share) == (8, 0, 8, 1.0)
    assert found.verdict == HOLDS
    assert made([0.0] * 40 + [1.0, 2.0]).verdict == SHORT  # too few draws show it
    assert made([0.0] * 16).verdict == SHORT


def test_a_weak_claim_is_content_with_nothing():
    assert made([0.0] * 16, "not less").verdict == HOLDS
    assert made([0.0] * 10 + [-1.0] * 6, "not less").verdict == SHORT


def test_nine_draws_of_ten_and_a_mean_beyond_doubt_are_wanted():
    assert made([1.0] * 18 + [-0.1] * 2).verdict == HOLDS
    assert made([1.0] * 17 + [-0.1] * 3).verdict == SHORT
    assert made([0.01] * 19 + [-5.0]).verdict == SHORT
    assert made([-1.0] * 20, judged=False).verdict == TOLD


def test_worlds_are_compared_where_the_measure_applies_in_both_arms():
    one = np.array([1.0, np.nan, *[1.0] * 4, 3.0, 4.0, *[3.0] * 4])
    two = np.array([2.0, 9.0, *[2.0] * 4, np.nan, 6.0, *[5.0] * 4])
    found = judge(replace(FEWER, expected="more"), [one, two], {}, 2)
    np.testing.assert_array_equal(found.effects, [1.0, 2.0])


@pytest.mark.parametrize(("applies", "left_out"), [(4, 1), (5, 0)])
def test_the_sign_of_a_handful_of_worlds_is_left_out(applies, left_out):
    one, two = np.zeros((2, 6)), np.ones((2, 6))
    one[1, applies:] = np.nan
    found = judge(replace(FEWER, expected="more"), [one.ravel(), two.ravel()], {}, 2)
    assert (found.agree, found.empty) == (2 - left_out, left_out)


def test_rates_are_sums_over_sums():
    one = np.array([[1.0, 0.0, 0.0, 0.0], [4.0, 4.0, 0.0, 0.0]])
    two = np.array([[1.0, 1.0, 0.0, 0.0], [2.0, 2.0, 0.0, 0.0]])
    found = judge(replace(FEWER, expected="more"), [one, two], {}, 2)
    np.testing.assert_allclose(found.effects, [0.5 - 0.125, np.nan])
    assert found.empty == 1


def test_a_dose_that_turns_round_falls_short():
    up, down = np.linspace(1.0, 1.1, 20), np.linspace(0.5, 0.6, 20)
    claim = replace(FEWER, expected="more", arms=("a", "b", "c"))
    rising = judge(claim, [np.zeros(20), down, up], {}, 20)
    turning = judge(claim, [np.zeros(20), up, down], {}, 20)
    assert (rising.verdict, turning.verdict) == (HOLDS, SHORT)
    assert turning.share == 1.0
    assert not turning.monotone


def test_a_claim_under_a_condition_looks_at_its_draws_alone():
    where = Condition("the number is high", lambda values: values["number"] >= 5)
    found = made([-1.0] * 5 + [1.0, 1.2, 1.1, 0.9, 1.0], where=where)
    assert (found.agree, found.against, found.empty) == (5, 0, 5)
    assert found.verdict == HOLDS


def test_the_number_that_turns_the_sign_is_named_and_chance_is_not():
    values = sample({f"n{i}": number(0.0, 1.0) for i in range(30)}, 80, 1)
    planted = values["n7"] > 0.7
    found = where_it_turns(~planted, planted, values)
    assert (found.number, found.above) == ("n7", True)
    assert found.cut == pytest.approx(0.7, abs=0.02)
    assert "n7 is above 0.699" in found.words
    chance = values.pop("n7") > 0.7
    assert "better than chance" in where_it_turns(~chance, chance, values).words


def number(low, high):
    from negotiation.runs.numbers import Number

    data = {"value": low, "unit": "1", "range": (low, high), "basis": "assumption"}
    return Number(Quantity(**data), ())


def test_every_stratum_of_a_number_is_drawn_once_and_a_new_number_shifts_no_other():
    known = {"a": number(0.0, 1.0), "b": number(2.0, 4.0)}
    values = sample(known, 50, 1)
    np.testing.assert_array_equal(np.sort(np.floor(50 * values["a"])), np.arange(50))
    assert values["b"].min() >= 2.0
    assert values["b"].max() <= 4.0
    more = sample({**known, "c": number(0.0, 1.0)}, 50, 1)
    np.testing.assert_array_equal(more["a"], values["a"])
    assert abs(np.corrcoef(values["a"], values["b"])[0, 1]) < 0.5


def test_arms_share_every_number_but_those_they_set(made_up):
    bound = {name: bind(made_up, arm, 1) for name, arm in made_up.arms.items()}
    drawn = {
        name: given(numbers(resolved), made_up.arms[name].sets, DRAWS, 1)
        for name, resolved in bound.items()
    }
    slack, tight = drawn["slack"], drawn["tight"]
    assert set(slack) == set(tight)
    assert not any(purpose.startswith("mechanisms.M9.win_set") for purpose in slack)
    assert "tables.avalon-lyonesse.issues.fishing_quota.ideal.avalon" in slack
    assert not any(p.startswith("tables.") and ".noise." in p for p in slack)
    for purpose, values in slack.items():
        np.testing.assert_array_equal(values, tight[purpose], err_msg=purpose)


def test_arms_that_differ_in_numbers_alone_are_played_at_once_and_come_out_as_alone(made_up):
    own = made_up.arms["tight"].but({"countries.avalon.beta": 1.0})
    tougher = own.but({KEY: 0.1, "countries.avalon.beta": 0.2})
    row = replace(made_up, arms={**made_up.arms, "own": own, "tougher": tougher})
    row = replace(row, claims=(replace(FEWER, arms=tuple(row.arms)),))
    together = groups(row)
    assert together == [["slack", "tight"], ["slack again"], ["own", "tougher"]]
    for group in together:
        joint = play_group(row, group, 3, 5, 1)
        for name in group:
            alone, found = play_group(row, [name], 3, 5, 1)[name], joint[name]
            assert found.worlds == alone.worlds == 15
            for column, values in everything(alone).items():
                np.testing.assert_array_equal(everything(found)[column], values, err_msg=column)


def test_a_diary_is_kept_of_the_rules_that_a_row_reads_and_of_no_others(made_up):
    with_m2 = replace(made_up, reads=("M2",), claims=made_up.claims[:1], nulls=())
    group = groups(with_m2)[0]
    kept = play_group(with_m2, group, 3, 5, 1)[group[0]]
    np.testing.assert_array_equal(kept.count("M2", "Avalon threatens cloth_tariff"), np.ones(15))
    without = play_group(replace(with_m2, reads=()), group, 3, 5, 1)[group[0]]
    with pytest.raises(KeyError, match="M2"):
        without.count("M2", "threatens")


def test_an_arm_may_end_before_the_horizon(made_up):
    short = replace(
        made_up, arms={"short": made_up.arms["slack"].but(until=13)}, claims=(), nulls=()
    )
    played = play_group(short, ["short"], 2, 10, 1)["short"]
    whole = play_group(made_up, ["slack"], 2, 10, 1)["slack"]
    week = whole.first("avalon-lyonesse")
    assert np.any(week <= 13)
    assert np.any(week > 13)
    np.testing.assert_array_equal(
        played.first("avalon-lyonesse"), np.where(week <= 13, week, np.nan)
    )
    assert np.max(week_or_end("avalon-lyonesse")(played)) == 14


def test_arms_of_different_size_or_length_are_not_compared(made_up):
    for other in ({"worlds": 4}, {"until": 9}):
        arms = {**made_up.arms, "tight": made_up.arms["tight"].but(**other)}
        with pytest.raises(InputError, match="slack, tight are compared and differ"):
            replace(made_up, arms=arms)


def test_the_same_seed_gives_the_same_bytes_with_one_worker_or_two(made_up):
    twice = [made_up, replace(made_up, id="M98")]
    one, two = (
        json.dumps(described(validate(twice, draws=4, worlds=2, seed=1, jobs=jobs)))
        for jobs in (1, 2)
    )
    assert one == two
    other = json.dumps(described(validate(twice, draws=4, worlds=2, jobs=1, seed=2)))
    assert other != one


def test_the_report_is_plain_data_with_every_key(result):
    (row,) = json.loads(json.dumps(described([result]), allow_nan=False))
    assert set(row) >= KEYS
    assert row["verdict"] == SHORT
    assert row["tolerance"] == {"share": 0.9, "null": 1e-12}
    assert row["obtained"] == "1 of 2 claims hold, 1 of 1 nulls are exact"
    for part in (*row["claims"], *row["nulls"]):
        assert {"claim", "expected", "obtained", "tolerance", "verdict"} <= set(part)
    assert len(row["claims"][0]["effects"]) == DRAWS


def test_a_taken_id_and_an_unknown_arm_are_errors(made_up):
    first = rows()[0]
    with pytest.raises(InputError, match="there is a row of this id"):
        add(replace(made_up, id=first.id))
    with pytest.raises(InputError, match="unknown arm 'slak'; did you mean 'slack'"):
        Row("M97", "", made_up.arms, (replace(FEWER, arms=("slak",)),), ())
