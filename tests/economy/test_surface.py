"""The response surface: close to the model, the same to the bit in any batch, and storable."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from negotiation.economy.surface import Lever, Surface, fit_surface, latin, tariffs_at
from negotiation.economy.trade import TradeData, TradeModel
from negotiation.errors import ConvergenceError, InputError
from negotiation.validation.theory.reference_world import REGIONS

USA, JPN, KOR, CHN, ROW = range(5)
ALL = (0, 1, 2)


def lever(name: str, exporter: int, importer: int, sectors: tuple[int, ...], high: float) -> Lever:
    return Lever(name, tuple((exporter, importer, s) for s in sectors), 0.0, high)


LEVERS = (
    *(lever(f"japan_{s}", JPN, USA, (s,), 0.6) for s in ALL),
    *(lever(f"korea_{s}", KOR, USA, (s,), 0.6) for s in ALL),
    lever("china", CHN, USA, ALL, 1.5),
    lever("answer_china", USA, CHN, ALL, 1.3),
    lever("answer_japan", USA, JPN, ALL, 0.3),
    lever("answer_korea", USA, KOR, ALL, 0.3),
)


def base() -> np.ndarray:
    """What applies besides the levers: US duties on the rest of the world."""
    tariffs = np.zeros((5, 5, 3))
    tariffs[ROW, USA] = 0.10, 0.25, 0.50
    return tariffs


def points(seed: int, count: int) -> np.ndarray:
    """Random rates [lever, point], uniform over the box."""
    high = np.array([[lever.high] for lever in LEVERS])
    return high * np.random.default_rng(seed).random((len(LEVERS), count))


def truth(model: TradeModel, rates: np.ndarray) -> np.ndarray:
    return model.solve(tariffs_at(LEVERS, base(), rates)).equivalent_variation


@pytest.fixture(scope="module")
def surface(three) -> Surface:
    return fit_surface(three, LEVERS, base())


def test_error_at_fresh_points(three, surface):
    rates = points(20250702, 4000)
    exact = truth(three, rates)
    missed = np.abs(surface.evaluate(rates) - exact) / np.ptp(exact, axis=1)[:, None]
    assert np.quantile(missed, 0.95, axis=1).max() < 0.01
    assert missed.max() < 0.02
    assert np.quantile(missed, 0.95, axis=1) == pytest.approx(surface.error, rel=0.3)


def test_error_in_corners(three, surface):
    """Bargaining ends at zero or at the threat more often than chance does."""
    high = np.array([[lever.high] for lever in LEVERS])
    rates = high * np.random.default_rng(8).integers(0, 2, (len(LEVERS), 1000))
    exact = truth(three, rates)
    missed = np.abs(surface.evaluate(rates) - exact) / surface.spread[:, None]
    assert np.quantile(missed, 0.95, axis=1).max() < 0.015


def test_small_stakes_are_priced(three, surface):
    """A lever that moves little money, metals here, is still worth what it is worth."""
    rates = points(3, 1000)
    other = rates.copy()
    other[[2, 5]] = points(4, 1000)[[2, 5]]
    for region in (JPN, KOR):
        exact = (truth(three, other) - truth(three, rates))[region]
        found = (surface.evaluate(other) - surface.evaluate(rates))[region]
        assert np.std(found - exact) < 0.1 * np.std(exact)


@pytest.mark.parametrize("count", [1, 7, 1000])
def test_a_column_is_the_same_to_the_bit_in_any_batch(surface, count):
    rates = points(1, 1000)
    whole = surface.evaluate(rates)
    assert np.array_equal(surface.evaluate(rates[:, :count]), whole[:, :count])
    assert np.array_equal(surface.evaluate(rates[:, ::-1][:, :count]), whole[:, ::-1][:, :count])
    assert np.array_equal(surface.evaluate(np.asfortranarray(rates))[:, :count], whole[:, :count])


def test_one_column_without_a_batch_axis(surface):
    rates = points(1, 5)
    assert np.array_equal(surface.evaluate(rates[:, 2]), surface.evaluate(rates)[:, 2])


def test_regions_asked_for_are_the_same_to_the_bit(surface):
    rates = points(2, 9)
    whole = surface.evaluate(rates)
    assert np.array_equal(surface.evaluate(rates, regions=[CHN, USA]), whole[[CHN, USA]])
    assert np.array_equal(surface.evaluate(rates, regions=[KOR, KOR]), whole[[KOR, KOR]])


def test_stored_and_reloaded_to_the_bit(surface, tmp_path):
    np.savez(tmp_path / "surface.npz", **surface.to_arrays())
    with np.load(tmp_path / "surface.npz") as stored:
        again = Surface.from_arrays(dict(stored))
    rates = points(6, 50)
    assert np.array_equal(again.evaluate(rates), surface.evaluate(rates))
    assert again.levers == surface.levers
    assert again.regions == surface.regions == REGIONS
    for name, array in surface.to_arrays().items():
        assert np.array_equal(array, again.to_arrays()[name]), name


def test_fitted_again_to_the_bit(three, surface):
    again = fit_surface(three, LEVERS, base(), seed=1)
    assert np.array_equal(again.coefficients, surface.coefficients)
    assert again.error == pytest.approx(surface.error, rel=0.3)
    assert not np.array_equal(again.error, surface.error)


def test_the_last_bits_of_the_model_leave_no_trace(three, surface):
    """Another linear algebra library, or other threads, must give the same worlds."""
    data = three.data
    flows = data.flows * (1 + 1e-15)
    nudged = TradeData(data.regions, data.sectors, flows, data.tariffs, data.elasticity)
    again = fit_surface(TradeModel(nudged), LEVERS, base())
    assert np.array_equal(again.coefficients, surface.coefficients)


def test_along_one_lever(three, surface):
    at = np.array([lever.high / 2 for lever in LEVERS])
    grid = np.linspace(0.0, 0.6, 13)
    value = surface.partial("japan_1", grid, at)
    rates = np.repeat(at[:, None], 13, axis=1)
    rates[1] = grid
    assert np.array_equal(value, surface.evaluate(rates))
    assert (np.diff(value[JPN]) < 0).all()
    exact = truth(three, rates)
    assert value[JPN] - value[JPN, 0] == pytest.approx(
        exact[JPN] - exact[JPN, 0], abs=0.01 * surface.spread[JPN]
    )


def test_missing_rates_give_missing_values(surface):
    rates = points(2, 3)
    rates[4, 1] = np.nan
    assert np.array_equal(np.isnan(surface.evaluate(rates)), np.tile([False, True, False], (5, 1)))


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.5), (-0.1, 2.0)])
def test_one_lever(three, low, high):
    one = Lever("china", tuple((CHN, USA, s) for s in ALL), low, high)
    surface = fit_surface(three, [one], base(), lever_trim=0.0, trim=0.0)
    rates = np.linspace(low, high, 50)[None]
    exact = three.solve(tariffs_at([one], base(), rates)).equivalent_variation
    assert np.abs(surface.evaluate(rates) - exact).max() < 0.01 * surface.spread.max()
    assert surface.worst.max() < 0.01


def test_a_region_that_nothing_touches():
    flows = np.array([[8.0, 2, 0], [2, 8, 0], [0, 0, 5]])[..., None]
    model = TradeModel(TradeData("abc", "g", flows, np.zeros((3, 3, 1)), [4.0]))
    surface = fit_surface(model, [Lever("t", ((0, 1, 0),), 0.0, 0.5)], np.zeros((3, 3, 1)))
    assert surface.evaluate([[0.0, 0.3]])[2] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert surface.error.max() < 0.01


def test_rates_outside_are_refused(surface):
    rates = points(2, 4)
    rates[3, 2] = 0.61
    with pytest.raises(InputError, match="korea_0: a rate is outside"):
        surface.evaluate(rates)
    rates[3, 2] = 0.6 + 1e-12
    assert np.isfinite(surface.evaluate(rates)).all()


def test_a_surface_that_is_too_coarse_is_refused(three):
    with pytest.raises(ConvergenceError, match="raise orders or points"):
        fit_surface(three, LEVERS, base(), orders=(1, 0, 0))
    coarse = fit_surface(three, LEVERS, base(), orders=(1, 0, 0), limit=None)
    assert coarse.error.max() > 0.05


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ((), "at least one lever"),
        ((LEVERS[0], Lever("twice", LEVERS[0].cells, 0.0, 1.0)), "twice: moves cell"),
        ((Lever("far", ((9, 0, 0),), 0.0, 1.0),), "far: cell .* outside"),
    ],
)
def test_levers_that_cannot_be_used(three, levers, message):
    with pytest.raises(InputError, match=message):
        fit_surface(three, levers, base())


def test_what_else_is_refused(three, surface):
    with pytest.raises(InputError, match="moves no tariff"):
        Lever("empty", (), 0.0, 1.0)
    with pytest.raises(InputError, match="must rise"):
        Lever("flat", ((1, 0, 0),), 0.5, 0.5)
    with pytest.raises(InputError, match="base tariffs: has shape"):
        fit_surface(three, LEVERS, np.zeros((5, 5)))
    with pytest.raises(InputError, match="bend: is"):
        fit_surface(three, LEVERS, base(), bend=-1.0)
    with pytest.raises(InputError, match="points"):
        fit_surface(three, LEVERS, base(), points=64)
    with pytest.raises(InputError, match="did you mean 'china'"):
        surface.partial("chna", [0.1], np.zeros(10))
    with pytest.raises(InputError, match="has shape"):
        surface.evaluate(np.zeros((3, 4)))
    with pytest.raises(InputError, match="regions are 0 to 4"):
        surface.evaluate(points(1, 1), regions=[5])


def test_the_design_fills_every_lever_and_every_pair_of_levers():
    design = latin(20, 2048)
    assert np.array_equal(
        np.sort(design), np.broadcast_to((np.arange(2048) + 0.5) / 2048, (20, 2048))
    )
    quarter = np.floor(4.0 * design).astype(int)
    for one, two in combinations(quarter, 2):
        held = np.bincount(4 * one + two, minlength=16) / 128.0
        assert 0.65 < held.min() <= held.max() < 1.35
