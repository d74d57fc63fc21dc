"""Tariffs that are best for those who set them: one region alone, and several against each other.

The theory they are compared with is Gros (1987) for one sector and Ossa (2014) for tariff wars.
Politics plays no part: what is maximised is the welfare hat W of the trade model.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.polynomial import Chebyshev
from numpy.typing import ArrayLike

from negotiation.draws import Array
from negotiation.economy.trade import TradeModel
from negotiation.errors import ConvergenceError, InputError

GRID = 17  # rates tried at a time
NARROW = 0.02  # bracket, in rates, on which welfare is fitted instead of searched
NODES = 9  # Chebyshev nodes of that fit
ROUNDS = 200  # rounds of best responses before giving up


def with_rate(
    tariffs: ArrayLike,
    imposer: int,
    rate: float | Array,
    against: Sequence[int] | None = None,
    sectors: Sequence[int] | None = None,
) -> Array:
    """Return `tariffs` [exporter, importer, sector] with one rate on the imposer's imports.

    Parameters
    ----------
    tariffs : [exporter, importer, sector] ad valorem rates, as fractions; not changed.
    imposer : index of the importer.
    rate : the new rate, or [n] rates, which give the result a batch axis behind.
    against, sectors : indices of the exporters and sectors that bear it; by default all foreign
        ones and all sectors.
    """
    rates = np.array(tariffs, dtype=np.float64)
    hit = _others(len(rates), imposer) if against is None else list(against)
    if imposer in hit:
        raise InputError(f"region {imposer} cannot tax its own goods", key="against")
    goods = range(rates.shape[2]) if sectors is None else list(sectors)
    if np.ndim(rate):
        rates = np.repeat(rates[..., None], len(np.asarray(rate)), axis=3)
    for exporter in hit:
        for sector in goods:
            rates[exporter, imposer, sector] = rate
    return rates


def optimal_tariff(
    model: TradeModel,
    imposer: int,
    *,
    against: Sequence[int] | None = None,
    sectors: Sequence[int] | None = None,
    others: ArrayLike | None = None,
    low: float = 0.0,
    high: float = 2.0,
) -> float:
    """Return the one rate that is best for region `imposer` while nobody answers.

    Two regions, one sector and balanced trade have the closed form (Gros 1987)
    t_H = (1 + t_F lam'_FF) / (eps lam'_FF (1 + t_F)), lam'_FF being the other side's share of
    spending on its own goods at the optimum; a small country has 1 / eps.

    Parameters
    ----------
    model : the trade model, with its switches.
    imposer : index of the importer that chooses.
    against, sectors : the exporters and sectors that bear the rate; by default all.
    others : [exporter, importer, sector] all other tariffs; by default those of the data.
    low, high : the rates between which the optimum is sought; `low` itself may be the answer.

    Raises
    ------
    InputError : if `low` is not below `high`.
    ConvergenceError : if welfare still rises at `high`.
    """
    if not low < high:
        raise InputError(f"low {low} is not below high {high}", key="optimal tariff")
    start = model.data.tariffs if others is None else others

    def welfare(rates: Array) -> Array:
        tariffs = with_rate(start, imposer, rates, against, sectors)
        return model.solve(tariffs).welfare[imposer]

    left, right = float(low), float(high)
    while right - left > NARROW:
        grid = np.linspace(left, right, GRID)
        best = int(np.argmax(welfare(grid)))
        if grid[best] == high:
            raise ConvergenceError(f"welfare still rises at a rate of {high}; raise `high`")
        left, right = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, GRID - 1)])
    return _peak(welfare, left, right)


def _peak(welfare, left: float, right: float) -> float:
    """The maximiser of a smooth function on a narrow bracket, from its Chebyshev interpolant."""
    middle, half = (left + right) / 2, (right - left) / 2
    angles = np.pi * (np.arange(NODES) + 0.5) / NODES
    nodes = middle + half * np.cos(angles)
    fit = Chebyshev.fit(nodes, (welfare(nodes) - 1) * 1e3, NODES - 1, domain=[left, right])
    roots = fit.deriv().roots()
    real = roots.real[(abs(roots.imag) < 1e-9) & (roots.real > left) & (roots.real < right)]
    candidates = np.array([left, right, *real])
    return float(candidates[np.argmax(fit(candidates))])


def nash_tariffs(
    model: TradeModel,
    players: Sequence[int] | None = None,
    *,
    sectors: Sequence[int] | None = None,
    others: ArrayLike | None = None,
    low: float = 0.0,
    high: float = 2.0,
    tolerance: float = 1e-7,
) -> Array:
    """Return [player] the rates of a tariff war, each the best answer to all the others.

    Every player sets one rate on the goods of all other players; rates follow from best
    responses in turn (Ossa 2014, with one rate a player).

    Parameters
    ----------
    model : the trade model, with its switches.
    players : indices of the regions at war; by default all.
    sectors : the sectors taxed; by default all.
    others : [exporter, importer, sector] the tariffs outside the war, and the start inside it;
        by default those of the data.
    low, high : the rates allowed.
    tolerance : largest change of a rate in the last round.

    Raises
    ------
    InputError : for fewer than two players.
    ConvergenceError : if best responses do not settle, or run into `high`.
    """
    war = list(range(len(model.data.regions)) if players is None else players)
    if len(set(war)) < 2:
        raise InputError("a tariff war takes two players", key="players")
    tariffs = np.array(model.data.tariffs if others is None else others, dtype=np.float64)
    rates = np.full(len(war), np.inf)
    for _ in range(ROUNDS):
        before = rates.copy()
        for place, player in enumerate(war):
            enemies = [other for other in war if other != player]
            rates[place] = optimal_tariff(
                model, player, against=enemies, sectors=sectors, others=tariffs, low=low, high=high
            )
            tariffs = with_rate(tariffs, player, rates[place], enemies, sectors)
        if np.abs(rates - before).max() <= tolerance:
            return rates
    raise ConvergenceError(
        f"best responses still move by {np.abs(rates - before).max():.1e} after {ROUNDS} rounds: "
        "raise the tolerance, or start from other tariffs"
    )


def _others(count: int, region: int) -> list[int]:
    return [other for other in range(count) if other != region]
