"""NegMAS on the same domains: its stacked alternating offers, a negotiation at a time.

NegMAS (Mohammad, Nakadai and Greenwald 2021) is another engine and not part of this package;
`negotiation validate peers` loads this file from a clone, where NegMAS is installed. Its step s is
the engine's week s + 1: the clock of a tactic at step s of n is (s + 1) / (n + 1). An offer of step
s is answered at step s + 1; a negotiator's accepting curve says by which clock.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from negmas import AspirationNegotiator, SAOMechanism, make_issue
    from negmas.negotiators.helpers import PolyAspiration
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.ops import kalai_points, ks_points, nash_points, pareto_frontier_numpy
    from negmas.preferences.value_fun import TableFun
    from negmas.sao.negotiators import TimeBasedConcedingNegotiator

from negotiation.bargaining.loss import loss
from negotiation.draws import Array
from negotiation.validation.peers.domains import Domains
from negotiation.validation.peers.engine import Outcome

EXACT = 1e-9  # by how much NegMAS may undercut a demand; its own default is .001


@dataclass(frozen=True)
class Behind:
    """A curve of NegMAS read at the clock of the step before, that in which an offer was made."""

    curve: PolyAspiration
    step: float  # of the clock

    def utility_at(self, t: float) -> float:
        return self.curve.utility_at(max(t - self.step, 0.0))

    def utility_range(self, t: float) -> tuple[float, float]:
        return self.utility_at(t), 1.0


class ParetoBidder(TimeBasedConcedingNegotiator):
    """Offers the efficient outcome that is worth least to it among those above its aspiration.

    `frontier` holds its own utilities of the efficient outcomes, rising, and the outcomes.
    """

    def __init__(self, *args: Any, frontier: tuple[Array, Sequence[tuple]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.frontier = frontier

    def propose(self, state: Any, dest: str | None = None) -> tuple:
        """An outcome to offer; the best there is where none is worth the aspiration."""
        worths, outcomes = self.frontier
        wanted, _ = self._inverter.scale_utilities(self.utility_range_to_propose(state))
        return outcomes[min(int(np.searchsorted(worths, wanted)), len(outcomes) - 1)]


@dataclass(frozen=True)
class Table:
    """One domain in NegMAS's terms: issues with so many levels, and two utility functions."""

    issues: list[Any]
    worths: list[LinearAdditiveUtilityFunction]
    exponents: list[float]
    offers: int
    opener: int

    @cached_property
    def efficient(self) -> tuple[Array, list[tuple]]:
        """Utilities [outcome, side] of the efficient outcomes, as NegMAS finds them, and these."""
        shape = [issue.cardinality for issue in self.issues]
        worths = np.stack([_every(worth, shape) for worth in self.worths], axis=-1)
        at = pareto_frontier_numpy(worths, sort_by_welfare=False)
        at = at[np.argsort(worths[at, 0])]
        places = zip(*(k.tolist() for k in np.unravel_index(at, shape)), strict=True)
        return worths[at], list(places)

    def frontier(self, side: int) -> tuple[Array, Sequence[tuple]]:
        """Efficient outcomes by rising utility of a side."""
        worths, outcomes = self.efficient
        order = np.argsort(worths[:, side])
        return worths[order, side], [outcomes[k] for k in order]


def _every(worth: LinearAdditiveUtilityFunction, shape: list[int]) -> Array:
    """Utilities of all outcomes of a grid, the last issue running fastest."""
    rows = [[value(k) for k in range(n)] for value, n in zip(worth.values, shape, strict=True)]
    return reduce(np.add.outer, [np.array(row) for row in rows]).reshape(-1)


def tables(domains: Domains, levels: int, opener: np.ndarray) -> list[Table]:
    """The domains one by one; `opener` is the side that speaks in the engine's week 0."""
    return [_table(domains, levels, int(opener[d]), d) for d in range(len(domains))]


