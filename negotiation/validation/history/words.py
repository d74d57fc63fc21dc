"""What the section on history says besides numbers: how, what it proves, why rows fall short.

Numbers are filled in from the results, and a reason is given only while its row falls short, so
that words do not outlive what they speak of.
"""

from __future__ import annotations

from dataclasses import replace

from negotiation.validation.case import Case
from negotiation.validation.judge import SHORT

HOW = (
    "Each case is forecast as of two dates fixed beforehand: the day on which talks open, and the "
    "day after the last order, refusal or deal in the dated record that concerned the table. The "
    "class (deal: everything on the table; partial: a part of it; none) is judged a year after the "
    "date of forecast, whatever came later; tariffs are those agreed, or else in force on that "
    "day. A forecast of the later date keeps the worlds in which nothing had ended by then. How a "
    "case is written, and how to forecast one of your own, is in [history.md](history.md)."
)
KNOWN = (
    "Threats, steps of the default path and days of the calendar enter on the day on which they "
    "became known, and those of later days are left out (table below). A number that was known "
    "later is refused. Assumptions count as of the scenario's start, but they are ranges that "
    "were written down afterwards, by people who knew how it ended; that, no check can undo. The "
    "notes of some for 2025 cite a text of July 2025 (seed002), and the first-term cases share the "
    "ranges of what negotiators are like with 2025."
)
PROVES = (
    "{tariffs} cases have a tariff, {most} of them from {year}, all with the same country as the "
    "one who threatens; {others} more has none. Their outcomes hang together: one government, one "
    "playbook, and in 2025 deals that copied each other. Resampling {tariffs} cases gives an "
    "interval on the mean difference, but with so few the interval is itself uncertain, and a sign "
    "test over {tariffs} could at best reach 1 in {sign}. So the table can show that the model is "
    "far off, or that a simple forecast is; it cannot show that the model is right, nor rank "
    "forecasts that lie close, nor tell four parameters apart: how far each posterior moved, and "
    "what is left of that without one case, is in the table above. Means in percentage points "
    "are ruled by the case with the largest tariffs, the United States and China in 2025, where "
    "rates of 145 and 125 % were in force on the first date and every forecast by what is in "
    "force misses by a hundred points; the rows say what is left of a difference without it. "
    "That the comparators get the residual of a normal whose width is a quarter of what is at "
    "stake is a choice. It, the dates and the rules of judging were fixed before scores were "
    "computed, but for three changes after a first look: the copy of the last deal keeps that "
    "deal's terms also where its pace goes past the horizon, which makes it a better comparator; "
    "the deals that the United States and China could copy in 2025 got the Chinese rate of Phase "
    "One and the pace of the truce of May; and an outcome on a lump of the forecast is spread over "
    "its place there, since intervals that end on lumps hold more than their level (the notes give "
    "the share without that)."
)
HOLDING = (
    "What *holds* for scores on tariffs is little: over {tariffs} cases the model is not shown to "
    "be worse than a simple forecast. That can hold while the model is worse in most cases; the "
    "notes say in how many it is better, and the scores by case below where it is not. The row on "
    "the class compares one mean with another, without an interval."
)
REASONS = {
    "class.log_score": "Partial outcomes are rare in the model, since it settles all that it can "
    "settle; in the record they are the most frequent.",
    "regularity.order": "South Korea starts late for want of a government, and nothing in the "
    "model makes Washington leave China for last; the truce of May, which took the pressure off, "
    "is found in some worlds alone.",
    "regularity.clustering": "The weight of a precedent is drawn over a wide range, and what else "
    "differs between the two tables keeps their rates apart.",
    "regularity.ask.korea_cost_sharing_2019": "The ask counts as a wish, and pulls the deal; in "
    "the record it was given up nearly whole.",
    "regularity.retaliation": "M12 compares what tariffs cost both sides in their own trade. China "
    "sells the most and buys little, so it dares least; that allies depend on protection does "
    "not enter.",
}
NO_REASON = "Why is not known."


def reasoned(case: Case) -> Case:
    """A row with why it falls short, as far as it is known; as it is where it holds."""
    if case.verdict != SHORT:
        return case
    reason = REASONS.get(case.id, NO_REASON)
    return replace(case, note=f"{case.note} {reason}".strip())
