"""A docket: the issues of a table that are negotiated, judged and ratified together.

A table with linkage has one docket with everything on it; without, one for each basket.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.bargaining.curve import Path, path
from negotiation.bargaining.loss import Kink, total
from negotiation.draws import Array
from negotiation.strategies.view import Beliefs, Problem
from negotiation.world.default import Default
from negotiation.world.seat import Drawn
from negotiation.world.table import DEAL, OPEN, Table
from negotiation.world.talks import Talks, gather
from negotiation.world.threat import NEVER, Threat


class Week:
    """What talks need to know each week, rows of one block so that a seat is one selection.

    Attributes
    ----------
    impasse : flow value to each side of never agreeing, [world]; see `Docket.update`.
    believed : what each side takes the other's impasse value to be; with `impasse` in one it is
        `without`, the rows of `Default`.
    at_date : size of the change that the next date brings each side, weighed by credibility.
    delay : share gone by of the time in which delay halves the worth of a deal, by side.
    insisted : what each negotiator takes the home win-set to be.
    quitting : what quitting for good adds to the impasse value of each side.
    chance : believed chance that the threats of the next date are carried out.
    clock : share gone by of the time to the next date.
    """

    ROWS = 14

    def __init__(self, block: Array):
        self.block = block
        self.without = block[0:4]
        self.impasse, self.believed = block[0:2], block[2:4]
        self.insisted, self.quitting = block[4:6], block[6:8]
        self.at_date, self.delay = block[8:10], block[10:12]
        self.chance, self.clock = block[12], block[13]

    def select(self, worlds: np.ndarray) -> Week:
        """The same for some of the worlds."""
        return Week(self.block.take(worlds, axis=-1, mode="clip"))  # see `Talks.take`

    def news(self, side: int) -> Array:
        """What a side judges its seat by, in the rows of `Seat.news`."""
        return self.block[side:8:2]


@dataclass
class Demand:
    """A demand that a side has made in public; arrays are [world].

    Attributes
    ----------
    level : utility demanded, NaN where none is yet.
    since : week in which it was made, NaN before.
    cost : utility lost at home for each unit by which a deal falls short of it.
    """

    level: Array
    since: Array
    cost: Array

    @classmethod
    def unmade(cls, worlds: int) -> Demand:
        """No demand as yet."""
        return cls(np.full(worlds, np.nan), np.full(worlds, np.nan), np.zeros(worlds))

    def forget(self, where: np.ndarray) -> None:
        """Take the demand back in some worlds, at no cost."""
        self.level[where] = self.since[where] = np.nan
        self.cost[where] = 0.0


class Docket:
    """Issues talked about together; arrays are [world], pairs are by side.

    Attributes
    ----------
    opener : side that speaks first, [world].
    began : week from which each side's cost of delay counts, [world].
    failures : packages that failed at home, [world].
    demands : what each side has demanded in public; None unless a rule notes it.
    worth_signed : utility of the deal in force at its signing, with what weighs on signing alone.
    signed, signed_impasse, signed_best, signed_burden : utility of the deal in force, and at its
        signing the impasse value, the best utility believed to leave the other side its own, and
        what the burden on having no deal took from the impasse value, by side.
    lapse : utility a year that each side gains or loses by what is held back of the deal.
    away : utility a year that quitting brought each side.
    paid : parts delivered of what each side pledges in the deal.
    audience_cost : utility lost at home by backing down to the deal, by side.
    returning, from_demand : worlds in which talks begin anew, and the aspirations, by side.
    state : code into `OUTCOMES`, [world]; a docket is never partly settled.
    beliefs : what each side takes the other's stakes and curvatures to be, [side, stake or
        curvature, issue, world].
    bound : whether a side has red lines of its own.
    at_stake : all that a side has at stake, [world] by side.
    """

    def __init__(self, table: Table, name: str, issues: tuple[int, ...]):
        self.table = table
        self.name = name
        self.issues = issues
        model = table.model
        self._lay_out()
        self.beliefs = self._preferences[2:]
        for side in (0, 1):
            self.beliefs[side] = self._beliefs(side)
        self.default = Default(table, issues, self._preferences)
        self.default.reprice(np.arange(model.worlds))
        self.state = np.full(model.worlds, OPEN, dtype=np.int8)
        self.week = np.full(model.worlds, np.nan)
        self.failures = np.zeros(model.worlds)
        self.this_week = Week(np.zeros((Week.ROWS, model.worlds)))
        self.demands: list[Demand | None] = [None, None]
        self.signed, self.signed_impasse, self.signed_best, self.signed_burden = (
            [np.zeros(model.worlds) for _ in (0, 1)] for _ in range(4)
        )
        self.lapse, self.paid, self.worth_signed, self.audience_cost, self.from_demand = (
            [np.zeros(model.worlds) for _ in (0, 1)] for _ in range(5)
        )
        self.away = [np.zeros(model.worlds) for _ in (0, 1)]
        self.returning = np.zeros(model.worlds, dtype=bool)
        self._burden = np.zeros((2, model.worlds))
        self.at_stake = [total(self.stake[side]) for side in (0, 1)]
        self._share = [self.at_stake[side] / total(table.stake[side]) for side in (0, 1)]
        self._delta = np.stack([country.delta for country in table.sides])
        self.opener = np.where(model.draws.uniform(f"tables.{table.name}.opener") < 0.5, 0, 1)
        self.began = [np.zeros(model.worlds) for _ in (0, 1)]
        self.talks: list[Talks] = []

    def _lay_out(self) -> None:
        """Put what is known of the issues in blocks, so that some worlds are one selection."""
        table, rows = self.table, list(self.issues)
        stake, curvature = table.stake, table.terms.curvature
        self._preferences = np.empty((4, 2, len(rows), table.model.worlds))
        for side in (0, 1):
            self._preferences[side] = stake[side][rows], curvature[side][rows]
        self.stake, self.curvature = (list(self._preferences[:2, part]) for part in (0, 1))
        public = zip(table.public_stake, table.terms.median_curvature, strict=True)
        self._public = [np.stack((stake[rows], curvature[rows])) for stake, curvature in public]
        self._lines = np.stack([bound[rows] for bound in (*table.least, *table.most)])
        self.bound = [bool((most < 1.0).any()) for most in self._lines[2:]]
        self._lined = [self.bound[side] or bool(self._lines[side].any()) for side in (0, 1)]
        self._info = [
            tuple(i for n, i in enumerate(table.info(side)) if n in self.issues) for side in (0, 1)
        ]

    def take_up(self, moved: np.ndarray, begins: np.ndarray) -> None:
        """Draw paths anew in the talks still going where stakes moved, and begin talks.

        `moved` and `begins` are masks [world]. Paths are drawn in one go, as few worlds cost as
        much as many.
        """
        new = np.flatnonzero(begins)
        here = [np.flatnonzero(moved.take(talks.worlds) & talks.live) for talks in self.talks]
        going = [(talks, at) for talks, at in zip(self.talks, here, strict=True) if len(at)]
        worlds = np.concatenate([*(talks.worlds[at] for talks, at in going), new])
        if not len(worlds):
            return
        kinks = self.kinks(0, worlds), self.kinks(1, worlds)
        drawn, first = [self._paths(side, worlds, kinks) for side in (0, 1)], 0
        for talks, at in going:
            of = slice(first, first + len(at))
            talks.recast(at, [d.part(of) for d in drawn])
            first += len(at)
        if len(new):
            self._seat(new, drawn, first)

    def _seat(self, worlds: np.ndarray, drawn: list[Drawn], first: int) -> None:
        """Seat talks in some worlds as of this week: from the opening demands, or as reopened.

        Their paths are those `drawn` from position `first` on.
        """
        for side in (0, 1):
            self.began[side][worlds] = float(self.table.model.week)
        for opener in (0, 1):
            at = np.flatnonzero(self.opener[worlds] == opener)
            if len(at):
                talks = Talks(self, opener, worlds[at], [d.part(first + at) for d in drawn])
                self.talks.append(talks)
                for side in (0, 1) if self.returning.any() else ():
                    talks.demand(side, self.returning, talks.take(self.from_demand[side]))
        self.returning[:] = False

    def sign(
        self,
        worlds: np.ndarray,
        worths: Array,
        lasting: Array,
        impasse: list[Array],
        best: list[Array],
    ) -> None:
        """Write down what a deal is worth and what it was signed against, [side, settlement]."""
        for side in (0, 1):
            self.worth_signed[side][worlds] = worths[side]
            self.signed[side][worlds] = lasting[side]
            self.signed_impasse[side][worlds] = impasse[side]
            self.signed_best[side][worlds] = best[side]
            self.signed_burden[side][worlds] = self._burden[side][worlds]
        self.state[worlds] = DEAL
        self.week[worlds] = float(self.table.model.week)

    def reopen(self, worlds: np.ndarray, demands: tuple[Array, Array]) -> None:
        """End the deal in some worlds; talks go on next week from these aspirations, by side."""
        self.table.unsettle(self.issues, worlds)
        signed = self.signed, self.signed_impasse, self.signed_best, self.signed_burden
        for kept in (*signed, self.worth_signed, self.lapse, self.paid, self.audience_cost):
            for values in kept:
                values[worlds] = 0.0
        self.state[worlds] = OPEN
        self.week[worlds] = np.nan
        self.failures[worlds] = 0.0
        self.returning[worlds] = True
        where = np.zeros(len(self.state), dtype=bool)
        where[worlds] = True
        for side, demand in enumerate(self.demands):
            self.from_demand[side][worlds] = demands[side][worlds]
            if demand is not None:
                demand.forget(where)
        self.table.note_week(worlds)
        self.table.note_open()

    def succeed(self, side: int, where: np.ndarray) -> None:
        """A new leader takes over a side in some worlds: its demands and its clock start anew."""
        self.began[side] = np.where(where, float(self.table.model.week), self.began[side])
        for talks in self.talks:
            if talks.take(where).any():
                talks.succeed(side, where)

    def scale_demand(self, side: int, where: np.ndarray, factor: Array) -> None:
        """Multiply a side's aspiration in some worlds, up to that of the opening demand."""
        for talks in self.talks:
            new = talks.seats[side].aspiration * talks.take(factor)
            talks.demand(side, where, np.minimum(new, 1.0))

    def _beliefs(self, side: int) -> tuple[Array, Array]:
        opponent = self.table.sides[side].strategy.opponent
        if opponent.sees_truth:
            return self.stake[1 - side], self.curvature[1 - side]
        return opponent.believed(self.problem(side, np.arange(self.table.model.worlds)))

    def problem(self, side: int, worlds: np.ndarray) -> Problem:
        """What a side knows of the problem before any offer, in some worlds."""
        stake, curvature = self._preferences[side].take(worlds, axis=-1)
        own, other = (self._public[s].take(worlds, axis=-1) for s in (side, 1 - side))
        lines = self._lines.take(worlds, axis=-1)
        return Problem(
            issues=self._info[side],
            own_stake=stake,
            own_curvature=curvature,
            other_stake=other[0],
            other_curvature=other[1],
            least=lines[side],
            most=lines[2 + side],
            other_least=lines[1 - side],
            own_public_stake=own[0],
            own_public_curvature=own[1],
        )

    def most(self, side: int, worlds: np.ndarray) -> Array:
        """Red lines of a side in some worlds: the largest own concession, [issue, world]."""
        return self._lines[2 + side].take(worlds, axis=-1)

    def believed(self, side: int, worlds: np.ndarray, idle: bool = False) -> Beliefs:
        """What a side takes the other's preferences to be, in some worlds."""
        stake, curvature = self.beliefs[side].take(worlds, axis=-1)
        return Beliefs(stake, curvature, self.kinks(1 - side, worlds, idle=idle))

    def believe(self, side: int, worlds: np.ndarray, new: tuple[Array, Array]) -> None:
        """A side that learns changes its mind in some worlds; flows and threats are priced anew."""
        self.beliefs[side][:, :, worlds] = new
        self.default.reprice(worlds)

    def paths(self, side: int, worlds: np.ndarray) -> Drawn:
        """A side's paths in some worlds, within its own red lines and the other's public ones."""
        return self._paths(side, worlds, (self.kinks(0, worlds), self.kinks(1, worlds)))

    def yardstick(self, side: int, worlds: np.ndarray) -> Path:
        """The path by which a side judges at home in some worlds: it knows no red lines."""
        problem = self._now(side, worlds, (self.kinks(0, worlds), self.kinks(1, worlds)))
        return _priced(problem, self._bidding(side, problem))

    def _paths(self, side: int, worlds: np.ndarray, kinks: Sequence[tuple[Kink, ...]]) -> Drawn:
        """The same as `paths` from the kinks of both sides there, which their paths share."""
        problem = self._now(side, worlds, kinks)
        bidding = self._bidding(side, problem)
        free = _priced(problem, bidding)
        if not self._lined[side]:
            return Drawn(free, None)
        least, most = problem.least, problem.most
        return Drawn(_priced(problem, np.clip(bidding, least, np.maximum(least, most))), free)

    def _now(self, side: int, worlds: np.ndarray, kinks: Sequence[tuple[Kink, ...]]) -> Problem:
        """The problem with what a side believes by now, and the kinks of both sides there."""
        problem = self.problem(side, worlds)
        problem.other_stake, problem.other_curvature = self.beliefs[side].take(worlds, axis=-1)
        problem.own_kinks, problem.other_kinks = kinks[side], kinks[1 - side]
        return problem

    def _bidding(self, side: int, problem: Problem) -> Array:
        return self.table.sides[side].strategy.linkage.concession(problem)

    def kinks(
        self, side: int, worlds: np.ndarray, signing: bool = True, idle: bool = False
    ) -> tuple[Kink, ...]:
        """A side's kinks on the issues of the docket in some worlds; see `Kinks.among`."""
        return self.table.kinks[side].among(self.issues, worlds, signing, idle)

    def quitting(self, side: int) -> Array:
        """Utility that quitting for good adds to the impasse value of a side.

        A table with several dockets spreads what it is worth over them by stake.
        """
        outside = self.table.outside[side]
        there = outside > -np.inf
        if not there.any():
            return outside
        salience = self.table.model.salience(self.table.sides[side].key)
        worth = self._share[side] * np.where(there, outside, 0.0) * salience
        return np.where(there, worth, -np.inf)

    def update(self, clock: Array) -> None:
        """Impasse values, dates, win-sets and outside options of this week.

        D = u(now) + sum over threats of delta^(weeks to the date) pi (u(threat) - u(now)), plus,
        once a threat is executed, delta^(weeks it must stay) (1 - chance that it stays) of what
        taking it back would add, less the burden that rules put on having no deal.
        """
        self.talks = gather(self.talks)
        week, table_week = self.this_week, float(self.table.model.week)
        week.clock[:] = clock
        week.chance[:] = 0.0
        week.at_date[:] = 0.0
        for side, country in enumerate(self.table.sides):
            age = table_week - self.began[side]
            week.delay[side] = np.minimum(age / country.half_life, 1.0)
            week.insisted[side] = country.win_set_guess
            week.quitting[side] = self.quitting(side)
        week.without[:] = self.default.flow
        next_date = self.table.next_date()
        for threat in self.default.threats:
            self._add_dated(threat, next_date)
            self._add_executed(threat)
        week.impasse -= self._burden
        np.abs(week.at_date, out=week.at_date)

    def _add_dated(self, threat: Threat, next_date: Array) -> None:
        """What a threat adds to impasse values, and to what the next date brings."""
        dated = np.isfinite(threat.due)
        if not dated.any():
            return
        week, table = self.this_week, self.table
        believed = table.sides[threat.by].credibility * dated
        ahead = np.where(dated, threat.due - table.model.week, 0.0)
        chance = believed * (threat.due == next_date)
        np.maximum(week.chance, chance, out=week.chance)
        week.without += _twice(believed * _discount(self._delta, ahead)) * threat.change
        week.at_date += chance * threat.change[:2]

    def _add_executed(self, threat: Threat) -> None:
        """What the chance that an executed threat is taken back adds to impasse values."""
        executed = threat.until > -NEVER
        if not executed.any():
            return
        week, table = self.this_week, self.table
        believed = table.sides[threat.by].recall * executed
        wait = np.maximum(threat.until - table.model.week, 0.0)
        week.without += _twice(believed * _discount(self._delta, wait)) * threat.relief

    def without_deal(self, notice: tuple[Array, Array], at: np.ndarray) -> Array:
        """What it would be worth to have no deal any more, in the worlds `at`.

        Each side's threats would be back after its `notice` in weeks, [world], what it executed
        may be taken back from next week on, and its burden is as at signing. Returns the impasse
        value of each side, and what each takes the other's to be, [row, world] as in `Default`.
        """
        table, default = self.table, self.default
        default.reprice(at)
        found, delta = default.flow.take(at, axis=-1), self._delta.take(at, axis=-1)
        found[:2] -= [burden[at] for burden in self.signed_burden]
        for threat in default.threats:
            back = threat.made[at] & table.hurts(threat, at)
            pi = table.sides[threat.by].credibility[at] * back
            until = table.recall_week(threat, at)
            rho = table.sides[threat.by].recall[at] * (until > -NEVER)
            recall = np.where(until > -NEVER, until - table.model.week, 0.0)
            for chance, wait, change in (
                (pi, notice[threat.by][at], threat.change),
                (rho, recall, threat.relief),
            ):
                found += _twice(chance * _discount(delta, wait)) * change.take(at, axis=-1)
        return found

    def weigh(self) -> None:
        """Utility that having no deal on these issues costs each side this week besides them."""
        if not self.table.burden:
            return
        self._burden[:] = 0.0
        for (_, side, issue), burden in self.table.burden.items():
            if issue in self.issues:
                self._burden[side] += burden
        for side, country in enumerate(self.table.sides):
            self._burden[side] *= self.table.model.salience(country.key)

    def flow(self, side: int) -> Array:
        """Yearly utility of what applies to these issues now, by deal, default or elsewhere."""
        without = self.default.flow[side] - self._burden[side] + self.away[side]
        return np.where(self.state == DEAL, self.signed[side] + self.lapse[side], without)


def _priced(problem: Problem, bidding: Array) -> Path:
    return path(
        bidding,
        problem.own_stake,
        problem.own_curvature,
        problem.other_stake,
        problem.other_curvature,
        problem.own_kinks,
        problem.other_kinks,
    )


def _discount(delta: Array, weeks: Array) -> Array:
    """What is left of a value after some weeks, [side, world].

    Weeks are laid out for both sides: a power of something that NumPy has to stretch takes another
    loop where there is one world, and may differ from that of many in the last bit.
    """
    return delta ** np.stack((weeks, weeks))


def _twice(sides: Array) -> Array:
    """The same for what both sides are and what they believe, from 2 to 4 rows."""
    return np.concatenate((sides, sides))
