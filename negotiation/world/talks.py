"""Talks in progress: compact arrays over the worlds of a docket in which one side opened.

Worlds in which the other side opened sit in talks of their own, so that at any exchange the
proposer is the same in every world. Talks seat themselves anew when half of their worlds have
left; until then settled worlds play on unheard, behind the mask `live`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.bargaining.curve import TINY, Path
from negotiation.bargaining.loss import Kink, total
from negotiation.draws import Array
from negotiation.strategies.view import Beliefs, Problem, View

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.docket import Docket


@dataclass
class Seat:
    """One side at the talks; arrays are [world] or [issue, world] of the talks.

    Attributes
    ----------
    linear, square : the two coefficients of the loss of a concession, V (1 - q) and V q.
    stake, kinks : V, and further costs beyond marks in shares of it.
    most : red lines, the largest own concession; `bound` says whether there are any.
    path, free : packages to bid within red lines, and without (None where that is the same).
    impasse, outside : value of no deal, and of quitting for good, which adds `quitting` to it.
    believed : what it takes the other side's impasse value to be.
    rational : best utility believed to leave the other side as much.
    opening : the opening demand; `scope` what lies between it and the impasse value.
    insisted : share of the own best rational gain to be brought home.
    floor : least acceptable utility: impasse value, outside option, and what holds at home.
    demand, backing : utility demanded in public, and what each unit short of it costs at home; they
        count only where the side is `public`.
    ask, offer : utility asked for last, and the package that asks for it (own concession).
    offered, offered_before : utility of the last package heard, and of the one before.
    others : the other side's preferences as believed, for a concession that weighs them; with them
        `claimed` is what the last package heard is worth to the other.
    problem : what is known before any offer, for an opponent model that learns; `learnt` is its
        memory, `lessons` how many offers it heard, and `redrawn` whether its path is new this week.
    """

    linear: Array
    square: Array
    stake: Array
    kinks: tuple[Kink, ...]
    most: Array
    path: Path
    free: Path | None
    beta: Array
    opening_share: Array
    clock_scale: Array
    quitting: Array
    outside: Array
    impasse: Array
    believed: Array
    rational: Array
    opening: Array
    scope: Array
    insisted: Array
    floor: Array
    deadline_weight: Array
    delay_clock: Array
    demand: Array
    backing: Array
    aspiration: Array
    ask: Array
    offer: Array
    offered: Array
    offered_before: Array
    memory: dict[str, Array]
    claimed: Array
    others: Beliefs | None
    problem: Problem | None
    learnt: dict[str, Array]
    bound: bool
    fresh: bool = False
    lessons: int = 0
    redrawn: bool = False
    public: bool = False

    def worth(self, own: Array, at: np.ndarray | None = None, signing: bool = True) -> Array:
        """Utility of a package of own concessions between 0 and 1, [issue, world].

        `at` are its worlds, as positions, if not all. Without `signing`, what it is worth once it
        is signed.
        """
        linear, square = self._at(self.linear, at), self._at(self.square, at)
        found = -total(own * (linear + square * own))
        for kink in self.kinks:
            if signing or not kink.signing:
                k, stake = kink.issue, self._at(self.stake, at)
                kink = kink if at is None else kink.at(at, k)
                found = found - stake[k] * kink.cost(own[k])
        return found

    @staticmethod
    def _at(x: Array, at: np.ndarray | None) -> Array:
        return x if at is None else x.take(at, axis=-1)

    def revalue(self, kinks: tuple[Kink, ...], at: np.ndarray, heard: Array) -> None:
        """Take over other kinks, and count the last package heard anew in the worlds `at`."""
        self.kinks = kinks
        offered = np.where(np.isfinite(self.offered), self.worth(heard), self.offered)
        self.offered = self.offered.copy()
        self.offered[at] = offered[at]

    def target(self) -> Array:
        """Utility that the side asks for now, never below what it may accept."""
        return np.maximum(self.gross(self.impasse + self.aspiration * self.scope), self.floor)

    def backing_down(self, utility: Array, at: np.ndarray | slice = slice(None)) -> Array:
        """What it costs at home to fall short of the public demand, in some of the worlds."""
        if not self.public:
            return np.zeros_like(utility)
        demand, backing = self.demand[at], self.backing[at]
        return np.where(utility < demand, backing * (demand - utility), 0.0)

    def net(self, utility: Array) -> Array:
        """Utility less the cost of backing down to it."""
        return utility - self.backing_down(utility) if self.public else utility

    def gross(self, net: Array) -> Array:
        """Utility that is worth `net` once the cost of backing down is paid."""
        if not self.public:
            return net
        backed = (net + self.backing * self.demand) / (1.0 + self.backing)
        return np.where(net < self.demand, backed, net)

    def judge(self) -> None:
        """Opening demand, scope and floor, from impasse value, win-set and believed best."""
        room = self.path.own[-1] - self.impasse
        self.opening = self.impasse + self.opening_share * room
        self.opening = np.maximum(self.rational, self.opening)
        self.scope = np.maximum(self.opening - self.impasse, 1e-12)
        self.outside = self.impasse + self.quitting
        home = self.insisted * np.maximum(self.rational - self.impasse, 0.0)
        self.floor = self.gross(np.maximum(self.impasse + home, self.outside))

    def bid(self) -> Array:
        """The package that asks for `ask`, as the own concession, [issue, world].

        Where red lines leave less than the side may accept, it bids as if there were none.
        """
        within = self.path.offer(self.ask)
        if self.free is None:
            return within
        return np.where(self.sincere(), within, self.free.offer(self.ask))

    def sincere(self) -> np.ndarray:
        """Worlds in which the side can bid something that it could itself accept."""
        return self.path.own[-1] >= self.floor - 1e-9

    def hear(self, offer: Array) -> None:
        """Take in the other side's package, given as the own concession."""
        self.offered_before = self.offered
        self.offered = self.worth(offer)
        if self.others is not None:
            self.claimed = self.others.worth(offer)
        self.fresh = True

    def learn(self, opponent: Any, offer: Array, speaking: np.ndarray) -> bool:
        """Hand a package heard to an opponent model that learns; whether a new belief is due."""
        before = dict(self.learnt)
        opponent.hear(self.problem, offer, self.learnt)
        if not speaking.all():
            self.learnt = {k: np.where(speaking, v, before[k]) for k, v in self.learnt.items()}
        self.lessons += 1
        return self.lessons % max(round(opponent.every), 1) == 0

    def said(self) -> dict[str, Array]:
        """What an exchange may change, to be put back where nobody speaks."""
        kept = ("aspiration", "ask", "offer", "offered", "offered_before", "claimed")
        return {name: getattr(self, name) for name in kept}

    def unsay(self, said: dict[str, Array], silent: np.ndarray) -> None:
        """Put back what was said in worlds in which nobody speaks."""
        at = np.flatnonzero(silent)
        for name, value in said.items():
            now = np.array(getattr(self, name))  # somebody else may hold the array as it is
            now[..., at] = value.take(at, axis=-1)
            setattr(self, name, now)

    def gap(self) -> Array:
        """What it asked last less what it was last offered, a share of its scope."""
        known = np.isfinite(self.offered) & np.isfinite(self.ask)
        apart = np.where(known, self.ask, 0.0) - np.where(known, self.offered, 0.0)
        return np.where(known, apart / self.scope, np.inf)


