"""A table: the talks of two countries, with state for every world of the batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.bargaining.loss import Kink, total
from negotiation.bargaining.terms import Terms
from negotiation.draws import Array
from negotiation.scenario import schema
from negotiation.strategies.view import IssueInfo
from negotiation.world.kinks import Kinks
from negotiation.world.threat import NEVER, Threat

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.docket import Docket
    from negotiation.world.model import NegotiationModel

OUTCOMES = ("open", "deal", "partial", "ratification_failed", "breakdown")
OPEN, DEAL, PARTIAL, FAILED, BREAKDOWN = range(5)


class Table:
    """The talks of two countries; `sides` are its parties in the scenario's order.

    Attributes
    ----------
    now : what applies to each issue without a deal, [issue, world], in its unit.
    agreed : what was agreed, as the first party's concession, NaN while open, [issue, world].
    unsettled : issues on which nothing is agreed, [issue, world].
    stake, public_stake : salience times money for each side, true and as the public sees it.
    least, most : bounds of each side's own concession, [issue, world].
    burden : USD bn a year that having no deal on an issue costs a side besides, [world], by the
        rule that puts it there, side and position of the issue.
    outside : USD bn a year that quitting for good adds to having no deal, [world] by side; minus
        infinity, so that nobody quits, unless a rule sets it.
    delivery : USD bn a year that a side would gain by an issue if all that is pledged came, and the
        share that it believes will come, by side and position of the issue; rules put it there.
    instalments : equal parts in which each side delivers what it pledges.
    fell_due, delivered : parts of it that fell due so far, and those that came.
    reopened : deals that were gone back on.
    opens : week in which talks open, [world]; rules may put it off.
    kinks : further costs of each side beyond marks; rules add and move them, see `press`.
    recast : where kinks moved since stakes were last taken up, [issue, world].
    open : worlds in which something is still to be talked about.
    failures : packages that failed at home; `waited` those put off until a summit.
    extended, executed : threats that were let pass on their date, and that were carried out.
    jumps : changes of mind about what is threatened; `capped` the week of a court's first cap.
    paid : USD bn that the other side's tariffs cost a side from the day for which talks were set,
        while something was open.
    realised : payoff over the whole course, see `accrue`.
    week : week of the last settlement or break, [world]; NaN before.
    changed : worlds in which a date or the default changed this week.
    unpriced : worlds in which the default, or what it is worth, moved since it was priced.
    moves : how often what applies has moved in any world, be it settled, unsettled or set anew.
    queue : place in the queue of each side's country, [world], 1 first; NaN where there is none.
    left : week in which a side left a front, [world]; NaN where it did not.
    dues : USD bn a year that a side pays besides, whatever is settled here, [world].
    served : worlds in which the two meet this week; elsewhere talks rest and stand still.
    happened : what happened this week, counts [world] by word; see `note`.
    since : week of that last change.
    """

    def __init__(
        self,
        model: NegotiationModel,
        name: str,
        data: schema.Table,
        sides: tuple[Country, Country],
        terms: Terms,
    ):
        self.model = model
        self.name = name
        self.data = data
        self.sides = sides
        self.terms = terms
        self.issues = list(data.issues)
        self.scheduled = model.calendar.week_of(data.opens)
        self.closes = NEVER if data.closes is None else model.calendar.week_of(data.closes)
        self.baskets = {k: self._members(v) for k, v in data.baskets.items()}
        self.linked = False
        self.threats: list[Threat] = []
        self.dockets: list[Docket] = []
        self._start(model)

    def _start(self, model: NegotiationModel) -> None:
        count, worlds = len(self.issues), model.worlds
        self.now = np.stack([self._first_default(name) for name in self.issues])
        self.concession_now = self.concessions(self.now)
        self.agreed = np.full((count, worlds), np.nan)
        self.unsettled = np.ones((count, worlds), dtype=bool)
        self.least = [np.zeros((count, worlds)) for _ in self.sides]
        self.most = [np.ones((count, worlds)) for _ in self.sides]
        self.burden: dict[tuple[str, int, int], Array] = {}
        self.outside = [np.full(worlds, -np.inf) for _ in self.sides]
        self.delivery: dict[tuple[int, int], tuple[Array, Array]] = {}
        self.instalments = [np.ones(worlds) for _ in self.sides]
        self.fell_due = [np.zeros(worlds) for _ in self.sides]
        self.delivered = [np.zeros(worlds) for _ in self.sides]
        self.reopened = np.zeros(worlds)
        self.kinks = Kinks(worlds), Kinks(worlds)
        self.recast = np.zeros((count, worlds), dtype=bool)
        self.week = np.full(worlds, np.nan)
        self.open = np.ones(worlds, dtype=bool)
        self.failures = np.zeros(worlds)
        self.waited = np.zeros(worlds)
        self.extended, self.executed = np.zeros((2, worlds))
        self.jumps = np.zeros(worlds)
        self.capped = np.full(worlds, np.nan)
        self.withdrawn = [np.zeros(worlds) for _ in self.sides]
        self.left = [np.full(worlds, np.nan) for _ in self.sides]
        self.dues = [np.zeros(worlds) for _ in self.sides]
        self.queue = [np.full(worlds, np.nan) for _ in self.sides]
        self.changed = np.ones(worlds, dtype=bool)
        self.unpriced = np.zeros(worlds, dtype=bool)
        self.moves = 0
        self.served = np.ones(worlds, dtype=bool)
        self.happened: dict[str, Array] = {}
        self.opens = np.full(worlds, float(self.scheduled))
        self.since = self.opens.copy()
        self.paid = [np.zeros(worlds) for _ in self.sides]
        self.realised = [np.zeros(worlds) for _ in self.sides]

    @property
    def signed_utility(self) -> list[Array]:
        """Utility to each side of what is agreed, over all dockets."""
        return [total([docket.worth_signed[side] for docket in self.dockets]) for side in (0, 1)]

    @property
    def audience_cost(self) -> list[Array]:
        """Utility lost at home by backing down to the deals in force, [world] by side."""
        return [total([docket.audience_cost[side] for docket in self.dockets]) for side in (0, 1)]

    @property
    def signed_impasse(self) -> list[Array]:
        """Impasse value of each side at signing, over the dockets that are settled."""
        return [total([d.signed_impasse[side] for d in self.dockets]) for side in (0, 1)]

    def fix_stakes(self) -> None:
        """Turn money into stakes; called once, after rules had their say on the terms."""
        terms = self.terms
        self.stake = [s * m for s, m in zip(terms.salience, terms.money, strict=True)]
        self._before = self.concessions(terms.status_quo)
        self._weekly_loss = [np.zeros(self.model.worlds) for _ in (0, 1)]
        self._lost: list[Array | None] = [None, None]  # as of the last move
        self.public_stake = [s * m for s, m in zip(terms.median_salience, terms.money, strict=True)]

    def _members(self, domains: tuple[str, ...]) -> tuple[int, ...]:
        values = self.data.issues.values()
        return tuple(i for i, issue in enumerate(values) if issue.domain in domains)

    def _first_default(self, name: str) -> Array:
        """Value in force when the scenario begins."""
        issue = self.data.issues[name]
        quantity, purpose = issue.status_quo, "status_quo"
        steps = sorted(enumerate(issue.default), key=lambda pair: pair[1].since)
        for i, step in steps:
            if step.since <= self.model.calendar.start:
                quantity, purpose = step.value, f"default.{i}.value"
        return self.model.draw(f"tables.{self.name}.issues.{name}.{purpose}", quantity)

    def info(self, side: int) -> tuple[IssueInfo, ...]:
        """Public facts of the issues as a side sees them."""
        me = self.sides[side].key
        basket = {d: name for name, domains in self.data.baskets.items() for d in domains}
        return tuple(
            IssueInfo(name, i.domain, i.kind, i.by == me, basket.get(i.domain, ""))
            for name, i in self.data.issues.items()
        )

    def begin_week(self) -> None:
        """Forget what happened last week; in the week in which talks open all counts as changed."""
        self.changed[:] = False
        begins = (self.opens == self.model.week) | self.returning
        self.touch(begins)
        self.unpriced |= begins
        self.served[:] = True
        self.happened.clear()

    @property
    def returning(self) -> np.ndarray:
        """Worlds in which a deal ended last week, so that talks about it begin this week."""
        return np.any([docket.returning for docket in self.dockets], axis=0)

    @property
    def opened(self) -> np.ndarray:
        """Worlds in which talks have opened, be they over or not."""
        return self.opens <= self.model.week

    def open_later(self, week: Array) -> None:
        """Put the opening off to a week, [world]; only before the first round."""
        self.opens = np.maximum(self.opens, week)
        self.since = self.opens.copy()

    def note(self, what: str, where: np.ndarray) -> None:
        """Count that something happened this week, for rules to read.

        `where` is a mask [world] or positions. Words in use: settled, executed, extended,
        withdrawn, walked_out, failed, and what further rules add.
        """
        if what not in self.happened:
            self.happened[what] = np.zeros(self.model.worlds)
        self.happened[what][where] += 1.0

    def note_open(self) -> None:
        """Work out anew in which worlds something is still to be talked about."""
        self.open = np.zeros(self.model.worlds, dtype=bool)
        for docket in self.dockets:
            self.open |= docket.state == OPEN

    def note_end(self, worlds: np.ndarray) -> None:
        """Date the end of talks without a deal, where nothing was settled before."""
        settled = ~self.unsettled[:, worlds].all(axis=0)
        self.week[worlds[~settled]] = float(self.model.week)

    def outcome(self) -> np.ndarray:
        """Code into `OUTCOMES` of each world as things stand."""
        states = np.stack([docket.state for docket in self.dockets])
        settled = states == DEAL
        code = np.where((states == BREAKDOWN).any(axis=0), BREAKDOWN, OPEN)
        code = np.where((states == FAILED).any(axis=0), FAILED, code)
        code = np.where(settled.any(axis=0), PARTIAL, code)
        return np.where(settled.all(axis=0), DEAL, code)

    def concessions(self, values: Array) -> Array:
        """First party's concession on each issue, [issue, world]."""
        return np.stack(
            [s.to_concession(v) for s, v in zip(self.terms.scales, values, strict=True)]
        )

    def values(self, concessions: Array, issues) -> Array:
        """Values in the issues' units of first-party concessions [issue, world]."""
        scales = [self.terms.scales[i] for i in issues]
        return np.stack([s.to_value(c) for s, c in zip(scales, concessions, strict=True)])

    def set_default(
        self, issue: int, value: Array, where: np.ndarray, beneath: bool = False
    ) -> None:
        """Change what applies without a deal in some worlds; settled issues do not move.

        `beneath` a deal the law still moves on, and applies again should the deal end.
        """
        where = where & (self.now[issue] != value)
        if not beneath:
            where &= self.unsettled[issue]
        at = np.flatnonzero(where)
        if not len(at):
            return
        self.now[issue, at] = value[at]
        scale = self.terms.scales[issue].at(at)
        self.concession_now[issue, at] = scale.to_concession(value[at])
        self._move()
        if beneath:
            for threat in self.threats:
                if threat.issue == issue:
                    threat.until[at] = -NEVER  # what the law says now was not brought by a threat
        self.touch(where & self.unsettled[issue])
        self.unpriced |= where

    def _move(self) -> None:
        self.moves += 1
        self._lost = [None, None]

    def add_kink(self, side: int, issue: int, signing: bool) -> Kink:
        """A kink that costs nothing yet, for a rule to move with `press`."""
        return self.kinks[side].add(issue, signing)

    def press(
        self,
        kink: Kink,
        at: np.ndarray,
        mark: Array,
        slope: Array | float = 0.0,
        square: Array | float = 0.0,
    ) -> np.ndarray:
        """Move a kink in the worlds `at`, given as positions; settled issues keep theirs.

        What it is to be is an array over those worlds. The mark is kept within the range of
        bargaining, so that nobody pays at its own ideal. Returns the worlds where that matters.
        """
        parts = kink.mark, kink.slope, kink.square
        new = np.empty((3, len(at)))
        new[0], new[1], new[2] = np.clip(mark, 0.0, 1.0), slope, square
        old = np.stack([part.take(at) for part in parts])
        counts = ((old[1:] > 0.0) | (new[1:] > 0.0)).any(axis=0)
        matters = self.unsettled[kink.issue].take(at) & counts & (old != new).any(axis=0)
        moved = np.flatnonzero(matters)
        where = at.take(moved)
        for part, value in zip(parts, new, strict=True):
            part[where] = value.take(moved)
        self.recast[kink.issue, where] = True
        if not kink.signing:
            self.unpriced[where] = True
        return where

    def quit(self, side: int, worlds: np.ndarray) -> None:
        """A side turns to others for good in some worlds, and has from now on what they offer."""
        for docket in self.dockets:
            there = worlds[docket.state[worlds] == OPEN]
            docket.away[side][there] = docket.quitting(side)[there]

    def settle(self, issues: tuple[int, ...], terms: Array, worlds: np.ndarray) -> None:
        """Lock in first-party concessions [issue, settlement]; threats on them end."""
        rows = np.array(issues)[:, None]
        self.agreed[rows, worlds] = terms
        self.unsettled[rows, worlds] = False
        self.week[worlds] = float(self.model.week)
        self.note("settled", worlds)
        self._move()
        for threat in self.threats:
            if threat.issue in issues:
                threat.due[worlds] = NEVER

    def unsettle(self, issues: tuple[int, ...], worlds: np.ndarray) -> None:
        """A deal on some issues ends: the default applies, and talks begin anew next week.

        An executed threat that might have been taken back under the deal may be next week.
        """
        rows = np.array(issues)[:, None]
        self.agreed[rows, worlds] = np.nan
        self.unsettled[rows, worlds] = True
        self.reopened[worlds] += 1.0
        self.note("reopened", worlds)
        self._move()
        for threat in self.threats:
            if threat.issue in issues:
                threat.until[worlds] = self.recall_week(threat, worlds)

    def recall_week(self, threat: Threat, worlds: np.ndarray) -> Array:
        """Week in which an executed threat may be taken back, were its deal to end now."""
        until, soonest = threat.until[worlds], self.model.week + 1.0
        return np.where(until > -NEVER, np.maximum(until, soonest), until)

    def note_week(self, worlds: np.ndarray) -> None:
        """Date the table by the last of its deals that stand, or else of its breaks."""
        deals = [np.where(d.state == DEAL, d.week, -NEVER).take(worlds) for d in self.dockets]
        breaks = [np.where(d.state > DEAL, d.week, -NEVER).take(worlds) for d in self.dockets]
        deal, end = np.max(deals, axis=0), np.max(breaks, axis=0)
        last = np.where(deal > -NEVER, deal, end)
        self.week[worlds] = np.where(last > -NEVER, last, np.nan)

    def touch(self, where: np.ndarray) -> None:
        """Note that a date or the default changed, so that clocks start again."""
        self.changed |= where
        self.since[where] = float(self.model.week)

    def threaten(self, by: int, issue: int, value: Array, due: Array, where: np.ndarray) -> None:
        """Open a dated threat in some worlds, in place of one by the same side on the issue.

        Nothing happens where no rule keeps dates. A threat of what applies anyway starts no clock.
        """
        where = where & self.unsettled[issue]
        if not self.model.dates or not where.any():
            return
        threat = next((t for t in self.threats if t.by == by and t.issue == issue), None)
        if threat is None:
            worlds = self.model.worlds
            threat = Threat(
                by,
                issue,
                self.now[issue].copy(),
                np.full(worlds, NEVER),
                self.now[issue].copy(),
                np.full(worlds, -NEVER),
                np.zeros(worlds, dtype=bool),
            )
            # the order in which worlds needed them must not be that in which they are added up
            self.threats = sorted([*self.threats, threat], key=lambda t: (t.by, t.issue))
        threat.made = threat.made | where
        threat.value = np.where(where, value, threat.value)
        threat.due = np.where(where, due, threat.due)
        self.touch(where & (value != self.now[issue]))

    def side_of(self, country: str) -> int:
        """0 for the first party, 1 for the second."""
        return 0 if self.sides[0].key == country else 1

    def hurts(self, threat: Threat, worlds: np.ndarray) -> np.ndarray:
        """Whether carrying out a threat would make the other side worse off, in some worlds."""
        then = self.terms.scales[threat.issue].at(worlds).to_concession(threat.value[worlds])
        now = self.concession_now[threat.issue][worlds]
        return then < now if threat.by == 0 else then > now

    def reprice(self) -> None:
        """Flows, threats and paths anew, where a date, the default or stakes changed.

        Talks begin here too: all counts as changed where they do.
        """
        stir = self.changed | self.recast.any(axis=0)
        changed, unpriced = np.flatnonzero(stir), np.flatnonzero(stir & self.unpriced)
        for docket in self.dockets:
            docket.weigh()
            docket.default.price(unpriced)
            if len(changed):
                docket.default.price_threats(changed)
                moved = np.any(self.recast[list(docket.issues)], axis=0)
                docket.take_up(moved, self._begins(docket))
        self.recast[:] = False
        self.unpriced[unpriced] = False  # what moved beneath a deal waits until it matters

    def _begins(self, docket: Docket) -> np.ndarray:
        """Worlds in which talks on a docket begin this week, for the first time or anew."""
        if self.model.week >= self.closes:
            return np.zeros(self.model.worlds, dtype=bool)
        opening: np.ndarray = (self.opens == self.model.week) & self.open
        return opening | docket.returning

    def loss_now(self, side: int) -> Array:
        """USD bn a year that the default on the other's tariffs costs a side, where unsettled."""
        lost = self._lost[side]
        if lost is None:
            lost = self._lost[side] = self._tariff_loss(side, self.concession_now)
        return lost

    def _tariff_loss(self, side: int, concessions: Array) -> Array:
        lost = np.zeros(self.model.worlds)
        for k, issue in enumerate(self.data.issues.values()):
            if issue.kind == "tariff" and issue.by != self.sides[side].key:
                c = concessions[k] if side == 0 else 1.0 - concessions[k]
                lost += np.maximum(c, 0.0) * self.terms.money[side][k] * self.unsettled[k]
        return lost

    def accrue(self) -> None:
        """Add this week to what tariffs cost while talks are open, and to the realised payoff.

        The realised payoff is the discounted sum of the flows of utility, of the default until
        there is a deal and of the deal after it, written as the yearly flow of the same worth;
        what applies in the last round is taken to last.
        """
        week, last = self.model.week, self.model.calendar.weeks - 1
        talking = self.open & (week >= self.scheduled)
        news = "settled" in self.happened or "reopened" in self.happened
        stale = week == self.scheduled or self.changed.any() or news
        for side, country in enumerate(self.sides):
            if stale:
                more = self.loss_now(side) - self._tariff_loss(side, self._before)
                self._weekly_loss[side] = more / 52.0
            self.paid[side] += np.where(talking, self._weekly_loss[side], 0.0)
            weight = country.discount
            weight = weight if week == last else weight * (1.0 - country.delta)
            for docket in self.dockets:
                self.realised[side] += weight * docket.flow(side)
            if self.dues[side].any():
                self.realised[side] -= weight * self.dues[side] * self.model.salience(country.key)

    def gap(self, side: int, issue: int) -> Array:
        """Between what a side last asked and was last offered, a share of its scope, [world].

        In the talks about an issue; infinite where offers have not been exchanged.
        """
        found = np.full(self.model.worlds, NEVER)
        for docket in self.dockets:
            for talks in docket.talks if issue in docket.issues else ():
                found[talks.worlds[talks.live]] = talks.seats[side].gap()[talks.live]
        return found

    def talking(self) -> np.ndarray:
        """Worlds in which offers would be exchanged this week, were the two to meet."""
        found = self.open & ((self.opens == self.model.week) | self.returning)
        for docket in self.dockets:
            for talks in docket.talks:
                found[talks.worlds[talks.ready()]] = True
        return found

    def negotiable(self, issue: int) -> np.ndarray:
        """Worlds in which an issue is neither settled nor given up."""
        found = self.unsettled[issue].copy()
        for docket in self.dockets:
            if issue in docket.issues:
                found &= docket.state == OPEN
        return found

    def next_date(self) -> Array:
        """Week of the next date at this table, infinite where none is ahead."""
        due = np.full(self.model.worlds, NEVER)
        for threat in self.threats:
            due = np.minimum(due, threat.due)
        return due
