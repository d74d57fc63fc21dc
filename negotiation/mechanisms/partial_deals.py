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
    its owner refuse. A partial deal locks its basket (fractionating: Fisher 1964).
    """

    id = "M7"
    name = "total rollback, partial deals"

    def begin(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            if all(country.stance.partial for country in table.sides) and table.baskets:
                table.linked = False
            for side in (0, 1):
                self._draw_lines(table, side)

    def _draw_lines(self, table: Table, side: int) -> None:
        for line in table.sides[side].stance.red_lines:
            for k, info in enumerate(table.info(side)):
                if not line.covers(info.name, info.kind, info.mine):
                    continue
                table.most[side][k] = np.minimum(table.most[side][k], line.limit)
                if line.public:
                    floor = 1.0 - line.limit
                    table.least[1 - side][k] = np.maximum(table.least[1 - side][k], floor)
