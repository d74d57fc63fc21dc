"""The trade model against theory, regression tables and the laws that any such model obeys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation.economy.trade import CHUNK, TradeData, TradeModel, retaliated
from negotiation.errors import ConvergenceError, InputError
from negotiation.validation.judge import HOLDS
from negotiation.validation.theory import trade_tables
from negotiation.validation.theory.family import Sample
from negotiation.validation.theory.reference_world import REGIONS
from negotiation.validation.theory.trade_tables import FIVE, REST, THREE, schedule

USA = REGIONS.index("USA")


def both_ways(rate: float, regions: int = 2, sectors: int = 1) -> np.ndarray:
    """One rate on all trade between regions, none at home."""
    abroad = 1 - np.eye(regions)
    return rate * np.repeat(abroad[..., None], sectors, axis=2)


# -- regression ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", trade_tables.cases(Sample(1, 2)), ids=lambda case: case.id)
def test_a_table_of_another_solver(case):
    assert case.verdict == HOLDS, case


def test_money_at_stake(three):
    """Orders of magnitude that the bargaining rests on, USD bn a year."""
    batch = np.stack([schedule(REST | rates, 3) for rates in THREE], axis=-1)
    _, letters, deals, japan_only, rollback = three.solve(batch).equivalent_variation.T
    japan, korea = REGIONS.index("JPN"), REGIONS.index("KOR")
    assert deals[japan] - letters[japan] == pytest.approx(4.4, abs=0.1)
    assert deals[korea] - letters[korea] == pytest.approx(4.5, abs=0.1)
    assert japan_only[korea] - letters[korea] == pytest.approx(-0.08, abs=0.01)
    assert deals[USA] - letters[USA] == pytest.approx(-0.4, abs=0.1)
    assert rollback[USA] - letters[USA] == pytest.approx(-21, abs=0.5)


# -- theory -------------------------------------------------------------------------------------


@pytest.mark.parametrize("switches", [{}, {"rebate": False}, {"deficits": "none"}])
def test_null_shock(three, switches):
    model = TradeModel(three.data, **switches)
    result = model.solve(three.data.tariffs)
    assert np.abs(result.welfare - 1).max() < 1e-14
    assert np.abs(result.equivalent_variation).max() < 1e-9


def test_null_shock_with_tariffs_in_the_base():
    data = random_world(7, regions=4, sectors=2)
    assert data.tariffs.max() > 0.1
    assert np.abs(TradeModel(data).solve(data.tariffs).welfare - 1).max() < 1e-14


def test_uniform_tax_on_every_source_is_neutral(three):
    result = three.solve(np.full((5, 5, 3), 0.37))
    assert result.welfare == pytest.approx(np.ones(5), abs=1e-13)
    assert result.prices == pytest.approx(np.full(5, 1.37), rel=1e-13)


def test_identical_sectors_equal_one_sector(five):
    rates = schedule(FIVE[3], 1)
    shares = np.array([0.5, 0.3, 0.2])
    data = TradeData(REGIONS, "abc", five.data.flows * shares, np.zeros((5, 5, 3)), [4.0] * 3)
    split_up = TradeModel(data).solve(np.repeat(rates, 3, axis=2))
    assert split_up.welfare == pytest.approx(five.solve(rates).welfare, abs=1e-13)


def test_prohibitive_tariffs_end_in_autarky(three):
    """Arkolakis, Costinot and Rodriguez-Clare (2012): W = prod_s lam_jjs^(alpha_js / eps_s)."""
    model = TradeModel(three.data, deficits="none")
    flows = model.data.flows
    own = flows[range(5), range(5)] / flows.sum(axis=0)
    alpha = flows.sum(axis=0) / flows.sum(axis=(0, 2))[:, None]
    expected = np.prod(own ** (alpha / model.data.elasticity), axis=1)
    assert model.solve(both_ways(1e6, 5, 3)).welfare == pytest.approx(expected, abs=1e-12)


# -- a second solver, blind to the first --------------------------------------------------------


def damped(data: TradeData, tariffs: np.ndarray) -> np.ndarray:
    """Welfare by plain damped iteration on equations (1) to (6), one schedule at a time."""
    x, t0, eps = data.flows, data.tariffs, data.elasticity
    spending = x.sum((0, 2))
    income = (x / (1 + t0)).sum((1, 2))
    deficit = spending - income - (x * t0 / (1 + t0)).sum((0, 2))
    lam, alpha = x / x.sum(0), x.sum(0) / spending[:, None]
    w = np.ones(len(income))
    for _ in range(20_000):
        cost = lam * (w[:, None, None] * (1 + tariffs) / (1 + t0)) ** -eps
        share = cost / cost.sum(0)
        revenue = (alpha * (share * tariffs / (1 + tariffs)).sum(0)).sum(1)
        bought = (w * income + deficit) / (1 - revenue)
        sold = (share * alpha * bought[:, None] / (1 + tariffs)).sum((1, 2))
        excess = sold / (w * income) - 1
        if np.abs(excess).max() < 1e-13:
            break
        w = w * (1 + 0.2 * excess)
        w *= income.sum() / (w * income).sum()
    return bought / spending / np.prod(cost.sum(0) ** (-alpha / eps), axis=1)


def random_world(seed: int, regions: int, sectors: int) -> TradeData:
    """A world with large home markets, tariffs, deficits and moderate elasticities."""
    draw = np.random.default_rng(seed)
    home = np.arange(regions)
    flows = draw.uniform(0.1, 1.0, (regions, regions, sectors))
    flows[home, home] = draw.uniform(3.0, 30.0, (regions, sectors))
    tariffs = draw.uniform(0.0, 0.3, flows.shape)
    tariffs[home, home] = 0.0
    names = tuple("abcdefgh"[:regions]), tuple("xyz"[:sectors])
    return TradeData(*names, flows, tariffs, draw.uniform(1.0, 6.0, sectors))


def random_tariffs(seed: int, data: TradeData, count: int) -> np.ndarray:
    draw = np.random.default_rng([seed, 1])
    tariffs = draw.uniform(0.0, 1.0, (*data.shape, count))
    tariffs[range(len(data.regions)), range(len(data.regions))] = 0.0
    return tariffs


worlds = st.builds(
    random_world,
    seed=st.integers(0, 10**6),
    regions=st.integers(2, 5),
    sectors=st.integers(1, 3),
)


@settings(max_examples=10, deadline=None)
@given(data=worlds, seed=st.integers(0, 10**6))
def test_agrees_with_damped_iteration(data, seed):
    tariffs = random_tariffs(seed, data, 3)
    found = TradeModel(data).solve(tariffs).welfare
    for k in range(3):
        assert found[:, k] == pytest.approx(damped(data, tariffs[..., k]), rel=1e-9)


# -- laws ---------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(data=worlds, seed=st.integers(0, 10**6))
def test_markets_clear_and_accounts_add_up(data, seed):
    tariffs = random_tariffs(seed, data, 4)
    result = TradeModel(data).solve(tariffs)
    sales = (result.flows / (1 + tariffs)).sum(axis=(1, 2))
    earned = result.wages * data.income[:, None]
    spent = result.spending * data.spending[:, None]
    assert sales == pytest.approx(earned, rel=1e-9)
    assert result.flows.sum(axis=(0, 2)) == pytest.approx(spent, rel=1e-9)
    assert spent - earned - result.revenue == pytest.approx(
        np.repeat(data.deficit[:, None], 4, axis=1), abs=1e-9 * data.spending.sum()
    )
    assert earned.sum(axis=0) == pytest.approx(np.full(4, data.income.sum()), rel=1e-12)


@settings(max_examples=30, deadline=None)
@given(data=worlds, seed=st.integers(0, 10**6))
def test_order_of_regions_does_not_matter(data, seed):
    tariffs = random_tariffs(seed, data, 2)
    order = np.random.default_rng(seed).permutation(len(data.regions))
    cells = np.ix_(order, order)
    names = tuple(data.regions[k] for k in order)
    moved = TradeData(names, data.sectors, data.flows[cells], data.tariffs[cells], data.elasticity)
    expected = TradeModel(data).solve(tariffs).welfare[order]
    assert TradeModel(moved).solve(tariffs[cells]).welfare == pytest.approx(expected, rel=1e-10)


@settings(max_examples=30, deadline=None)
@given(data=worlds, seed=st.integers(0, 10**6), scale=st.floats(1e-3, 1e3))
def test_scale_of_the_world_does_not_matter(data, seed, scale):
    tariffs = random_tariffs(seed, data, 2)
    larger = TradeData(
        data.regions, data.sectors, data.flows * scale, data.tariffs, data.elasticity
    )
    one, other = TradeModel(data).solve(tariffs), TradeModel(larger).solve(tariffs)
    assert other.welfare == pytest.approx(one.welfare, rel=1e-10)
    assert other.equivalent_variation == pytest.approx(
        scale * one.equivalent_variation, abs=1e-9 * scale * data.spending.sum()
    )


@pytest.mark.parametrize("count", [1, 7, CHUNK + 3])
def test_a_member_does_not_depend_on_its_batch(three, count):
    tariffs = random_tariffs(5, three.data, CHUNK + 3)
    whole = three.solve(tariffs)
    part = three.solve(tariffs[..., -count:])
    assert part.welfare == pytest.approx(whole.welfare[:, -count:], rel=1e-12)
    alone = three.solve(tariffs[..., -1])
    assert alone.welfare.shape == (5,)
    assert alone.welfare == pytest.approx(whole.welfare[:, -1], rel=1e-12)


def test_an_empty_batch_is_solved(three):
    assert three.solve(np.zeros((5, 5, 3, 0))).welfare.shape == (5, 0)


def test_a_region_without_trade_is_left_alone():
    flows = np.array([[8.0, 2, 0], [2, 8, 0], [0, 0, 5]])[..., None]
    model = TradeModel(TradeData("abc", "g", flows, np.zeros((3, 3, 1)), [4.0]))
    assert model.solve(both_ways(0.3, 3)).welfare[2] == pytest.approx(1.0, abs=1e-12)


# -- switches -----------------------------------------------------------------------------------


def test_revenue_thrown_away_costs_the_imposer_and_nobody_else(three):
    tariffs = schedule(REST | THREE[1], 3)
    kept, lost = three.solve(tariffs), TradeModel(three.data, rebate=False).solve(tariffs)
    assert lost.wages == pytest.approx(kept.wages, abs=1e-14)
    assert lost.welfare[USA] < 1 < kept.welfare[USA]
    gap = kept.equivalent_variation[USA] - lost.equivalent_variation[USA]
    assert gap == pytest.approx(kept.revenue[USA] / kept.prices[USA], rel=1e-12)
    assert lost.welfare[1:] == pytest.approx(kept.welfare[1:], abs=1e-14)


def test_trade_is_balanced_before_the_shock(three):
    model = TradeModel(three.data, deficits="none")
    assert np.abs(three.data.deficit).max() > 100
    assert np.abs(model.data.deficit).max() < 1e-8
    result = model.solve(schedule(REST | THREE[1], 3))
    spent = result.spending * model.data.spending
    earned = result.wages * model.data.income
    assert spent == pytest.approx(earned + result.revenue, rel=1e-11)
    assert np.abs(result.welfare - three.solve(schedule(REST | THREE[1], 3)).welfare).max() > 1e-5


def test_unknown_deficit_treatment(three):
    with pytest.raises(InputError, match="did you mean 'share'"):
        TradeModel(three.data, deficits="shares")


def test_retaliation_mirrors_what_was_raised():
    base = np.full((3, 3, 2), 0.05)
    tariffs = base.copy()
    tariffs[1, 0] = 0.25, 0.05
    tariffs[2, 0] = 0.00, 0.45
    answered = retaliated(tariffs, base, 0, "mirror", share=0.5)
    expected = tariffs.copy()
    expected[0, 1] = 0.15, 0.05
    expected[0, 2] = 0.05, 0.25
    assert answered == pytest.approx(expected, abs=1e-15)
    assert retaliated(tariffs, base, 0) == pytest.approx(tariffs, abs=0)


def test_weighted_retaliation_is_one_rate():
    base = np.zeros((2, 2, 2))
    tariffs = base.copy()
    tariffs[1, 0] = 0.4, 0.0
    flows = np.zeros((2, 2, 2))
    flows[1, 0] = 1.0, 3.0
    batch = np.repeat(tariffs[..., None], 5, axis=3)
    answered = retaliated(batch, base, 0, "weighted", flows=flows)
    assert answered[0, 1] == pytest.approx(np.full((2, 5), 0.1), abs=1e-15)
    assert answered[0, 0] == pytest.approx(np.zeros((2, 5)), abs=0)


def test_retaliation_lowers_the_welfare_of_the_imposer(three):
    tariffs = schedule(REST | THREE[1], 3)
    answered = retaliated(tariffs, three.data.tariffs, USA, "mirror")
    assert three.solve(answered).welfare[USA] < three.solve(tariffs).welfare[USA]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"treatment": "miror"}, "did you mean 'mirror'"),
        ({"treatment": "mirror", "share": -1.0}, "must not be negative"),
        ({"treatment": "weighted"}, "needs the flows"),
    ],
)
def test_retaliation_refuses(options, message):
    with pytest.raises(InputError, match=message):
        retaliated(np.zeros((2, 2, 1)), np.zeros((2, 2, 1)), 0, **options)


# -- errors -------------------------------------------------------------------------------------


def test_no_convergence_names_the_worst_member(three):
    tariffs = np.zeros((5, 5, 3, CHUNK + 100))
    tariffs[..., CHUNK + 7] = schedule(REST | THREE[1], 3)
    model = TradeModel(three.data, max_iterations=2)
    with pytest.raises(ConvergenceError, match=rf"schedule {CHUNK + 7} .*raise max_iterations"):
        model.solve(tariffs)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"flows": np.ones((2, 2))}, "flows: has shape"),
        ({"tariffs": np.zeros((2, 2, 2))}, "tariffs: has shape"),
        ({"elasticity": [4.0, 4.0]}, "elasticity: has shape"),
        ({"flows": -np.ones((2, 2, 1))}, "cannot be negative"),
        ({"flows": np.full((2, 2, 1), np.nan)}, "not finite"),
        ({"flows": np.array([[1.0, 1.0], [0.0, 0.0]])[..., None]}, "b buys or sells nothing"),
        ({"tariffs": np.full((2, 2, 1), -1.0)}, "above -1"),
        ({"elasticity": [0.0]}, "must be positive"),
    ],
)
def test_data_that_cannot_be_used(change, message):
    good = {"flows": np.ones((2, 2, 1)), "tariffs": np.zeros((2, 2, 1)), "elasticity": [4.0]}
    with pytest.raises(InputError, match=message):
        TradeData(("a", "b"), ("g",), **(good | change))


@pytest.mark.parametrize(
    ("tariffs", "message"),
    [
        (np.zeros((5, 5)), "has shape"),
        (np.full((5, 5, 3), -1.0), "above -1"),
        (np.full((5, 5, 3), np.nan), "finite"),
    ],
)
def test_tariffs_that_cannot_be_used(three, tariffs, message):
    with pytest.raises(InputError, match=message):
        three.solve(tariffs)


def test_a_surplus_that_no_wage_can_pay_for_is_reported():
    flows = np.array([[14.0, 0.4, 0.8], [9.0, 2.5, 1.1], [1.2, 0.2, 5.1]])[..., None]
    model = TradeModel(TradeData("abc", "g", flows, np.zeros((3, 3, 1)), [2.9]))
    with pytest.raises(ConvergenceError, match="deficits"):
        model.solve(both_ways(3.0, 3))


def test_tariffs_that_leave_no_source():
    flows = np.array([[8.0, 2.0], [2.0, 0.0]])[..., None]
    model = TradeModel(TradeData("ab", "g", flows, np.zeros((2, 2, 1)), [4.0]))
    with pytest.raises(InputError, match="no source"):
        model.solve(both_ways(1e300))
