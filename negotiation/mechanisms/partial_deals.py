"""M7: total rollback and partial deals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.world.rule import Rule
from negotiation.world.table import Table

if TYPE_CHECKING:
    from negotiation.world.model import NegotiationModel


class PartialDeals(Rule):
    """Red lines bind, and two sides that would settle one basket before the others may do so.

    A red line caps the own concession on the issues it names (total rollback: the tariffs that
    the other side imposes). A public line is known: the other side bids within it as long as that
    leaves it what it may accept, and otherwise as if there were none. A private line only makes
    its owner refuse. A partial deal locks its basket (fractionating: Fisher 1964). Off, no line
    binds, and nobody's will to settle in parts parts what M6 holds together.
    """

    id = "M7"
    name = "total rollback, partial deals"

    def begin(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            if all(country.stance.partial for country in table.sides) and table.baskets:
                baskets = [basket for basket, members in table.baskets.items() if members]
                if table.linked and len(baskets) > 1:
                    what = f"{table.name}: {', '.join(baskets)} are settled apart"
                    model.acted(self, table.open, what)
                table.linked = False
            for side in (0, 1):
                self._draw_lines(model, table, side)

    def _draw_lines(self, model: NegotiationModel, table: Table, side: int) -> None:
        country = table.sides[side]
        for line in country.stance.red_lines:
            covered = [
                (k, info.name)
                for k, info in enumerate(table.info(side))
                if line.covers(info.name, info.kind, info.mine)
            ]
            if covered:
                what = f"draws a {'public' if line.public else 'private'} red line on "
                what += ", ".join(name for _, name in covered)
                model.acted(self, table.open, f"{table.name}: {country.data.name} {what}")
            for k, _ in covered:
                table.most[side][k] = np.minimum(table.most[side][k], line.limit)
                if line.public:
                    floor = 1.0 - line.limit
                    table.least[1 - side][k] = np.maximum(table.least[1 - side][k], floor)
