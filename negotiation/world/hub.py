"""A hub: a country that sits at several tables, and the issues that are alike there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.model import NegotiationModel
    from negotiation.world.table import Table


@dataclass(frozen=True)
class Like:
    """An issue that has its like at another table of the hub; `side` is the hub's."""

    table: Table
    issue: int
    side: int

    @property
    def partner(self) -> Country:
        """Who sits across from the hub."""
        return self.table.sides[1 - self.side]

    @property
    def settled(self) -> np.ndarray:
        """Worlds in which something was agreed on it."""
        return ~self.table.unsettled[self.issue]

    def agreed(self, worlds: np.ndarray) -> Array:
        """The value agreed in some worlds, in the unit of the issue; NaN where none was."""
        scale = self.table.terms.scales[self.issue].at(worlds)
        return scale.to_value(self.table.agreed[self.issue][worlds])

    def concession(self, value: Array, side: int, worlds: np.ndarray) -> Array:
        """A side's own concession at a value in some worlds."""
        first = self.table.terms.scales[self.issue].at(worlds).to_concession(value)
        return first if side == 0 else 1.0 - first

    def default(self, side: int) -> Array:
        """A side's own concession by default, [world]."""
        first = self.table.concession_now[self.issue]
        return first if side == 0 else 1.0 - first

    def value(self, concession: Array, side: int) -> Array:
        """The value at which a side's own concession is as given, [world]."""
        first = concession if side == 0 else 1.0 - concession
        return self.table.terms.scales[self.issue].to_value(first)


@dataclass(frozen=True)
class Hub:
    """A country, its tables in the order of play, and issues alike by the name they share."""

    country: Country
    tables: tuple[Table, ...]
    alike: dict[str, tuple[Like, ...]]

    def side(self, table: Table) -> int:
        """Which side of a table the hub is."""
        return table.sides.index(self.country)

    def partner(self, table: Table) -> Country:
        """Who sits across from the hub."""
        return table.sides[1 - self.side(table)]


def hubs(model: NegotiationModel) -> list[Hub]:
    """The countries at more tables than one."""
    found = []
    for country in model.countries.values():
        tables = tuple(t for t in model.tables.values() if country in t.sides)
        if len(tables) > 1:
            found.append(Hub(country, tables, _alike(country, tables)))
    return found


def _alike(country: Country, tables: tuple[Table, ...]) -> dict[str, tuple[Like, ...]]:
    found: dict[str, tuple[Like, ...]] = {}
    for table in tables:
        for k, issue in enumerate(table.data.issues.values()):
            if issue.like is not None:
                here = Like(table, k, table.sides.index(country))
                found[issue.like] = (*found.get(issue.like, ()), here)
    return {name: likes for name, likes in found.items() if len(likes) > 1}
