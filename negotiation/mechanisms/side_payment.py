"""M4: investment and energy as side payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.mechanisms.told import to
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule
from negotiation.world.table import DEAL

if TYPE_CHECKING:
    from negotiation.world.docket import Docket
    from negotiation.world.model import NegotiationModel
    from negotiation.world.table import Table


class SidePayment(Rule):
    """A pledge is worth more to its receiver than it costs the giver.

        value = (rho_announce + rho_deliver x believed compliance) x pledge x annuity

    Between allies compliance is believed as far as trust goes, where a rule says so (M16). The
    receiver counts the announcement and what it believes will be delivered; the giver pays
    the cost of capital, a small share of the headline (kappa). Off, a pledge is worth nothing to
    the receiver. Seed texts of April 2025: investments rather than tariffs.
    """

    id = "M4"
    name = "investment as side payment"
    numbers = {
        "announcement_value": Unit("1", 0),
        "delivery_value": Unit("1", 0),
        "believed_compliance": Unit("1", 0, 1),
    }

    def begin(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            for k, issue in enumerate(table.data.issues.values()):
                if issue.kind != "pledge" or issue.stakes:
                    continue
                giver = 0 if table.sides[0].key == issue.by else 1
                receiver = table.sides[1 - giver]
                annuity = model.draw(f"countries.{receiver.key}.annuity", receiver.data.annuity)
                compliance = self.value(model, "believed_compliance", receiver.key)
                for alliance in model.alliances.values():
                    if alliance.table is table:
                        compliance = compliance * alliance.assurance
                announced = self.value(model, "announcement_value", receiver.key)
                delivered = self.value(model, "delivery_value", receiver.key)
                rho = announced + delivered * compliance
                table.terms.money[1 - giver][k] = rho * table.terms.span[k] * annuity
                whole = delivered * table.terms.span[k] * annuity
                table.delivery[1 - giver, k] = whole, compliance

    def spill(self, model: NegotiationModel) -> None:
        if model.record is None:
            return
        for table in model.tables.values():
            for docket in table.dockets:
                for receiver, issue in table.delivery:
                    if issue in docket.issues:
                        self._tell(model, table, docket, receiver, issue)

    def _tell(
        self, model: NegotiationModel, table: Table, docket: Docket, receiver: int, issue: int
    ) -> None:
        """Say what a pledge settled this week is worth to its receiver, in money."""
        signed = (docket.state == DEAL) & (docket.week == model.week)
        given = table.agreed[issue] if receiver == 1 else 1.0 - table.agreed[issue]
        worth = table.terms.money[receiver][issue] * given
        shared, taker = to(worth, ".3g"), table.sides[receiver].data.name
        what = f"comes{shared} USD bn a year for" if shared else "counts for"
        where = signed & (given > 0.0)
        model.acted(self, where, f"{table.name}: {table.issues[issue]} {what} {taker}")
