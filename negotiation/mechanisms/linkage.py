"""M6: issue linkage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.world.model import NegotiationModel


class IssueLinkage(Rule):
    """Baskets are negotiated as one package, so that one can pay for another.

    Linked issues are judged, accepted and ratified on their total; off, each basket stands on its
    own. Linkage helps where marginal rates of substitution differ between baskets (Tollison and
    Willett 1979; Sebenius 1983), and can hurt by straining what passes at home (Tsebelis 2002).
    Without linkage nothing holds one basket up for another, so the stance to settle all or nothing
    binds only where M6 is on.
    """

    id = "M6"
    name = "issue linkage"

    def begin(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            table.linked = True

    def calendar(self, model: NegotiationModel) -> None:
        if model.week > 0 or model.record is None:
            return
        for table in model.tables.values():
            baskets = [basket for basket, members in table.baskets.items() if members]
            if table.linked and len(baskets) > 1:  # other rules have had their say by now
                what = f"{table.name}: {', '.join(baskets)} are one package"
                model.acted(self, table.open, what)