class Talks:
    """Alternating offers over one docket in the worlds where side `opener` speaks first."""

    def __init__(self, docket: Docket, opener: int, worlds: np.ndarray):
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
        self.narrowed = np.full(count, float(self.table.model.week))
        self.shaken = np.zeros(count, dtype=bool)
        self.stall_weeks = self.take(self.table.model.stall.weeks)
        self.stall_gap = self.take(self.table.model.stall.gap)
        self.deadline_clock = np.zeros(count)
        self.restarted = np.ones(count, dtype=bool)
        self.agreed = np.zeros(0, dtype=np.intp)
        self.terms: Array = np.zeros((len(docket.issues), 0))
        self.worths: Array = np.zeros((2, 0))
        self.seats = [self._seat(side) for side in (0, 1)]

    def take(self, x: np.ndarray) -> np.ndarray:
        """The part of an array over all worlds that belongs to these talks."""
        return x.take(self.worlds, axis=-1)

    def _seat(self, side: int) -> Seat:
        docket, table, country = self.docket, self.table, self.table.sides[side]
        rows = list(docket.issues)
        stake, curvature = self.take(docket.stake[side]), self.take(docket.curvature[side])
        one, most = np.ones(len(self.worlds)), self.take(table.most[side][rows])
        weighs, learns = country.strategy.concession.weighs_other, country.strategy.opponent.learns
        within, free = docket.paths(side, self.worlds)
        problem = docket.problem(side, self.worlds) if learns else None
        return Seat(
            linear=stake * (1.0 - curvature),
            square=stake * curvature,
            stake=stake,
            kinks=docket.kinks(side, self.worlds),
            most=most,
            path=within,
            free=free,
            beta=self.take(country.beta),
            opening_share=self.take(country.opening_share),
            clock_scale=self.take(country.clock_scale),
            quitting=-np.inf * one,
            outside=-np.inf * one,
            impasse=0.0 * one,
            believed=np.nan * one,
            rational=0.0 * one,
            opening=0.0 * one,
            scope=one.copy(),
            insisted=0.0 * one,
            floor=0.0 * one,
            deadline_weight=0.0 * one,
            delay_clock=0.0 * one,
            demand=np.nan * one,
            backing=0.0 * one,
            aspiration=one.copy(),
            ask=np.inf * one,
            offer=np.full((len(rows), len(self.worlds)), np.nan),
            offered=-np.inf * one,
            offered_before=-np.inf * one,
            memory={},
            claimed=-np.inf * one,
            others=docket.believed(side, self.worlds) if weighs else None,
            problem=problem,
            learnt=country.strategy.opponent.start(problem) if learns else {},
            bound=bool((most < 1.0).any()),
        )

    def side(self, country: Country) -> int:
        return self.table.sides.index(country)

    def refresh(self) -> None:
        """Take over this week's impasse values, dates, win-sets and outside options."""
        week = self.docket.this_week.select(self.worlds)
        self.deadline_clock = week.clock
        self._restart()
        for side, seat in enumerate(self.seats):
            moved = not np.array_equal(seat.impasse, week.impasse[side])
            moved |= not np.array_equal(seat.insisted, week.insisted[side])
            moved |= not np.array_equal(seat.quitting, week.quitting[side])
            seat.impasse, seat.insisted = week.impasse[side], week.insisted[side]
            seat.quitting = week.quitting[side]
            demand = self.docket.demands[side]
            if demand is not None:
                seat.demand, seat.backing = self.take(demand.level), self.take(demand.cost)
                seat.public = moved = True
            seat.delay_clock = week.delay[side]
            # yardsticks at home know no red lines of the other side
            yardstick = seat.path if seat.free is None else seat.free
            if seat.redrawn or not np.array_equal(seat.believed, week.believed[side]):
                seat.believed, seat.redrawn = week.believed[side], False
                seat.rational = yardstick.own_where_other(seat.believed)
                moved = True
            if moved:
                seat.judge()
            pull = week.at_date[side] / (seat.clock_scale * seat.scope)
            seat.deadline_weight = np.minimum(week.chance, pull)

    def _restart(self) -> None:
        """Clocks start again, and suspended talks go on, where a date or the default changed."""
        changed = self.take(self.table.changed)
        self.restarted = changed | self.shaken
        self.shaken = np.zeros_like(changed)
        if changed.any():
            self._go_on(changed)

    def redraw(self, side: int, at: np.ndarray) -> None:
        """Draw a side's path anew in some worlds, given as positions in the talks.

        For stakes that changed there, and for beliefs; a path follows from the docket alone.
        """
        seat, everywhere = self.seats[side], len(at) == len(self.worlds)
        path, free = self.docket.paths(side, self.worlds.take(at))
        seat.redrawn = True
        if everywhere:
            seat.path, seat.free = path, free
        elif (free is None) != (seat.free is None):
            seat.path, seat.free = self.docket.paths(side, self.worlds)
        else:
            seat.path.put(at, path)
            if seat.free is not None and free is not None:
                seat.free.put(at, free)

    def recast(self, at: np.ndarray) -> None:
        """Take up stakes that changed in some worlds; suspended talks go on there."""
        for side, seat in enumerate(self.seats):
            self.redraw(side, at)
            heard = 1.0 - self.seats[1 - side].offer
            seat.revalue(self.docket.kinks(side, self.worlds), at, heard)
            if seat.others is not None:
                seat.others = self.docket.believed(side, self.worlds)
        changed = np.zeros(len(self.worlds), dtype=bool)
        changed[at] = True
        self._go_on(changed)

    def _go_on(self, changed: np.ndarray) -> None:
        """Suspended talks go on, and the gap is watched afresh, where something has changed."""
        self._note(self.suspended & changed & self.live, "go on")
        self.suspended &= ~changed
        self.narrowed = np.where(changed, float(self.table.model.week), self.narrowed)
        self.gap = np.where(changed, np.inf, self.gap)

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
        """Worlds in which talks go on: not over, suspended or paused after a failure at home."""
        return self.live & ~self.suspended & (self.table.model.week >= self.paused_until)

    def exchange(self) -> None:
        """One offer and the answer to it; agreed packages wait for ratification."""
        proposer = (self.opener + self.exchanges) % 2
        self.exchanges += 1
        asking, hearing = self.seats[proposer], self.seats[1 - proposer]
        week = self.table.model.week
        speaking = self.ready()
        if not self.table.served.all():
            speaking &= self.take(self.table.served)
        self.speaking = speaking
        silent = self.live & ~speaking
        before = [seat.said() for seat in self.seats] if silent.any() else []
        offer = self.table.sides[proposer].propose(self)
        accepted = self.table.sides[1 - proposer].respond(self, 1.0 - offer)
        for seat, said in zip(self.seats, before, strict=False):
            seat.unsay(said, silent)
        sincere = asking.sincere()
        self.agreed = np.flatnonzero(speaking & accepted & sincere)
        if len(self.agreed):
            terms = offer.take(self.agreed, axis=-1)
            self.terms = terms if proposer == 0 else 1.0 - terms
            self.worths = self.worth_agreed()
        self._count_withdrawals(proposer, hearing, speaking)
        if proposer == 0:
            self._watch_gap(asking, week)
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
        seat.path, seat.free = self.docket.paths(side, self.worlds)
        seat.redrawn = True
        if seat.others is not None:
            seat.others = self.docket.believed(side, self.worlds)

    def bonus(self, side: int, kinks: Sequence[Kink], most: Array, penalty: Array) -> Array:
        """Share of its scope by which the other must ask for less, for a side to take its offer.

        Some kinks are not to weigh on the side, and the offer is to be worth `penalty` more than
        the side asks for. Nil where the last package heard will do, infinite where `most` is not
        enough. Utility rises less and less with the share, so that the straight line between the
        two ends never asks for too little of it.
        """
        seat, other = self.seats[side], self.seats[1 - side]
        heard = np.isfinite(seat.offered) & self.ready()
        wanted = seat.target() + penalty
        now = self._spared(side, 1.0 - other.offer, kinks)
        ask = np.where(np.isfinite(other.ask), other.ask, other.path.own[-1])
        then = self._spared(side, 1.0 - other.path.offer(ask - most * other.scope), kinks)
        share = most * np.clip((wanted - now) / np.maximum(then - now, TINY), 0.0, 1.0)
        share = np.where((most > 0.0) & (then >= wanted), share, np.inf)
        return np.where(heard, np.where(now >= wanted, 0.0, share), np.inf)

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

    def _watch_gap(self, seat: Seat, week: int) -> None:
        """Suspend talks whose gap has not narrowed for so many weeks."""
        gap = seat.gap()
        narrower = gap < self.gap - self.stall_gap
        self.narrowed = np.where(narrower | (gap == np.inf), float(week), self.narrowed)
        self.gap = np.where(narrower, gap, self.gap)
        if not self.table.served.all():  # a week of rest is no week without movement
            self.narrowed = self.narrowed + ~self.take(self.table.served)
        stalled = (week - self.narrowed > self.stall_weeks) & self.live & ~self.suspended
        self._note(stalled, "are suspended: the gap no longer narrows")
        self.suspended |= stalled

    def walk_out(self) -> np.ndarray:
        """Worlds in which a side quits: it expects less than its outside option is worth.

        Talks under way may still bring the opening demand; suspended ones no more than the better
        of the last offer heard and the impasse value.
        """
        quits = np.zeros(len(self.worlds), dtype=bool)
        for seat in self.seats:
            stuck = np.maximum(seat.offered, seat.impasse)
            quits |= (seat.opening < seat.outside) | (self.suspended & (stuck < seat.outside))
        return quits & self.live

    def succeed(self, side: int, where: np.ndarray) -> None:
        """A new leader takes a seat: the demands of the start, and a habit of its own."""
        self.demand(side, where, np.ones(len(self.worlds)))
        self.seats[side].beta = self.take(self.table.sides[side].beta)

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

    def _worths(self) -> Array:
        """Utility of the agreed packages to each side, [side, agreement]."""
        found = []
        for side, seat in enumerate(self.seats):
            own = self.terms if side == 0 else 1.0 - self.terms
            linear = seat.linear.take(self.agreed, axis=-1)
            square = seat.square.take(self.agreed, axis=-1)
            found.append(-total(own * (linear + square * own)))
        return np.stack(found)

    def worth_agreed(self, signing: bool = True) -> Array:
        """Utility of the agreed packages to each side, [side, agreement]; see `Seat.worth`."""
        own = self.terms, 1.0 - self.terms
        pairs = zip(self.seats, own, strict=True)
        return np.stack([seat.worth(package, self.agreed, signing) for seat, package in pairs])

    def leave(self, gone: np.ndarray) -> None:
        """Take worlds out of the talks; seats anew once half have left."""
        self.live &= ~gone
        if 2 * np.count_nonzero(self.live) <= len(self.live):
            self._keep(self.live.copy())

    def _keep(self, keep: np.ndarray) -> None:
        for key in self._by_world():
            setattr(self, key, np.compress(keep, getattr(self, key), axis=-1))
        self.seats = [_kept(seat, keep) for seat in self.seats]

    def _by_world(self) -> list[str]:
        """Names of the arrays over the worlds of the talks."""
        others = ("agreed", "terms", "worths")
        return [k for k, v in vars(self).items() if isinstance(v, np.ndarray) and k not in others]

    def stands_like(self, other: Talks) -> bool:
        """Whether the same side speaks next and the seats remember the same kinds of things."""
        turns = self.opener + self.exchanges, other.opener + other.exchanges
        same = turns[0] % 2 == turns[1] % 2
        return same and all(map(_alike, self.seats, other.seats))

    def join(self, other: Talks) -> None:
        """Take over the worlds of other talks that stand like these."""
        for key in self._by_world():
            both = getattr(self, key), getattr(other, key)
            setattr(self, key, np.concatenate(both, axis=-1))
        self.seats = [_joined(*pair) for pair in zip(self.seats, other.seats, strict=True)]


