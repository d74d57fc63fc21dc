"""The order of play: one step is one week, the same for one world and for a thousand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import mesa
import numpy as np

from negotiation.bargaining.terms import Worth
from negotiation.draws import Array, Draws
from negotiation.errors import InputError
from negotiation.scenario.quantity import Quantity
from negotiation.scenario.schema import Scenario
from negotiation.strategies.stance import Strategy
from negotiation.world.alliance import Alliance
from negotiation.world.calendar import Calendar
from negotiation.world.country import Country
from negotiation.world.docket import Docket
from negotiation.world.rule import Rule
from negotiation.world.table import BREAKDOWN, FAILED, OPEN, Table
from negotiation.world.talks import Talks


class Record(Protocol):
    """What a replay passes in to be told what happens; batches pass none."""

    def begin(self, model: NegotiationModel) -> None: ...

    def week(self, model: NegotiationModel) -> None: ...

    def exchange(
        self,
        talks: Talks,
        proposer: int,
        speaking: np.ndarray,
        accepted: np.ndarray,
        sincere: np.ndarray,
    ) -> None: ...

    def settled(self, talks: Talks, worlds: np.ndarray) -> None: ...

    def acted(self, rule: str, where: np.ndarray, what: str) -> None: ...


@dataclass(frozen=True)
class Stall:
    """After how many weeks without how much narrowing talks are suspended; arrays [world]."""

    weeks: Array
    gap: Array


class NegotiationModel(mesa.Model):
    """Countries at their tables, over the worlds `first` to `first + worlds - 1` of a seed.

    Parameters
    ----------
    scenario : what the world is.
    strategies : how each country plays, by its name in the scenario.
    rules : mechanisms in the order in which they act.
    worth : prices issues and packages.
    seed, first, worlds : which worlds; world w of a seed is the same in any batch.
    record : told what happens, in a replay.
    given : values [world] of some numbers, by the purpose for which they would be drawn; they
        take the place of the draws.
    points : how many points of a design each world of the seed is played at. With several, what
        counts as a world everywhere else is a row: row j is world j // points of the seed.
    fixed : purposes of the given numbers that are fixed at their values, as if the scenario said
        so: publicly known where its value would be, and the same for whoever comes later.
    """

    def __init__(
        self,
        scenario: Scenario,
        strategies: Mapping[str, Strategy],
        rules: Sequence[Rule],
        worth: Worth,
        seed: int,
        first: int = 0,
        worlds: int = 1,
        record: Record | None = None,
        given: Mapping[str, Array] | None = None,
        points: int = 1,
        fixed: Collection[str] = (),
    ):
        super().__init__()
        self.setting = scenario
        self.rules = list(rules)
        self.worth = worth
        self.worlds = worlds
        self.record = record
        self.draws = Draws(seed, first, worlds, points)
        self._given = dict(given or {})
        self._fixed = frozenset(fixed)
        self._drawn: dict[str, Array] = {}
        self.calendar = Calendar(scenario.start, scenario.weeks)
        self.week = 0
        self.dates = False  # whether threats have dates; the rule that keeps them says so
        self.stall = Stall(
            self.draw("talks.stall_weeks", scenario.talks.stall_weeks),
            self.draw("talks.stall_gap", scenario.talks.stall_gap),
        )
        self.leverage_lost = self.draw("talks.leverage_lost", scenario.talks.leverage_lost)
        self.countries = {
            key: Country(self, key, data, strategies[key])
            for key, data in scenario.countries.items()
        }
        self.tables = {name: self._table(name) for name in scenario.tables}
        self.alliances = {k: Alliance(self, k, data) for k, data in scenario.alliances.items()}
        if record is not None:
            record.begin(self)
        for rule in self.rules:
            rule.begin(self)
        for table in self.tables.values():
            self._seat(table)

    def _table(self, name: str) -> Table:
        data = self.setting.tables[name]
        one, two = (self.countries[key] for key in data.parties)
        return Table(self, name, data, (one, two), self.worth.terms(name, self.draw, self.public))

    def _seat(self, table: Table) -> None:
        table.fix_stakes()
        if table.linked or not table.baskets:
            table.dockets = [Docket(table, "package", tuple(range(len(table.issues))))]
        else:
            table.dockets = [Docket(table, k, v) for k, v in table.baskets.items() if v]
        table.recast[:] = False  # paths were just drawn
        table.note_open()

    def draw(self, purpose: str, quantity: Quantity) -> Array:
        """One value a world of a number of the scenario; the same for the same purpose.

        Values given from outside take the place of the draw; `InputError` if they do not fit.
        """
        if purpose not in self._drawn and purpose in self._given:
            self._drawn[purpose] = quantity.given(self._taken(purpose), purpose)
        elif purpose not in self._drawn:
            fixed = quantity.distribution == "fixed"
            base = np.zeros(self.worlds) if fixed else self.draws.uniform(purpose)
            self._drawn[purpose] = quantity.sample(base)
        return self._drawn[purpose]

    def public(self, purpose: str, quantity: Quantity) -> Array:
        """What everybody takes a number to be, [world]: its value, whatever a world has drawn."""
        if purpose in self._fixed:
            return self.draw(purpose, quantity)
        return np.full(self.worlds, quantity.value)

    def anew(self, purpose: str, quantity: Quantity, uniform: Array, at: np.ndarray) -> Array:
        """A number drawn once more in some worlds, for another holder; `uniform` is [world]."""
        fixed = purpose in self._fixed
        return self.draw(purpose, quantity)[at] if fixed else quantity.sample(uniform[at])

    @property
    def asked(self) -> frozenset[str]:
        """Purposes of the numbers asked for so far."""
        return frozenset(self._drawn)

    def _taken(self, purpose: str) -> Array:
        values = np.array(self._given[purpose], dtype=np.float64)
        if values.shape != (self.worlds,):
            problem = f"is given values of shape {values.shape}; wants one for each of "
            raise InputError(f"{problem}{self.worlds} worlds", key=purpose)
        return values

    def salience(self, country: str) -> Array:
        """Weight of trade money in a country's utility, [world]."""
        data = self.setting.countries[country]
        return self.draw(f"countries.{country}.trade_salience", data.trade_salience)

    def acted(self, rule: Rule, where: np.ndarray, what: str) -> None:
        """Tell the record, if there is one, that a rule acted in some worlds."""
        if self.record is not None and where.any():
            self.record.acted(rule.id, where, what)

    def step(self) -> None:
        """One week, in the order of section 'A round' of docs/ODD.md."""
        if self.record is not None:
            self.record.week(self)
        for table in self.tables.values():
            table.begin_week()
        for country in self.countries.values():
            country.turnover = np.zeros(self.worlds, dtype=bool)
        for rule in self.rules:
            rule.calendar(self)
        for rule in self.rules:
            rule.politics(self)
        for table in self.tables.values():
            table.reprice()
        for table in self.tables.values():
            if self.week >= table.closes:
                self._break_off(table, table.open)
            elif (table.open & table.opened).any():
                self._talk(table)
        for rule in self.rules:
            rule.spill(self)
        for rule in self.rules:
            rule.flows(self)
        for table in self.tables.values():
            table.accrue()
        for country in self.countries.values():
            country.discount = country.discount * country.delta
        self.week += 1

    def run(self) -> None:
        """Play all rounds."""
        while self.week < self.calendar.weeks:
            self.step()

    def _talk(self, table: Table) -> None:
        """All that happens at one table in one week."""
        next_date = table.next_date()
        ahead = next_date > table.since
        clock = (self.week - table.since) / np.where(ahead, next_date - table.since, 1.0)
        clock = np.where(ahead, np.minimum(clock, 1.0), 0.0)
        exchanges = int(self.setting.talks.exchanges_per_week.value)
        for docket in table.dockets:
            docket.update(clock)
            for talks in docket.talks:
                if talks.live.any():
                    talks.refresh()
                    self._exchange(docket, talks, exchanges)

    def _exchange(self, docket: Docket, talks: Talks, exchanges: int) -> None:
        quits = talks.walk_out()
        if quits.any():
            for side in (0, 1):
                docket.table.quit(side, talks.worlds[quits[side]])
            left = talks.worlds[quits.any(axis=0)]
            gone = np.zeros(self.worlds, dtype=bool)
            gone[left] = True
            docket.table.note("walked_out", left)
            self._break_off(docket.table, gone)
        for _ in range(exchanges):
            if not talks.live.any():
                return
            talks.exchange()
            if len(talks.agreed):
                self._ratify(docket, talks)

    def _ratify(self, docket: Docket, talks: Talks) -> None:
        waiting = np.zeros(len(talks.agreed), dtype=bool)
        for rule in self._deferring:
            waiting |= rule.defer(self, talks)
        if waiting.any():
            talks.withhold(waiting)
        failing = np.zeros(len(talks.agreed), dtype=bool)
        for rule in self._ratifying:
            failing |= rule.ratify(self, talks)
        if not failing.all():
            self._settle(docket, talks, ~failing)
        if talks.finished.any():
            self._give_up(docket, talks)

    @cached_property
    def _deferring(self) -> list[Rule]:
        """Rules that may put a package off, in the order in which they act."""
        return [rule for rule in self.rules if type(rule).defer is not Rule.defer]

    @cached_property
    def _ratifying(self) -> list[Rule]:
        """Rules at which a package may fail at home, in the order in which they act."""
        return [rule for rule in self.rules if type(rule).ratify is not Rule.ratify]

    def _settle(self, docket: Docket, talks: Talks, passed: np.ndarray) -> None:
        """Write the terms down, clear the threats on them, and end these worlds' talks."""
        table, at = docket.table, talks.agreed[passed]
        where = talks.worlds[at]
        table.settle(docket.issues, talks.terms[:, passed], where)
        impasse = [seat.impasse[at] for seat in talks.seats]
        best = [seat.rational[at] for seat in talks.seats]
        worths, lasting = talks.worths[:, passed], talks.lasting[:, passed]
        for side, seat in enumerate(talks.seats):
            cost = seat.backing_down(worths[side], at)
            docket.audience_cost[side][where] = cost
            worths[side] -= cost
            lasting[side] -= cost
        docket.sign(where, worths, lasting, impasse, best)
        if self.record is not None:
            self.record.settled(talks, where)
        self._lose_leverage(docket, where)
        table.note_open()
        gone = np.zeros(len(talks.worlds), dtype=bool)
        gone[at] = True
        talks.leave(gone)

    def _lose_leverage(self, settled: Docket, where: np.ndarray) -> None:
        """A partial deal takes some of the resolve out of what is left."""
        if len(settled.table.dockets) == 1:
            return
        done = np.zeros(self.worlds, dtype=bool)
        done[where] = True
        for docket in settled.table.dockets:
            for talks in docket.talks if docket is not settled else ():
                here = talks.take(done)
                if not here.any():
                    continue
                keep = 1.0 - np.where(here, talks.take(self.leverage_lost), 0.0)
                for seat in talks.seats:
                    seat.aspiration = seat.aspiration * keep
                talks.shaken |= keep < 1.0

    def _give_up(self, docket: Docket, talks: Talks) -> None:
        """End the talks of a docket in the worlds where ratification failed for good."""
        final = talks.finished & talks.live
        talks.finished = np.zeros_like(final)
        where = talks.worlds[final]
        docket.state[where] = FAILED
        docket.week[where] = float(self.week)
        docket.table.note_end(where)
        docket.table.note_open()
        docket.table.note("failed", where)
        if self.record is not None and len(where):
            what = f"{docket.table.name}: no further attempt at home ({docket.name})"
            self.record.acted("M9", final, what)
        talks.leave(final)

    def _break_off(self, table: Table, gone: np.ndarray) -> None:
        """End all talks at a table in some worlds; what is settled stays."""
        for docket in table.dockets:
            ended = gone & (docket.state == OPEN)
            docket.state[ended] = BREAKDOWN
            docket.week[ended] = float(self.week)
            table.note_end(np.flatnonzero(ended))
            for talks in docket.talks:
                talks.leave(ended.take(talks.worlds) & talks.live)
        table.note_open()
        if self.record is not None and gone.any():
            self.record.acted("talks", gone, f"{table.name}: talks broken off")

    def forget(self) -> None:
        """Take the model apart when it is done with, so that its memory comes back at once.

        Its parts know each other, and the collector does not see how large arrays are. Mesa 3.3
        keeps every model alive in the registry of its agents besides.
        """
        for table in self.tables.values():
            for docket in table.dockets:
                vars(docket).clear()
            vars(table).clear()
        self.tables.clear()
        self.alliances.clear()
        self.countries.clear()
        self._drawn.clear()
        self._given.clear()
        self.remove_all_agents()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
