"""The four parameters that all cases share and that may be estimated.

Each has one position in [0, 1], the same for all cases and countries of a world: the share of the
scenario's own distribution that lies below it. So the prior is the scenarios' ranges, whatever
they are, and a position means the same in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from negotiation.draws import Array, Draws
from negotiation.runs.numbers import Number
from negotiation.scenario.quantity import Quantity
from negotiation.validation.history.case import HistoryCase


@dataclass(frozen=True)
class Shared:
    """A shared parameter and the numbers of a scenario that it moves."""

    id: str
    short: str
    title: str
    keys: tuple[str, ...]  # first and last part of the purposes that it moves; see `moves`
    imposer_alone: bool = False

    def moves(self, purpose: str, case: HistoryCase) -> bool:
        """Whether it sets the number that is drawn for a purpose."""
        parts = purpose.split(".")
        if self.keys[0] == "mechanisms":
            return parts[:3] == list(self.keys)
        one = self.imposer_alone and parts[1] != case.imposer
        return parts[0] == self.keys[0] and parts[-1] == self.keys[1] and not one


SHARED = (
    Shared("beta", "scale of beta", "scale of beta (how late sides concede)",
           ("countries", "beta")),
    Shared("salience", "salience of tariffs", "salience of tariffs to the one who imposes them",
           ("countries", "trade_salience"), imposer_alone=True),
    Shared("rho", "rho, delivered", "worth of a pledge delivered",
           ("mechanisms", "M4", "delivery_value")),
    Shared("credibility", "credibility", "prior on credibility", ("countries", "credibility")),
)  # fmt: skip


def positions(seed: int, first: int, worlds: int) -> Array:
    """Positions of the four in each world, [parameter, world], from the prior: uniform."""
    draws = Draws(seed, first, worlds)
    return np.stack([draws.uniform(f"validation.history.{one.id}") for one in SHARED])


def given(
    case: HistoryCase, known: Mapping[str, Number], at: Array
) -> tuple[dict[str, Array], dict[str, Quantity]]:
    """Values [world] of the numbers that the positions set, and for each parameter moved one of
    the numbers that it sets."""
    values: dict[str, Array] = {}
    moved: dict[str, Quantity] = {}
    for one, where in zip(SHARED, at, strict=True):
        for purpose, number in known.items():
            if one.moves(purpose, case) and number.quantity.distribution != "fixed":
                values[purpose] = number.quantity.sample(where)
                if one.id not in moved or case.imposer in purpose.split("."):
                    moved[one.id] = number.quantity
    return values, moved
