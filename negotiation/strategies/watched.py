"""A member from a user's own file, whose answers are checked before they are played."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from negotiation.errors import InputError, NegotiationError

# what each method returns: how its shape follows from the arguments, and its limits
SHARE = 0.0, 1.0
ANY = -np.inf, np.inf


class Watched:
    """Calls a member's methods; `InputError` naming file and strategy for a wrong answer."""

    def __init__(self, member: Any):
        self._member = member

    def __getattr__(self, name: str) -> Any:
        return getattr(self._member, name)

    def aspiration(self, view: Any) -> Any:
        return self._ask("aspiration", lambda: view.aspiration.shape, SHARE, view)

    def concession(self, problem: Any) -> Any:
        def shape() -> tuple[int, ...]:
            return problem.own_stake.shape

        answer = self._ask("concession", shape, SHARE, problem, leading=True)
        if len(answer) < 2 or (np.diff(answer, axis=0) > 0.0).any():
            self._refuse("concession", "returned a path that rises, or has fewer than two steps")
        return answer

    def accepts(self, view: Any, offered: Any, target: Any) -> Any:
        answer = self._call("accepts", view, offered, target)
        self._check("accepts", answer, offered.shape, ANY)
        return answer.astype(bool)

    def believed(self, problem: Any) -> Any:
        return self._belief("believed", problem, self._call("believed", problem))

    def start(self, problem: Any) -> Any:
        memory = self._call("start", problem)
        self._check_memory("start", problem, memory)
        return memory

    def hear(self, problem: Any, offer: Any, memory: Any) -> None:
        known = set(memory)
        self._call("hear", problem, offer, memory)
        if set(memory) != known:
            added = ", ".join(sorted(set(memory) ^ known))
            self._refuse("hear", f"changed which arrays memory holds ({added})")
        self._check_memory("hear", problem, memory)

    def take_stock(self, problem: Any, memory: Any) -> Any:
        return self._belief("take_stock", problem, self._call("take_stock", problem, memory))

    def _belief(self, method: str, problem: Any, answer: Any) -> Any:
        if not isinstance(answer, tuple) or len(answer) != 2:
            self._refuse(method, "returned no pair (stakes, curvatures)")
        self._check(method, answer[0], problem.own_stake.shape, (0.0, np.inf))
        self._check(method, answer[1], problem.own_stake.shape, SHARE)
        return answer

    def _check_memory(self, method: str, problem: Any, memory: Any) -> None:
        worlds = problem.own_stake.shape[-1:]
        for name, value in memory.items() if isinstance(memory, dict) else ():
            if not isinstance(value, np.ndarray) or value.shape[-1:] != worlds:
                wanted = f"wants an array with the world as last axis, {worlds[0]} long"
                self._refuse(method, f"left '{name}' in memory; {wanted}")
        if not isinstance(memory, dict):
            self._refuse(method, f"returned {type(memory).__name__}, wants a dictionary of arrays")

    def _ask(
        self,
        method: str,
        shape: Callable[[], tuple[int, ...]],
        limits: tuple[float, float],
        *arguments: Any,
        leading: bool = False,
    ) -> Any:
        answer = self._call(method, *arguments)
        wanted = shape()
        if leading and isinstance(answer, np.ndarray) and answer.ndim == len(wanted) + 1:
            wanted = (answer.shape[0], *wanted)
        self._check(method, answer, wanted, limits)
        return answer

    def _call(self, method: str, *arguments: Any) -> Any:
        try:
            return getattr(self._member, method)(*arguments)
        except NegotiationError:
            raise
        except Exception as error:
            self._refuse(method, f"failed with {type(error).__name__}: {error}")

    def _check(
        self, method: str, answer: Any, shape: tuple[int, ...], limits: tuple[float, float]
    ) -> None:
        if not isinstance(answer, np.ndarray):
            self._refuse(method, f"returned {type(answer).__name__}, wants an array {shape}")
        if answer.shape != shape:
            self._refuse(method, f"returned an array {answer.shape}, wants {shape}")
        if not np.isfinite(answer).all():
            self._refuse(method, "returned numbers that are not finite")
        if answer.size and (answer.min() < limits[0] or answer.max() > limits[1]):
            found = f"{answer.min():g} to {answer.max():g}"
            self._refuse(method, f"returned {found}, wants {limits[0]:g} to {limits[1]:g}")

    def _refuse(self, method: str, problem: str) -> None:
        file = inspect.getsourcefile(type(self._member))
        raise InputError(f"{method} {problem}; mend the plugin", file=file, key=self._member.name)