def gather(talks: list[Talks]) -> list[Talks]:
    """The same talks in as few as possible, without those that all worlds have left."""
    found: list[Talks] = []
    for one in talks:
        if not one.live.any():
            continue
        like = next((other for other in found if other.stands_like(one)), None)
        if like is None:
            found.append(one)
        else:
            like.join(one)
    return found


def _kept(thing: Any, keep: np.ndarray) -> Any:
    """The same seat, path or memory with only the worlds to keep."""
    if isinstance(thing, np.ndarray):
        return np.compress(keep, thing, axis=-1)
    if isinstance(thing, tuple):
        return tuple(_kept(v, keep) for v in thing)
    parts = _parts(thing)
    if parts is None:
        return thing
    left = {k: _kept(v, keep) for k, v in parts.items()}
    return left if isinstance(thing, dict) else type(thing)(**left)


def _parts(thing: Any) -> dict[str, Any] | None:
    """What a seat, path or memory is made of; None for a plain value."""
    if isinstance(thing, dict):
        return thing
    if hasattr(thing, "__dataclass_fields__"):
        return {f.name: getattr(thing, f.name) for f in fields(thing) if f.init}
    return None


def _alike(one: Any, two: Any) -> bool:
    """Whether two things differ only in the worlds that they hold."""
    if isinstance(one, np.ndarray):
        return isinstance(two, np.ndarray) and one.shape[:-1] == two.shape[:-1]
    if isinstance(one, tuple) and isinstance(two, tuple):
        return len(one) == len(two) and all(map(_alike, one, two))
    parts, others = _parts(one), _parts(two)
    if parts is None or others is None:
        return type(one) is type(two) and bool(one == two)
    return parts.keys() == others.keys() and all(_alike(v, others[k]) for k, v in parts.items())


def _joined(one: Any, two: Any) -> Any:
    """One thing with the worlds of both; they are alike."""
    if isinstance(one, np.ndarray):
        return np.concatenate((one, two), axis=-1)
    if isinstance(one, tuple):
        return tuple(map(_joined, one, two))
    parts, others = _parts(one), _parts(two)
    if parts is None or others is None:
        return one
    both = {k: _joined(v, others[k]) for k, v in parts.items()}
    return both if isinstance(one, dict) else type(one)(**both)
