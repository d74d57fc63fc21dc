"""Families of strategy parts: concrete subclasses register by name, and take their parameters.

A member is a class in one of the folders beside this file, or in a user's own file given with
`--plugin`. It names its parameters as annotated class attributes with defaults; a preset may set
them.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from abc import ABC, abstractmethod
from types import ModuleType
from typing import Any, ClassVar

import numpy as np

from negotiation.bargaining.curve import diagonal
from negotiation.draws import Array
from negotiation.errors import InputError, nearest
from negotiation.strategies.view import Problem, View

FAMILIES = ("concession", "linkage", "acceptance", "opponent")


class Member:
    """Base of the families; `name` is the class name in snake case unless set."""

    name: ClassVar[str]
    registry: ClassVar[dict[str, type[Member]]]

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        if Member in cls.__bases__:
            cls.registry = {}
            return
        if inspect.isabstract(cls):
            return
        if "name" not in cls.__dict__:
            cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        taken = cls.registry.get(cls.name)
        if taken is not None and _origin(taken) != _origin(cls):
            raise InputError(
                f"the name '{cls.name}' is taken by {taken.__module__}; choose another",
                file=inspect.getfile(cls),
            )
        cls.registry[cls.name] = cls

    def __init__(self, **parameters: float):
        known = self.parameters()
        for key, value in parameters.items():
            if key not in known:
                raise InputError(f"'{self.name}' has no parameter '{key}'{nearest(key, known)}")
            setattr(self, key, value)

    @classmethod
    def parameters(cls) -> dict[str, float]:
        """Names and defaults of the numbers that a preset may set."""
        found: dict[str, float] = {}
        for base in reversed(cls.__mro__):
            for key in inspect.get_annotations(base):
                value = getattr(cls, key, None)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    found[key] = float(value)
        return found

    @classmethod
    def sentence(cls) -> str:
        """First line of the docstring."""
        return (inspect.getdoc(cls) or "").split("\n")[0]


def _origin(cls: type) -> tuple[str, str]:
    return inspect.getsourcefile(cls) or cls.__module__, cls.__qualname__


class Concession(Member):
    """How much to give now: the aspiration, 1 at the opening demand and 0 at the impasse value.

    `weighs_other` marks a member that reads `view.claimed`, which is not worked out for others.
    """

    weighs_other: ClassVar[bool] = False

    def aspiration(self, view: View) -> Array:
        raise NotImplementedError


class Linkage(Member):
    """On which issues to give it: returns the own concession [step, issue, world], 1 down to 0."""

    def concession(self, problem: Problem) -> Array:
        return diagonal(*problem.own_stake.shape)


class Acceptance(Member):
    """When to say yes: returns the worlds in which the offer will do.

    `offered` is the utility of the offer on the table, `target` what the own next offer would ask.
    """

    def accepts(self, view: View, offered: Array, target: Array) -> np.ndarray:
        raise NotImplementedError


class Opponent(Member):
    """What the other wants: returns the other side's stakes and curvatures as believed.

    The problem comes with public stakes: money at median salience. `sees_truth` marks a member
    that is given the other side's true preferences instead, as a bound for comparison. `learns`
    marks one that changes its mind as offers come in: see `Learner`.
    """

    sees_truth: ClassVar[bool] = False
    learns: ClassVar[bool] = False

    def believed(self, problem: Problem) -> tuple[Array, Array]:
        return problem.other_stake, problem.other_curvature


class Learner(Opponent, ABC):
    """An opponent model that learns from the offers it hears, and from nothing else.

    `hear` is called with each offer, `take_stock` after every `every` of them; the side then bids
    on a path drawn anew from what it returns. `problem` holds what is known before any offer.
    `memory` holds arrays whose last axis is the world: `start` makes them, the others replace them
    by new ones. What `hear` did is put back in worlds in which nobody speaks, so `take_stock` may
    find there that nothing is new.
    """

    learns: ClassVar[bool] = True
    every: float = 4.0  # offers heard between two times at which the path is drawn anew

    @abstractmethod
    def start(self, problem: Problem) -> dict[str, Array]:
        """Memory before any offer."""

    @abstractmethod
    def hear(self, problem: Problem, offer: Array, memory: dict[str, Array]) -> None:
        """Take in an offer, given as the own concession, [issue, world]."""

    @abstractmethod
    def take_stock(self, problem: Problem, memory: dict[str, Array]) -> tuple[Array, Array]:
        """The other side's stakes and curvatures as believed by now, [issue, world]."""


BASES: dict[str, type[Member]] = {
    "concession": Concession,
    "linkage": Linkage,
    "acceptance": Acceptance,
    "opponent": Opponent,
}


def load() -> None:
    """Import every member that ships with the package."""
    for family in FAMILIES:
        package: ModuleType = importlib.import_module(f"negotiation.strategies.{family}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")


def member(family: str, name: str, parameters: dict[str, float] | None = None) -> Any:
    """Build a member by family and name; `InputError` with the nearest name if there is none.

    One that does not ship with the package is watched: see `negotiation.strategies.watched`.
    """
    from negotiation.strategies.watched import Watched

    load()
    registry = BASES[family].registry
    if name not in registry:
        raise InputError(f"unknown {family} '{name}'{nearest(name, registry)}")
    built = registry[name](**(parameters or {}))
    if registry[name].__module__.startswith("negotiation."):
        return built
    return Watched(built)
