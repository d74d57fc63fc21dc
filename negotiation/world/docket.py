"""A docket: the issues of a table that are negotiated, judged and ratified together.

A table with linkage has one docket with everything on it; without, one for each basket.
"""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.curve import Path, path
from negotiation.bargaining.loss import total, utility
from negotiation.draws import Array
from negotiation.strategies.view import Problem
from negotiation.world.table import DEAL, NEVER, OPEN, Table
from negotiation.world.talks import Talks


class Docket:
    """Issues talked about together; arrays are [world], pairs are by side.

    Attributes
    ----------
    impasse : flow value of never agreeing on these issues (see `update`).
    believed : what each side takes the other's impasse value to be.
    at_date : size of the change that the next date brings each side, weighed by credibility.
    date_chance : chance, as believed, that the threats of the next date are carried out.
    signed : utility of the package that was agreed.
    free, paths : each side's path without and within red lines.
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
        self.free = [self._free_path(side) for side in (0, 1)]
        self.paths = [self._path(side) for side in (0, 1)]
        self.outside = [self._outside(side) for side in (0, 1)]
        self.state = np.full(model.worlds, OPEN, dtype=np.int8)
        self.impasse = [np.zeros(model.worlds) for _ in (0, 1)]
        self.believed = [np.zeros(model.worlds) for _ in (0, 1)]
        self.at_date = [np.zeros(model.worlds) for _ in (0, 1)]
        self.date_chance = np.zeros(model.worlds)
        self.signed = [np.zeros(model.worlds) for _ in (0, 1)]
        self._flow = [self._utility_now(s) for s in (0, 1)]
        self._believed_flow = [self._believed_utility_now(s) for s in (0, 1)]
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

    def _free_path(self, side: int) -> Path:
        """The side's path as if there were no red lines."""
        problem = self._problem(side)
        problem.other_stake, problem.other_curvature = self.beliefs[side]
        bidding = self.table.sides[side].strategy.linkage.concession(problem)
        return self._priced(side, bidding)

    def _path(self, side: int) -> Path:
        """The side's path within its own red lines and the other side's public ones."""
        rows = list(self.issues)
        least, most = self.table.least[side][rows], self.table.most[side][rows]
        if not least.any() and (most >= 1.0).all():
            return self.free[side]
        bounded = np.clip(self.free[side].concession, least, np.maximum(least, most))
        return self._priced(side, bounded)

    def _priced(self, side: int, bidding: Array) -> Path:
        stake, curvature = self.beliefs[side]
        return path(bidding, self.stake[side], self.curvature[side], stake, curvature)

    def _outside(self, side: int) -> Array:
        """Utility of quitting for good: the first default plus what the outside option adds.

        A table with several dockets spreads it over them by stake. Minus infinity if not stated.
        """
        table = self.table
        country = table.sides[side]
        quantity = table.data.outside.get(country.key)
        if quantity is None:
            return np.full(table.model.worlds, -np.inf)
        drawn = table.model.draw(f"tables.{table.name}.outside.{country.key}", quantity)
        share = total(self.stake[side]) / total(table.stake[side])
        return self._utility_now(side) + share * drawn * table.model.salience(country.key)

    def _utility_now(self, side: int) -> Array:
        now = self.table.concession_now[list(self.issues)]
        own = now if side == 0 else 1.0 - now
        return utility(own, self.stake[side], self.curvature[side])

    def _believed_utility_now(self, side: int) -> Array:
        """The other side's utility of the default, with the stakes that `side` believes."""
        now = self.table.concession_now[list(self.issues)]
        stake, curvature = self.beliefs[side]
        return utility(1.0 - now if side == 0 else now, stake, curvature)

    def update(self, refresh: bool) -> None:
        """Impasse values of this week.

        D = u(now) + sum over threats of delta^(weeks to the date) pi (u(threat) - u(now)), plus,
        once a threat is executed, delta^(weeks it must stay) (1 - chance that it stays) of what
        taking it back would add, less the burden that rules put on having no deal.
        """
        if refresh:
            self._flow = [self._utility_now(s) for s in (0, 1)]
            self._believed_flow = [self._believed_utility_now(s) for s in (0, 1)]
        for side in (0, 1):
            self._update_side(side)

    def _update_side(self, side: int) -> None:
        table, other = self.table, 1 - side
        delta = table.sides[side].delta
        mine, theirs = self._flow[side], self._believed_flow[side]
        at_date, date_chance = np.zeros_like(mine), np.zeros_like(mine)
        next_date = table.next_date()
        for threat in table.threats:
            if threat.issue not in self.issues:
                continue
            chance = table.sides[threat.by].credibility
            weight = chance * delta ** (threat.due - table.model.week)
            wait = np.maximum(threat.until - table.model.week, 0.0)
            recall = table.sides[threat.by].recall * delta**wait
            recall = np.where(threat.until > -NEVER, recall, 0.0)
            mine = mine + weight * threat.change[side] + recall * threat.relief[side]
            theirs = theirs + weight * threat.public_change[other]
            theirs = theirs + recall * threat.public_relief[other]
            at_next = np.isfinite(threat.due) & (threat.due == next_date)
            at_date = at_date + np.where(at_next, chance * np.abs(threat.change[side]), 0.0)
            date_chance = np.maximum(date_chance, np.where(at_next, chance, 0.0))
        if self.carries_burden:
            mine = mine - table.burden[side] * table.model.salience(table.sides[side].key)
        self.impasse[side], self.believed[side], self.at_date[side] = mine, theirs, at_date
        self.date_chance = date_chance

    def flow(self, side: int) -> Array:
        """Yearly utility of what applies to these issues now, by deal or by default."""
        return np.where(self.state == DEAL, self.signed[side], self._flow[side])

    @property
    def carries_burden(self) -> bool:
        """Whether the docket holds the tariffs, and with them the burden of keeping them up."""
        kinds = [issue.kind for issue in self.table.data.issues.values()]
        return any(kinds[i] == "tariff" for i in self.issues)
