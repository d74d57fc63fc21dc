"""M13: first mover, queue and precedent."""

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


class FirstMover(Rule):
    """A hub serves so many tables a week, and its first deal sets a precedent for the others.

    A hub is a country at more tables than one. It meets at most round(`capacity`) of them a week,
    in an order drawn by world; partners whose stance is `early` come first. A table gives up its
    turn while its talks are settled, ended, suspended or paused.

    Issues that share a name under `like` are alike. Once the first of them is settled, at a value
    that means the own concession c* to a side of another table, that side pays there for

        weight / (1 - weight)  x  likeness x likeness'  x  V max(c - c*, 0)^2

    (weight omega; the likeness of each of the two partners; V its stake). Until then the hub pays
    for giving more on its tariff than the best default that the partner has had, c0:

        premium x weight x followers x likeness x sum of likeness' x trade'  x  max(c - c0, 0)

    in USD bn a year, summed over the partners still talking about a like tariff (premium mu, a
    share of their trade for the whole way between the ideals; `followers` is the share of them
    expected to demand the same). So the first deal is dearer to give, and anchors the later ones.
    Both weigh on signing alone. Weight, premium, followers and capacity are the hub's numbers. The
    promise of a first mover advantage: seed text of April 2025. Off, a hub meets every table each
    week, there is no queue, and no deal binds or prices another (omega is 0 for fronts, M14, too).
    """

    id = "M13"
    name = "first mover, queue, precedent"
    numbers = {
        "capacity": Unit("1/week", 1),
        "weight": Unit("1", 0, 0.95),
        "premium": Unit("1", 0),
        "followers": Unit("1", 0, 1),
        "likeness": Unit("1", 0, 1),
    }

    def begin(self, model: NegotiationModel) -> None:
        self._hubs = hubs(model)
        self._resting: dict[tuple[str, str], np.ndarray] = {}
        self._precedents: list[tuple[Hub, _Precedent]] = []
        self._fears: list[_Fear] = []
        for hub in self._hubs:
            hub.country.precedent_weight = self.value(model, "weight", hub.country.key)
            self._line_up(model, hub)
            for name, likes in hub.alike.items():
                likeness = [self.value(model, "likeness", like.partner.key) for like in likes]
                precedent = _Precedent(name, likes, likeness, model.worlds)
                self._precedents.append((hub, precedent))
                shares = ("premium", "weight", "followers")
                feared = reduce(
                    np.multiply, [self.value(model, key, hub.country.key) for key in shares]
                )
                self._fears += _fears(hub, likes, likeness, precedent, feared)
        self._press_fears()

    def _line_up(self, model: NegotiationModel, hub: Hub) -> None:
        """Draw the hub's queue: place 1 is served first."""
        keys = []
        for table in hub.tables:
            drawn = model.draws.uniform(f"mechanisms.M13.queue.{hub.country.key}.{table.name}")
            keys.append(drawn - 1.0 if hub.partner(table).stance.early else drawn)
        order = np.argsort(np.stack(keys), axis=0, kind="stable")
        places = np.argsort(order, axis=0, kind="stable") + 1.0
        for table, place in zip(hub.tables, places, strict=True):
            table.queue[hub.side(table)] = place

    def calendar(self, model: NegotiationModel) -> None:
        for hub in self._hubs:
            capacity = np.rint(self.value(model, "capacity", hub.country.key))
            asking = [(t.queue[hub.side(t)], t.talking()) for t in hub.tables]
            for table in hub.tables:
                place = table.queue[hub.side(table)]
                ahead = np.zeros(model.worlds)
                for other, waits in asking:
                    ahead += waits & (other < place)
                served = ahead < capacity
                table.served &= served
                if model.record is not None:
                    self._tell(model, hub, table, served)

    def _tell(self, model: NegotiationModel, hub: Hub, table: Table, served: np.ndarray) -> None:
        """Tell a replay when a table's turn comes and goes."""
        rests = ~served & table.talking()
        before = self._resting.get((hub.country.key, table.name), np.zeros_like(rests))
        self._resting[hub.country.key, table.name] = rests
        name = hub.country.data.name
        model.acted(self, rests & ~before, f"{table.name}: waits its turn with {name}")
        model.acted(self, before & ~rests & table.talking(), f"{table.name}: has its turn again")

    def spill(self, model: NegotiationModel) -> None:
        for hub, precedent in self._precedents:
            if any("settled" in table.happened for table in hub.tables):
                weight = self.value(model, "weight", hub.country.key)
                for like, where in precedent.follow(weight / (1.0 - weight)):
                    what = f"{like.table.name}: there is a precedent ({precedent.name})"
                    model.acted(self, where, what)
        self._press_fears()

    def _press_fears(self) -> None:
        for fear in self._fears:
            fear.press()


