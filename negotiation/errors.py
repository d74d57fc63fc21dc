"""Errors that a user can mend: file, key, value and remedy on one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


class NegotiationError(Exception):
    """Base of every error that is the user's to mend; the command line exits with its `code`.

    Parameters
    ----------
    problem : what is wrong and what to do about it, on one line.
    file : the file at fault, if there is one.
    key : the dotted key at fault, if there is one.
    """

    code = 2

    def __init__(self, problem: str, *, file: str | None = None, key: str | None = None):
        self.problem = problem
        self.file = file
        self.key = key
        super().__init__(": ".join(part for part in (file, key, problem) if part))

    def placed(self, *, file: str | None = None, key: str | None = None) -> NegotiationError:
        """The same error, with file and key where it names none."""
        return type(self)(self.problem, file=self.file or file, key=self.key or key)

    def __reduce__(self):
        return _rebuild, (type(self), self.problem, self.file, self.key)


def _rebuild(kind, problem, file, key):
    return kind(problem, file=file, key=key)


class InputError(NegotiationError):
    """A scenario, experiment, preset, plugin or option that cannot be used as it stands."""


class ConvergenceError(NegotiationError):
    """A numerical solution that was not found; says what to change."""


class ReplayError(NegotiationError):
    """A world that does not come out as it was stored."""

    code = 1


class ChunksFailed(NegotiationError):
    """A run that went through, but for some chunks."""

    code = 1


class Interrupted(KeyboardInterrupt):
    """Ctrl-C in a run; says what is kept."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the known name closest to `name`, or the list of names."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    if names and len(names) <= 12:
        return f"; known: {', '.join(names)}"
    return ""


def shown(value: Any) -> str:
    """A value as a file would hold it, cut short."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, dt.date | dt.time):
        text = value.isoformat()
    else:
        text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
