"""M14: united front."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from negotiation.bargaining.loss import Kink
from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.hub import Hub, Like, hubs
from negotiation.world.rule import Rule
from negotiation.world.table import Table

if TYPE_CHECKING:
    from negotiation.world.model import NegotiationModel

NEWS = ("settled", "reopened")  # after which rivals look at each other's terms again


class UnitedFront(Rule):
    """One partner's deal hurts the others, who may hold a common line, and are tempted to leave it.

    Rivalry, whether there is a front or not: once others have settled an issue that is alike, a
    partner loses sales for what it gives more than the one with the best terms, at c*,

        rivalry x V max(c - c*, 0),

    by a deal or by default (V its stake). Partners of a hub whose stance is `front` hold a line on
    such issues: the value most favourable to them at which one of them would give `line`. A member
    that signs for more, at its own concession c > c_line, pays

        cohesion / (1 - cohesion)  x  externality  x  V (c - c_line)^2,

    externality = min(1, rivalry + weight of the hub's precedents). The front stands until a member
    settles or leaves. A member leaves in a week in which the last offer heard, counted without
    the line, is worth what it asks for; where the others watch, with chance `monitoring`, it must
    be worth `penalty` more, which it then pays. A hub whose stance is `divide` adds what is needed
    for the first to leave, up to `bribe` of its own scope and never below what it may accept, and
    gives it up. Bilateral offers divide: Segal 1999. The bribe is the hub's number, all others are
    the member's. Off, nobody loses by what others settle, no line is held, and nobody is bought.
    """

    id = "M14"
    name = "united front"
    numbers = {
        "rivalry": Unit("1", 0),
        "line": Unit("1", 0, 1),
        "cohesion": Unit("1", 0, 0.95),
        "monitoring": Unit("1/week", 0, 1),
        "penalty": Unit("USD bn/year", 0),
        "bribe": Unit("1", 0, 1),
    }

    def begin(self, model: NegotiationModel) -> None:
        self._hubs = hubs(model)
        self._rivals: dict[str, list[_Rivals]] = {hub.country.key: [] for hub in self._hubs}
        self._fronts: list[_Front] = []
        for hub in self._hubs:
            for likes in hub.alike.values():
                rivalry = [self.value(model, "rivalry", like.partner.key) for like in likes]
                self._rivals[hub.country.key].append(_Rivals(likes, rivalry))
            front = _Front(hub, model.worlds)
            for member, like, mark in _lines(self, model, hub):
                own = self.value(model, "rivalry", member)
                externality = np.minimum(own + hub.country.precedent_weight, 1.0)
                cohesion = self.value(model, "cohesion", member)
                front.join(like, mark, cohesion / (1.0 - cohesion) * externality)
            if front.lines:
                self._fronts.append(front)

    def spill(self, model: NegotiationModel) -> None:
        for hub in self._hubs:
            news = [table.happened[w] for table in hub.tables for w in NEWS if w in table.happened]
            at = np.flatnonzero(reduce(np.add, news)) if news else np.zeros(0, dtype=np.intp)
            for rivals in self._rivals[hub.country.key] if len(at) else ():
                rivals.press(at)
        for front in self._fronts:
            fallen = front.stands & front.settled()
            model.acted(self, fallen, f"a member of the front against {front.name} has settled")
            front.stands &= ~fallen
            for table in front.tables if front.stands.any() else ():
                self._tempt(model, front, table)
            front.press()

    def _tempt(self, model: NegotiationModel, front: _Front, table: Table) -> None:
        """Let a member leave for what the hub offers it alone."""
        side = 1 - front.hub.side(table)
        member = table.sides[side]
        coin = model.draws.uniform(f"mechanisms.M14.watch.{table.name}", model.week)
        watched = coin < self.value(model, "monitoring", member.key)
        penalty = self.value(model, "penalty", member.key) * watched
        bribe = np.zeros(model.worlds)
        if front.hub.country.stance.divide:
            bribe = self.value(model, "bribe", front.hub.country.key)
        dear = penalty * model.salience(member.key)
        price = front.price(table, dear, bribe)
        leaves = front.stands & np.isfinite(price)
        if not leaves.any():
            return
        front.stands &= ~leaves
        table.left[side][leaves] = float(model.week)
        table.dues[side] = table.dues[side] + np.where(leaves, penalty, 0.0)
        for docket in front.dockets(table):
            for talks in docket.talks:
                talks.give_up(1 - side, np.where(leaves, price, 0.0).take(talks.worlds))
        model.acted(self, leaves, f"{table.name}: {member.data.name} leaves the front")


def _lines(rule: UnitedFront, model: NegotiationModel, hub: Hub) -> list[tuple[str, Like, Array]]:
    """Members, the issues they hold a line on, and the own concession at the line."""
    found, everywhere = [], np.arange(model.worlds)
    for likes in hub.alike.values():
        members = [like for like in likes if like.partner.stance.front]
        if len(members) < 2:
            continue
        named = [
            like.value(rule.value(model, "line", like.partner.key), 1 - like.side)
            for like in members
        ]
        for like in members:
            marks = [like.concession(value, 1 - like.side, everywhere) for value in named]
            found.append((like.partner.key, like, reduce(np.minimum, marks)))
    return found


class _Rivals:
    """Partners whose settled terms on issues that are alike hurt those with worse ones."""

    def __init__(self, likes: tuple[Like, ...], rivalry: list[Array]):
        self.likes = likes
        self.rivalry = rivalry
        self.kinks = [like.table.add_kink(1 - like.side, like.issue, False) for like in likes]

    def press(self, at: np.ndarray) -> None:
        """Measure everybody still talking against the best terms of the others, in some worlds."""
        agreed = [other.agreed(at) for other in self.likes]
        for like, weight, kink in zip(self.likes, self.rivalry, self.kinks, strict=True):
            best = np.full(len(at), np.inf)
            for other, value in zip(self.likes, agreed, strict=True):
                if other is not like:
                    terms = like.concession(value, 1 - like.side, at)
                    best = np.minimum(best, np.where(other.settled[at], terms, np.inf))
            there = np.isfinite(best)
            mark, slope = np.where(there, best, 0.0), np.where(there, weight[at], 0.0)
            like.table.press(kink, at, mark, slope=slope)


class _Front:
    """Members that hold a line against a hub; arrays are [world].

    `lines` holds for each issue the own concession at the line and the weight of crossing it.
    """

    def __init__(self, hub: Hub, worlds: int):
        self.hub = hub
        self.name = hub.country.data.name
        self.lines: list[tuple[Like, Kink, Array, Array]] = []
        self.stands = np.zeros(worlds, dtype=bool)

    def join(self, like: Like, mark: Array, weight: Array) -> None:
        """Add an issue of a member; the front stands where crossing the line hurts anybody."""
        kink = like.table.add_kink(1 - like.side, like.issue, True)
        self.lines.append((like, kink, mark, weight))
        self.stands |= weight > 0.0
        self.press()

    @property
    def tables(self) -> list[Table]:
        """Tables of the members, in the order of play."""
        mine = [like.table for like, _, _, _ in self.lines]
        return [table for table in self.hub.tables if table in mine]

    def dockets(self, table: Table) -> list:
        """Where a table's lines are talked about."""
        held = {like.issue for like, _, _, _ in self.lines if like.table is table}
        return [docket for docket in table.dockets if held & set(docket.issues)]

    def press(self) -> None:
        """Hold the line where the front stands, and nowhere else."""
        for like, kink, mark, weight in self.lines:
            square = np.where(self.stands, weight, 0.0)
            at = np.flatnonzero(square != kink.square)
            like.table.press(kink, at, mark.take(at), square=square.take(at))

    def settled(self) -> np.ndarray:
        """Worlds in which a member has settled one of the issues."""
        return reduce(np.logical_or, [like.settled for like, _, _, _ in self.lines])

    def price(self, table: Table, penalty: Array, bribe: Array) -> Array:
        """Share of its scope that the hub must give up for a member to leave; infinite if too much.

        Nil where the member would take the last offer heard, but for the line. `penalty` is in the
        member's utility, `bribe` the most that the hub gives up.
        """
        found = np.full(len(bribe), np.inf)
        side = 1 - self.hub.side(table)
        kinks = [kink for like, kink, _, _ in self.lines if like.table is table]
        for docket in self.dockets(table):
            for talks in docket.talks:
                most, paid = (x.take(talks.worlds) for x in (bribe, penalty))
                share = talks.bonus(side, kinks, most, paid)
                live = talks.worlds[talks.live]
                found[live] = np.minimum(found[live], share[talks.live])
        return found
