"""A case with a known answer: what is expected, what the package gives, and whether they agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from negotiation.draws import Array
from negotiation.validation.judge import HOLDS, SHORT

NOT_RUN = "not run"
HEAD = ("case", "what is compared", "expected", "obtained", "tolerance", "verdict")
POINTS = 100  # of a sample that are kept for a figure
Value = float | str | None


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Attributes
    ----------
    id : family and case, with a dot between them.
    text : what is compared, in a sentence.
    expected, obtained : numbers or words fit for a table; of an agreement over samples nothing
        (0) and the worst difference. None where nothing was obtained.
    tolerance : by how much they may differ.
    verdict : `holds`, `falls short` or `not run`.
    note : how many samples, how it was played, why it falls short or was not run.
    source : where the answer comes from.
    points : pairs of what is expected and obtained, for the figure; some of those of a sample.
    """

    id: str
    text: str
    expected: Value
    obtained: Value
    tolerance: Value
    verdict: str
    note: str = ""
    source: str = ""
    points: tuple[tuple[float, float], ...] = ()


def close(
    id: str,
    text: str,
    expected: float,
    obtained: float,
    tolerance: float,
    note: str = "",
    source: str = "",
) -> Case:
    """A number against the one expected; what is not finite falls short."""
    expected, obtained = float(expected), float(obtained)
    verdict = HOLDS if abs(obtained - expected) <= tolerance else SHORT
    return Case(id, text, expected, obtained, tolerance, verdict, note, source)


def agree(
    id: str, text: str, differences: Array, tolerance: float, note: str = "", source: str = ""
) -> Case:
    """That no difference between two ways to an answer exceeds the tolerance, over all samples."""
    worst = float(np.max(np.abs(differences), initial=0.0))
    return close(id, text, 0.0, worst, tolerance, note, source)


def match(
    id: str,
    text: str,
    expected: Array,
    obtained: Array,
    tolerance: float,
    note: str = "",
    source: str = "",
) -> Case:
    """That numbers obtained are those expected, over all samples; some are kept for the figure."""
    case = agree(id, text, obtained - expected, tolerance, note, source)
    pairs = np.stack([np.ravel(expected), np.ravel(obtained)], axis=1)
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    some = pairs[:: max(len(pairs) // POINTS, 1)]
    return replace(case, points=tuple((float(x), float(y)) for x, y in some))


def true(id: str, text: str, obtained: bool, note: str = "", source: str = "") -> Case:
    """That something is so."""
    words = ("no", "yes")
    verdict = HOLDS if obtained else SHORT
    return Case(id, text, words[1], words[bool(obtained)], None, verdict, note, source)


def not_run(id: str, text: str, expected: Value, why: str, source: str = "") -> Case:
    """A case that could not be tried here, and why."""
    return Case(id, text, expected, None, None, NOT_RUN, why, source)


def short(cases: Sequence[Case]) -> bool:
    """Whether any case falls short."""
    return any(case.verdict == SHORT for case in cases)


def described(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Cases as plain data for `--json`; a number that JSON cannot hold is None."""
    return [{k: _held(v) for k, v in asdict(case).items()} for case in cases]


def _held(value: Value) -> Value:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def shown(value: Value) -> str:
    """A value as the table shows it."""
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, int | float) else value


def cells(case: Case) -> list[str]:
    """A case as one row of the table, see `HEAD`."""
    numbers = (shown(x) for x in (case.expected, case.obtained, case.tolerance))
    return [case.id, case.text, *numbers, case.verdict]


def lines(cases: Sequence[Case]) -> Iterator[str]:
    """The table for the terminal, the notes of what does not hold below it, and a count."""
    for case in cases:
        expected, obtained, tolerance = cells(case)[2:5]
        yield f"{case.verdict:<12}{case.id}: {case.text}"
        within = "" if case.tolerance is None else f", tolerance {tolerance}"
        yield f"{'':<12}expected {expected}, obtained {obtained}{within}"
        if case.verdict != HOLDS and case.note:
            yield f"{'':<12}{case.note}"
    counts = {v: sum(case.verdict == v for case in cases) for v in (HOLDS, SHORT, NOT_RUN)}
    yield ""
    yield f"{len(cases)} cases: " + ", ".join(f"{n} {v}" for v, n in counts.items())


def markdown(cases: Sequence[Case]) -> Iterator[str]:
    """The table for the page."""
    yield "| " + " | ".join(HEAD) + " |"
    yield "|---" * len(HEAD) + "|"
    for case in cases:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells(case)) + " |"
