"""What came of all forecasts in a few numbers: scores by case, and who does better where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from negotiation.validation.history.assess import LEFT_OUT, Scored, by_case, naive_by_case, of
from negotiation.validation.history.case import CLASSES, HistoryCase
from negotiation.validation.history.comparators import COMPARATORS
from negotiation.validation.history.run import History

MODEL = "model"  # its column beside those of the simple forecasts
Scores = dict[str, float]


def headline(found: History) -> str:
    """Scores on tariffs in a sentence, for the line that stands in the table on top."""
    *lines, (_, means) = tariff_scores(found)
    worse = len(worse_than_simple(lines))
    best = min(COMPARATORS, key=lambda name: means[name])
    return (
        f"Mean CRPS on tariffs, points: {means[MODEL]:.2f} against {means[best]:.2f} of the best "
        f"simple rule ({best}); in {worse} of {len(lines)} cases one of the four rules "
        "does better than the model."
    )


def facts(found: History) -> dict[str, float]:
    """Numbers that the words speak of."""
    out = of(found.scored, LEFT_OUT)
    tariffs = by_case(out, "tariff")
    years = {one.name: one.forecast.as_of.date.year for one in out}
    year, most = Counter(years[name] for name in tariffs).most_common(1)[0]
    partial = CLASSES.index("partial")
    return {
        "tariffs": len(tariffs),
        "most": most,
        "year": year,
        "others": len(years) - len(tariffs),
        "sign": 2 ** (len(tariffs) - 1),
        "forecasts": len(out),
        "partial": sum(one.outcome.what == "partial" for one in out),
        "given": 100.0 * float(np.mean([one.chances[partial] for one in out])),
    }


def counts(scored: Sequence[Scored]) -> str:
    """On how many outcomes the model is worse than each simple forecast, and than the best."""
    marks = [mark for one in scored for mark in one.marks]
    worse = {n: sum(mark.crps > mark.naive[n] for mark in marks) for n in COMPARATORS}
    best = sum(mark.crps > min(mark.naive.values()) for mark in marks)
    each = ", ".join(f"{name} {count}" for name, count in worse.items())
    return (
        f"Of {len(marks)} outcomes the model scores worse than a simple forecast on: {each}; worse "
        f"than the best of the four, chosen afterwards, on {best}."
    )


def worse_than_simple(lines: Sequence[tuple[str, Scores]]) -> list[str]:
    """The cases in which a simple forecast does better on tariffs, and which does best."""
    found = []
    for label, score in lines:
        best = min(score, key=lambda name: score[name])
        if best != MODEL:
            found.append(f"{label} ({best}, {score[best]:.2f} against {score[MODEL]:.2f})")
    return found


def tariff_scores(found: History) -> list[tuple[str, Scores]]:
    """Mean CRPS on tariffs by case and over cases, the model's first."""
    out = of(found.scored, LEFT_OUT)
    labels = {one.name: label(one.forecast.case) for one in out}
    columns = {MODEL: by_case(out, "tariff")}
    columns |= {name: naive_by_case(out, "tariff", name) for name in COMPARATORS}
    lines = [
        (labels[case], {name: column[case] for name, column in columns.items()})
        for case in columns[MODEL]
    ]
    return [*lines, ("mean", {name: mean(column) for name, column in columns.items()})]


def mean(scores: Mapping[str, float]) -> float:
    """Mean over cases, NaN for none."""
    return float(np.mean(list(scores.values()))) if scores else float("nan")


def label(case: HistoryCase) -> str:
    """What a case is called in tables and figures."""
    return case.data.short or case.name
