"""A family of cases: one result of theory, tried on its published numbers and on a sample.

A family is one short file in this folder that calls `add`. Samples come from the counter-based
stream of the package, so that a family is the same alone and beside others.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from negotiation.draws import Array, Draws
from negotiation.errors import InputError, nearest
from negotiation.validation.case import Case


class Sample:
    """Parameters drawn for a family: `count` of each, the same for the same seed and purpose."""

    def __init__(self, seed: int, count: int):
        self.seed = seed
        self.count = count

    def uniform(self, purpose: str, low: float = 0.0, high: float = 1.0) -> Array:
        """Numbers [sample] spread evenly between two ends."""
        drawn = Draws(self.seed, 0, self.count).uniform(f"validation.theory.{purpose}")
        return low + (high - low) * drawn

    def rows(self, purpose: str, rows: int, low: float = 0.0, high: float = 1.0) -> Array:
        """The same several times over, [row, sample]."""
        return np.stack([self.uniform(f"{purpose}.{k}", low, high) for k in range(rows)])

    def few(self, count: int) -> Sample:
        """A smaller sample of the same seed, for what takes long."""
        return Sample(self.seed, min(count, self.count))


@dataclass(frozen=True)
class Family:
    """A result of theory.

    Attributes
    ----------
    id : what `--only` takes; ids of cases begin with it.
    name : the result, with its source.
    by : what of the package gives the answer.
    how : how it is played, for the page: what in the engine stands for what in theory.
    cases : tries it on a sample.
    samples : how many parameters to draw.
    """

    id: str
    name: str
    by: str
    how: str
    cases: Callable[[Sample], list[Case]]
    samples: int


_FAMILIES: dict[str, Family] = {}
ORDER = (
    "rubinstein",
    "outside_option",
    "finite_horizon",
    "package",
    "zeuthen",
    "tactics",
    "solutions",
    "contract_curve",
    "enforcement",
    "tariffs",
    "trade_tables",
    "linear_war",
)


def add(family: Family) -> Family:
    """Register a family; `InputError` if its id is taken."""
    if family.id in _FAMILIES:
        raise InputError("there is a family of this id; choose another", key=family.id)
    _FAMILIES[family.id] = family
    return family


def families(ids: Iterable[str] = ()) -> list[Family]:
    """The families asked for, all by default, in their order; `InputError` names the nearest."""
    package = importlib.import_module("negotiation.validation.theory")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    for wanted in ids:
        if wanted not in _FAMILIES:
            problem = f"no family of theory: '{wanted}'{nearest(wanted, _FAMILIES)}"
            raise InputError(problem, key="--only")
    chosen = set(ids) or set(_FAMILIES)
    return [_FAMILIES[key] for key in ORDER if key in chosen]
