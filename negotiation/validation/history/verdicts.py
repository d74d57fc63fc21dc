"""From scores to lines of the table: what is judged, by rules fixed beforehand, and what is told.

Judged are, for forecasts whose parameters were learnt from the other cases: the share of outcomes
in the 50 and 80 % intervals, which must lie within binomial bounds; the mean score of the class,
which must beat equal chances; the mean CRPS on tariffs, which must not be worse than a
comparator's beyond the 95 % interval of the difference, where there are three cases or more; and
the regularities. All else is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import binom

from negotiation.draws import Array
from negotiation.validation.case import Case
from negotiation.validation.history.assess import (
    CHAINED,
    GIVEN,
    LEFT_OUT,
    WEEKS,
    Mark,
    Scored,
    by_case,
    of,
    resampled,
)
from negotiation.validation.history.case import CLASSES
from negotiation.validation.history.check import UNITS
from negotiation.validation.history.comparators import COMPARATORS
from negotiation.validation.history.estimate import weights
from negotiation.validation.history.forecast import Forecast
from negotiation.validation.history.run import History
from negotiation.validation.history.scores import believed, covered, interval, quantile
from negotiation.validation.history.shared import SHARED, positions
from negotiation.validation.history.words import reasoned
from negotiation.validation.judge import HOLDS, SHORT, TOLD

LEVELS = (0.5, 0.8)
SURE = 0.95  # of the bounds within which a share is no surprise
ENDS = (0.1, 0.5, 0.9)  # of spreads: ends of 80 %, the median between
FEW = 3  # cases that a mean difference is judged by, at the least
SCORED = {  # what is scored by CRPS, and in which unit
    "tariff": "tariff, percentage points",
    "pledge": "pledge, % of GDP",
    "rise": "rise of cost sharing, %",
    WEEKS: "date of the first settlement, weeks",
}
SPARE = 20_000  # positions at which posteriors are summed up


def rows(found: History) -> list[Case]:
    """The whole table: what is judged first, where it falls short with the reason."""
    out = of(found.scored, LEFT_OUT)
    judged = [
        *(coverage(out, level) for level in LEVELS),
        class_score(out),
        *(against(out, name, found.seed) for name in COMPARATORS if by_case(out, "tariff")),
        *found.regularities,
    ]
    return [
        *map(reasoned, judged),
        *_means(found),
        *estimates(found),
        *(row for one in found.scored if one.way == LEFT_OUT for row in told(one)),
    ]


def coverage(scored: Sequence[Scored], level: float) -> Case:
    """Share of outcomes inside the central intervals of a level, over cases and outcomes."""
    marks = [mark for one in scored for mark in one.marks]
    low, high = (x / len(marks) for x in binom.interval(SURE, len(marks), level))
    share = float(np.mean([covered(mark.place, level) for mark in marks]))
    ends = float(np.mean([_on_or_inside(mark, level) for mark in marks]))
    return Case(
        f"calibration.{100 * level:.0f}",
        f"Share of outcomes inside the {100 * level:.0f} % interval",
        level,
        round(share, 3),
        f"{low:.2f} to {high:.2f}",
        HOLDS if low <= share <= high else SHORT,
        f"{len(marks)} outcomes of {len({one.name for one in scored})} cases, which hang together, "
        "so that the binomial bounds are narrower than they ought to be. With outcomes on a lump "
        f"at an interval's end counted as inside: {ends:.2f}.",
    )


def _on_or_inside(mark: Mark, level: float) -> bool:
    low, high = mark.half if level == LEVELS[0] else mark.most
    return low <= mark.outcome <= high


def class_score(scored: Sequence[Scored]) -> Case:
    """Mean log score of the class against equal chances."""
    mean, even = float(np.mean([one.log for one in scored])), math.log(len(CLASSES))
    naive = {n: float(np.mean([one.naive_log[n] for one in scored])) for n in COMPARATORS}
    return Case(
        "class.log_score",
        "Mean log score of the class (deal, partial, none), smaller is better",
        f"below {even:.2f}, that of equal chances",
        round(mean, 2),
        None,
        HOLDS if mean < even else SHORT,
        "Comparators: " + ", ".join(f"{n} {x:.2f}" for n, x in naive.items()) + ".",
    )


def against(scored: Sequence[Scored], name: str, seed: int) -> Case:
    """Mean difference of the CRPS on tariffs to a comparator, over cases."""
    off = by_case(scored, "tariff", name)
    mean, low, high = resampled(list(off.values()), seed)
    own = float(np.mean(list(by_case(scored, "tariff").values())))
    better = sum(x < 0.0 for x in off.values())
    largest = max(off, key=lambda case: abs(off[case]))
    rest = [x for case, x in off.items() if case != largest]
    without = f" Without {largest}, where they differ most: {np.mean(rest):+.2f}." if rest else ""
    verdict = SHORT if low > 0.0 else HOLDS
    return Case(
        f"tariffs.{name.replace(' ', '_')}",
        f"CRPS on tariffs less that of '{name}', percentage points",
        "not above 0",
        f"{mean:+.2f} [{low:+.2f} to {high:+.2f}]",
        "95 % interval",
        verdict if len(off) >= FEW else TOLD,
        f"Mean {own:.2f} against {own - mean:.2f}; better in {better} of {len(off)} cases, which "
        f"are resampled whole.{without}",
    )


def _means(found: History) -> Iterator[Case]:
    """Mean scores by measure and way to treat the parameters: told."""
    for measure, what in SCORED.items():
        for way in (GIVEN, CHAINED, LEFT_OUT):
            scored = of(found.scored, way)
            own = by_case(scored, measure)
            if not own:
                continue
            naive = {
                n: float(np.mean([own[c] - x for c, x in by_case(scored, measure, n).items()]))
                for n in COMPARATORS
            }
            yield Case(
                f"mean.{measure}.{way.replace(' ', '_')}",
                f"Mean CRPS over cases, {what}; {way}",
                "comparators: " + ", ".join(f"{n} {x:.2f}" for n, x in naive.items()),
                round(float(np.mean(list(own.values()))), 3),
                None,
                TOLD,
            )
    for way in (GIVEN, CHAINED, LEFT_OUT):
        scored = of(found.scored, way)
        yield Case(
            f"mean.class.{way.replace(' ', '_')}",
            f"Mean log score of the class; {way}",
            f"equal chances {math.log(len(CLASSES)):.2f}",
            round(float(np.mean([one.log for one in scored])), 3),
            None,
            TOLD,
        )


def unit(measure: str) -> str:
    """In what a measure is counted."""
    return UNITS.get(measure, WEEKS)


def estimates(found: History) -> Iterator[Case]:
    """Prior and posterior of each shared parameter, all cases seen: median and 80 %."""
    at = positions(found.seed, 0, SPARE)
    weight = weights(found.seen, at)
    names = ", ".join(case.name for case in found.seen)
    for k, one in enumerate(SHARED):
        if one.id not in found.moved:
            continue
        number = found.moved[one.id]
        ends = quantile(at[k], weight, ENDS)
        prior, posterior = (number.sample(x) for x in (np.array(ENDS), ends))
        yield Case(
            f"estimate.{one.id}",
            f"Estimated: {one.title}; prior and posterior, median with 80 %",
            spread(prior),
            spread(posterior),
            None,
            TOLD,
            f"Cases seen: {names}; in each left-out forecast all but its own. The numbers are "
            "those of the imposer in the last case.",
        )


def spread(ends: Array) -> str:
    """Median with 80 %, of quantiles at `ENDS`."""
    return f"{ends[1]:.3g} [{ends[0]:.3g} to {ends[2]:.3g}]"


def told(one: Scored) -> Iterator[Case]:
    """A forecast beside what came to pass."""
    forecast = one.forecast
    at = f"{one.name}.{forecast.as_of.date}"
    source = forecast.case.data.settled[0].source if forecast.case.data.settled else ""
    yield Case(
        f"{at}.class",
        f"Class by {forecast.case.horizon(forecast.as_of)}, forecast of {forecast.as_of.date}",
        one.outcome.what,
        chances(one.chances),
        None,
        TOLD,
        f"{forecast.kept} of {forecast.played} worlds had talks open on the day; log score "
        f"{one.log:.2f}; seen: {', '.join(one.seen) or 'none'}.{_unseen(forecast)}",
        source,
    )
    for mark in one.marks:
        yield Case(
            f"{at}.{mark.issue.replace(' ', '_')}",
            f"{mark.issue.replace('_', ' ').capitalize()}, {unit(mark.measure)}",
            round(mark.outcome, 2),
            f"{mark.median:.3g} [{mark.most[0]:.3g} to {mark.most[1]:.3g}]",
            "80 % interval",
            TOLD,
            f"CRPS {mark.crps:.2f}; comparators: "
            + ", ".join(f"{n} {x:.2f}" for n, x in mark.naive.items())
            + ".",
            source,
        )


def _unseen(forecast: Forecast) -> str:
    """That the record ends before the horizon, where more might have been settled by then."""
    case, horizon = forecast.case, forecast.case.horizon(forecast.as_of)
    ended = case.data.ended
    whole = any(settled.what == "deal" for settled in case.data.settled)
    if ended is None or ended >= horizon or whole:
        return ""
    return f" The record ends {ended}; what was settled after that is not known."


def chances(chances: Array) -> str:
    """Chances of the classes in words."""
    return ", ".join(f"{n} {100 * x:.0f} %" for n, x in zip(CLASSES, chances, strict=True))


def open_rows(forecast: Forecast) -> Iterator[Case]:
    """A forecast of a case whose outcome is not known."""
    even = np.ones(forecast.kept)
    at = f"{forecast.case.name}.{forecast.as_of.date}"
    counts = np.bincount(forecast.what, minlength=len(CLASSES)).astype(float)
    yield Case(
        f"{at}.class",
        f"Class by {forecast.case.horizon(forecast.as_of)}, forecast of {forecast.as_of.date}",
        None,
        chances(believed(counts)),
        None,
        TOLD,
        f"{forecast.kept} of {forecast.played} worlds had talks open on the day.",
    )
    samples = [(t.issue, t.measure, forecast.terms[t.issue]) for t in forecast.case.data.terms]
    for issue, measure, sample in (*samples, ("first settlement", WEEKS, forecast.weeks)):
        middle = quantile(sample, even, [0.5])[0]
        low, high = interval(sample, even, LEVELS[1])
        yield Case(
            f"{at}.{issue.replace(' ', '_')}",
            f"{issue.replace('_', ' ').capitalize()}, {unit(measure)}",
            None,
            f"{middle:.3g} [{low:.3g} to {high:.3g}]",
            "80 % interval",
            TOLD,
        )
