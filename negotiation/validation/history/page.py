"""The section on history of the page `validation.md`, with its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.draws import Array
from negotiation.validation.case import Case
from negotiation.validation.document import put
from negotiation.validation.history.assess import (
    CHAINED,
    GIVEN,
    LEFT_OUT,
    WEEKS,
    Mark,
    Scored,
    by_case,
    naive_by_case,
    of,
)
from negotiation.validation.history.case import HistoryCase
from negotiation.validation.history.comparators import COMPARATORS, last_comparable
from negotiation.validation.history.estimate import weights
from negotiation.validation.history.run import History
from negotiation.validation.history.scores import quantile
from negotiation.validation.history.shared import SHARED, positions
from negotiation.validation.history.verdicts import (
    ENDS,
    LEVELS,
    SCORED,
    SPARE,
    against,
    chances,
    coverage,
    estimates,
    rows,
    spread,
)
from negotiation.validation.history.words import CHANGES, HOLDING, HOW, KNOWN, PROVES, why
from negotiation.validation.judge import TOLD
from negotiation.validation.table import HEAD, cells, markdown

FIGURES = "figures/history"
WAYS = (GIVEN, CHAINED, LEFT_OUT)
MODEL = "model"  # its column beside those of the simple forecasts
BINS = 20  # of the histograms of the posterior
AXES = {
    "tariff": "tariff, % ad valorem",
    "pledge": "pledge, % of GDP",
    "rise": "rise of cost sharing, %",
    WEEKS: "weeks to the first settlement",
}


def write(found: History, folder: Path) -> list[Path]:
    """Write the section and its figures into a folder; returns the paths, the page first."""
    from negotiation.figures import history as figures
    from negotiation.figures.save import save

    target = folder / FIGURES
    drawn = [
        *save(figures.intervals(_panels(found)), target, "forecasts", CAPTIONS["forecasts"]),
        *save(figures.scores(_by_case(found)), target, "scores", CAPTIONS["scores"]),
        *save(figures.beliefs(_beliefs(found)), target, "beliefs", CAPTIONS["beliefs"]),
    ]
    return [put(folder, "history", section(found)), *drawn]


CAPTIONS = {
    "forecasts": "Forecasts with the shared parameters learnt from the other cases, beside what "
    "came to pass. Thick: central 50 % interval; thin: 80 %; bar: median. Scales are square roots.",
    "scores": "Mean CRPS on tariffs by case, over its tariffs and dates, of the model and of the "
    "four simple forecasts. Scale logarithmic.",
    "beliefs": "Posterior of the shared parameters over their place in the prior, which is flat; "
    "ticks give values of the imposer in the last case.",
}


def section(found: History) -> Iterator[str]:
    """The section, line by line."""
    table = rows(found)
    yield "## History"
    yield ""
    yield (
        f"`negotiation validate history`, seed {found.seed}, {found.worlds:,} worlds for each "
        f"forecast. {HOW}"
    )
    yield ""
    yield "### What is judged"
    yield ""
    judged = [case for case in table if case.verdict != TOLD]
    yield from markdown(judged)
    yield ""
    yield HOLDING
    yield ""
    for case in judged:
        yield f"- `{case.id}`: {' '.join(x for x in (case.note, why(case)) if x)}"
    yield ""
    yield "### The forecasts"
    yield ""
    yield KNOWN
    yield ""
    yield from _forecasts(found)
    yield ""
    yield from _picture("forecasts")
    yield ""
    yield from _left_out(found)
    yield ""
    yield "### Scores by case and by way of estimating"
    yield ""
    yield from _picture("scores")
    yield ""
    yield from _tariffs(found)
    yield ""
    yield from _ways(found)
    yield ""
    yield from _differences(found)
    yield ""
    yield "### What was estimated"
    yield ""
    yield from _estimated(found)
    yield ""
    yield "### What this can and cannot prove"
    yield ""
    yield PROVES
    yield ""
    yield "### What would have to change"
    yield ""
    yield CHANGES
    yield ""
    yield "### Every outcome"
    yield ""
    told = [case for case in table if case.verdict == TOLD and _dated(case)]
    yield "| " + " | ".join((*HEAD[:5], "note")) + " |"
    yield "|---" * len(HEAD) + "|"
    for case in told:
        yield "| " + " | ".join((*cells(case)[:5], case.note)) + " |"


def _dated(case: Case) -> bool:
    return not case.id.startswith(("mean.", "estimate."))


def _picture(name: str) -> Iterator[str]:
    yield f"![{CAPTIONS[name].split('.')[0]}]({FIGURES}/{name}.png)"
    yield ""
    yield f"*{CAPTIONS[name]}*"


def _short(case: HistoryCase) -> str:
    return case.data.short or case.name


def _forecasts(found: History) -> Iterator[str]:
    head = ("case", "forecast of", "why then", "worlds still open", "class given", "came to pass")
    yield "| " + " | ".join((*head, "log score")) + " |"
    yield "|---" * (len(head) + 1) + "|"
    for one in of(found.scored, LEFT_OUT):
        forecast = one.forecast
        yield (
            f"| {_short(forecast.case)} | {forecast.as_of.date} | {forecast.as_of.reason} | "
            f"{forecast.kept:,} of {forecast.played:,} | {chances(one.chances)} | "
            f"{one.outcome.what} | {one.log:.2f} |"
        )


def _left_out(found: History) -> Iterator[str]:
    yield "| case | forecast of | left out, as known only later | copied deal |"
    yield "|---|---|---|---|"
    for forecast in found.forecasts:
        left = ", ".join(
            f"`{x.key.removeprefix('tables.')}` ({x.known_from})" for x in forecast.left_out
        )
        copied = last_comparable(forecast)
        yield (
            f"| {_short(forecast.case)} | {forecast.as_of.date} | {left or 'nothing'} | "
            f"{copied.text if copied else 'none: as the status quo'} |"
        )


def _tariffs(found: History) -> Iterator[str]:
    lines = _by_case(found)
    names = list(lines[0][1])
    yield "CRPS on tariffs, percentage points, parameters learnt from the other cases:"
    yield ""
    yield "| case | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 1) + "|"
    for label, score in lines:
        yield f"| {label} | " + " | ".join(f"{score[name]:.2f}" for name in names) + " |"
    yield ""
    yield _where_worse(lines[:-1])


def _where_worse(lines: Sequence[tuple[str, dict[str, float]]]) -> str:
    """The cases in which a simple forecast does better on tariffs, and which does best."""
    worse = []
    for label, score in lines:
        best = min(score, key=lambda name: score[name])
        if best != MODEL:
            worse.append(f"{label} ({best}, {score[best]:.2f} against {score[MODEL]:.2f})")
    if not worse:
        return "In no case does a simple forecast do better than the model."
    return (
        f"In {len(worse)} of {len(lines)} cases a simple forecast does better than the model: "
        f"{'; '.join(worse)}. Which one would, nobody knew beforehand. What would have to change "
        "is said below."
    )


def _ways(found: History) -> Iterator[str]:
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
        ways = [_mean(by_case(of(found.scored, way), measure)) for way in WAYS]
        out = of(found.scored, LEFT_OUT)
        naive = [_mean(naive_by_case(out, measure, name)) for name in names]
        numbers = " | ".join(f"{x:.2f}" for x in (*ways, *naive))
        yield f"| CRPS, {SCORED[measure]} | {numbers} |"
    logs = [float(np.mean([one.log for one in of(found.scored, way)])) for way in WAYS]
    naive = [float(np.mean([one.naive_log[n] for one in of(found.scored, GIVEN)])) for n in names]
    yield "| log score of the class | " + " | ".join(f"{x:.2f}" for x in (*logs, *naive)) + " |"
    for level in LEVELS:
        shares = " | ".join(str(coverage(of(found.scored, way), level).obtained) for way in WAYS)
        yield f"| share in the {100 * level:.0f} % interval | {shares}{' | -' * len(names)} |"
    yield ""
    yield " ".join(_best(found))


def _differences(found: History) -> Iterator[str]:
    """The difference to each comparator by way of estimating, each with its interval."""
    yield (
        "CRPS on tariffs less that of each simple forecast, percentage points; mean over cases "
        "with its 95 % bootstrap interval, cases resampled whole:"
    )
    yield ""
    yield f"| simple forecast | {' | '.join(WAYS)} |"
    yield "|---" * (len(WAYS) + 1) + "|"
    for name in COMPARATORS:
        ways = [against(of(found.scored, way), name, found.seed).obtained for way in WAYS]
        yield f"| {name} | {' | '.join(str(x) for x in ways)} |"


def _best(found: History) -> Iterator[str]:
    """By measure, whether the best of the simple forecasts beats the model."""
    out = of(found.scored, LEFT_OUT)
    yield "Against the best simple forecast, parameters learnt from the other cases:"
    said = []
    for measure, what in SCORED.items():
        own = _mean(by_case(out, measure))
        naive = {name: _mean(naive_by_case(out, measure, name)) for name in COMPARATORS}
        best = min(naive, key=lambda name: naive[name])
        than = "better" if own < naive[best] else "worse"
        said.append(
            f"on the {what.split(',')[0]} the model is {than} ({own:.2f} against "
            f"{naive[best]:.2f}, {best})"
        )
    yield "; ".join(said) + "."


def _mean(scores: Mapping[str, float]) -> float:
    return float(np.mean(list(scores.values()))) if scores else float("nan")


def _estimated(found: History) -> Iterator[str]:
    given, learnt = (_mean(by_case(of(found.scored, way), "tariff")) for way in (GIVEN, LEFT_OUT))
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
    yield ""
    yield from _picture("beliefs")


def _posteriors(found: History) -> tuple[Array, Array, dict[str, Array]]:
    """Places in the prior [parameter, place], their weights, and those without each case."""
    at = positions(found.seed, 0, SPARE)
    without = {
        out.name: weights([other for other in found.seen if other is not out], at)
        for out in found.seen
    }
    return at, weights(found.seen, at), without


def _moved_most(found: History) -> Iterator[tuple[str, str]]:
    """For each parameter, the posterior without the case that takes its median farthest."""
    at, weight, without = _posteriors(found)
    for k, one in enumerate(SHARED):
        if one.id not in found.moved or len(found.seen) < 2:
            continue
        whole = quantile(at[k], weight, [0.5])[0]
        ends = {case: quantile(at[k], left, ENDS) for case, left in without.items()}
        name = max(ends, key=lambda case: abs(ends[case][1] - whole))
        yield one.id, f"{spread(found.moved[one.id].sample(ends[name]))}, {name}"


def _panels(found: History) -> dict[str, list[dict[str, Any]]]:
    """Lines of the figure of intervals, by the title of their axis."""
    found_panels: dict[str, list[dict[str, Any]]] = {title: [] for title in AXES.values()}
    for label, measure, marks in _lines(found):
        entries = [
            {"median": m.median, "half": m.half, "most": m.most, "outcome": m.outcome}
            for m in marks
        ]
        found_panels[AXES[measure]].append({"label": label, "forecasts": entries})
    return {title: lines for title, lines in found_panels.items() if lines}


def _lines(found: History) -> Iterator[tuple[str, str, list[Mark]]]:
    """Label, measure and marks by date of each outcome of each case."""
    by_name: dict[str, list[Scored]] = {}
    for one in of(found.scored, LEFT_OUT):
        by_name.setdefault(one.name, []).append(one)
    for dates in by_name.values():
        case = dates[0].forecast.case
        issues = dict.fromkeys((m.issue, m.measure) for one in dates for m in one.marks)
        for issue, measure in issues:
            label = _short(case)
            if measure in ("tariff", "pledge"):
                label += ", " + issue.removesuffix("_tariff").replace("_", " ")
            yield label, measure, [m for one in dates for m in one.marks if m.issue == issue]


def _by_case(found: History) -> list[tuple[str, dict[str, float]]]:
    """Mean CRPS on tariffs by case and over cases, the model's first."""
    out = of(found.scored, LEFT_OUT)
    labels = {one.name: _short(one.forecast.case) for one in out}
    columns = {MODEL: by_case(out, "tariff")}
    columns |= {name: naive_by_case(out, "tariff", name) for name in COMPARATORS}
    lines = [
        (labels[case], {name: column[case] for name, column in columns.items()})
        for case in columns[MODEL]
    ]
    return [*lines, ("mean", {name: _mean(column) for name, column in columns.items()})]


def _beliefs(found: History) -> list[dict[str, Any]]:
    """Densities of the posterior over the position in the prior, with and without each case."""
    at, weight, without = _posteriors(found)
    edges = np.linspace(0.0, 1.0, BINS + 1)

    def density(k: int, weight: Array) -> Array:
        return np.histogram(at[k], edges, weights=weight, density=True)[0]

    panels = []
    for k, one in enumerate(SHARED):
        if one.id not in found.moved:
            continue
        number = found.moved[one.id]
        ticks = (0.1, 0.5, 0.9)
        values = number.sample(np.array(ticks))
        panels.append(
            {
                "title": one.short,
                "at": 0.5 * (edges[1:] + edges[:-1]),
                "all": density(k, weight),
                "others": [density(k, left) for left in without.values()],
                "ticks": {x: f"{v:.2g}" for x, v in zip(ticks, values, strict=True)},
            }
        )
    return panels
