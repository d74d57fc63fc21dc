"""What each issue is worth to both sides; `negotiation.economy` prices it, the engine plays it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Quantity

Draw = Callable[[str, Quantity], Array]


class Scale(Protocol):
    """Both ways between the value of an issue and the first party's concession on it."""

    def to_concession(self, value: Array) -> Array: ...

    def to_value(self, concession: Array) -> Array: ...

    def at(self, worlds: np.ndarray) -> Scale:
        """The same for some of the worlds."""
        ...


@dataclass
class Terms:
    """What the issues of one table are worth; pairs are (first party, second party).

    Attributes
    ----------
    scales : one for each issue.
    status_quo : values before the dispute, [issue, world], in the units of the issues.
    span : distance between the two ideals in the unit of the issue, [issue, world].
    money : what each side loses between its own ideal and the other's, USD bn a year,
        [issue, world].
    salience : weight of money in utility, [issue, world]; `median_salience` is what is public.
    curvature : curvature of the loss, [issue, world]; `median_curvature` is what is public.
    """

    scales: list[Scale]
    status_quo: Array
    span: Array
    money: tuple[Array, Array]
    salience: tuple[Array, Array]
    median_salience: tuple[Array, Array]
    curvature: tuple[Array, Array]
    median_curvature: tuple[Array, Array]


class Worth(Protocol):
    """Prices issues and packages."""

    def terms(self, name: str, draw: Draw, public: Draw) -> Terms:
        """Terms of a table in the worlds that `draw` samples; `public` is what all believe."""
        ...

    def money(
        self, values: Mapping[str, Array], terms: Mapping[str, Terms]
    ) -> dict[str, dict[str, Array]]:
        """USD bn a year by table and country, from the values [issue, world] of every table.

        Measured against the status quo before the dispute, the other tables at their values.
        """
        ...
