"""An alliance: a patron, an ally, and the trust between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.scenario import schema

if TYPE_CHECKING:
    from negotiation.world.model import NegotiationModel
    from negotiation.world.table import Table


class Alliance:
    """Patron and ally; rules read and move what is between them, arrays are [world].

    Attributes
    ----------
    key : name in the scenario file.
    table : where the two talk.
    guarantee : position at the table of what the patron does for the ally's security: the first
        security issue that is the patron's, else the first security issue; None without one.
    trust : between 0 and 1; stays where it starts unless a rule moves it. `lowest` on the way.
    dependence : share of the ally's security that it could find with nobody else; 0 unless a rule
        sets it.
    fear : chance, as the ally believes, that the patron abandons it; 0 unless a rule sets it.
    assurance : share of a promise that is believed, 1 unless a rule sets it.
    """

    def __init__(self, model: NegotiationModel, key: str, data: schema.Alliance):
        self.key = key
        self.patron = model.countries[data.patron]
        self.ally = model.countries[data.ally]
        self.table = _table(model, {data.patron, data.ally})
        self.guarantee = _guarantee(self.table, data.patron)
        self.trust = model.draw(f"alliances.{key}.trust", data.trust)
        self.lowest = self.trust
        self.dependence = np.zeros(model.worlds)
        self.fear = np.zeros(model.worlds)
        self.assurance = np.ones(model.worlds)

    @property
    def ally_side(self) -> int:
        """Which side of the table the ally is."""
        return self.table.sides.index(self.ally)


def _table(model: NegotiationModel, pair: set[str]) -> Table:
    return next(t for t in model.tables.values() if {side.key for side in t.sides} == pair)


def _guarantee(table: Table, patron: str) -> int | None:
    issues = list(table.data.issues.values())
    security = [k for k, issue in enumerate(issues) if issue.domain == "security"]
    given = [k for k in security if issues[k].by == patron]
    return next(iter(given or security), None)
