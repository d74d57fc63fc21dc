"""Talks in progress: compact arrays over the worlds of a docket in which one side opened.

Worlds in which the other side opened sit in talks of their own, so that at any exchange the
proposer is the same in every world. Talks seat themselves anew when half of their worlds have
left; until then settled worlds play on unheard, behind the mask `live`, or make room for worlds
of other talks. A world whose deal is reopened sits in new talks, live, while the old ones may still
hold it, and once they are joined the same talks twice: what is kept by world is read where it is
live.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.bargaining.loss import Kink
from negotiation.bargaining.weighed import TINY
from negotiation.draws import Array
from negotiation.strategies.view import View
from negotiation.world.held import joined, kept, swapped
from negotiation.world.seat import ANSWERING, OFFERING, Drawn, Seat

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.docket import Docket

FEW = 500  # worlds that cost less to copy than to be talked about apart
SMALL = 8  # beyond them, talks of so many times fewer worlds than others do not join them


class Talks:
    """Alternating offers over one docket in the worlds where side `opener` speaks first."""

    def __init__(self, docket: Docket, opener: int, worlds: np.ndarray, drawn: Sequence[Drawn]):
        self.docket = docket
        self.table = docket.table
        self.opener = opener
        self.worlds = worlds
        self.exchanges = 0
        count = len(worlds)
        self.live = np.ones(count, dtype=bool)
        self.finished = np.zeros(count, dtype=bool)
        self.suspended = np.zeros(count, dtype=bool)
        self.speaking = np.ones(count, dtype=bool)
        self.paused_until = np.full(count, -np.inf)
        self.gap = np.full(count, np.inf)
        self.heard = np.zeros(count, dtype=bool)  # by the first party, since the last pause
        self.narrowed = np.full(count, float(self.table.model.week))
        self.shaken = np.zeros(count, dtype=bool)
        self.stall_weeks = self.take(self.table.model.stall.weeks)
        self.stall_gap = self.take(self.table.model.stall.gap)
        self.deadline_clock = np.zeros(count)
        self.restarted = np.ones(count, dtype=bool)
        self.agreed = np.zeros(0, dtype=np.intp)
        self.terms: Array = np.zeros((len(docket.issues), 0))
        self.worths: Array = np.zeros((2, 0))
        self.lasting: Array = np.zeros((2, 0))
        self.seats = [self._seat(side, drawn[side]) for side in (0, 1)]

    def take(self, x: np.ndarray) -> np.ndarray:
        """The part of an array over all worlds that belongs to these talks."""
        return x.take(self.worlds, axis=-1, mode="clip")  # they are in it: spares a check of each

    def _seat(self, side: int, drawn: Drawn) -> Seat:
        docket, table, country = self.docket, self.table, self.table.sides[side]
        rows = list(docket.issues)
        stake, curvature = self.take(docket.stake[side]), self.take(docket.curvature[side])
        one = np.ones(len(self.worlds))
        weighs, learns = country.strategy.concession.weighs_other, country.strategy.opponent.learns
        problem = docket.problem(side, self.worlds) if learns else None
        return Seat(
            linear=stake * (1.0 - curvature),
            square=stake * curvature,
            stake=stake,
            kinks=table.kinks[side].costs(docket.issues, self.worlds),
            most=docket.most(side, self.worlds),
            path=drawn.within,
            free=drawn.free,
            beta=self.take(country.beta),
            opening_share=self.take(country.opening_share),
            clock_scale=self.take(country.clock_scale),
            news=np.full((4, len(self.worlds)), np.nan),
            outside=-np.inf * one,
            rational=0.0 * one,
            opening=0.0 * one,
            scope=one.copy(),
            floor=0.0 * one,
            deadline_weight=0.0 * one,
            delay_clock=0.0 * one,
            demand=np.nan * one,
            backing=0.0 * one,
            aspiration=one.copy(),
            ask=np.inf * one,
            offer=np.full((len(rows), len(self.worlds)), np.nan),
            spoken=np.zeros(len(self.worlds), dtype=bool),
            offered=-np.inf * one,
            offered_before=-np.inf * one,
            memory={},
            claimed=-np.inf * one,
            others=docket.believed(side, self.worlds, idle=True) if weighs else None,
            problem=problem,
            learnt=country.strategy.opponent.start(problem) if learns else {},
            redrawn=np.zeros(len(self.worlds), dtype=bool),
            bound=docket.bound[side],
        )

    def side(self, country: Country) -> int:
        return self.table.sides.index(country)

    def refresh(self) -> None:
        """Take over this week's impasse values, dates, win-sets and outside options."""
        week = self.docket.this_week.select(self.worlds)
        self.deadline_clock = week.clock
        self._restart()
        self._rest()
        for side, seat in enumerate(self.seats):
            demand = self.docket.demands[side]
            if demand is not None:
                seat.demand, seat.backing = self.take(demand.level), self.take(demand.cost)
                seat.public = True
            if seat.inform(week.news(side)) or seat.public:
                seat.judge()
            seat.delay_clock = week.delay[side]
            pull = week.at_date[side] / (seat.clock_scale * seat.scope)
            seat.deadline_weight = np.minimum(week.chance, pull)

    def _restart(self) -> None:
        """Clocks start again, and suspended talks go on, where a date or the default changed."""
        changed = self.take(self.table.changed)
        self.restarted = changed | self.shaken
        self.shaken = np.zeros_like(changed)
        if changed.any():
            self._go_on(changed)

    def _rest(self) -> None:
        """A week in which the two would go on, but do not meet, is no week without movement."""
        if not self.table.served.all():
            resting = self.ready() & ~self.take(self.table.served)
            later = np.minimum(self.narrowed + 1.0, float(self.table.model.week))
            self.narrowed = np.where(resting, later, self.narrowed)

    def _redraw(self, side: int, at: np.ndarray, drawn: Drawn) -> None:
        """Take over a side's paths in some worlds, given as positions in the talks."""
        seat = self.seats[side]
        seat.redrawn[at] = True
        seat.path.put(at, drawn.within)
        if seat.free is not None and drawn.free is not None:
            seat.free.put(at, drawn.free)

    def recast(self, at: np.ndarray, drawn: Sequence[Drawn]) -> None:
        """Take up stakes that changed in some worlds; suspended talks go on there.

        A path follows from the docket alone, so that it comes from there, by side.
        """
        for side, seat in enumerate(self.seats):
            self._redraw(side, at, drawn[side])
            heard = 1.0 - self.seats[1 - side].offer
            kinks = self.table.kinks[side].costs(self.docket.issues, self.worlds[at])
            seat.revalue(kinks, at, heard)
            if seat.others is not None:
                seat.others = self.docket.believed(side, self.worlds, idle=True)
        changed = np.zeros(len(self.worlds), dtype=bool)
        changed[at] = True
        self._go_on(changed)

    def _go_on(self, changed: np.ndarray) -> None:
        """Suspended talks go on, and the gap is watched afresh, where something has changed."""
        self._note(self.suspended & changed & self.live, "go on")
        self.suspended &= ~changed
        self._move(changed)
        self.gap = np.where(changed, np.inf, self.gap)

    def _move(self, where: np.ndarray) -> None:
        """Start the stall clock again in some worlds; in a pause it waits for the end of that."""
        start = np.maximum(float(self.table.model.week), self.paused_until)
        self.narrowed = np.where(where, start, self.narrowed)

    def pause(self, at: np.ndarray, until: Array | float) -> None:
        """Let talks rest until a week in worlds at these positions, and watch the gap afresh."""
        self.paused_until[at] = self.narrowed[at] = until
        self.gap[at] = np.inf
        self.heard[at] = False

    def _note(self, where: np.ndarray, what: str) -> None:
        record = self.table.model.record
        if record is not None and where.any():
            record.acted("talks", where, f"{self.table.name}: talks {what} ({self.docket.name})")

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
            speaking=self.speaking,
            believed_impasse=seat.believed,
            claimed=seat.claimed,
            path=seat.path,
            memory=seat.memory,
        )

    def ready(self) -> np.ndarray:
        """Worlds in which talks go on: not over, suspended or paused."""
        return self.live & ~self.suspended & (self.table.model.week >= self.paused_until)

    def exchange(self) -> None:
        """One offer and the answer to it; agreed packages wait for ratification."""
        proposer = (self.opener + self.exchanges) % 2
        self.exchanges += 1
        asking, hearing = self.seats[proposer], self.seats[1 - proposer]
        speaking = self.ready()
        if not self.table.served.all():
            speaking &= self.take(self.table.served)
        self.speaking = speaking
        silent = self.live & ~speaking
        parts = (asking, OFFERING), (hearing, ANSWERING)
        before = [(seat, seat.said(part)) for seat, part in parts] if silent.any() else []
        offer = self.table.sides[proposer].propose(self)
        accepted = self.table.sides[1 - proposer].respond(self, 1.0 - offer)
        for seat, said in before:
            seat.unsay(said, silent)
        asking.spoken = asking.spoken | speaking
        sincere = asking.sincere()
        self.agreed = np.flatnonzero(speaking & accepted & sincere)
        if len(self.agreed):
            terms = offer.take(self.agreed, axis=-1)
            self.terms = terms if proposer == 0 else 1.0 - terms
            self._value_agreed()
        self._count_withdrawals(proposer, hearing, speaking)
        if proposer == 0:
            self._watch_gap(asking, speaking)
        else:
            self.heard |= speaking
        if hearing.problem is not None:
            self._learn(1 - proposer, 1.0 - offer)
        if self.table.model.record is not None:
            self.table.model.record.exchange(self, proposer, speaking, accepted, sincere)

    def _learn(self, side: int, offer: Array) -> None:
        """Hand an offer to a side that learns, and draw its path anew when a new belief is due."""
        seat, opponent = self.seats[side], self.table.sides[side].strategy.opponent
        if not seat.learn(opponent, offer, self.speaking):
            return
        # who has left has stopped learning, whenever the talks seat themselves anew
        at = np.flatnonzero(self.live)
        stake, curvature = opponent.take_stock(seat.problem, seat.learnt)
        new = stake.take(at, axis=-1), curvature.take(at, axis=-1)
        self.docket.believe(side, self.worlds[at], new)
        self._redraw(side, np.arange(len(self.worlds)), self.docket.paths(side, self.worlds))
        if seat.others is not None:
            seat.others = self.docket.believed(side, self.worlds, idle=True)

    def bonus(self, side: int, kinks: Sequence[Kink], most: Array, penalty: Array) -> Array:
        """Share of its scope that the other must give up, for a side to take its offer.

        Some kinks are not to weigh on the side, and the offer is to be worth `penalty` more than
        the side asks for. Nil where the last package heard will do, or what the other would bid now
        if there is a `most`; infinite where that is not enough, or more than the other can do: it
        asks for no less than its floor. Utility rises less and less with what the other gives up,
        so that the straight line between the two ends never asks for too little of it.
        """
        seat, other = self.seats[side], self.seats[1 - side]
        heard = np.isfinite(seat.offered) & self.ready()
        wanted = seat.target() + penalty
        said = self._spared(side, 1.0 - other.offer, kinks)
        dear, cheap = other.target(), other.asks(np.maximum(other.aspiration - most, 0.0))
        now, then = (self._spared(side, 1.0 - other.path.offer(x), kinks) for x in (dear, cheap))
        way = np.clip((wanted - now) / np.maximum(then - now, TINY), 0.0, 1.0)
        share = np.clip(other.aspiration - other.aspires(dear - way * (dear - cheap)), 0.0, most)
        can = (most > 0.0) & (then >= wanted) & other.sincere()
        share = np.where(can, np.where(way > 0.0, share, 0.0), np.inf)
        return np.where(heard, np.where(said >= wanted, 0.0, share), np.inf)

    def _spared(self, side: int, own: Array, kinks: Sequence[Kink]) -> Array:
        """Utility of a package to a side that some kinks of its table do not weigh on."""
        seat, rows = self.seats[side], self.docket.issues
        found = seat.worth(own)
        for kink in kinks:
            if kink.issue in rows:
                here = kink.at(self.worlds, rows.index(kink.issue))
                found = found + seat.stake[here.issue] * here.cost(own[here.issue])
        return found

    def give_up(self, side: int, share: Array) -> None:
        """Take a share of its scope out of what a side asks for from now on, [world]."""
        seat = self.seats[side]
        seat.aspiration = np.maximum(seat.aspiration - share, 0.0)
        self.shaken |= share > 0.0

    def _count_withdrawals(self, proposer: int, hearing: Seat, speaking: np.ndarray) -> None:
        """Count offers that give the other side less than the one before."""
        slack = 1e-9 * np.abs(hearing.offered)
        less = speaking & (hearing.offered < hearing.offered_before - slack)
        if less.any():
            self.table.withdrawn[proposer][self.worlds[less]] += 1.0
            self.table.note("withdrawn", self.worlds[less])

    def _watch_gap(self, seat: Seat, speaking: np.ndarray) -> None:
        """Suspend talks whose gap has not narrowed for so many weeks, but none that just agreed."""
        gap = np.where(self.heard, seat.gap(), np.inf)
        narrower = speaking & (gap < self.gap - self.stall_gap)
        self._move(narrower | (speaking & (gap == np.inf)))
        self.gap = np.where(narrower, gap, self.gap)
        still = self.table.model.week - self.narrowed
        stalled = (still > self.stall_weeks) & self.live & ~self.suspended
        stalled[self.agreed] = False
        self._note(stalled, "are suspended: the gap no longer narrows")
        self.suspended |= stalled

    def walk_out(self) -> np.ndarray:
        """Whether each side quits, [side, world]: it expects less than its outside option is worth.

        Talks under way may still bring the opening demand; suspended ones no more than the better
        of the last offer heard and the impasse value.
        """
        quits = np.zeros((2, len(self.worlds)), dtype=bool)
        for side, seat in enumerate(self.seats):
            stuck = np.maximum(seat.offered, seat.impasse)
            quits[side] = (seat.opening < seat.outside) | (self.suspended & (stuck < seat.outside))
        return quits & self.live

    def succeed(self, side: int, where: np.ndarray) -> None:
        """A new leader takes a seat: the demands of the start, and a habit of its own."""
        seat = self.seats[side]
        self.demand(side, where, np.ones(len(self.worlds)))
        seat.beta = self.take(self.table.sides[side].beta)
        seat.spoken = seat.spoken & ~self.take(where)

    def demand(self, side: int, where: np.ndarray, aspiration: Array) -> None:
        """Set a side's aspiration, [world of the talks], in some worlds; it concedes from there."""
        seat, new = self.seats[side], self.take(where)
        seat.aspiration = np.where(new, aspiration, seat.aspiration)
        self.shaken |= new

    def withhold(self, where: np.ndarray) -> None:
        """Take some of the packages just agreed, [agreement], off the table for now."""
        kept = ~where
        self.agreed = np.compress(kept, self.agreed)
        self.terms = np.compress(kept, self.terms, axis=-1)
        self.worths = np.compress(kept, self.worths, axis=-1)
        self.lasting = np.compress(kept, self.lasting, axis=-1)

    def _value_agreed(self) -> None:
        """Utility of the agreed packages to each side, [side, agreement]; see `Seat.worths`."""
        own = self.terms, 1.0 - self.terms
        pairs = zip(self.seats, own, strict=True)
        found = [seat.worths(package, self.agreed) for seat, package in pairs]
        self.worths, self.lasting = (np.stack(sides) for sides in zip(*found, strict=True))

    def leave(self, gone: np.ndarray) -> None:
        """Take worlds out of the talks; seats anew once half have left."""
        self.live &= ~gone
        if 2 * np.count_nonzero(self.live) <= len(self.live):
            self._keep(self.live.copy())

    def _keep(self, keep: np.ndarray) -> None:
        for key in self._by_world():
            setattr(self, key, np.compress(keep, getattr(self, key), axis=-1))
        self.seats = [kept(seat, keep) for seat in self.seats]

    def _by_world(self) -> list[str]:
        """Names of the arrays over the worlds of the talks."""
        others = ("agreed", "terms", "worths", "lasting")
        return [k for k, v in vars(self).items() if isinstance(v, np.ndarray) and k not in others]

    def stands(self) -> Any:
        """What talks share that may be joined: who speaks next, and what the seats remember."""
        return (self.opener + self.exchanges) % 2, *(seat.form for seat in self.seats)

    def join(self, others: list[Talks]) -> None:
        """Take over the worlds of other talks that stand like these."""
        every = [self, *others]
        for key in self._by_world():
            setattr(self, key, np.concatenate([getattr(t, key) for t in every], axis=-1))
        self.seats = [joined(seats) for seats in zip(*(t.seats for t in every), strict=True)]

    def take_in(self, other: Talks) -> bool:
        """Take over the live worlds of talks that stand like these, where worlds have left.

        Returns whether there was room for them.
        """
        of = np.flatnonzero(other.live)
        at = np.flatnonzero(~self.live)[: len(of)]
        if len(at) < len(of):
            return False
        for key in self._by_world():
            setattr(self, key, swapped(getattr(self, key), at, getattr(other, key), of))
        pairs = zip(self.seats, other.seats, strict=True)
        self.seats = [swapped(mine, at, theirs, of) for mine, theirs in pairs]
        return True


def gather(talks: list[Talks]) -> list[Talks]:
    """The same talks in few, without those that all worlds have left.

    The largest of those that stand alike take in as many as worlds have left them. Of the others,
    small ones join each other, and the largest unless it has many more worlds, as to join is to
    copy all.
    """
    alike: dict[Any, list[Talks]] = {}
    for one in talks:
        if one.live.any():
            alike.setdefault(one.stands(), []).append(one)
    return [one for same in alike.values() for one in _fewer(same)]


def _fewer(same: list[Talks]) -> list[Talks]:
    """Talks that stand alike in one or two."""
    largest, *others = sorted(same, key=lambda one: -len(one.worlds))
    small = [one for one in others if not largest.take_in(one)]
    if not small:
        return [largest]
    near = len(small[0].worlds) * SMALL + FEW >= len(largest.worlds)
    first, *rest = [largest, *small] if near else small
    if rest:
        first.join(rest)
    return [first] if near else [largest, first]
