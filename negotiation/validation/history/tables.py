"""Tables of the section on history: forecasts, scores by way of estimating, what was estimated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from negotiation.validation.history.assess import (
    CHAINED,
    GIVEN,
    LEFT_OUT,
    by_case,
    naive_by_case,
    of,
)
from negotiation.validation.history.comparators import COMPARATORS, last_comparable
from negotiation.validation.history.panels import posteriors
from negotiation.validation.history.run import History
from negotiation.validation.history.scores import quantile
from negotiation.validation.history.shared import SHARED
from negotiation.validation.history.summary import label, mean, tariff_scores, worse_than_simple
from negotiation.validation.history.verdicts import (
    ENDS,
    LEVELS,
    SCORED,
    against,
    chances,
    coverage,
    estimates,
    spread,
)

WAYS = (GIVEN, CHAINED, LEFT_OUT)


def forecasts(found: History) -> Iterator[str]:
    """Every forecast of a class beside what came to pass."""
    head = ("case", "forecast of", "why then", "worlds still open", "class given", "came to pass")
    yield "| " + " | ".join((*head, "log score")) + " |"
    yield "|---" * (len(head) + 1) + "|"
    for one in of(found.scored, LEFT_OUT):
        forecast = one.forecast
        yield (
            f"| {label(forecast.case)} | {forecast.as_of.date} | {forecast.as_of.reason} | "
            f"{forecast.kept:,} of {forecast.played:,} | {chances(one.chances)} | "
            f"{one.outcome.what} | {one.log:.2f} |"
        )


def left_out(found: History) -> Iterator[str]:
    """What every forecast leaves out, and the deal that it could copy."""
    yield "| case | forecast of | left out, as known only later | copied deal |"
    yield "|---|---|---|---|"
    for forecast in found.forecasts:
        left = ", ".join(
            f"`{x.key.removeprefix('tables.')}` ({x.known_from})" for x in forecast.left_out
        )
        copied = last_comparable(forecast)
        yield (
            f"| {label(forecast.case)} | {forecast.as_of.date} | {left or 'nothing'} | "
            f"{copied.text if copied else 'none: as the status quo'} |"
        )


def tariffs(found: History) -> Iterator[str]:
    """Scores on tariffs by case, and in which a simple forecast does better."""
    lines = tariff_scores(found)
    names = list(lines[0][1])
    yield "CRPS on tariffs, percentage points, parameters learnt from the other cases:"
    yield ""
    yield "| case | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 1) + "|"
    for name, score in lines:
        yield f"| {name} | " + " | ".join(f"{x:.2f}" for x in score.values()) + " |"
    yield ""
    worse = worse_than_simple(lines[:-1])
    if not worse:
        yield "In no case does a simple forecast do better than the model."
        return
    yield (
        f"In {len(worse)} of {len(lines) - 1} cases a simple forecast does better than the model: "
        f"{'; '.join(worse)}. Which one would, nobody knew beforehand. What would have to change "
        "is said below."
    )


def ways(found: History) -> Iterator[str]:
    """Mean scores by way of estimating, beside those of the simple forecasts."""
    names = list(COMPARATORS)
    yield (
        "Mean over cases. The first column of scores takes the shared parameters from the "
        "scenarios, the second learns them from earlier cases (forward chaining), the third from "
        "all others (leave one out)."
    )
    yield ""
    yield f"| score | {GIVEN} | {CHAINED} | {LEFT_OUT} | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 4) + "|"
    for measure in SCORED:
        own = [mean(by_case(of(found.scored, way), measure)) for way in WAYS]
        out = of(found.scored, LEFT_OUT)
        naive = [mean(naive_by_case(out, measure, name)) for name in names]
        numbers = " | ".join(f"{x:.2f}" for x in (*own, *naive))
        yield f"| CRPS, {SCORED[measure]} | {numbers} |"
    logs = [float(np.mean([one.log for one in of(found.scored, way)])) for way in WAYS]
    naive = [float(np.mean([one.naive_log[n] for one in of(found.scored, GIVEN)])) for n in names]
    yield "| log score of the class | " + " | ".join(f"{x:.2f}" for x in (*logs, *naive)) + " |"
    for level in LEVELS:
        shares = " | ".join(str(coverage(of(found.scored, way), level).obtained) for way in WAYS)
        yield f"| share in the {100 * level:.0f} % interval | {shares}{' | -' * len(names)} |"
    yield ""
    yield " ".join(_best(found))


def differences(found: History) -> Iterator[str]:
    """The difference to each comparator by way of estimating, each with its interval."""
    yield (
        "CRPS on tariffs less that of each simple forecast, percentage points; mean over cases "
        "with its 95 % bootstrap interval, cases resampled whole:"
    )
    yield ""
    yield f"| simple forecast | {' | '.join(WAYS)} |"
    yield "|---" * (len(WAYS) + 1) + "|"
    for name in COMPARATORS:
        off = [against(of(found.scored, way), name, found.seed).obtained for way in WAYS]
        yield f"| {name} | {' | '.join(str(x) for x in off)} |"


def _best(found: History) -> Iterator[str]:
    """By measure, whether the best of the simple forecasts beats the model."""
    out = of(found.scored, LEFT_OUT)
    yield "Against the best simple forecast, parameters learnt from the other cases:"
    said = []
    for measure, what in SCORED.items():
        own = mean(by_case(out, measure))
        naive = {name: mean(naive_by_case(out, measure, name)) for name in COMPARATORS}
        best = min(naive, key=lambda name: naive[name])
        than = "better" if own < naive[best] else "worse"
        said.append(
            f"on the {what.split(',')[0]} the model is {than} ({own:.2f} against "
            f"{naive[best]:.2f}, {best})"
        )
    yield "; ".join(said) + "."


def estimated(found: History) -> Iterator[str]:
    """Prior and posterior of the shared parameters, and what one case does to them."""
    given, learnt = (mean(by_case(of(found.scored, way), "tariff")) for way in (GIVEN, LEFT_OUT))
    yield (
        "These four were estimated, and nothing else was moved. Prior and posterior with all cases "
        "seen, median and 80 %; each left-out forecast saw all cases but its own, each chained one "
        "those closed before its date. Learning from the other cases took the mean CRPS on tariffs "
        f"from {given:.2f} to {learnt:.2f} percentage points."
    )
    yield ""
    yield "| parameter | prior | posterior | without the case that moves it most |"
    yield "|---|---|---|---|"
    moves = dict(_moved_most(found))
    for case in estimates(found):
        title = case.text.removeprefix("Estimated: ").split(";")[0]
        without = moves.get(case.id.removeprefix("estimate."), "-")
        yield f"| {title} | {case.expected} | {case.obtained} | {without} |"
    yield ""
    yield f"Cases seen: {', '.join(case.name for case in found.seen)}."


def _moved_most(found: History) -> Iterator[tuple[str, str]]:
    """For each parameter, the posterior without the case that takes its median farthest."""
    at, weight, without = posteriors(found)
    for k, one in enumerate(SHARED):
        if one.id not in found.moved or len(found.seen) < 2:
            continue
        whole = quantile(at[k], weight, [0.5])[0]
        ends = {case: quantile(at[k], left, ENDS) for case, left in without.items()}
        name = max(ends, key=lambda case: abs(ends[case][1] - whole))
        yield one.id, f"{spread(found.moved[one.id].sample(ends[name]))}, {name}"
