"""A docket: the issues of a table that are negotiated, judged and ratified together.

A table with linkage has one docket with everything on it; without, one for each basket.
"""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.curve import Path, path
from negotiation.bargaining.loss import Kink, loss, on, total, utility
from negotiation.draws import Array
from negotiation.strategies.view import Problem
from negotiation.world.table import DEAL, NEVER, OPEN, Table, Threat
from negotiation.world.talks import Talks


class Week:
    """What talks need to know each week, rows of one block so that a seat is one selection.

    Attributes
    ----------
    impasse : flow value to each side of never agreeing, [world]; see `Docket.update`.
    believed : what each side takes the other's impasse value to be.
    at_date : size of the change that the next date brings each side, weighed by credibility.
    delay : share gone by of the time in which delay halves the worth of a deal, by side.
    insisted : what each negotiator takes the home win-set to be.
    chance : believed chance that the threats of the next date are carried out.
    clock : share gone by of the time to the next date.
    """

    ROWS = 12

    def __init__(self, block: Array):
        self.block = block
        self.impasse, self.believed, self.at_date = block[0:2], block[2:4], block[4:6]
        self.delay, self.insisted = block[6:8], block[8:10]
        self.chance, self.clock = block[10], block[11]

    def select(self, worlds: np.ndarray) -> Week:
        """The same for some of the worlds."""
        return Week(self.block.take(worlds, axis=-1))


