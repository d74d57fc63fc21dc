"""What tariffs are worth: an Armington model of trade, solved in ratios to the observed year.

Regions buy from one another in sectors, at constant elasticity of substitution between sources
(Armington 1969). Only observed spending, tariffs and elasticities are needed: the equilibrium at
other tariffs is found in hats, the ratio of new to old (Dekle, Eaton and Kortum 2008; with
tariff revenue as in Caliendo and Parro 2015 and Ossa 2014).

Axes: i exporter, j importer, s sector, and the batch of tariff schedules last.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike

from negotiation.draws import Array
from negotiation.errors import ConvergenceError, InputError, nearest

Deficits = Literal["share", "none"]
Retaliation = Literal["none", "mirror", "weighted"]

LONGEST = 1.0  # largest change of a log wage in one step
NEARLY_CLOSED = 1e-13  # keeps the Jacobian regular where prohibitive tariffs end all trade
CHUNK = 512  # schedules solved at a time, so that the arrays stay in the processor's cache


@dataclass(frozen=True, eq=False)
class TradeData:
    """One year of trade: who spends how much on whose goods, at which tariffs.

    Parameters
    ----------
    regions, sectors : their names, in the order of the arrays.
    flows : [exporter, importer, sector] spending of the importer, tariff included, own goods on
        the diagonal; USD bn a year.
    tariffs : [exporter, importer, sector] ad valorem rates at which the flows were observed, as
        fractions.
    elasticity : [sector] trade elasticity, that is elasticity of substitution less one.

    Raises
    ------
    InputError : for a wrong shape, a value that is negative or not finite, a rate of -1 or less,
        an elasticity that is not positive, or a region that buys or sells nothing.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    flows: Array
    tariffs: Array
    elasticity: Array

    def __post_init__(self) -> None:
        for name in ("flows", "tariffs", "elasticity"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "regions", tuple(self.regions))
        object.__setattr__(self, "sectors", tuple(self.sectors))
        self._check()

    def _check(self) -> None:
        for name, shape in (
            ("flows", self.shape),
            ("tariffs", self.shape),
            ("elasticity", self.shape[2:]),
        ):
            array = getattr(self, name)
            if array.shape != shape:
                raise InputError(f"has shape {array.shape}, expected {shape}", key=name)
            if not np.isfinite(array).all():
                raise InputError("holds a value that is not finite", key=name)
        if (self.flows < 0).any():
            raise InputError("spending cannot be negative", key="flows")
        if (self.tariffs <= -1).any():
            raise InputError("a rate must be above -1; write 25 % as 0.25", key="tariffs")
        if (self.elasticity <= 0).any():
            raise InputError("must be positive (elasticity of substitution - 1)", key="elasticity")
        for region, bought, sold in zip(self.regions, self.spending, self.income, strict=True):
            if bought <= 0 or sold <= 0:
                raise InputError(f"{region} buys or sells nothing; leave it out", key="flows")

    @property
    def shape(self) -> tuple[int, int, int]:
        """(regions, regions, sectors), the shape of `flows` and `tariffs`."""
        return len(self.regions), len(self.regions), len(self.sectors)

    @property
    def spending(self) -> Array:
        """[importer] total spending E, USD bn a year."""
        return self.flows.sum(axis=(0, 2))

    @property
    def income(self) -> Array:
        """[exporter] factor income wL: sales net of tariffs, USD bn a year."""
        return (self.flows / (1 + self.tariffs)).sum(axis=(1, 2))

    @property
    def revenue(self) -> Array:
        """[importer] tariff revenue R at the observed tariffs, USD bn a year."""
        return (self.flows * (self.tariffs / (1 + self.tariffs))).sum(axis=(0, 2))

    @property
    def deficit(self) -> Array:
        """[region] trade deficit D = E - wL - R, USD bn a year; sums to zero."""
        return self.spending - self.income - self.revenue


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """The world economy at other tariffs; hats are ratios of new to old, the batch axis is last.

    Attributes
    ----------
    wages, prices, spending : [region, ...] hats of the wage (world factor income is the
        numeraire), of the price index and of nominal spending.
    welfare : [region, ...] hat W of real spending that benefits households.
    equivalent_variation : [region, ...] (W - 1) times the base spending (net of revenue where
        that is thrown away); USD bn a year.
    revenue : [region, ...] tariff revenue in units of the numeraire; USD bn a year.
    flows : [exporter, importer, sector, ...] new spending, tariff included; USD bn a year.
    """

    wages: Array
    prices: Array
    spending: Array
    welfare: Array
    equivalent_variation: Array
    revenue: Array
    flows: Array


