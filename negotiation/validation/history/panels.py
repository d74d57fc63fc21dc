"""What the figures of history draw: intervals beside outcomes, scores, posteriors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from negotiation.draws import Array
from negotiation.validation.history.assess import LEFT_OUT, WEEKS, Mark, Scored, of
from negotiation.validation.history.estimate import weights
from negotiation.validation.history.run import History
from negotiation.validation.history.shared import SHARED, positions
from negotiation.validation.history.summary import label
from negotiation.validation.history.verdicts import SPARE

BINS = 20  # of the histograms of the posterior
AXES = {
    "tariff": "tariff, % ad valorem",
    "pledge": "pledge, % of GDP",
    "rise": "rise of cost sharing, %",
    WEEKS: "weeks to the first settlement",
}


def intervals(found: History) -> dict[str, list[dict[str, Any]]]:
    """Lines of the figure of intervals, by the title of their axis."""
    found_panels: dict[str, list[dict[str, Any]]] = {title: [] for title in AXES.values()}
    for name, measure, marks in _lines(found):
        entries = [
            {"median": m.median, "half": m.half, "most": m.most, "outcome": m.outcome}
            for m in marks
        ]
        found_panels[AXES[measure]].append({"label": name, "forecasts": entries})
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
            name = label(case)
            if measure in ("tariff", "pledge"):
                name += ", " + issue.removesuffix("_tariff").replace("_", " ")
            yield name, measure, [m for one in dates for m in one.marks if m.issue == issue]


def beliefs(found: History) -> list[dict[str, Any]]:
    """Densities of the posterior over the position in the prior, with and without each case."""
    at, weight, without = posteriors(found)
    edges = np.linspace(0.0, 1.0, BINS + 1)

    def density(k: int, weight: Array) -> Array:
        return np.histogram(at[k], edges, weights=weight, density=True)[0]

    found_panels = []
    for k, one in enumerate(SHARED):
        if one.id not in found.moved:
            continue
        number = found.moved[one.id]
        ticks = (0.1, 0.5, 0.9)
        values = number.sample(np.array(ticks))
        found_panels.append(
            {
                "title": one.short,
                "at": 0.5 * (edges[1:] + edges[:-1]),
                "all": density(k, weight),
                "others": [density(k, left) for left in without.values()],
                "ticks": {x: f"{v:.2g}" for x, v in zip(ticks, values, strict=True)},
            }
        )
    return found_panels


def posteriors(found: History) -> tuple[Array, Array, dict[str, Array]]:
    """Places in the prior [parameter, place], their weights, and those without each case."""
    at = positions(found.seed, 0, SPARE)
    without = {
        out.name: weights([other for other in found.seen if other is not out], at)
        for out in found.seen
    }
    return at, weights(found.seen, at), without
