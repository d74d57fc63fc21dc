"""Alternating offers over one pie: best answers and one-shot deviations, both found by play."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.draws import Array
from negotiation.mechanisms.outside_option import OutsideOption
from negotiation.scenario.quantity import Quantity
from negotiation.validation.theory.game import (
    GRID,
    NO_DEAL,
    SIDES,
    TABLE,
    Plan,
    build,
    discounts,
    gains,
    plain,
    refine,
    scenario,
    strategy,
)

WEEKS = 3  # one deviation, and an offer of each side: stationary plans settle by then or never
COARSE = 21  # demands tried at a time while answers still move
NEVER = 2.0  # a reserve that no offer meets
SWEEPS = 2000
STILL = 1e-10  # less than the hair within which a reserve takes what leaves it, or deals come off


@dataclass(frozen=True)
class Pie:
    """What two sides divide; arrays are [side, sample].

    Attributes
    ----------
    discount : discount factor of a period.
    outside : what quitting adds to having no deal, a share of the pie; None without the option.
    rounds : offers after which talks end for good; None for no end.
    stakes : worth of each of several issues, [side, issue, sample]; None for one pie of 1.
    apart : issues are talked about at the same time, but each on its own.
    """

    discount: Array
    outside: Array | None = None
    rounds: int | None = None
    stakes: Array | None = None
    apart: bool = False

    @property
    def samples(self) -> int:
        return self.discount.shape[1]

    @property
    def linked(self) -> bool:
        """Whether several issues are talked about as one package."""
        return self.stakes is not None and not self.apart

    def play(self, demand: Sequence[Array], reserve: Sequence[Array], opener: int) -> Array:
        """What both sides gain, [side, ..., sample], by plans [week, ..., sample] of either.

        In shares of the own best, as demands and reserves are.
        """
        shape = np.broadcast_shapes(*(x.shape[1:] for x in (*demand, *reserve)))
        linkage = plain("linkage", "package") if self.linked else None
        plans = [
            strategy(Plan(_flat(d, shape), _flat(r, shape)), linkage=linkage)
            for d, r in zip(demand, reserve, strict=True)
        ]
        weeks = WEEKS if self.rounds is None else self.rounds + 1
        issues = 1 if self.stakes is None else self.stakes.shape[1]
        setting = scenario(weeks, issues, self.rounds, self.apart)
        rules = [NO_DEAL] if self.outside is None else [NO_DEAL, _quitting()]
        model = build(setting, plans, self._given(shape), opener, rules)
        found = gains(model).reshape(2, *shape)
        if self.stakes is None:
            return found
        whole = self.stakes.sum(axis=1)
        return found / whole.reshape(2, *(1,) * (len(shape) - 1), -1)

    def _given(self, shape: tuple[int, ...]) -> dict[str, Array]:
        """Numbers of the scenario, [world]."""
        given = discounts([_flat(x[None], shape)[0] for x in self.discount])
        for s, side in enumerate(SIDES):
            if self.outside is not None:
                given[f"tables.{TABLE}.outside.{side}"] = _flat(self.outside[s][None], shape)[0]
            for k, stake in enumerate(() if self.stakes is None else self.stakes[s]):
                purpose = f"tables.{TABLE}.issues.issue_{k}.stakes.{side}"
                given[purpose] = _flat(stake[None], shape)[0]
        return given

    def left(self, side: int, reserve: Array) -> list[Array]:
        """Demands that leave the other side just its reserve, or its outside option, [sample]."""
        found = [np.clip(1.0 - reserve, 0.0, 1.0)]
        if self.outside is not None:
            found.append(np.clip(1.0 - self.outside[1 - side], 0.0, 1.0))
        return found


def _quitting() -> OutsideOption:
    """M11 with the option as the scenario states it, and nothing besides."""
    nothing = Quantity(value=0.0, unit="USD bn/year", basis="definition")
    return OutsideOption({"hedge_value": nothing, "alliance_worth": nothing}, {})


def _flat(x: Array, shape: tuple[int, ...]) -> Array:
    """[week, ..., sample] as [week, world]."""
    return np.broadcast_to(x, (len(x), *shape)).reshape(len(x), -1)


def best_demand(
    pie: Pie, side: int, demand: Sequence[Array], reserve: Sequence[Array], grid: int = GRID
) -> Array:
    """The demand [sample] that pays `side` most as opener, the rest of the plans as given.

    Tried are a grid over the pie and what leaves the other just its reserve: there the best lies
    wherever an accepted demand is best, and a grid alone would miss it by its mesh. For a package,
    where it is not known what that is, the grid is refined instead.
    """

    def paid(tried: Array) -> Array:
        plans = [_first(tried, d) if s == side else d[:, None] for s, d in enumerate(demand)]
        return pie.play(plans, [r[:, None] for r in reserve], side)[side]

    if pie.linked:
        return refine(paid, pie.samples)
    even = np.broadcast_to(np.linspace(0.0, 1.0, grid)[:, None], (grid, pie.samples))
    tried = np.concatenate([even, pie.left(side, reserve[1 - side][0])])
    return tried[np.argmax(paid(tried), axis=0), np.arange(pie.samples)]


def worth_of_rejecting(
    pie: Pie, side: int, demand: Sequence[Array], reserve: Sequence[Array]
) -> Array:
    """What `side` gains by rejecting the first offer, as of the week of that offer, [sample]."""
    refuses = list(reserve)
    refuses[side] = _first(np.full(pie.samples, NEVER), reserve[side])
    return pie.play(demand, refuses, 1 - side)[side]


def _first(new: Array, rows: Array) -> Array:
    """Plans [week, sample] with another first row, [..., sample]; the others are kept."""
    later = rows if len(rows) == 1 else rows[1:]
    spread = later.reshape(len(later), *(1,) * (new.ndim - 1), -1)
    return np.concatenate([new[None], np.broadcast_to(spread, (len(later), *new.shape))])


@dataclass(frozen=True)
class Settled:
    """Where best answers settled; [side, sample].

    Attributes
    ----------
    demand, reserve : the stationary plans.
    sweeps : rounds of best answers it took.
    moved : largest change in the last round.
    """

    demand: Array
    reserve: Array
    sweeps: int
    moved: float


def settle(pie: Pie, demand: Array, reserve: Array) -> Settled:
    """Let the sides answer each other's stationary plans in turn until nothing moves.

    A side answers with the demand that pays it most, and with a reserve of what rejecting an offer
    is worth to it; both are found by playing.
    """
    demand, reserve, moved, sweep = demand.copy(), reserve.copy(), np.inf, 0
    while moved > STILL and sweep < SWEEPS:
        before = demand.copy(), reserve.copy()
        for side in (0, 1):
            plans = [d[None] for d in demand], [r[None] for r in reserve]
            demand[side] = best_demand(pie, side, *plans, grid=COARSE)
            plans[0][side] = demand[side][None]
            reserve[side] = worth_of_rejecting(pie, side, *plans)
        moved = max(np.max(np.abs(demand - before[0])), np.max(np.abs(reserve - before[1])))
        sweep += 1
    return Settled(demand, reserve, sweep, float(moved))


def deviations(pie: Pie, demand: Sequence[Array], reserve: Sequence[Array], opener: int) -> Array:
    """The most that a side gains by departing once from plans [week, sample], [side, sample].

    The opener tries each demand of a grid; the responder answers each offer of the grid otherwise
    than its plan says. Either keeps to its plan from then on.
    """
    other, grid = 1 - opener, np.linspace(0.0, 1.0, GRID)[:, None]
    tried = np.broadcast_to(grid, (GRID, pie.samples))
    wide = [_first(tried, d) if s == opener else d[:, None] for s, d in enumerate(demand)]
    kept = [r[:, None] for r in reserve]
    planned = pie.play(demand, reserve, opener)
    answered = pie.play(wide, kept, opener)
    turned = np.full((2, GRID, pie.samples), -np.inf)
    turned[opener] = answered[opener] - planned[opener]
    for answer in (0.0, NEVER):  # accept whatever comes, or nothing
        forced = list(kept)
        forced[other] = _first(np.full((GRID, pie.samples), answer), reserve[other])
        found = pie.play(wide, forced, opener)[other] - answered[other]
        turned[other] = np.maximum(turned[other], found)
    return turned.max(axis=1)
