"""Optimal and Nash tariffs against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.economy.optimum import nash_tariffs, optimal_tariff, with_rate
from negotiation.economy.trade import TradeData, TradeModel
from negotiation.errors import ConvergenceError, InputError
from negotiation.validation.theory.reference_world import REGIONS

# eps, own share, unilateral optimum, Nash tariff, welfare at Nash in percent, autarky W
SYMMETRIC = (
    (2, 0.5, 0.766545, 0.618034, -7.0630, 0.707107),
    (4, 0.5, 0.377022, 0.313856, -3.8291, 0.840896),
    (4, 0.8, 0.286029, 0.268993, -1.3865, 0.945742),
    (6, 0.8, 0.190524, 0.179765, -0.9355, 0.963492),
)


def own_share_abroad(model: TradeModel, tariffs: np.ndarray) -> float:
    spent = model.solve(tariffs).flows[:, 1, 0]
    return spent[1] / spent.sum()


@pytest.mark.parametrize(("eps", "own", "optimum", "nash", "change", "autarky"), SYMMETRIC)
def test_two_symmetric_regions(symmetric, eps, own, optimum, nash, change, autarky):
    model = symmetric(eps, own)
    free = model.data.tariffs
    assert optimal_tariff(model, 0) == pytest.approx(optimum, abs=1e-6)
    rates = nash_tariffs(model)
    assert rates == pytest.approx([nash, nash], abs=1e-6)
    war = with_rate(with_rate(free, 0, rates[0]), 1, rates[1])
    assert 100 * (model.solve(war).welfare - 1) == pytest.approx([change] * 2, abs=1e-4)
    closed = with_rate(with_rate(free, 0, 1e6), 1, 1e6)
    assert model.solve(closed).welfare == pytest.approx([autarky] * 2, abs=1e-6)


@pytest.mark.parametrize(("eps", "own"), [row[:2] for row in SYMMETRIC])
def test_symmetric_nash_condition(symmetric, eps, own):
    """eps lam t (1 + t) = 1 + t lam, lam = 1 / (1 + k (1 + t)^-eps), k = (1 - own) / own."""
    t = nash_tariffs(symmetric(eps, own))[0]
    lam = 1 / (1 + (1 - own) / own * (1 + t) ** -eps)
    assert eps * lam * t * (1 + t) == pytest.approx(1 + t * lam, abs=1e-6)


@pytest.mark.parametrize("answer", [0.0, 0.2])
def test_optimum_against_a_given_tariff(answer):
    """Gros (1987), asymmetric regions: t = (1 + t_F lam_FF) / (eps lam_FF (1 + t_F))."""
    eps = 5.0
    flows = np.array([[60.0, 25.0], [25.0, 200.0]])[..., None]
    model = TradeModel(TradeData("hf", "g", flows, np.zeros((2, 2, 1)), [eps]))
    against = with_rate(model.data.tariffs, 1, answer)
    rate = optimal_tariff(model, 0, others=against)
    lam = own_share_abroad(model, with_rate(against, 0, rate))
    expected = (1 + answer * lam) / (eps * lam * (1 + answer))
    assert rate == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("eps", [2.0, 4.0, 8.0])
def test_small_country(eps):
    flows = np.array([[0.7, 0.3], [0.3, 1e7]])[..., None]
    model = TradeModel(TradeData("sw", "g", flows, np.zeros((2, 2, 1)), [eps]))
    assert optimal_tariff(model, 0) == pytest.approx(1 / eps, abs=1e-5)


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
