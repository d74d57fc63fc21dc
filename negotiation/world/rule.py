"""The base of mechanisms: a rule with its own numbers, called at set points of the round.

Rules meet in shared state (credibility, approval, defaults, impasse values); they do not call
each other.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Quantity, Unit

if TYPE_CHECKING:
    from negotiation.world.model import NegotiationModel
    from negotiation.world.talks import Talks


class Rule:
    """A mechanism. Subclasses say their `id`, `name` and `numbers`, and fill in hooks.

    `numbers` maps each parameter to its unit and limits; the scenario gives the values under
    `mechanisms.<id>`, and under `mechanisms.<id>.countries.<country>` for one country alone.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    numbers: ClassVar[dict[str, Unit]] = {}

    def __init__(self, values: dict[str, Quantity], own: dict[str, dict[str, Quantity]]):
        self._values = values
        self._own = own
        self._drawn: dict[tuple[str, str], Array] = {}

    def value(self, model: NegotiationModel, key: str, country: str) -> Array:
        """The parameter of a country in each world, [world]; drawn once for each run."""
        if (key, country) not in self._drawn:
            purpose = f"mechanisms.{self.id}.{key}.{country}"
            self._drawn[key, country] = model.draw(purpose, self.quantity(key, country))
        return self._drawn[key, country]

    def quantity(self, key: str, country: str) -> Quantity:
        """The parameter of a country as the scenario gives it, its own or that of all."""
        quantity = self._own.get(country, {}).get(key, self._values.get(key))
        assert quantity is not None, f"{self.id}.{key} was checked when the scenario was bound"
        return quantity

    @classmethod
    def sentence(cls) -> str:
        """First line of the docstring."""
        return (inspect.getdoc(cls) or "").split("\n")[0]

    def begin(self, model: NegotiationModel) -> None:
        """Before the first round, once terms are known and before stakes are fixed."""

    def calendar(self, model: NegotiationModel) -> None:
        """First in a round: what the date brings."""

    def politics(self, model: NegotiationModel) -> None:
        """After the calendar: approval, stress, credibility."""

    def ratify(self, model: NegotiationModel, talks: Talks) -> np.ndarray:
        """Which of the packages just agreed (`talks.agreed`) fail at home, [agreement]."""
        return np.zeros(len(talks.agreed), dtype=bool)

    def spill(self, model: NegotiationModel) -> None:
        """After the tables: what one table does to the others."""

    def flows(self, model: NegotiationModel) -> None:
        """Last in a round: costs paid, trust."""
