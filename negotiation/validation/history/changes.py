"""What would have to change where the model is worse, each beside the numbers that speak for it.

A proposal names rows and outcomes. It is told only while one of them shows the fault: a row that
falls short, or an outcome that a simple forecast scores better on, or that lies outside the 80 %
interval. What shows a fault and is named by no proposal is listed as unexplained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from negotiation.validation.case import Case
from negotiation.validation.history.assess import Mark, Scored
from negotiation.validation.judge import SHORT
from negotiation.validation.table import shown


@dataclass(frozen=True)
class Change:
    """A proposal, the ids of rows that speak for it, and outcomes as `case.issue`."""

    title: str
    text: str
    rows: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


INTRODUCTION = (
    "Proposals from what falls short; none was acted on, since a model changed for these cases "
    "could not be scored by them again. Below each are the rows that fall short, and the outcomes "
    "on which the best of the simple forecasts scores better or which lie outside the 80 % "
    "interval (median and 80 % of the forecast, and what came to pass). Which simple forecast "
    "would be best for an outcome, nobody knew beforehand."
)
CHANGES = (
    Change(
        "Tariffs that stay",
        "In the record the tariffs that the one who imposes cares most about (metals in 2025, the "
        "first lists of 2018) are left out of the deal and stay, and the baseline of 2025 ends "
        "higher than forecast. In the model every tariff is traded off inside the package, and so "
        "they fall with the rest. An issue that one side refuses to put on the table (a red line "
        "of the imposer, or a basket of its own without a counterpart) would be needed, and a "
        "floor that is kept for the sake of the tables to come, of which the bilateral scenarios "
        "know nothing.",
        outcomes=(
            "us_japan_2025.metal_tariff",
            "us_korea_2025.metal_tariff",
            "phase_one_2018.list_1_2_tariff",
            "phase_one_2018.list_3_tariff",
            "us_japan_2025.baseline_tariff",
            "us_korea_2025.baseline_tariff",
        ),
    ),
    Change(
        "Parts",
        "{partial} of {forecasts} forecasts came to a partial outcome, to which the model gave "
        "{given:.0f} % on average: it settles everything wherever it settles. Baskets would have "
        "to be left open because the stakes in them are too vague or the record of pledges too "
        "thin, rather than only because stances say so.",
        rows=("class.log_score",),
    ),
    Change(
        "Early handshakes",
        "South Korea in 2018, and Japan and South Korea in 2025, settled soon after talks had "
        "opened or a new date was set. The model reaches these deals later, the more so in the "
        "bilateral scenarios, which do not know of the other tables' deals. In the forecasts of "
        "2018 the steel tariff has often fallen due by then, and a part of it stays in the deal, "
        "where the record averted it. Dates would have to weigh more on the side that wants the "
        "deal signed before them, and a threat to one industry would have to be dropped whole "
        "rather than traded down.",
        outcomes=(
            "korus_2018.first_settlement",
            "us_japan_2025.first_settlement",
            "us_korea_2025.first_settlement",
            "korus_2018.steel_tariff",
        ),
    ),
    Change(
        "Long talks",
        "Where the record took five months and more, the model settles within months: too early "
        "here, as it is too late above. Talks that were broken off and taken up again, terms of "
        "negotiators that a leader refused, and waiting for an election are in the model "
        "(suspension, ratification, turnover), but most worlds settle before they come to pass. "
        "Sides would have to know that they may come, and wait for them.",
        outcomes=(
            "phase_one_2018.first_settlement",
            "korea_cost_sharing_2019.first_settlement",
            "us_japan_2019.first_settlement",
            "us_china_2025.first_settlement",
        ),
    ),
    Change(
        "First rates",
        "The bilateral scenarios of 2025 know no precedent (M13), so that the day after Japan's "
        "deal a copy of it is the better forecast for South Korea. A forecast of `alliance_2025` "
        "given that deal would carry it over, at the cost of dropping most worlds; but where the "
        "tables are played together the rates still lie apart, and a precedent would have to bind "
        "more than it does.",
        rows=("regularity.clustering",),
        outcomes=("us_korea_2025.baseline_tariff", "us_korea_2025.auto_tariff"),
    ),
    Change(
        "Who settles first",
        "A hub serves early partners first and the others in an order drawn by world (M13). In the "
        "record it left the hardest table for last, and took the pressure off it by a truce. A hub "
        "would have to choose whom it meets by what the table has to give.",
        rows=("regularity.order",),
    ),
    Change(
        "Cost sharing",
        "An ask for several times as much pulls the model's rises far above what was agreed. An "
        "ask that nobody believes (staked high to be given up) is not in the model: opening "
        "demands count as wishes.",
        rows=("regularity.ask.korea_cost_sharing_2019",),
        outcomes=("korea_cost_sharing_2019.host_support",),
    ),
    Change(
        "Who retaliates",
        "M12 weighs what tariffs cost each side in bilateral trade and the odds of a counter-rise. "
        "By that measure allies, which buy more for every dollar that they sell, dare more than "
        "China. In the record the dependent allies did not; dependence on protection (M10) does "
        "not enter the daring, and would have to.",
        rows=("regularity.retaliation",),
    ),
)


def missed(mark: Mark) -> bool:
    """Whether a simple forecast scores better on an outcome, or it lies outside the 80 %."""
    low, high = mark.most
    return mark.crps > min(mark.naive.values()) or not low <= mark.outcome <= high


def proposals(
    judged: Sequence[Case], scored: Sequence[Scored], facts: dict[str, float]
) -> Iterator[str]:
    """Each proposal for which something speaks, with that, and what none of them explains."""
    short = {case.id: _row(case) for case in judged if case.verdict == SHORT}
    off = {key: line for one in scored for key, line in _outcomes(one)}
    for change in CHANGES:
        named = [short[row] for row in change.rows if row in short]
        named += [line for key, line in off.items() if key[0] in change.outcomes]
        if named:
            yield f"- *{change.title}.* {change.text.format(**facts)}"
            yield f"  Seen in {'; '.join(named)}."
    told = {name for change in CHANGES for name in (*change.rows, *change.outcomes)}
    rest = [line for row, line in short.items() if row not in told]
    rest += [line for key, line in off.items() if key[0] not in told]
    if rest:
        yield f"- *Not explained.* Why these are off is not known: {'; '.join(rest)}."


def _row(case: Case) -> str:
    return f"`{case.id}` ({shown(case.obtained)}; expected {shown(case.expected)})"


def _outcomes(one: Scored) -> Iterator[tuple[tuple[str, str], str]]:
    """What was missed of a forecast: its name with the date, and the line that tells it."""
    for mark in one.marks:
        if missed(mark):
            issue, date = mark.issue.replace(" ", "_"), str(one.forecast.as_of.date)
            low, high = mark.most
            yield (
                (f"{one.name}.{issue}", date),
                f"`{one.name}.{date}.{issue}` ({mark.median:.3g} [{low:.3g} to {high:.3g}], came "
                f"to {mark.outcome:.4g})",
            )
