"""Talks in progress: compact arrays over the worlds of a docket in which one side opened.

Worlds in which the other side opened sit in talks of their own, so that at any exchange the
proposer is the same in every world. Talks seat themselves anew when half of their worlds have
left; until then settled worlds play on unheard, behind the mask `live`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.bargaining.curve import Path
from negotiation.bargaining.loss import utility
from negotiation.draws import Array
from negotiation.strategies.view import View

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.docket import Docket


@dataclass
class Seat:
    """One side at the talks; arrays are [world] or [issue, world] of the talks.

    `rational` is the best utility believed to leave the other its impasse value; `opening` the
    opening demand; `insisted` the share of the own best rational gain to be brought home. `free`
    is the path without red lines, where there are any.
    """

    stake: Array
    curvature: Array
    most: Array
    path: Path
    free: Path | None
    beta: Array
    opening_share: Array
    outside: Array
    impasse: Array
    rational: Array
    opening: Array
    insisted: Array
    deadline_weight: Array
    delay_clock: Array
    aspiration: Array
    ask: Array
    offer: Array
    heard: Array
    offered: Array
    offered_before: Array
    memory: dict[str, Array]
    fresh: bool = False

    def target(self) -> Array:
        """Utility that the side asks for now, never below what it may accept."""
        wish = self.impasse + self.aspiration * (self.opening - self.impasse)
        return np.maximum(wish, self.floor())

    def floor(self) -> Array:
        """Least acceptable utility: impasse value, outside option, and what holds at home."""
        home = self.impasse + self.insisted * np.maximum(self.rational - self.impasse, 0.0)
        return np.maximum(np.maximum(home, self.impasse), self.outside)

    def bid(self) -> Array:
        """The package that asks for `ask`, as the own concession, [issue, world].

        Where red lines leave less than the side may accept, it bids as if there were none.
        """
        within = self.path.offer(self.ask)
        if self.free is None:
            return within
        hopeless = self.path.own[-1] < self.floor() - 1e-9
        return np.where(hopeless, self.free.offer(self.ask), within)

    def gap(self) -> Array:
        """What it asked last less what it was last offered, a share of its scope."""
        scope = np.maximum(self.opening - self.impasse, 1e-12)
        known = np.isfinite(self.offered) & np.isfinite(self.ask)
        apart = np.where(known, self.ask, 0.0) - np.where(known, self.offered, 0.0)
        return np.where(known, apart / scope, np.inf)

    def hear(self, offer: Array) -> None:
        """Take in the other side's package, given as the own concession."""
        self.heard = offer
        self.offered_before = self.offered
        self.offered = utility(offer, self.stake, self.curvature)
        self.fresh = True


