"""M16: one basin of trust where it hardly feeds on itself, two where it does."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_rel
from worlds import TABLE, assert_same

NO_EVENTS = dict.fromkeys(
    (
        f"mechanisms__M16__{word}"
        for word in (
            *("settled", "extended", "executed"),
            *("withdrawn", "walked_out", "abandonment", "reopened"),
        )
    ),
    0.0,
)
FAST = {"mechanisms__M16__speed": 1.0, **NO_EVENTS, "on": ("M16",), "worlds": 3}


def trust(played) -> np.ndarray:
    return played["trust.pact"]


def apart(allies, feedback: float) -> float:
    """How far trust at the end depends on whether it began a little above or below the middle."""
    sets = {**FAST, "mechanisms__M16__feedback": feedback}
    high, low = (trust(allies(**sets, trust=start)) for start in (0.55, 0.45))
    return float((high - low).max())


def test_recovery_and_fracture_part_beyond_a_threshold(allies):
    """A sweep in the engine finds two basins from a feedback of 4 on, as theory has it."""
    sweep = np.array([2.0, 3.0, 3.5, 4.5, 5.0, 6.0])
    gaps = np.array([apart(allies, k) for k in sweep])
    assert (gaps[sweep < 4.0] < 0.01).all()
    assert (gaps[sweep > 4.0] > 0.3).all()
    assert (np.diff(gaps[sweep > 4.0]) > 0.0).all()


def test_a_strong_feedback_ends_where_theory_says(allies):
    """The steady states solve T = sigma(k (T - 1/2))."""
    ends = trust(allies(**FAST, mechanisms__M16__feedback=6.0, trust=0.9))
    np.testing.assert_allclose(ends, 1.0 / (1.0 + np.exp(-6.0 * (ends - 0.5))), atol=1e-9)
    assert (ends > 0.9).all()


def test_without_feedback_the_turning_point_makes_no_difference(allies):
    """Exact null: k = 0, with all events on."""
    still = {"on": ("M16",), "mechanisms__M16__feedback": 0.0}
    assert_same(
        allies(**still, mechanisms__M16__turning_point=0.2),
        allies(**still, mechanisms__M16__turning_point=0.9),
    )


def test_off_trust_stays_and_scales_nothing(allies):
    """Without the rule a pact at little trust is the same as one at much, but for O (M11)."""
    off = {"mechanisms__M11": False}
    low, high = allies(trust=0.1, **off), allies(trust=0.9, **off)
    for name, value in low.columns[TABLE].items():
        if "trust" not in name:
            np.testing.assert_array_equal(value, high[name], err_msg=name)
    assert (trust(low) == 0.1).all()


def test_a_deal_builds_trust_and_a_threat_carried_out_erodes_it(allies):
    """In paired worlds, the same but for the weight of the event."""
    base = {"on": ("M16",), **NO_EVENTS, "mechanisms__M16__feedback": 2.0}
    flat = trust(allies(**base))
    built = allies(**{**base, "mechanisms__M16__settled": 1.0})
    eroded = allies(**{**base, "mechanisms__M16__executed": 1.0})
    assert (trust(built) >= flat).all()
    settled = built.settled & (built["week"] < 55)
    assert (trust(built)[settled] > flat[settled]).all()
    assert ttest_rel(trust(eroded), flat, alternative="less").pvalue < 1e-3
    assert (eroded["lowest_trust.pact"] <= trust(eroded)).all()


@pytest.mark.parametrize("on", [(), ("M16",)])
def test_what_is_not_believed_is_worth_less(allies, on):
    """Trust at the start scales pledges and the guarantee, and only where the rule is on."""
    money = [
        allies(worlds=5, on=on, trust=start).model.tables[TABLE].terms.money for start in (0.3, 0.9)
    ]
    pledge, guarantee = 2, 3
    less = money[0][0][pledge] < money[1][0][pledge]
    scaled = money[0][1][guarantee] / money[1][1][guarantee]
    if on:
        assert less.all()
        np.testing.assert_allclose(scaled, 0.3 / 0.9)
    else:
        assert not less.any()
        np.testing.assert_allclose(scaled, 1.0)


def test_the_replay_tells_when_trust_is_lost(allies):
    """The rule says in words that trust fell below one half."""
    told: list[tuple[str, str]] = []

    class Ear:
        def __getattr__(self, name):
            return lambda *words: told.append(words[::2]) if name == "acted" else None

    allies(record=Ear(), worlds=30, on=("M16",), trust=0.52)
    assert any(rule == "M16" and "falls below one half" in what for rule, what in told)