class _Market(NamedTuple):
    """Goods markets at trial wages; the members are named after the equations of `TradeModel`."""

    share: Array  # [i, j, s, n] lam', of the importer's spending in the sector
    net: Array  # [i, j, s, n] lam' / (1 + t1): what reaches the exporter
    price: Array  # [j, s, n] Phi
    kept: Array  # [j, n] part of spending that is not tariff revenue
    earned: Array  # [i, n] w wL
    spending: Array  # [j, n] E'
    sales: Array  # [i, j, s, n] E' alpha lam' / (1 + t1)
    excess: Array  # [i, n] excess demand for a region's factors over its factor income


class TradeModel:
    """Counterfactual tariffs in the trade of one year.

    With lam the import shares, alpha the sector shares of spending, eps the elasticity and w the
    wage hats, tariffs t1 in place of t0 give

        (1) tau_ijs  = (1 + t1_ijs) / (1 + t0_ijs)
        (2) lam'_ijs = lam_ijs (w_i tau_ijs)^-eps_s / Phi_js
            Phi_js   = sum_k lam_kjs (w_k tau_kjs)^-eps_s
        (3) P_j      = prod_s Phi_js^(-alpha_js / eps_s)
        (4) E'_j     = (w_j wL_j + D'_j) / sum_s alpha_js sum_i lam'_ijs / (1 + t1_ijs)
        (5) w_j wL_j = sum_ks lam'_jks alpha_ks E'_k / (1 + t1_jks);  sum_j w_j wL_j = sum_j wL_j
        (6) W_j      = (E'_j / E_j) / P_j;  EV_j = (W_j - 1) E_j

    Parameters
    ----------
    data : the observed year.
    rebate : True pays tariff revenue to households as a lump sum. False throws it away: the
        state buys the same basket with it and nobody gains, so prices and wages are the same but
        only spending net of revenue counts in (6), before and after.
    deficits : "share" keeps each trade deficit D' a constant share of world factor income;
        "none" first balances trade at the observed tariffs and takes that world as the base.
    tolerance : largest excess demand allowed, as a share of a region's factor income.
    max_iterations : steps before `ConvergenceError`.
    """

    def __init__(
        self,
        data: TradeData,
        *,
        rebate: bool = True,
        deficits: Deficits = "share",
        tolerance: float = 1e-12,
        max_iterations: int = 200,
    ):
        if deficits not in get_args(Deficits):
            known = nearest(str(deficits), get_args(Deficits))
            raise InputError(f"unknown treatment '{deficits}'{known}", key="deficits")
        self.rebate = bool(rebate)
        self.tolerance = float(tolerance)
        self.max_iterations = int(max_iterations)
        self._observe(data, data.deficit)
        if deficits == "none":
            self._observe(self._balanced(), np.zeros(len(data.regions)))

    def _observe(self, data: TradeData, deficit: Array) -> None:
        """Take `data` as the base and keep what the equations need of it."""
        bought = data.flows.sum(axis=0)
        self.data = data
        self._deficit = deficit[:, None]
        self._income = data.income[:, None]
        self._base = data.spending[:, None]
        self._alpha = (bought / data.spending[:, None])[..., None]
        # a sector in which a region buys nothing has no shares, and alpha 0 keeps it out
        self._lam = (data.flows / np.where(bought > 0, bought, 1.0))[..., None]
        self._eps = data.elasticity[:, None]

    def _balanced(self) -> TradeData:
        """The observed year with its trade deficits taken out, at unchanged tariffs."""
        data = self.data
        self._deficit = np.zeros_like(self._deficit)
        flows = self.solve(data.tariffs).flows
        return TradeData(data.regions, data.sectors, flows, data.tariffs, data.elasticity)

    def solve(self, tariffs: ArrayLike) -> Equilibrium:
        """Return the equilibrium at ad valorem `tariffs`, fractions.

        `tariffs` is [exporter, importer, sector] or has a batch axis behind; the result has the
        same batch axis or none. A member's result does not depend on the rest of the batch
        beyond the solver's tolerance.

        Raises
        ------
        InputError : for a wrong shape, or a rate that is not finite or not above -1.
        ConvergenceError : if some member has not converged; names the worst.
        """
        rates = np.asarray(tariffs, dtype=np.float64)
        shape = self.data.shape
        if rates.shape[:3] != shape or rates.ndim not in (3, 4):
            raise InputError(
                f"has shape {rates.shape}, expected {shape} and a batch axis, if any, behind",
                key="tariffs",
            )
        if not (rates > -1).all() or not np.isfinite(rates).all():
            raise InputError("rates must be finite and above -1", key="tariffs")
        batch = rates if rates.ndim == 4 else rates[..., None]
        parts = [
            self._solve(batch[..., first : first + CHUNK], first)
            for first in range(0, max(batch.shape[-1], 1), CHUNK)
        ]
        result = {
            field.name: np.concatenate([getattr(part, field.name) for part in parts], axis=-1)
            for field in fields(Equilibrium)
        }
        if rates.ndim == 3:
            result = {name: array[..., 0] for name, array in result.items()}
        return Equilibrium(**result)

    def _solve(self, rates: Array, first: int) -> Equilibrium:
        """Solve one chunk; `first` is the place of its first member in the caller's batch."""
        keep = 1 / (1 + rates)
        # at the base rates tau is 1 exactly, so that a null shock returns W = 1
        tau = (1 + rates) / (1 + self.data.tariffs[..., None])
        kernel = self._lam * tau**-self._eps
        if ((self._alpha > 0) & (kernel.sum(axis=0) <= 0)).any():
            raise InputError("rates leave a region no source in a sector it uses", key="tariffs")
        wages = self._clear(kernel, keep, first)
        return self._outcome(wages, self._market(wages, kernel, keep))

    def _market(self, wages: Array, kernel: Array, keep: Array) -> _Market:
        """Equations (2), (4) and (5) at trial `wages` [region, n]."""
        demand = kernel * (wages[:, None] ** -self._eps)[:, None]
        price = np.where(self._alpha > 0, demand.sum(axis=0), 1.0)
        share = demand / price
        net = share * keep
        kept = (self._alpha * net.sum(axis=0)).sum(axis=1)
        earned = wages * self._income
        spending = (earned + self._deficit) / kept
        sales = net * (self._alpha * spending[:, None])
        excess = sales.sum(axis=(1, 2)) - earned
        return _Market(share, net, price, kept, earned, spending, sales, excess)

    def _outcome(self, wages: Array, market: _Market) -> Equilibrium:
        """Equations (3) and (6)."""
        prices = np.exp(-(self._alpha / self._eps * np.log(market.price)).sum(axis=1))
        revenue = (1 - market.kept) * market.spending
        benefit, base = market.spending, self._base
        if not self.rebate:
            benefit, base = benefit - revenue, base - self.data.revenue[:, None]
        welfare = benefit / base / prices
        return Equilibrium(
            wages=wages,
            prices=prices,
            spending=market.spending / self._base,
            welfare=welfare,
            equivalent_variation=(welfare - 1) * base,
            revenue=revenue,
            flows=market.share * (self._alpha * market.spending[:, None]),
        )

    def _clear(self, kernel: Array, keep: Array, first: int) -> Array:
        """Wage hats [region, n] that clear all markets, by damped Newton steps in log wages.

        A step that does not lower a member's excess demand is taken back and tried at half the
        length; a good one doubles the length again, up to the full step. Members that have
        converged stay where they are, whatever the others still need.
        """
        wages = np.ones((len(kernel), kernel.shape[-1]))
        step = np.zeros_like(wages)
        length = np.ones(kernel.shape[-1])
        residual = np.full(kernel.shape[-1], np.inf)
        for _ in range(self.max_iterations):
            trial = self._normal(wages * np.exp(length * step))
            market = self._market(trial, kernel, keep)
            size = _residual(market)
            better = (size < residual) & (residual > self.tolerance)
            wages = np.where(better, trial, wages)
            residual = np.where(better, size, residual)
            if (residual <= self.tolerance).all():
                return wages
            step = np.where(better, self._newton(market), step)
            length = np.where(better, np.minimum(2 * length, 1.0), length / 2)
        worst = int(np.argmax(residual))
        raise ConvergenceError(
            f"schedule {first + worst} of the batch has not cleared its markets after "
            f"{self.max_iterations} iterations (excess demand {residual[worst]:.1e} of income, "
            f"wanted {self.tolerance:.1e}): raise max_iterations or tolerance, or check for "
            "extreme rates, elasticities or deficits"
        )

    def _normal(self, wages: Array) -> Array:
        """`wages` scaled to the numeraire, world factor income."""
        return wages * (self._income.sum() / (wages * self._income).sum(axis=0))

    def _newton(self, market: _Market) -> Array:
        """Newton step [region, n] of the log wages.

        The Jacobian of (5) has the numeraire added to every row: excess demands sum to zero, so
        that this changes nothing but the scale of wages, which alone is free.
        """
        own = np.arange(len(market.share))
        pull = market.sales * self._eps
        # d log E'_k / d log w_l, stored [l, k, n]: through the revenue, and through own income
        taxed = self._alpha * self._eps * (market.net - market.share * market.net.sum(axis=0))
        spending = taxed.sum(axis=2) / market.kept
        afford = market.earned + self._deficit
        spending[own, own] += market.earned / np.where(afford > 0, afford, market.earned)
        jacobian = _product(pull, market.share)
        jacobian += _product(market.sales.sum(axis=2)[:, :, None], spending[:, :, None])
        jacobian[own, own] -= pull.sum(axis=(1, 2)) + market.earned * (1 + NEARLY_CLOSED)
        jacobian -= market.earned[:, None] * (market.earned / market.earned.sum(axis=0))
        step = np.linalg.solve(np.moveaxis(jacobian, -1, 0), -market.excess.T[..., None])[..., 0].T
        return step * np.minimum(1.0, LONGEST / np.maximum(np.abs(step).max(axis=0), LONGEST))


