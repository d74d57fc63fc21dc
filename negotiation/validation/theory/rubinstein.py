"""Alternating offers without end: iterated best answers end at Rubinstein's division."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.validation.case import Case, agree, close
from negotiation.validation.theory.alternating import Pie, Settled, deviations, settle
from negotiation.validation.theory.family import Family, Sample, add

SOURCE = "Rubinstein (1982)"
PUBLISHED = {(0.9, 0.9): 10 / 19, (0.9, 0.8): 5 / 7, (0.8, 0.9): 5 / 14, (0.5, 0.5): 2 / 3}
SMALL = 1e-6
HOW = """
From random stationary demands and reserves the two sides answer each other in turn. The answer of
a side is the demand that pays it most, among a grid and the one that leaves the other just its
reserve, and a reserve equal to what it gains by rejecting. All of that is read off games that the
engine plays; no strategy knows the formula. Where nothing moves any more, every one-shot deviation
is tried: each of 101 opening demands, and to each of the 101 offers the answer that the plan does
not give. A stationary plan is the same in every week, so that this covers every history.

A period is a week: one offer, discounted by patience x (1 - hazard). Games run for three weeks,
since stationary plans settle within two or never; what applies in the last week is taken to last.
"""


def divided(discount: Array, opener: int) -> Array:
    """Share of the side that opens, (1 - d2) / (1 - d1 d2) with d2 that of the other, [sample]."""
    return (1.0 - discount[1 - opener]) / (1.0 - discount[0] * discount[1])


def random_start(sample: Sample, purpose: str) -> tuple[Array, Array]:
    """Demands and reserves to begin with, [side, sample]."""
    return sample.rows(f"{purpose}.demand", 2), sample.rows(f"{purpose}.reserve", 2)


def most_by_deviating(pie: Pie, settled: Settled) -> Array:
    """The most that anybody gains by departing once, [sample]."""
    plans = [d[None] for d in settled.demand], [r[None] for r in settled.reserve]
    found = np.array([deviations(pie, *plans, opener) for opener in (0, 1)], dtype=np.float64)
    return np.asarray(np.max(found, axis=(0, 1)), dtype=np.float64)


def cases(sample: Sample) -> list[Case]:
    """The published divisions, sampled discounts with either side opening, and the deviations."""
    drawn = sample.rows("rubinstein.discount", 2, 0.1, 0.95)
    drawn[:, : len(PUBLISHED)] = np.array(list(PUBLISHED)).T[:, : sample.count]
    pie = Pie(drawn)
    settled = settle(pie, *random_start(sample, "rubinstein"))
    played = [
        pie.play([d[None] for d in settled.demand], [r[None] for r in settled.reserve], opener)
        for opener in (0, 1)
    ]
    found = [
        close(
            f"rubinstein.{d1:g}_{d2:g}",
            f"Share of the first proposer at discounts {d1:g} and {d2:g}",
            share,
            played[0][0][k],
            SMALL,
            source=SOURCE,
        )
        for k, ((d1, d2), share) in enumerate(list(PUBLISHED.items())[: sample.count])
    ]
    note = (
        f"{sample.count} pairs of discounts from .1 to .95, settled after {settled.sweeps} sweeps"
    )
    for opener, words in enumerate(("the first", "the second")):
        own = divided(drawn, opener)
        found.append(
            agree(
                f"rubinstein.opener_{opener + 1}",
                f"Division where {words} side opens, over sampled discounts",
                played[opener][[opener, 1 - opener]] - np.stack([own, 1.0 - own]),
                SMALL,
                note=f"{note}.",
                source=SOURCE,
            )
        )
    found.append(
        close(
            "rubinstein.deviations",
            "The most that a one-shot deviation pays at the settled plans",
            0.0,
            max(float(np.max(most_by_deviating(pie, settled))), 0.0),
            SMALL,
            note=f"{note}; 101 demands of each opener and both answers to 101 offers.",
            source=SOURCE,
        )
    )
    return found


add(
    Family(
        id="rubinstein",
        name="Alternating offers without end (Rubinstein 1982)",
        by="games that the engine plays",
        how=HOW,
        cases=cases,
        samples=60,
    )
)
