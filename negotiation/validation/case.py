"""A case with a known answer: what is expected, what the package gives, and whether they agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from negotiation.draws import Array
from negotiation.validation.judge import HOLDS, SHORT

NOT_RUN = "not run"
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
    """

    id: str
    text: str
    expected: Value
    obtained: Value
    tolerance: Value
    verdict: str
    note: str = ""
    source: str = ""


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


def used(case: Case) -> float | None:
    """What is used of the tolerance, as a share of it; None where there is no number to tell."""
    if case.tolerance is None or isinstance(case.tolerance, str) or case.tolerance <= 0.0:
        return None
    if isinstance(case.expected, float) and isinstance(case.obtained, float):
        return abs(case.obtained - case.expected) / case.tolerance
    return None