def _product(left: Array, right: Array) -> Array:
    """[i, l, n] sum over j and s of left[i, j, s, n] right[l, j, s, n]."""
    rows = [np.moveaxis(a.reshape(len(a), -1, a.shape[-1]), -1, 0) for a in (left, right)]
    return np.moveaxis(rows[0] @ rows[1].swapaxes(1, 2), 0, -1)


def _residual(market: _Market) -> Array:
    """[n] largest excess demand as a share of factor income; infinite if spending is negative."""
    size = np.abs(market.excess / market.earned).max(axis=0)
    return np.where((market.spending > 0).all(axis=0), size, np.inf)


def retaliated(
    tariffs: ArrayLike,
    base: ArrayLike,
    imposer: int,
    treatment: Retaliation = "none",
    *,
    share: float = 1.0,
    flows: ArrayLike | None = None,
) -> Array:
    """Return `tariffs` after those whom region `imposer` hits have answered in kind.

    Hit is who faces a rate of the imposer above `base`. Each answers on the imposer's goods, on
    top of the rate it already has.

    Parameters
    ----------
    tariffs : [exporter, importer, sector, ...] rates with the imposer's rises, as fractions.
    base : [exporter, importer, sector] rates before.
    imposer : index of the region that raised its rates.
    treatment : "none": nobody answers. "mirror": the same rise in the same sector. "weighted":
        one rise in all sectors, the mean of the imposer's rises weighted by `flows`.
    share : the part of the rise that is answered; 1 is tit for tat.
    flows : [exporter, importer, sector] spending, needed for "weighted"; USD bn a year.

    Raises
    ------
    InputError : for an unknown treatment, a negative share, or "weighted" without `flows`.
    """
    if treatment not in get_args(Retaliation):
        known = nearest(str(treatment), get_args(Retaliation))
        raise InputError(f"unknown treatment '{treatment}'{known}", key="retaliation")
    if share < 0:
        raise InputError(f"is {share}, must not be negative", key="retaliation share")
    rates = np.array(tariffs, dtype=np.float64)
    if treatment == "none":
        return rates
    before = np.asarray(base, dtype=np.float64)[:, imposer]
    rise = rates[:, imposer] - before.reshape(before.shape + (1,) * (rates.ndim - 3))
    rise = np.maximum(rise, 0.0)
    rise[imposer] = 0.0
    if treatment == "weighted":
        if flows is None:
            raise InputError("'weighted' needs the flows to weigh by", key="retaliation")
        rise = _mean_rise(rise, np.asarray(flows, dtype=np.float64)[:, imposer])
    rates[imposer] += share * rise
    return rates


def _mean_rise(rise: Array, flows: Array) -> Array:
    """[exporter, sector, ...] mean of `rise` over sectors, weighted by `flows` of that shape."""
    total = flows.sum(axis=1, keepdims=True)
    weight = np.where(total > 0, flows / np.where(total > 0, total, 1.0), 1.0 / flows.shape[1])
    weight = weight.reshape(weight.shape + (1,) * (rise.ndim - 2))
    return np.broadcast_to((weight * rise).sum(axis=1, keepdims=True), rise.shape)
