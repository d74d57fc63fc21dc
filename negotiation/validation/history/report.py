"""The report for the terminal: what is judged in full, what is told in one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from negotiation.validation.case import Case
from negotiation.validation.history.assess import GIVEN, score
from negotiation.validation.history.forecast import Forecast
from negotiation.validation.history.verdicts import open_rows, told
from negotiation.validation.judge import TOLD
from negotiation.validation.table import lines as judged_lines
from negotiation.validation.table import shown


def lines(cases: Sequence[Case]) -> Iterator[str]:
    """Forecasts and scores that are told, then what is judged, with its count."""
    judged = [case for case in cases if case.verdict != TOLD]
    for case in cases:
        if case.verdict == TOLD:
            yield f"{case.id}: {case.text}"
            expected = "" if case.expected is None else f"{shown(case.expected)}; "
            width = "" if case.tolerance is None else f", {shown(case.tolerance)}"
            yield f"    {expected}obtained {shown(case.obtained)}{width}"
            if case.note:
                yield f"    {case.note}"
    if judged:
        yield ""
        yield from judged_lines(judged)


def own_rows(forecasts: Sequence[Forecast]) -> list[Case]:
    """The table of a case of one's own: scored where the file gives an outcome."""
    found: list[Case] = []
    for forecast in forecasts:
        outcome = forecast.case.outcome(forecast.as_of)
        if outcome is None:
            found += open_rows(forecast)
        else:
            found += told(score(forecast, outcome, GIVEN, []))
    return found