class Talks:
    """Alternating offers over one docket in the worlds where side `opener` speaks first."""

    def __init__(self, docket: Docket, opener: int, worlds: np.ndarray):
        self.docket = docket
        self.table = docket.table
        self.opener = opener
        self.worlds = worlds
        self.exchanges = 0
        self.live = np.ones(len(worlds), dtype=bool)
        self.agreed = np.zeros(len(worlds), dtype=bool)
        self.finished = np.zeros(len(worlds), dtype=bool)
        self.terms: Array = np.zeros((len(docket.issues), len(worlds)))
        self.paused_until = np.full(len(worlds), -np.inf)
        self.suspended = np.zeros(len(worlds), dtype=bool)
        self.gap = np.full(len(worlds), np.inf)
        self.narrowed = np.full(len(worlds), float(self.table.opens))
        self.deadline_clock = np.zeros(len(worlds))
        self.restarted = np.ones(len(worlds), dtype=bool)
        self.seats = [self._seat(side) for side in (0, 1)]

    def _seat(self, side: int) -> Seat:
        docket, table, country = self.docket, self.table, self.table.sides[side]
        rows = list(docket.issues)
        one = np.ones(len(self.worlds))

        def take(x: Array) -> Array:
            return np.take(x, self.worlds, axis=-1)

        def part(whole: Path) -> Path:
            return Path(take(whole.concession), take(whole.own), take(whole.other))

        lines = docket.paths[side] is not docket.free[side]
        return Seat(
            stake=take(docket.stake[side]),
            curvature=take(docket.curvature[side]),
            most=take(table.most[side][rows]),
            path=part(docket.paths[side]),
            free=part(docket.free[side]) if lines else None,
            beta=take(country.beta),
            opening_share=take(country.opening_share),
            outside=take(docket.outside[side]),
            impasse=0.0 * one,
            rational=0.0 * one,
            opening=0.0 * one,
            insisted=0.0 * one,
            deadline_weight=0.0 * one,
            delay_clock=0.0 * one,
            aspiration=one.copy(),
            ask=np.inf * one,
            offer=np.full((len(rows), len(self.worlds)), np.nan),
            heard=np.full((len(rows), len(self.worlds)), np.nan),
            offered=-np.inf * one,
            offered_before=-np.inf * one,
            memory={},
        )

    def side(self, country: Country) -> int:
        return self.table.sides.index(country)

    def refresh(self, clock: Array, delay: tuple[Array, Array]) -> None:
        """Take over this week's impasse values, dates and win-sets from the docket."""
        docket, table, worlds = self.docket, self.table, self.worlds
        self.deadline_clock = np.take(clock, worlds)
        self.restarted = np.take(table.changed, worlds)
        self.suspended &= ~self.restarted
        week = float(table.model.week)
        self.narrowed = np.where(self.restarted, week, self.narrowed)
        self.gap = np.where(self.restarted, np.inf, self.gap)
        for side, seat in enumerate(self.seats):
            country = table.sides[side]
            seat.impasse = np.take(docket.impasse[side], worlds)
            seat.insisted = np.take(country.win_set_guess, worlds)
            seat.delay_clock = np.take(delay[side], worlds)
            least = np.take(docket.believed[side], worlds)
            best = seat.path.own_where_other(least)
            seat.rational = best if seat.free is None else seat.free.own_where_other(least)
            room = seat.path.own[-1] - seat.impasse
            seat.opening = np.maximum(best, seat.impasse + seat.opening_share * room)
            scope = np.maximum(seat.opening - seat.impasse, 1e-12)
            pull = np.take(docket.at_date[side] / country.clock_scale, worlds)
            chance = np.take(docket.date_chance, worlds)
            seat.deadline_weight = np.minimum(chance, pull / scope)

    def view(self, seat: Seat) -> View:
        return View(
            week=self.table.model.week,
            aspiration=seat.aspiration,
            deadline_clock=self.deadline_clock,
            delay_clock=seat.delay_clock,
            deadline_weight=seat.deadline_weight,
            restarted=self.restarted,
            beta=seat.beta,
            impasse=seat.impasse,
            opening=seat.opening,
            offered=seat.offered,
            offered_before=seat.offered_before,
            fresh=seat.fresh,
            path=seat.path,
            memory=seat.memory,
        )

    def exchange(self) -> None:
        """One offer and the answer to it; agreed packages wait for ratification."""
        proposer = (self.opener + self.exchanges) % 2
        self.exchanges += 1
        asking = self.seats[proposer]
        told = asking.offer
        offer = self.table.sides[proposer].propose(self)
        self._count_withdrawals(proposer, told, offer)
        accepted = self.table.sides[1 - proposer].respond(self, 1.0 - offer)
        sincere = utility(offer, asking.stake, asking.curvature) >= asking.floor() - 1e-9
        week = self.table.model.week
        speaking = self.live & ~self.suspended & (week >= self.paused_until)
        self.agreed = speaking & accepted & sincere
        if self.agreed.any():
            first = offer if proposer == 0 else 1.0 - offer
            self.terms = np.where(self.agreed, first, self.terms)
        if proposer == 0:
            self._watch_gap(asking, week)
        if self.table.model.record is not None:
            self.table.model.record.exchange(self, proposer, speaking, accepted, sincere)

    def _count_withdrawals(self, proposer: int, told: Array, offer: Array) -> None:
        """Count offers that give the other side less than the one before."""
        other = self.seats[1 - proposer]
        known = ~np.isnan(told[0])
        if not known.any():
            return
        before = other.offered
        after = utility(1.0 - offer, other.stake, other.curvature)
        less = self.live & known & np.isfinite(before)
        less = less & (after < before - 1e-9 * np.abs(before))
        counter = self.table.withdrawn[proposer]
        counter[self.worlds[less]] += 1.0

    def _watch_gap(self, seat: Seat, week: int) -> None:
        """Suspend talks whose gap has not narrowed for so many weeks."""
        gap = seat.gap()
        known = np.isfinite(gap)
        settings = self.table.model.stall
        narrower = gap < self.gap - np.take(settings.gap, self.worlds)
        self.narrowed = np.where(narrower | ~known, float(week), self.narrowed)
        self.gap = np.where(narrower, gap, self.gap)
        stalled = week - self.narrowed > np.take(settings.weeks, self.worlds)
        self.suspended |= stalled & self.live

    def walk_out(self) -> np.ndarray:
        """Worlds in which a side quits: it expects less than its outside option is worth.

        Talks under way may still bring the opening demand; suspended ones no more than the best
        of the last offer heard and the impasse value.
        """
        quits = np.zeros(len(self.worlds), dtype=bool)
        for seat in self.seats:
            hope = np.maximum(np.maximum(seat.opening, seat.rational), seat.impasse)
            stuck = np.maximum(seat.offered, seat.impasse)
            quits |= np.where(self.suspended, stuck, hope) < seat.outside
        return quits & self.live

    def leave(self, gone: np.ndarray) -> None:
        """Take worlds out of the talks; seats anew once half have left."""
        self.live &= ~gone
        if 2 * np.count_nonzero(self.live) <= len(self.live):
            self._keep(self.live.copy())

    def _keep(self, keep: np.ndarray) -> None:
        for key, value in vars(self).items():
            if isinstance(value, np.ndarray):
                setattr(self, key, np.compress(keep, value, axis=-1))
        self.seats = [_kept(seat, keep) for seat in self.seats]


def _kept(thing: Any, keep: np.ndarray) -> Any:
    """The same seat, path or memory with only the worlds to keep."""
    if isinstance(thing, np.ndarray):
        return np.compress(keep, thing, axis=-1)
    if isinstance(thing, dict):
        return {k: _kept(v, keep) for k, v in thing.items()}
    if hasattr(thing, "__dataclass_fields__"):
        return type(thing)(**{f.name: _kept(getattr(thing, f.name), keep) for f in fields(thing)})
    return thing
