"""The linear tariff war: best responses, welfare, and the discount from which free trade holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike

from negotiation.draws import Array
from negotiation.economy.optimum import nash_tariffs
from negotiation.economy.trade import TradeModel
from negotiation.validation.case import Case, agree, close
from negotiation.validation.theory.enforcement import thresholds
from negotiation.validation.theory.family import Family, Sample, add

SOURCE = "first-order conditions, worked out by hand"
SMALL = 1e-6
SHUT = 1.0  # more than any good is worth
FREE, NASH, SOLE, VICTIM, ALONE = 3 / 7, 171 / 400, 843 / 1960, 8349 / 19600, 5 / 12
HOW = """
Two countries and two goods, demand 1 - p for each; a country supplies p / 2 of the good that it
imports and p of the one that it exports; tariffs are specific. The trade model of the package
cannot express it (its demand is of constant elasticity), so that the market is built here: it
clears at a given pair of tariffs and adds up surpluses and revenue. Tariffs then come from the
package's own search for best responses. The discount from which free trade holds under reversion
to Nash tariffs comes from play, as in the pooling of enforcement: the gain of a sole defector
against the loss of the war. Over samples the slope of the importer's supply is drawn, and the
answers are those of the first-order condition.
"""


class Welfare(NamedTuple):
    """Welfare of the two countries, [country, ...]."""

    welfare: Array


@dataclass(frozen=True)
class Free:
    """The tariffs of the start, [exporter, importer, good]: none."""

    tariffs: Array
    regions: tuple[str, str] = ("home", "abroad")


@dataclass(frozen=True)
class LinearMarket:
    """Two countries that trade a good each way; `slope` is that of the importer's supply."""

    slope: float = 0.5

    @property
    def data(self) -> Free:
        return Free(np.zeros((2, 2, 1)))

    def solve(self, tariffs: ArrayLike) -> Welfare:
        """Welfare at tariffs [exporter, importer, good, ...], which may shut trade off."""
        rates = np.asarray(tariffs, dtype=np.float64)
        own, other = rates[1, 0, 0], rates[0, 1, 0]
        imports, exports = self._market(own), self._market(other)
        return Welfare(np.stack([imports[0] + exports[1], exports[0] + imports[1]]))

    def _market(self, tariff: Array) -> tuple[Array, Array]:
        """Welfare that one good brings its importer, with the revenue, and its exporter.

        The price p abroad clears 1 - (p + t) - slope (p + t) + 1 - p - p = 0.
        """
        s = self.slope
        price = (2.0 - (1.0 + s) * tariff) / (3.0 + s)
        shut = tariff >= 1.0 / (1.0 + s) - 0.5  # the gap between prices without trade
        price = np.where(shut, 0.5, price)
        inside = np.where(shut, 1.0 / (1.0 + s), price + tariff)
        imported = np.where(shut, 0.0, 1.0 - (1.0 + s) * inside)
        importer = (1.0 - inside) ** 2 / 2.0 + s * inside**2 / 2.0 + tariff * imported
        return importer, (1.0 - price) ** 2 / 2.0 + price**2 / 2.0


def war_of(market: LinearMarket) -> Array:
    """Nash tariffs of the two; the search asks no more of an economy than this one has."""
    return nash_tariffs(cast(TradeModel, market))


def at(market: LinearMarket, own: float, other: float) -> Array:
    """Welfare of both countries at a pair of tariffs."""
    rates = np.zeros((2, 2, 1))
    rates[1, 0], rates[0, 1] = own, other
    return market.solve(rates).welfare


def optimum(slope: Array) -> Array:
    """The tariff at which the importer's welfare is flat: inverse export supply elasticity.

    With imports m = 1 - (1 + s) q, foreign supply 2 p - 1 and price p, t = (2 p - 1) / 2, which
    at the clearing price is (1 - s) / (2 (3 + s) + 2 (1 + s)).
    """
    return (1.0 - slope) / (2.0 * (3.0 + slope) + 2.0 * (1.0 + slope))


def needed(slope: Array) -> Array:
    """The discount from which free trade holds: what cheating gains, over what a tariff costs.

    Welfare is quadratic in a tariff t, and the optimum is its peak, so that the importer gains
    half of its slope at free trade, m (1 + s) / (3 + s), times t; with exports m = 2 p - 1 and the
    price down by d = t (1 + s) / (3 + s) the other loses m d - d^2. Of the two the ratio is left.
    """
    exports = (1.0 - slope) / (3.0 + slope)
    return exports / 2.0 / (exports - optimum(slope) * (1.0 + slope) / (3.0 + slope))


def holds_from(markets: Sequence[LinearMarket], nash: Array) -> Array:
    """The discounts from which free trade holds, [market], by play, from gains and losses."""
    free, sole, war = (
        np.array([at(m, *rates)[0] for m, rates in zip(markets, pairs, strict=True)])
        for pairs in (0.0 * nash, nash * [1.0, 0.0], nash)
    )
    gain, loss = sole - free, free - war
    gains, losses = (np.stack([x / (gain + loss), np.ones_like(x)]) for x in (gain, loss))
    return thresholds(gains, losses, linked=False)[0]


def cases(sample: Sample) -> list[Case]:
    """The published war, and sampled slopes."""
    few = sample.few(10)
    slopes = few.uniform("linear_war.slope", 0.1, 0.9)
    markets = [LinearMarket(), *(LinearMarket(float(s)) for s in slopes)]
    wars = np.stack([war_of(m) for m in markets])
    holds = holds_from(markets, wars)
    market, rates = markets[0], wars[0]
    nash = float(rates[0])
    price = (2.0 - 1.5 * nash) / 3.5
    free, war, sole = at(market, 0, 0), at(market, *rates), at(market, nash, 0.0)
    shut = at(market, SHUT, SHUT)
    rows = (
        ("tariff", "Nash tariff", 1 / 20, nash),
        ("ad_valorem", "The same, ad valorem", 1 / 11, nash / price),
        ("free", "Welfare under free trade", FREE, free[0]),
        ("nash", "Welfare at Nash tariffs", NASH, war[0]),
        ("sole", "Welfare of a sole defector", SOLE, sole[0]),
        ("victim", "Welfare of its victim", VICTIM, sole[1]),
        ("autarky", "Welfare without trade", ALONE, shut[0]),
        ("discount", "Discount from which free trade holds", 10 / 17, holds[0]),
    )
    note = f"{few.count} slopes from .1 to .9."
    return [
        *(close(f"linear_war.{id}", text, expected, value, SMALL, source=SOURCE)
          for id, text, expected, value in rows),
        agree("linear_war.sampled", "Nash tariffs over sampled slopes of supply",
              wars[1:, 0] - optimum(slopes), SMALL, note=note, source=SOURCE),
        agree("linear_war.sampled_discount", "Discount from which free trade holds, over the same",
              holds[1:] - needed(slopes), SMALL, note=note, source=SOURCE),
    ]  # fmt: skip


add(
    Family(
        id="linear_war",
        name="The linear tariff war",
        by="a market made for the case, the package's search, and reviews (M15)",
        how=HOW,
        cases=cases,
        samples=10,
    )
)