class Docket:
    """Issues talked about together; arrays are [world], pairs are by side.

    Attributes
    ----------
    failures : packages that failed at home, [world].
    state : code into `OUTCOMES`, [world]; a docket is never partly settled.
    """

    def __init__(self, table: Table, name: str, issues: tuple[int, ...]):
        self.table = table
        self.name = name
        self.issues = issues
        model = table.model
        rows = list(issues)
        self.stake = [s[rows] for s in table.stake]
        self.curvature = [q[rows] for q in table.terms.curvature]
        self.beliefs = [self._beliefs(side) for side in (0, 1)]
        self.state = np.full(model.worlds, OPEN, dtype=np.int8)
        self.week = np.full(model.worlds, np.nan)
        self.failures = np.zeros(model.worlds)
        self.this_week = Week(np.zeros((Week.ROWS, model.worlds)))
        self.signed = [np.zeros(model.worlds) for _ in (0, 1)]
        self._burden = np.zeros((2, model.worlds))
        everywhere = np.arange(model.worlds)
        self._flow = [self._utility_now(s, everywhere) for s in (0, 1)]
        self._believed_flow = [self._believed_utility_now(s, everywhere) for s in (0, 1)]
        self.outside = [self._outside(side) for side in (0, 1)]
        first = model.draws.uniform(f"tables.{table.name}.opener") < 0.5
        self.talks = [
            Talks(self, opener, np.flatnonzero(first if opener == 0 else ~first))
            for opener in (0, 1)
        ]

    def _problem(self, side: int) -> Problem:
        table, rows, other = self.table, list(self.issues), 1 - side
        return Problem(
            tuple(i for n, i in enumerate(table.info(side)) if n in self.issues),
            self.stake[side],
            self.curvature[side],
            table.public_stake[other][rows],
            table.terms.median_curvature[other][rows],
            table.least[side][rows],
            table.most[side][rows],
        )

    def _beliefs(self, side: int) -> tuple[Array, Array]:
        opponent = self.table.sides[side].strategy.opponent
        if opponent.sees_truth:
            return self.stake[1 - side], self.curvature[1 - side]
        return opponent.believed(self._problem(side))

    def paths(self, side: int, worlds: np.ndarray) -> tuple[Path, Path | None]:
        """A side's path in some worlds, within its own red lines and the other's public ones.

        The second is the path as if there were no lines; None where there are none.
        """
        problem = self._problem(side)
        problem.other_stake, problem.other_curvature = self.beliefs[side]
        for field in ("own_stake", "own_curvature", "other_stake", "other_curvature"):
            setattr(problem, field, getattr(problem, field).take(worlds, axis=-1))
        least, most = (x.take(worlds, axis=-1) for x in (problem.least, problem.most))
        problem.least, problem.most = least, most
        problem.own_kinks, problem.other_kinks = (self.kinks(s, worlds) for s in (side, 1 - side))
        bidding = self.table.sides[side].strategy.linkage.concession(problem)
        free = _priced(problem, bidding)
        if not least.any() and (most >= 1.0).all():
            return free, None
        return _priced(problem, np.clip(bidding, least, np.maximum(least, most))), free

    def kinks(self, side: int, worlds: np.ndarray, signing: bool = True) -> tuple[Kink, ...]:
        """A side's kinks on the issues of the docket in some worlds; idle ones are left out.

        Without `signing`, those alone that count however a value came about.
        """
        found = (
            kink.at(worlds, self.issues.index(kink.issue))
            for kink in self.table.kinks[side]
            if kink.issue in self.issues and (signing or not kink.signing)
        )
        return tuple(kink for kink in found if not kink.idle())

    def redraw(self, where: np.ndarray) -> None:
        """Take up what has changed about the stakes in some worlds, in the talks still going."""
        for talks in self.talks:
            at = np.flatnonzero(where.take(talks.worlds) & talks.live)
            if len(at):
                talks.recast(at)

    def _outside(self, side: int) -> Array:
        """What quitting for good adds to the impasse value: hedging less what the alliance loses.

        A table with several dockets spreads it over them by stake. Minus infinity if not stated.
        """
        table = self.table
        country = table.sides[side]
        quantity = table.data.outside.get(country.key)
        if quantity is None:
            return np.full(table.model.worlds, -np.inf)
        drawn = table.model.draw(f"tables.{table.name}.outside.{country.key}", quantity)
        share = total(self.stake[side]) / total(table.stake[side])
        return share * drawn * table.model.salience(country.key)

    def _utility_now(self, side: int, at: np.ndarray) -> Array:
        """Utility of the default to a side in some of the worlds."""
        now = self.table.concession_now[list(self.issues)].take(at, axis=-1)
        stake = self.stake[side].take(at, axis=-1)
        curvature = self.curvature[side].take(at, axis=-1)
        kinks = self.kinks(side, at, signing=False)
        return utility(now if side == 0 else 1.0 - now, stake, curvature, kinks)

    def _believed_utility_now(self, side: int, at: np.ndarray) -> Array:
        """The other side's utility of the default, with the stakes that `side` believes."""
        now = self.table.concession_now[list(self.issues)].take(at, axis=-1)
        stake, curvature = (x.take(at, axis=-1) for x in self.beliefs[side])
        kinks = self.kinks(1 - side, at, signing=False)
        return utility(1.0 - now if side == 0 else now, stake, curvature, kinks)

    def reprice(self, changed: np.ndarray) -> None:
        """Flows of the default, and the worth of threats, where either changed."""
        for side in (0, 1):
            self._flow[side][changed] = self._utility_now(side, changed)
            self._believed_flow[side][changed] = self._believed_utility_now(side, changed)
        for threat in self.table.threats:
            if threat.issue in self.issues:
                self._price(threat, changed)

    def _price(self, threat: Threat, at: np.ndarray) -> None:
        """What carrying out or taking back a threat would add, truly and as each believes."""
        row, table = self.issues.index(threat.issue), self.table
        scale = table.terms.scales[threat.issue].at(at)
        now = table.concession_now[threat.issue][at]
        points = now, scale.to_concession(threat.value[at]), scale.to_concession(threat.calm[at])
        for side in (0, 1):
            own = self.stake[side][row][at], self.curvature[side][row][at]
            own_kinks = on(self.kinks(side, at, signing=False), row)
            gains = _gains(points, side, *own, own_kinks)
            threat.change[side][at], threat.relief[side][at] = gains
            stake, curvature = (x[row][at] for x in self.beliefs[side])
            other_kinks = on(self.kinks(1 - side, at, signing=False), row)
            seen = _gains(points, 1 - side, stake, curvature, other_kinks)
            threat.believed_change[side][at], threat.believed_relief[side][at] = seen

    def update(self, clock: Array, delay: tuple[Array, Array]) -> None:
        """Impasse values, dates and win-sets of this week.

        D = u(now) + sum over threats of delta^(weeks to the date) pi (u(threat) - u(now)), plus,
        once a threat is executed, delta^(weeks it must stay) (1 - chance that it stays) of what
        taking it back would add, less the burden that rules put on having no deal.
        """
        week = self.this_week
        week.clock[:] = clock
        week.chance[:] = 0.0
        week.at_date[:] = 0.0
        for side, country in enumerate(self.table.sides):
            week.delay[side] = delay[side]
            week.insisted[side] = country.win_set_guess
            week.impasse[side] = self._flow[side]
            week.believed[side] = self._believed_flow[side]
        next_date = self.table.next_date()
        for threat in self.table.threats:
            if threat.issue in self.issues:
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
        for side, country in enumerate(table.sides):
            weight = believed * country.delta**ahead
            week.impasse[side] += weight * threat.change[side]
            week.believed[side] += weight * threat.believed_change[side]
            week.at_date[side] += chance * threat.change[side]

    def _add_executed(self, threat: Threat) -> None:
        """What the chance that an executed threat is taken back adds to impasse values."""
        executed = threat.until > -NEVER
        if not executed.any():
            return
        week, table = self.this_week, self.table
        believed = table.sides[threat.by].recall * executed
        wait = np.maximum(threat.until - table.model.week, 0.0)
        for side, country in enumerate(table.sides):
            recall = believed * country.delta**wait
            week.impasse[side] += recall * threat.relief[side]
            week.believed[side] += recall * threat.believed_relief[side]

    def weigh(self) -> None:
        """Utility that having no deal on these issues costs each side this week besides them."""
        if not self.table.burden:
            return
        self._burden[:] = 0.0
        for (side, issue), burden in self.table.burden.items():
            if issue in self.issues:
                self._burden[side] += burden
        for side, country in enumerate(self.table.sides):
            self._burden[side] *= self.table.model.salience(country.key)

    def flow(self, side: int) -> Array:
        """Yearly utility of what applies to these issues now, by deal or by default."""
        without = self._flow[side] - self._burden[side]
        return np.where(self.state == DEAL, self.signed[side], without)


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


def _gains(
    points: tuple[Array, ...], side: int, stake: Array, curvature: Array, kinks: tuple[Kink, ...]
) -> list[Array]:
    """Utility that going from the first of some first-party concessions to the others adds."""
    costs = [loss(c if side == 0 else 1.0 - c, stake, curvature, kinks) for c in points]
    return [costs[0] - cost for cost in costs[1:]]