class _Precedent:
    """The first settled value among issues that are alike; arrays are [world]."""

    def __init__(self, name: str, likes: tuple[Like, ...], likeness: list[Array], worlds: int):
        self.name = name
        self.likes = likes
        self.likeness = likeness
        self.value = np.full(worlds, np.nan)
        self.of = np.full(worlds, -1)  # which of `likes` set it
        self.kinks: list[tuple[Kink, Kink]] = [
            (like.table.add_kink(0, like.issue, True), like.table.add_kink(1, like.issue, True))
            for like in likes
        ]

    @property
    def standing(self) -> np.ndarray:
        """Worlds in which there is one."""
        return self.of >= 0

    def follow(self, weight: Array) -> list[tuple[Like, np.ndarray]]:
        """Take note of a first settlement; returns the issues it weighs on and in which worlds.

        Of two settled in one week the one at the earlier table in the order of play is the first.
        """
        before = self.standing
        for i, like in enumerate(self.likes):
            first = np.flatnonzero(like.settled & ~self.standing)
            self.value[first] = like.agreed(first)
            self.of[first] = i
        at = np.flatnonzero(self.standing & ~before)
        if not len(at):
            return []
        of, own = self.of.take(at), [likeness.take(at) for likeness in self.likeness]
        setter = np.select([of == i for i in range(len(self.likes))], own, 0.0)
        value, weight, moved = self.value.take(at), weight.take(at), []
        for like, likeness, kinks in zip(self.likes, own, self.kinks, strict=True):
            found, square = np.zeros(len(before), dtype=bool), weight * likeness * setter
            for side, kink in enumerate(kinks):
                mark = like.concession(value, side, at)
                found[like.table.press(kink, at, mark, square=square)] = True
            moved.append((like, found))
        return moved


class _Fear:
    """What the hub expects a first deal to cost it elsewhere; arrays are [world]."""

    def __init__(
        self, here: Like, weight: Array, others: list[tuple[Like, Array]], first: _Precedent
    ):
        self.here = here
        self.weight = weight
        self.others = others
        self.first = first
        self.kink = here.table.add_kink(here.side, here.issue, True)
        self.best = np.zeros_like(weight)

    def press(self) -> None:
        """Price it anew: partners leave, and defaults are lowered."""
        here = self.here
        default = here.default(here.side)
        self.best = np.maximum(self.best, np.clip(default, 0.0, 1.0))
        ahead = np.zeros_like(self.weight)
        for like, likeness in self.others:
            trade = like.table.data.issues[like.table.issues[like.issue]].trade
            if trade is not None:
                ahead = ahead + likeness * trade.value * like.table.negotiable(like.issue)
        money = here.table.terms.money[here.side][here.issue]
        slope = self.weight * ahead / np.where(money > 0.0, money, 1.0)
        slope = np.where((money > 0.0) & ~self.first.standing, slope, 0.0)
        moved = (slope != self.kink.slope) | ((slope > 0.0) & (self.best != self.kink.mark))
        at = np.flatnonzero(moved)
        here.table.press(self.kink, at, self.best.take(at), slope=slope.take(at))


def _fears(
    hub: Hub, likes: tuple[Like, ...], likeness: list[Array], first: _Precedent, feared: Array
) -> list[_Fear]:
    """One for each tariff of the hub among issues that are alike; `feared` is the hub's share."""
    pairs = list(zip(likes, likeness, strict=True))
    found = []
    for like, own in pairs:
        issue = like.table.data.issues[like.table.issues[like.issue]]
        if issue.kind == "tariff" and issue.by == hub.country.key:
            others = [(other, share) for other, share in pairs if other is not like]
            found.append(_Fear(like, feared * own, others, first))
    return found
