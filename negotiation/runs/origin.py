"""Where a scenario and what is set in it come from, so that a fault names the right place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from negotiation.errors import InputError


@dataclass(frozen=True)
class Origin:
    """Where a scenario was written: the file, and the key with its dot that it stands under."""

    file: str
    under: str = ""

    def fault(self, problem: str, key: str) -> InputError:
        """An error at a dotted key of the scenario."""
        return InputError(problem, file=self.file, key=self.under + key)


@dataclass(frozen=True)
class Override:
    """A number or a choice set from outside the scenario, and what to name if it is at fault."""

    key: str
    value: Any
    file: str | None
    named: str


@contextmanager
def blamed(overrides: tuple[Override, ...], origin: Origin) -> Iterator[None]:
    """A fault at a key that was set from outside is the fault of whoever set it."""
    try:
        yield
    except InputError as error:
        for change in reversed(overrides):
            at, key = f"{origin.under}{change.key}.", f"{error.key}."
            if error.file == origin.file and (key.startswith(at) or at.startswith(key)):
                raise InputError(error.problem, file=change.file, key=change.named) from None
        raise