def _table(domains: Domains, levels: int, opener: int, d: int) -> Table:
    issues = [make_issue(levels, name=f"issue_{k + 1}") for k in range(domains.issues)]
    grid = np.linspace(0.0, 1.0, levels)
    worths = []
    for side, own in enumerate((grid, 1.0 - grid)):
        rows = [
            -loss(own, domains.stake[side, k, d], domains.curvature[side, k, d])
            for k in range(domains.issues)
        ]
        values = {
            i.name: TableFun(dict(enumerate(row.tolist())))
            for i, row in zip(issues, rows, strict=True)
        }
        worths.append(
            LinearAdditiveUtilityFunction(
                values,
                weights=[1.0] * len(issues),
                issues=issues,
                reserved_value=float(domains.reserve[side, d]),
            )
        )
    exponents = [float(1.0 / domains.beta[side, d]) for side in (0, 1)]
    return Table(issues, worths, exponents, int(domains.offers[d]), opener)


Player = Callable[[Table, int], Any]


def as_shipped(table: Table, side: int) -> AspirationNegotiator:
    """NegMAS's own aspiration negotiator; it answers by the clock of its answer."""
    return AspirationNegotiator(aspiration_type=table.exponents[side], tolerance=EXACT)


def answering_in_time(table: Table, side: int) -> TimeBasedConcedingNegotiator:
    """The same tactic, but what it accepts follows the clock of the offer, as in the engine."""
    return TimeBasedConcedingNegotiator(**_curves(table, side))


def efficient(table: Table, side: int) -> ParetoBidder:
    """The same tactic and answers with a policy that bids on the Pareto frontier alone."""
    return ParetoBidder(frontier=table.frontier(side), **_curves(table, side))


def _curves(table: Table, side: int) -> dict[str, Any]:
    curve = PolyAspiration(1.0, table.exponents[side])
    behind = Behind(curve, 1.0 / (table.offers + 1))
    return {"offering_curve": curve, "accepting_curve": behind, "eps": EXACT}


def play(
    games: Sequence[Table], player: Player, progress: Callable[[], None] = lambda: None
) -> Outcome:
    """Negotiate game after game; weeks are those of the engine."""
    found = []
    for game in games:
        found.append(_negotiate(game, player))
        progress()
    weeks, worths = zip(*found, strict=True)
    return Outcome(np.array(weeks), np.array(worths).T)


def _negotiate(game: Table, player: Player) -> tuple[float, tuple[float, float]]:
    talks = SAOMechanism(
        issues=game.issues, n_steps=game.offers, one_offer_per_step=True, extra_callbacks=False
    )
    for side in (1 - game.opener, game.opener):  # week 1 is the second's
        talks.add(player(game, side), ufun=game.worths[side])
    state = talks.run()
    if state.agreement is None:
        return np.nan, (np.nan, np.nan)
    one, two = (float(worth(state.agreement)) for worth in game.worths)
    return float(len(talks.trace)), (one, two)


def nash(game: Table, best: Array) -> Array:
    """Gains [side] at NegMAS's Nash point; NaN where no outcome is rational for both."""
    return _gains(game, nash_points(game.worths, *_rational(game, best)))


def egalitarian(game: Table, best: Array) -> Array:
    """Gains [side] at NegMAS's Kalai point, that of the largest smaller gain; NaN as above."""
    return _gains(game, kalai_points(game.worths, *_rational(game, best)))


def kalai_smorodinsky(game: Table, best: Array) -> Array:
    """Gains [side] at NegMAS's Kalai-Smorodinsky point for these best gains; NaN as above."""
    return _gains(game, ks_points(game.worths, *_rational(game, best)))


def _rational(game: Table, best: Array) -> tuple[list, list]:
    """Efficient outcomes that are rational for both, and from what to what utilities range."""
    reserve = np.array([worth.reserved_value for worth in game.worths])
    worths, _ = game.efficient
    inside = worths[np.all(worths >= reserve, axis=1)]
    return [tuple(x) for x in inside.tolist()], list(zip(reserve, reserve + best, strict=True))


def _gains(game: Table, points: Sequence[tuple]) -> Array:
    reserve = np.array([worth.reserved_value for worth in game.worths])
    return np.array(points[0][0]) - reserve if points else np.full(2, np.nan)
