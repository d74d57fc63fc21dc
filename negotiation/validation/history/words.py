"""What the section on history says besides numbers: how, what it proves, why rows fall short."""

from __future__ import annotations

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
    "Six cases have a tariff, three of them from one year, all with the same country as the one "
    "who threatens; one more has none. Their outcomes hang together: one government, one playbook, "
    "and in 2025 deals that copied each other. Resampling six cases gives an interval on the mean "
    "difference, but with so few the interval is itself uncertain, and a sign test over six could "
    "at best reach 1 in 32. So the table can show that the model is far off, or that a simple "
    "forecast is; it cannot show that the model is right, nor rank forecasts that lie close, nor "
    "tell four parameters apart: the posteriors stay near the priors, and one case more or less "
    "can take them back. Means in percentage points "
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
    "What *holds* for scores on tariffs is little: over six cases the model is not shown to be "
    "worse than a simple forecast. That can hold while the model is worse in most cases; the notes "
    "say in how many it is better, and the scores by case below where it is not. The row on the "
    "class compares one mean with another, without an interval."
)
CHANGES = (
    "Proposals from what falls short; none was acted on, since a model changed for these cases "
    "could not be scored by them again.\n"
    "\n"
    "- *Metals and lists that stay.* In the record the tariffs that the one who imposes cares most "
    "about (metals at 50 % in 2025, lists 1 to 3 at 25 % in 2020) are left out of the deal and "
    "stay. In the model every tariff is traded off inside the package, and so they fall with the "
    "rest. An issue that one side refuses to put on the table (a red line of the imposer, or a "
    "basket of its own without a counterpart) would be needed.\n"
    "- *Parts.* Half of the outcomes are partial; the model settles everything wherever it "
    "settles. Baskets would have to be left open because the stakes in them are too vague or the "
    "record of pledges too thin, rather than only because stances say so.\n"
    "- *Early handshakes.* South Korea in 2018, and Japan and South Korea in July 2025 settled "
    "within days or two weeks of a new date. The model reaches deals later, the more so in the "
    "bilateral scenarios, which do not know of the other tables' deals. In the forecasts of March "
    "2018 the steel tariff has often fallen due by then, and a part of it stays in the deal, where "
    "the record averted it. Dates would have to weigh more on the side that wants the deal signed "
    "before them, and a threat to one industry would have to be dropped whole rather than traded "
    "down.\n"
    "- *First rates.* The bilateral scenarios of 2025 know no precedent (M13); the day after "
    "Japan's deal a copy of it beats the model for South Korea. A forecast of `alliance_2025` "
    "given that deal would carry it over, at the cost of dropping most worlds.\n"
    "- *Cost sharing.* The ask of five times as much pulls the model's rises to about twice, where "
    "13.9 % was agreed. An ask that nobody believes (staked high to be given up) is not in the "
    "model: opening demands count as wishes.\n"
    "- *Who retaliates.* M12 weighs what tariffs cost each side in bilateral trade and the odds of "
    "a counter-rise. By that measure Japan and South Korea, which buy more for every dollar that "
    "they sell, dare more than China. In the record the dependent allies did not; dependence on "
    "protection (M10) does not enter the daring, and would have to."
)
REASONS = {
    "class.log_score": "Partial outcomes are rare in the model, since it settles all that it can "
    "settle; in the record they are the most frequent.",
    "regularity.order": "South Korea starts late for want of a government, and nothing in the "
    "model makes Washington leave China for last; the truce of May, which took the pressure off, "
    "is found in some worlds alone.",
    "regularity.clustering": "The weight of a precedent is drawn between .2 and .8, and what else "
    "differs between the two tables keeps their rates apart.",
    "regularity.ask.korea_cost_sharing_2019": "The ask counts as a wish, and pulls the deal; in "
    "the record it was given up nearly whole.",
    "regularity.retaliation": "M12 compares what tariffs cost both sides in their own trade. China "
    "sells the most and buys little, so it dares least; that allies depend on protection does "
    "not enter.",
}
NO_REASON = "Why is not known."


def why(case: Case) -> str:
    """Why a row falls short, as far as it is known; nothing where it holds."""
    return REASONS.get(case.id, NO_REASON) if case.verdict == SHORT else ""
