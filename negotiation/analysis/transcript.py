"""A replayed world in words, round by round."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.analysis.rounded import YEAR, rounded
from negotiation.runs.replay import Note, Offer, Transcript
from negotiation.scenario.schema import Issue, Scenario

WORTH_A_LINE = 0.01  # of what lies between the ends of an issue


def tell(transcript: Transcript, scenario: Scenario) -> Iterator[str]:
    """Lines of the transcript: the week, what rules did, who offered what, and the answer."""
    last_week = None
    said: dict[tuple[str, str, str], dict[str, float]] = {}
    for event in transcript.events:
        if event.week != last_week:
            last_week = event.week
            yield ""
            yield f"Week {event.week} ({event.date:%d %B %Y})"
        if isinstance(event, Note):
            yield f"  * {event.text}" + ("" if event.rule == "talks" else f"  [{event.rule}]")
        else:
            yield from _offer(event, scenario, said)


def _offer(
    offer: Offer, scenario: Scenario, said: dict[tuple[str, str, str], dict[str, float]]
) -> Iterator[str]:
    """An offer in full the first time and when accepted; after that what changed since it was said.

    `said` holds what was said last by table, docket and side.
    """
    names = {key: country.name for key, country in scenario.countries.items()}
    issues = scenario.tables[offer.table].issues
    thread = offer.table, offer.docket, offer.by
    before = said.get(thread)
    shown = offer.values
    if before is not None and not offer.accepted:
        shown = {k: v for k, v in offer.values.items() if _moved(v, before[k], issues[k])}
    said[thread] = {**(before or {}), **shown}
    docket = "" if offer.docket == "package" else f" [{offer.docket}]"
    verb = "proposes" if before is None else "now offers"
    if not shown:
        yield f"  {names[offer.by]} to {names[offer.to]}{docket}: much the same offer"
    else:
        yield f"  {names[offer.by]} to {names[offer.to]}{docket} {verb}:"
        for key, value in shown.items():
            unit = issues[key].unit
            of = "" if unit in ("1", YEAR) else f" {unit}"
            was = "" if before is None or offer.accepted else f" (was {rounded(before[key], unit)})"
            yield f"      {key} {rounded(value, unit)}{of}{was}"
    own = f"{100 * offer.proposer.share:.0f} % of its own opening demand"
    yield f"      asks for {own}; {names[offer.to]}: {offer.answer}"


def _moved(value: float, before: float, issue: Issue) -> bool:
    """Whether a term moved by enough to be worth a line."""
    if rounded(value, issue.unit) == rounded(before, issue.unit):
        return False
    ends = [issue.status_quo.value, *(ideal.value for ideal in issue.ideal.values())]
    return abs(value - before) > WORTH_A_LINE * (max(ends) - min(ends))
