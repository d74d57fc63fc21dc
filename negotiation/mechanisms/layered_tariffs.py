"""M1: layered tariffs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.mechanisms.told import to
from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.world.model import NegotiationModel


class LayeredTariffs(Rule):
    """What applies without a deal follows the dated path of the scenario.

    Baseline, reciprocal, sector and own tariffs are issues of their own, each with a default that
    steps on the dates of the orders. Nobody foresees a step; the cost of no deal moves with it.
    Off, the default stays as it was at the start.
    """

    id = "M1"
    name = "layered tariffs"

    def calendar(self, model: NegotiationModel) -> None:
        everywhere = np.ones(model.worlds, dtype=bool)
        for table in model.tables.values():
            for k, (name, issue) in enumerate(table.data.issues.items()):
                for i, step in enumerate(issue.default):
                    if step.since <= model.calendar.start:
                        continue
                    if model.calendar.week_of(step.since) != model.week:
                        continue
                    at = f"tables.{table.name}.issues.{name}.default.{i}.value"
                    value = model.draw(at, step.value)
                    table.set_default(k, value, everywhere, beneath=True)
                    if model.record is not None:
                        what = f"{table.name}: default of {name} steps{to(value)}"
                        model.acted(self, table.open, what)
