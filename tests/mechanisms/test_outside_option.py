"""M11: an outside option does nothing until it binds, and then it moves the split."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_rel
from worlds import TABLE, assert_same

STATED = f"tables__{TABLE}__outside__lyonesse"
WORTH = "mechanisms__M11__alliance_worth"
NONE = {f"tables__{TABLE}__outside__avalon": -100.0}


class Binding:
    """Notes, at every exchange, in which worlds an outside option lies above a side's target."""

    def __init__(self) -> None:
        self.bound: np.ndarray | None = None

    def begin(self, model) -> None:
        self.bound = np.zeros(model.worlds, dtype=bool)

    def week(self, model) -> None: ...

    def settled(self, talks, worlds) -> None: ...

    def acted(self, rule, where, what) -> None: ...

    def exchange(self, talks, proposer, speaking, accepted, sincere) -> None:
        for seat in talks.seats:
            home = seat.insisted * np.maximum(seat.rational - seat.impasse, 0.0)
            wants = np.maximum(seat.aspiration * seat.scope, home)
            self.bound[talks.worlds] |= talks.live & (seat.quitting > wants)


def test_nobody_has_an_outside_option_without_the_rule(islands):
    """Off, a stated option as good as gold is worth nothing."""
    off = islands(mechanisms__M11=False, **{STATED: 50.0})
    assert not (off["outcome"] == "breakdown").any()
    assert_same(off, islands(mechanisms__M11=False, **{STATED: -50.0}))


def test_an_option_that_is_never_near_changes_nothing(islands):
    """Exact null: O below every target."""
    far = islands(**NONE, **{STATED: -100.0})
    assert_same(far, islands(**NONE, **{STATED: -100.0}, mechanisms__M11=False))


def test_nothing_until_it_binds_and_then_the_split_moves(allies):
    """Binmore, Shaked and Sutton 1989, world by world, at a table without dates.

    Where a threat falls due meanwhile, holding out may cost more than the option brings.
    """
    seen = Binding()
    idle = {"worlds": 800, "mechanisms__M2": False, "mechanisms__M9": False}
    on = allies(record=seen, **idle, **NONE, **{STATED: 1.6, WORTH: 0.0})
    off = allies(**idle, mechanisms__M11=False)
    bound = seen.bound | (on["outcome"] == "breakdown")
    assert 0.05 < bound.mean() < 0.95
    for name, value in on.columns[TABLE].items():
        if value.dtype.kind == "f":
            np.testing.assert_allclose(value[~bound], off[name][~bound], rtol=0, atol=1e-12)
    both = bound & on.settled & off.settled
    gain = on["utility.lyonesse"][both] - off["utility.lyonesse"][both]
    loss = on["utility.avalon"][both] - off["utility.avalon"][both]
    assert ttest_rel(gain, np.zeros_like(gain), alternative="greater").pvalue < 1e-3
    assert ttest_rel(loss, np.zeros_like(loss), alternative="less").pvalue < 1e-3


def test_who_values_the_alliance_quits_less(allies):
    """Trust holds a side at the table: with more to lose, fewer worlds break down."""
    quits = {**NONE, STATED: 3.0}
    free = allies(**quits, mechanisms__M11__alliance_worth=0.0)["outcome"] == "breakdown"
    tied = allies(**quits, mechanisms__M11__alliance_worth=3.0)["outcome"] == "breakdown"
    assert not (tied & ~free).any()
    lost = int((free & ~tied).sum())
    assert binomtest(lost, len(free)).proportion_ci().low > 0.05


@pytest.mark.parametrize("trust", [0.2, 0.9])
def test_the_option_is_stated_less_what_the_alliance_is_worth(allies, trust):
    played = allies(worlds=5, trust=trust, **{STATED: 1.0, WORTH: 2.0})
    outside = played.model.tables[TABLE].outside[1]
    np.testing.assert_allclose(outside, 1.0 - 2.0 * trust)
