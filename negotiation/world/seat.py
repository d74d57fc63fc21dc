"""A seat at talks: what one side wants, asks for and has heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.bargaining.curve import Path
from negotiation.bargaining.loss import total
from negotiation.draws import Array
from negotiation.strategies.view import Beliefs, Problem
from negotiation.world.held import likeness
from negotiation.world.kinks import Costs

OFFERING = "aspiration", "ask", "offer"  # what it changes about a side to make an offer
ANSWERING = "aspiration", "offered", "offered_before", "claimed"  # and what to answer one


@dataclass
class Drawn:
    """A side's path, and the one as if there were no red lines; None where there are none."""

    within: Path
    free: Path | None

    def part(self, of: slice | np.ndarray) -> Drawn:
        """Those of some of the worlds, given as positions."""
        return Drawn(self.within.part(of), None if self.free is None else self.free.part(of))


@dataclass
class Seat:
    """One side at the talks; arrays are [world] or [issue, world] of the talks.

    Attributes
    ----------
    linear, square : the two coefficients of the loss of a concession, V (1 - q) and V q.
    stake, kinks : V, and further costs beyond marks in shares of it.
    most : red lines, the largest own concession; `bound` says whether there are any.
    path, free : packages to bid within red lines, and without (None where that is the same).
    news : what the week says of no deal, NaN before the first: `impasse`, its value; `believed`,
        what the side takes the other's to be; `insisted`, share of the own best rational gain to
        be brought home; `quitting`, what quitting for good adds to the value, [of these, world].
    outside : value of quitting for good.
    rational : best utility believed to leave the other side as much.
    opening : the opening demand; `scope` what lies between it and the impasse value.
    floor : least acceptable utility: impasse value, outside option, and what holds at home.
    demand, backing : utility demanded in public, and what each unit short of it costs at home; they
        count only where the side is `public`.
    ask, offer : utility asked for last, and the package that asks for it (own concession).
    spoken : worlds in which it has made an offer since its leader took over.
    offered, offered_before : utility of the last package heard, and of the one before.
    others : the other side's preferences as believed, for a concession that weighs them; with them
        `claimed` is what the last package heard is worth to the other.
    problem : what is known before any offer, for an opponent model that learns; `learnt` is its
        memory, `lessons` how many offers it heard.
    redrawn : worlds in which its path is new this week.
    """

    linear: Array
    square: Array
    stake: Array
    kinks: Costs
    most: Array
    path: Path
    free: Path | None
    beta: Array
    opening_share: Array
    clock_scale: Array
    news: Array
    outside: Array
    rational: Array
    opening: Array
    scope: Array
    floor: Array
    deadline_weight: Array
    delay_clock: Array
    demand: Array
    backing: Array
    aspiration: Array
    ask: Array
    offer: Array
    spoken: np.ndarray
    offered: Array
    offered_before: Array
    memory: dict[str, Array]
    claimed: Array
    others: Beliefs | None
    problem: Problem | None
    learnt: dict[str, Array]
    redrawn: np.ndarray
    bound: bool
    fresh: bool = False
    lessons: int = 0
    public: bool = False

    @property
    def impasse(self) -> Array:
        return self.news[0]

    @property
    def believed(self) -> Array:
        return self.news[1]

    @property
    def insisted(self) -> Array:
        return self.news[2]

    @property
    def quitting(self) -> Array:
        return self.news[3]

    @property
    def form(self) -> Any:
        """What a seat is without its worlds; seats of one docket and form may be joined."""
        flags = self.fresh, self.lessons, self.public, len(self.path.own)
        return flags, likeness(self.memory), likeness(self.learnt)

    def worth(self, own: Array) -> Array:
        """Utility of a package of own concessions between 0 and 1, [issue, world]."""
        return self.worths(own)[0]

    def worths(self, own: Array, at: np.ndarray | None = None) -> tuple[Array, Array]:
        """Utility of a package as it is signed, and from then on; `at` are its worlds, if not all.

        They differ by the kinks that weigh on signing alone.
        """
        linear, square = self._at(self.linear, at), self._at(self.square, at)
        signed = lasting = -total(own * (linear + square * own))
        if self.kinks.issues:
            costs = self.kinks.of(own, self._at(self.stake, at), at)
            for cost, signing in zip(costs, self.kinks.signing, strict=True):
                signed = signed - cost
                lasting = lasting if signing else lasting - cost
        return signed, lasting

    @staticmethod
    def _at(x: Array, at: np.ndarray | None) -> Array:
        return x if at is None else x.take(at, axis=-1)

    def revalue(self, kinks: Costs, at: np.ndarray, heard: Array) -> None:
        """Take over other kinks in the worlds `at`, and count the last package heard there anew."""
        self.kinks.parts[..., at] = kinks.parts
        before = self.offered[at]
        self.offered = self.offered.copy()
        now, _ = self.worths(heard.take(at, axis=-1), at)
        self.offered[at] = np.where(np.isfinite(before), now, before)

    def target(self) -> Array:
        """Utility that the side asks for now, never below what it may accept."""
        return self.asks(self.aspiration)

    def asks(self, aspiration: Array) -> Array:
        """Utility that the side would ask for at an aspiration; `aspires` is the way back."""
        return np.maximum(self.gross(self.impasse + aspiration * self.scope), self.floor)

    def aspires(self, utility: Array) -> Array:
        """Aspiration at which the side would ask for a utility."""
        return (self.net(utility) - self.impasse) / self.scope

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

    def inform(self, news: Array) -> bool:
        """Take over what the week says of no deal; whether there is anything to judge anew."""
        if not self.redrawn.any() and np.array_equal(news, self.news):
            return False
        before, self.news = self.believed, news
        moved = np.flatnonzero(self.redrawn | (self.believed != before))
        self.redrawn[:] = False
        # yardsticks at home know no red lines of the other side
        yardstick = self.path if self.free is None else self.free
        if 2 * len(moved) > len(before):  # to pick most of them out costs more than to take all
            self.rational = yardstick.own_where_other(self.believed)
        elif len(moved):
            self.rational[moved] = yardstick.own_where_other(self.believed.take(moved), moved)
        return True

    def judge(self) -> None:
        """Opening demand, scope and floor, from impasse value, win-set and believed best."""
        impasse = self.impasse
        opening = impasse + self.opening_share * (self.path.own[-1] - impasse)
        self.opening = np.maximum(self.rational, opening)
        self.scope = np.maximum(self.opening - impasse, 1e-12)
        self.outside = impasse + self.quitting
        home = self.insisted * np.maximum(self.rational - impasse, 0.0)
        self.floor = self.gross(np.maximum(impasse + home, self.outside))

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

    def said(self, names: Sequence[str]) -> dict[str, Array]:
        """What an exchange may change, to be put back where nobody speaks."""
        return {name: getattr(self, name) for name in names}

    def unsay(self, said: dict[str, Array], silent: np.ndarray) -> None:
        """Put back what was said in worlds in which nobody speaks."""
        at = np.flatnonzero(silent)
        for name, value in said.items():
            kept = getattr(self, name).copy()  # it may be what another name held before
            kept[..., at] = value.take(at, axis=-1)
            setattr(self, name, kept)

    def gap(self) -> Array:
        """What it asked last less what it was last offered, a share of its scope."""
        known = np.isfinite(self.offered) & np.isfinite(self.ask)
        apart = np.where(known, self.ask, 0.0) - np.where(known, self.offered, 0.0)
        return np.where(known, apart / self.scope, np.inf)
