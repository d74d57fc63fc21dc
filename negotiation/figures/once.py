"""What a figure reads is read once, though its caption needs it, too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from negotiation.analysis.load import Run

Found = TypeVar("Found")


def once(function: Callable[..., Found]) -> Callable[..., Found]:
    """Keep what a function of a run and further plain values found, for as long as the run lives.

    What is found must not be changed by those who get it.
    """

    @wraps(function)
    def kept(run: Run, *values: Any) -> Found:
        memory: dict[Any, Any] = vars(run).setdefault("_kept", {})
        key = function.__module__, function.__qualname__, values
        if key not in memory:
            memory[key] = function(run, *values)
        return memory[key]

    return kept
