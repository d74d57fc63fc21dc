"""Cases as a table: for the terminal, and for the page with what is to be said below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from negotiation.validation.case import NOT_RUN, Case, Value
from negotiation.validation.document import VERDICT
from negotiation.validation.judge import HOLDS, SHORT

HEAD = ("case", "what is compared", "expected", "obtained", "tolerance", "verdict")


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
        if case.verdict != NOT_RUN:
            yield f"{'':<12}expected {expected}, obtained {obtained}{within}"
        if case.verdict != HOLDS and case.note:
            yield f"{'':<12}{case.note}"
    yield ""
    yield f"{len(cases)} cases: {counted(case.verdict for case in cases)}"


def counted(verdicts: Iterable[str]) -> str:
    """How many hold, fall short and were not run; what is only told does not count."""
    found = list(verdicts)
    holds, short, missing = (found.count(verdict) for verdict in (HOLDS, SHORT, NOT_RUN))
    return f"{holds} hold, {short} fall short, {missing} were not run"


def markdown(cases: Sequence[Case]) -> Iterator[str]:
    """The table for the page."""
    yield "| " + " | ".join(HEAD) + " |"
    yield "|---" * len(HEAD) + "|"
    for case in cases:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells(case)) + " |"


def verdicts(cases: Sequence[Case], what: str = "cases") -> str:
    """What came of cases, with the ids of those that do not hold: the first line of a section."""
    found = [case.verdict for case in cases]
    if all(verdict == HOLDS for verdict in found):
        return f"{VERDICT} all {len(cases)} {what} hold."
    words = {HOLDS: "hold", SHORT: "fall short", NOT_RUN: "were not run"}
    counts = ", ".join(f"{found.count(v)} {said}" for v, said in words.items() if v in found)
    short = ", ".join(f"`{case.id}`" for case in cases if case.verdict == SHORT)
    said = f"{VERDICT} of {len(cases)} {what} {counts}"
    return f"{said}. Falling short: {short}." if short else f"{said}."


def noted(cases: Sequence[Case]) -> Iterator[str]:
    """What is to be said of cases below their table, once for those of which it is the same."""
    named: dict[str, list[str]] = {}
    for case in cases:
        about = " ".join(x for x in (case.note, case.source and f"Source: {case.source}.") if x)
        short = "" if case.verdict == HOLDS else f" ({case.verdict})"
        named.setdefault(about, []).append(f"`{case.id}`{short}")
    whole = len(named) == 1 and len(cases) > 1 and all(case.verdict == HOLDS for case in cases)
    for about, ids in named.items():
        if about:
            yield f"- {'All' if whole else ', '.join(ids)}: {about}"
