"""Optimal and Nash tariffs against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.economy.optimum import nash_tariffs, optimal_tariff, with_rate
from negotiation.errors import ConvergenceError, InputError
from negotiation.validation.theory.reference_world import REGIONS


def test_optimum_against_one_partner(five):
    """The US against Japan, the other partners at the rates announced to them in July 2025."""
    usa, partner = REGIONS.index("USA"), REGIONS.index("JPN")
    others = five.data.tariffs
    for name, rate in {"KOR": 0.25, "CHN": 0.30, "ROW": 0.10}.items():
        others = with_rate(others, usa, rate, [REGIONS.index(name)])
    rate = optimal_tariff(five, usa, against=[partner], others=others)
    assert rate == pytest.approx(0.20, abs=0.02)


def test_optimum_in_one_sector_leaves_the_others_alone(three):
    usa = REGIONS.index("USA")
    autos = optimal_tariff(three, usa, sectors=[1])
    tariffs = with_rate(three.data.tariffs, usa, autos + np.array([-0.01, 0.0, 0.01]), sectors=[1])
    assert tariffs[:, :, [0, 2]].max() == 0
    assert np.argmax(three.solve(tariffs).welfare[usa]) == 1


def test_best_responses_of_three_regions(five):
    players = [REGIONS.index(name) for name in ("USA", "CHN", "ROW")]
    rates = nash_tariffs(five, players, tolerance=1e-6)
    tariffs = five.data.tariffs
    for player, rate in zip(players, rates, strict=True):
        tariffs = with_rate(tariffs, player, rate, [p for p in players if p != player])
    for player, rate in zip(players, rates, strict=True):
        enemies = [p for p in players if p != player]
        best = optimal_tariff(five, player, against=enemies, others=tariffs)
        assert best == pytest.approx(rate, abs=1e-5)


def test_where_there_is_no_interior_optimum(symmetric):
    model = symmetric(2, 0.5)
    with pytest.raises(ConvergenceError, match="raise `high`"):
        optimal_tariff(model, 0, high=0.5)
    assert optimal_tariff(symmetric(2, 0.5, rebate=False), 0) == pytest.approx(0.0, abs=1e-12)


def test_what_is_refused(symmetric):
    model = symmetric(4, 0.8)
    with pytest.raises(InputError, match="own goods"):
        optimal_tariff(model, 0, against=[0])
    with pytest.raises(InputError, match="not below"):
        optimal_tariff(model, 0, low=1.0, high=0.5)
    with pytest.raises(InputError, match="two players"):
        nash_tariffs(model, [0])
