"""M12: retaliation, escalation and truce."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.bargaining.loss import total
from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule
from negotiation.world.table import Table
from negotiation.world.threat import NEVER

if TYPE_CHECKING:
    from negotiation.world.model import NegotiationModel


class Retaliation(Rule):
    """A tariff is answered with a tariff, up to a ceiling, where the answer dares to be given.

    A country whose stance retaliates answers a rise of the other side's tariffs with a rise of its
    own by as many points, averaged over what it sells there by what they cost it, up to `ceiling`
    (or the ceiling of the issue), if its leverage is at least `dare`: what the answer costs the
    other side, over what the other side's matching counter-rise would cost it, times the chance
    that the other side escalates. A target whose stance escalates answers back in the same way. So
    dependence and expected counter-escalation decide who dares, not size alone (Hirschman 1945;
    tariff wars: Johnson 1953). A rise is what goes beyond the most that these tariffs have cost so
    far: one that comes back after a suspension, a truce or a deal was met when it first came.
    Where both sides' tariffs stand above their truce levels and each side is strained or loses
    more than its `truce_loss`, they find to each other with chance `truce_chance` a week, and both
    go back to the truce levels for `truce` weeks; then both put back what they put aside. Where
    neither may retaliate, both ceilings being 0, there is no truce either. Off, no tariff is
    answered and no truce is found.
    """

    id = "M12"
    name = "retaliation and truce"
    numbers = {
        "ceiling": Unit("% ad valorem", 0),
        "dare": Unit("1", 0),
        "counter": Unit("1", 0, 1),
        "truce_loss": Unit("USD bn/year", 0),
        "truce": Unit("weeks", 1),
        "truce_chance": Unit("1/week", 0, 1),
    }

    def begin(self, model: NegotiationModel) -> None:
        self._seen: dict[str, int] = {}  # moves at a table when its losses were last counted
        self._felt: dict[tuple[str, int], Array] = {}
        self._most: dict[tuple[str, int], Array] = {}

    def calendar(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            self._answers(model, table)
            if (table.open & table.opened).any():
                self._truce(model, table)

    def _answers(self, model: NegotiationModel, table: Table) -> None:
        """Let both sides answer what the other's tariffs cost them more than ever so far."""
        if self._seen.get(table.name) == table.moves:
            return
        self._seen[table.name] = table.moves
        lost = [self._loss(table, side) for side in (0, 1)]
        for side in (0, 1):
            most = self._most.get((table.name, side), lost[side])
            self._most[table.name, side] = np.maximum(most, lost[side])
            self._answer(model, table, side, lost[side] - most)

    def _loss(self, table: Table, side: int) -> Array:
        """USD bn a year that the other's tariffs cost a side by default, [world].

        A settled tariff counts as when it was last unsettled: neither a deal nor its end is a
        change, and a step beneath a deal is felt only where the deal ends.
        """
        rows = self._tariffs(table, 1 - side)
        own = table.concession_now[rows] if side == 0 else 1.0 - table.concession_now[rows]
        cost = np.maximum(own, 0.0) * table.terms.money[side][rows]
        felt = np.where(table.unsettled[rows], cost, self._felt.get((table.name, side), cost))
        self._felt[table.name, side] = felt
        return total([np.zeros(table.model.worlds), *felt])

    def _tariffs(self, table: Table, side: int) -> list[int]:
        """Positions of the tariffs that a side imposes."""
        key = table.sides[side].key
        issues = table.data.issues.values()
        return [k for k, i in enumerate(issues) if i.kind == "tariff" and i.by == key]

    def _answer(self, model: NegotiationModel, table: Table, side: int, hurt: Array) -> None:
        """Answer a new loss of `hurt` USD bn a year with tariffs of the same average height."""
        country, other = table.sides[side], table.sides[1 - side]
        mine, theirs = self._tariffs(table, side), self._tariffs(table, 1 - side)
        first = country.stance.retaliate
        back = country.stance.escalate and other.stance.retaliate
        hit = (hurt > 1e-9) & table.open & (table.opens < model.week)
        if not (first or back) or not mine or not theirs or not hit.any():
            return
        ten_points = np.maximum(self._cost(table, side, theirs), 1e-9)
        rise = 10.0 * hurt / ten_points
        leverage = self._leverage(model, table, side, mine, theirs)
        daring = hit & (leverage >= self.value(model, "dare", country.key))
        for k in mine:
            ceiling = np.maximum(self._ceiling(model, table, side, k), table.now[k])
            target = np.minimum(table.now[k] + rise, ceiling)
            moved = daring & (target > table.now[k])
            table.set_default(k, target, moved)
            what = f"{table.name}: {country.data.name} retaliates ({table.issues[k]})"
            model.acted(self, moved, what)

    def _ceiling(self, model: NegotiationModel, table: Table, side: int, k: int) -> Array:
        """Highest rate the country will go to: the issue's own, or its general one."""
        name = table.issues[k]
        own = table.data.issues[name].ceiling
        if own is not None:
            general = self.value(model, "ceiling", table.sides[side].key)
            own_rate = model.draw(f"tables.{table.name}.issues.{name}.ceiling", own)
            return np.where(general > 0.0, own_rate, 0.0)
        return self.value(model, "ceiling", table.sides[side].key)

    def _leverage(
        self, model: NegotiationModel, table: Table, side: int, mine: list[int], theirs: list[int]
    ) -> Array:
        """What ten points more would cost the other side, over what ten points back would cost."""
        inflicted = self._cost(table, 1 - side, mine)
        returned = self._cost(table, side, theirs)
        escalates = table.sides[1 - side].stance.escalate
        counter = self.value(model, "counter", table.sides[1 - side].key)
        risk = np.where(escalates, 1.0, counter)
        return inflicted / np.maximum(returned * risk, 1e-9)

    def _cost(self, table: Table, bearer: int, issues: list[int]) -> Array:
        """USD bn a year that ten points more on these tariffs cost the bearer."""
        lost = np.zeros(table.model.worlds)
        for k in issues:
            scale = table.terms.scales[k]
            step = scale.to_concession(table.now[k] + 10.0) - table.concession_now[k]
            lost = lost + np.abs(step) * table.terms.money[bearer][k]
        return lost

    def _truce(self, model: NegotiationModel, table: Table) -> None:
        levels = {k: i.truce for k, i in enumerate(table.data.issues.values()) if i.truce}
        if not levels:
            return
        ceilings = [self.value(model, "ceiling", country.key) for country in table.sides]
        above = table.open & table.opened & ~np.isfinite(table.next_date())
        above &= (ceilings[0] > 0.0) | (ceilings[1] > 0.0)
        for side in (0, 1):
            own = [k for k in self._tariffs(table, side) if k in levels]
            if not own or not above.any():
                return
            loss = self.value(model, "truce_loss", table.sides[side].key)
            hurt = table.sides[side].strained | (table.loss_now(side) > loss)
            above &= (self._above(model, table, own) > 0.0) & hurt
        if not above.any():
            return
        coin = model.draws.uniform(f"mechanisms.M12.truce.{table.name}", model.week)
        above &= coin < self.value(model, "truce_chance", table.sides[0].key)
        if not above.any():
            return
        due = model.week + np.rint(self.value(model, "truce", table.sides[0].key))
        for side in (0, 1):
            for k in self._tariffs(table, side):
                if k in levels:
                    self._stand_down(model, table, side, k, due, above)
        if not model.dates:  # nothing comes back by itself, so what comes is new
            self._forget(table, above)
        model.acted(self, above, f"{table.name}: both sides agree to a truce")

    def _forget(self, table: Table, where: np.ndarray) -> None:
        """Count what the tariffs cost now as all that they have cost so far."""
        for side in (0, 1):
            at = table.name, side
            self._most[at] = np.where(where, self._loss(table, side), self._most[at])

    def _above(self, model: NegotiationModel, table: Table, own: list[int]) -> Array:
        rows = [table.now[k] - self._level(model, table, k) for k in own]
        return np.max(rows, axis=0)

    def _level(self, model: NegotiationModel, table: Table, k: int) -> Array:
        name = table.issues[k]
        quantity = table.data.issues[name].truce
        assert quantity is not None
        return model.draw(f"tables.{table.name}.issues.{name}.truce", quantity)

    def _stand_down(
        self,
        model: NegotiationModel,
        table: Table,
        side: int,
        k: int,
        due: Array,
        where: np.ndarray,
    ) -> None:
        """Go back to the truce level; the tariff put aside comes back at the date."""
        level = self._level(model, table, k)
        where = where & (table.now[k] > level)
        table.threaten(side, k, table.now[k].copy(), due, where)
        for threat in table.threats:
            if threat.by == side and threat.issue == k:
                threat.until = np.where(where, -NEVER, threat.until)
        table.set_default(k, level, where)
