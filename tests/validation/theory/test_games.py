"""The games that the cases play are those of theory, and a wrong rule is found out."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.bargaining.curve import pick
from negotiation.validation.theory import zeuthen
from negotiation.validation.theory.family import Sample
from negotiation.validation.theory.game import (
    SIDES,
    TABLE,
    Plan,
    build,
    discounts,
    gains,
    refine,
    scenario,
    strategy,
)


def played(demand: list[float], reserve: list[float], delta: float, weeks: int = 4) -> np.ndarray:
    """Gains of both sides in one world with stationary plans; the first opens."""
    plans = [
        strategy(Plan(np.array([[d]]), np.array([[r]])))
        for d, r in zip(demand, reserve, strict=True)
    ]
    model = build(scenario(weeks), plans, discounts([np.full(1, delta)] * 2), 0)
    return gains(model)[:, 0]


def test_a_deal_is_discounted_by_the_weeks_before_it():
    now = played([0.7, 0.6], [0.1, 0.2], 0.8)
    np.testing.assert_allclose(now, [0.7, 0.3], atol=1e-12)
    later = played([0.7, 0.6], [0.1, 0.35], 0.8)
    np.testing.assert_allclose(later, [0.8 * 0.4, 0.8 * 0.6], atol=1e-12)


def test_who_never_agrees_gains_nothing():
    np.testing.assert_allclose(played([0.9, 0.9], [0.5, 0.5], 0.8), [0.0, 0.0], atol=1e-12)


def test_after_the_last_round_there_is_nothing_to_gain():
    plans = [
        strategy(Plan(np.array([[1.0], [0.5]]), np.array([[2.0], [2.0], [0.0]]))) for _ in SIDES
    ]
    given = discounts([np.full(1, 0.9)] * 2)
    in_time, too_late = (
        gains(build(scenario(closes + 1, closes=closes), plans, given, 0))[:, 0]
        for closes in (3, 2)
    )
    np.testing.assert_allclose(in_time, 0.81 * np.array([0.5, 0.5]), atol=1e-12)
    np.testing.assert_allclose(too_late, [0.0, 0.0], atol=1e-12)


def test_discounts_below_a_half_are_patience_and_hazard():
    given = discounts([np.array([0.06, 0.7])] * 2)
    for side in SIDES:
        patience = given[f"countries.{side}.patience"]
        assert patience.tolist() == [0.5, 0.7]
        kept = patience * (1.0 - given[f"countries.{side}.hazard"])
        np.testing.assert_allclose(kept, [0.06, 0.7], rtol=1e-14)


def test_the_refined_grid_finds_an_edge():
    edges = np.array([0.1234567, 1.0, 0.0])
    found = refine(lambda grid: np.where(grid <= edges, grid, -1.0), 3)
    np.testing.assert_allclose(found, edges, atol=1e-8)


class Alternates(zeuthen.RiskLimits):
    """Wrong: whoever moves gives a step, whatever the risks."""

    def _move(self, view, memory):
        return np.maximum(memory["at"] - 1, 0)


class Greedy(zeuthen.RiskLimits):
    """Wrong: the side with the smaller risk limit gives only a step, and the other one too."""

    def _move(self, view, memory):
        gains = pick(view.path.own, memory["at"]) - view.impasse
        return np.where(gains > 0.3, np.maximum(memory["at"] - 1, 0), memory["at"])


@pytest.mark.parametrize("wrong", [Alternates, Greedy])
def test_another_rule_does_not_end_at_the_largest_product(monkeypatch, wrong):
    monkeypatch.setattr(zeuthen, "RiskLimits", wrong)
    gains, impasse = zeuthen.tables(Sample(2, 60), 8, False)
    ends = np.prod(zeuthen.played_on(gains, impasse, 0), axis=0)
    best = np.prod(gains, axis=0).max(axis=0)
    assert np.mean(~(ends >= best * (1.0 - 1e-9))) > 0.2


def test_tables_have_nothing_better_for_both_and_impasse_away_from_zero():
    for whole in (False, True):
        gains, impasse = zeuthen.tables(Sample(2, 50), 5, whole)
        assert np.all(np.diff(gains[0], axis=0) > 0.0)
        assert np.all(np.diff(gains[1], axis=0) < 0.0)
        assert gains.min() > 0.0
        assert impasse.max() <= -1.0
    assert TABLE in scenario(3).tables
