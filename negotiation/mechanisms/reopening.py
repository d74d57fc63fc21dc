"""M15: compliance and reopening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.bargaining.loss import loss, total
from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule
from negotiation.world.table import DEAL

if TYPE_CHECKING:
    from negotiation.world.docket import Docket
    from negotiation.world.model import NegotiationModel
    from negotiation.world.table import Table


class Reopening(Rule):
    """A deal is reviewed: what was pledged may be held back, and the stronger may reopen.

    Reviews come every round(`review`) weeks, r, from signing, docket by docket.

    Compliance: a pledge is delivered in n equal parts, one a review. A side delivers if

        delta^r / (1 - delta^r) x (U - D) r / 52  >=  yearly cost of the pledge / (annuity x n),

    U and D its utility and impasse value at signing: the future of all that is held together in
    the docket disciplines (Fearon 1998), so linkage pools enforcement (Bernheim and Whinston 1990).
    Where it does not, it keeps what the rest of the pledge would cost, and the other side goes
    without what it would gain by it.

    Instalments: n = 1 + round((1 - T) (`instalments` - 1)), T the trust of the alliance, or else
    the compliance c that the receiver believes in. The receiver stops answering once a part fails
    to come, so it counts 1 - (1 - c) / n of a delivery, and c if all is due at once.

    Reopening: at a review a side goes back on the deal with chance `hazard` if the other holds
    back, or if it is the stronger side, or of a stance to reopen, and expects more: the share that
    it got of the best deal it saw at signing, of that which it sees now, is worth more than its
    utility. The stronger side is the one to lose less of what it has at stake if there is no deal.
    The default then applies again, threats made before fall due once more in round(`notice`) weeks
    of who made them, and both sides ask for the share `demand` of the way to their opening demands.
    `review` is the first party's number, `instalments` the receiver's. Off, no deal is reviewed:
    all stand as they were signed, and no pledge is delivered in parts.
    """

    id = "M15"
    name = "compliance and reopening"
    numbers = {
        "review": Unit("weeks", 1),
        "hazard": Unit("1", 0, 1),
        "instalments": Unit("1", 1),
        "notice": Unit("weeks", 1),
        "demand": Unit("1", 0, 1),
    }

    def begin(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            for giver in (0, 1):
                pledges = _pledges(table, giver)
                if pledges:
                    self._split(model, table, giver, pledges)

    def _split(self, model: NegotiationModel, table: Table, giver: int, pledges: list[int]) -> None:
        """Fix the number of instalments, and what they add to the receiver's worth of a pledge."""
        receiver = 1 - giver
        seen = [table.delivery[receiver, k] for k in pledges if (receiver, k) in table.delivery]
        pair = {side.key for side in table.sides}
        allied = [a.trust for a in model.alliances.values() if {a.patron.key, a.ally.key} == pair]
        trust = allied or [compliance for _, compliance in seen[:1]] or [np.ones(model.worlds)]
        most = self.value(model, "instalments", table.sides[receiver].key)
        table.instalments[giver] = 1.0 + np.rint((1.0 - trust[0]) * (most - 1.0))
        for k in pledges:
            if (receiver, k) in table.delivery:
                whole, compliance = table.delivery[receiver, k]
                spared = (1.0 - compliance) * (1.0 - 1.0 / table.instalments[giver])
                table.terms.money[receiver][k] = table.terms.money[receiver][k] + whole * spared

    def spill(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            review = np.maximum(np.rint(self.value(model, "review", table.sides[0].key)), 1.0)
            for docket in table.dockets if model.week < table.closes else ():
                signed = np.flatnonzero((docket.state == DEAL) & (docket.week < model.week))
                at = signed[(model.week - docket.week[signed]) % review[signed] == 0.0]
                if len(at):
                    for lapse in docket.lapse:
                        lapse[at] = 0.0
                    held = [self._deliver(model, docket, side, review, at) for side in (0, 1)]
                    self._reopen(model, docket, held, at)

    def _deliver(
        self, model: NegotiationModel, docket: Docket, giver: int, review: Array, at: np.ndarray
    ) -> np.ndarray:
        """Deliver the part that falls due, or hold it back; who holds back, [review]."""
        table = docket.table
        pledges = [k for k in _pledges(table, giver) if k in docket.issues]
        if not pledges:
            return np.zeros(len(at), dtype=bool)
        country = table.sides[giver]
        parts, paid = table.instalments[giver][at], docket.paid[giver][at]
        cost, gain = _worth(table, giver, pledges, at), _delivered(table, giver, pledges, at)
        due = (paid < parts) & (cost > 0.0)
        annuity = model.draw(f"countries.{country.key}.annuity", country.data.annuity)[at]
        future = docket.signed[giver][at] - docket.signed_impasse[giver][at]
        keeps = disciplined(
            country.delta[at] ** review[at], future * review[at] / 52.0, cost / (annuity * parts)
        )
        held = due & ~keeps
        table.fell_due[giver][at] += due
        table.delivered[giver][at] += due & keeps
        docket.paid[giver][at] += due & keeps
        missing = np.where(held, 1.0 - paid / parts, 0.0)
        docket.lapse[giver][at] += missing * cost
        docket.lapse[1 - giver][at] -= missing * gain
        model.acted(self, held, f"{table.name}: {country.data.name} holds its pledge back")
        return held

    def _reopen(
        self, model: NegotiationModel, docket: Docket, held: list[np.ndarray], at: np.ndarray
    ) -> None:
        """See who goes back on the deal among the worlds under review, and end it there."""
        table, goes, asks = docket.table, [], []
        for side, country in enumerate(table.sides):
            name = f"mechanisms.M15.reopen.{table.name}.{docket.name}.{country.key}"
            hazard = self.value(model, "hazard", country.key)
            ready = (model.draws.uniform(name, model.week) < hazard)[at]
            goes.append(ready & held[1 - side])
            asks.append(ready & ~goes[side])
        self._ask(model, docket, at, asks, goes)
        for country, wants in zip(table.sides, goes, strict=True):
            what = f"{table.name}: {country.data.name} reopens the deal ({docket.name})"
            model.acted(self, wants, what)
        ended = at[goes[0] | goes[1]]
        if not len(ended):
            return
        one, two = (self.value(model, "demand", side.key) for side in table.sides)
        docket.reopen(ended, (one, two))  # first, so that threats may be made on its issues
        notice = self._notice(model, table)
        for threat in table.threats:
            if threat.issue in docket.issues:
                due = model.week + notice[threat.by]
                back = np.zeros(model.worlds, dtype=bool)
                back[ended] = threat.made[ended] & table.hurts(threat, ended)
                table.threaten(threat.by, threat.issue, threat.value.copy(), due, back)

    def _notice(self, model: NegotiationModel, table: Table) -> tuple[Array, Array]:
        """Weeks until each side's threats fall due if a deal ends."""
        one, two = (np.rint(self.value(model, "notice", side.key)) for side in table.sides)
        return one, two

    def _ask(
        self,
        model: NegotiationModel,
        docket: Docket,
        at: np.ndarray,
        asks: list[np.ndarray],
        goes: list[np.ndarray],
    ) -> None:
        """Note in `goes` which of the sides that ask themselves expect more, [review] by side."""
        asked = np.flatnonzero(asks[0] | asks[1])
        if not len(asked):
            return
        without = docket.without_deal(self._notice(model, docket.table), at[asked])
        for side in (0, 1):
            own = asks[side][asked]
            if own.any():
                mine = asked[own]
                goes[side][mine] = _expects_more(docket, side, at[mine], without[:, own])


def _expects_more(docket: Docket, side: int, at: np.ndarray, without: Array) -> np.ndarray:
    """Whether a side may reopen and expects more in the worlds `at`, having no deal being worth so.

    `without` holds the rows of `Docket.without_deal` there.
    """
    signed, stake = docket.signed, docket.at_stake
    lost = [(signed[p][at] - without[p]) / stake[p][at] for p in (0, 1)]
    found = (lost[side] < lost[1 - side]) | docket.table.sides[side].stance.reopen
    may = np.flatnonzero(found)
    if len(may):
        found[may] = _gains(docket, side, at[may], without[:, may])
    return found


def _gains(docket: Docket, side: int, at: np.ndarray, without: Array) -> np.ndarray:
    """Whether the share that a side got of the best deal at signing, of that of now, is more."""
    least, believed = without[side], without[2 + side]
    best = docket.yardstick(side, at).own_where_other(believed)
    signed, impasse = docket.signed[side][at], docket.signed_impasse[side][at]
    gain = docket.signed_best[side][at] - impasse
    share = np.clip((signed - impasse) / np.where(gain > 0.0, gain, 1.0), 0.0, 1.0)
    expected = least + np.where(gain > 0.0, share, 1.0) * np.maximum(best - least, 0.0)
    has = signed + docket.lapse[side][at]
    return expected > has + 1e-9 * np.abs(has)


def disciplined(delta: Array, loss_each: Array, saving: Array) -> np.ndarray:
    """Whether the future keeps a side from cheating once: delta / (1 - delta) x loss >= saving.

    `delta` discounts from one period to the next; `loss_each` is what it loses in every later one.
    """
    return delta * loss_each >= (1.0 - delta) * saving


def _pledges(table: Table, giver: int) -> list[int]:
    """Positions of the pledges that a side gives."""
    key = table.sides[giver].key
    issues = table.data.issues.values()
    return [k for k, issue in enumerate(issues) if issue.kind == "pledge" and issue.by == key]


def _lost(table: Table, side: int, k: int, own: Array, at: np.ndarray) -> Array:
    """Yearly loss of a side by own concessions on an issue, in some worlds."""
    return loss(own, table.stake[side][k][at], table.terms.curvature[side][k][at])


def _worth(table: Table, giver: int, pledges: list[int], at: np.ndarray) -> Array:
    """Yearly cost to the giver of all that it pledged."""
    agreed = [table.agreed[k][at] if giver == 0 else 1.0 - table.agreed[k][at] for k in pledges]
    return total([_lost(table, giver, k, c, at) for k, c in zip(pledges, agreed, strict=True)])


def _delivered(table: Table, giver: int, pledges: list[int], at: np.ndarray) -> Array:
    """Yearly utility that the receiver expects of the delivery of all that was pledged."""
    receiver, rows = 1 - giver, []
    for k in pledges:
        own = table.agreed[k][at] if receiver == 0 else 1.0 - table.agreed[k][at]
        none = _lost(table, receiver, k, np.ones(len(at)), at)
        gain = none - _lost(table, receiver, k, own, at)
        rows.append(gain * _share_delivered(table, receiver, k)[at])
    return total(rows)


def _share_delivered(table: Table, receiver: int, k: int) -> Array:
    """Share of a pledge's worth to its receiver that rests on the delivery, not on the news."""
    if (receiver, k) not in table.delivery:
        return np.ones(table.model.worlds)
    whole, compliance = table.delivery[receiver, k]
    exposed = (1.0 - compliance) / table.instalments[1 - receiver]
    money = table.terms.money[receiver][k]
    return np.where(money > 0.0, whole * (1.0 - exposed) / np.where(money > 0.0, money, 1.0), 0.0)
