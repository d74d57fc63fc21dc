"""Domains in which every package is efficient, so that only the order of play can differ.

One issue, or several with linear losses and the same relative weights on both sides. The engine
plays on NegMAS's list of outcomes: its demands are rounded up to the next outcome.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from negotiation.draws import Array
from negotiation.validation.case import Case, agree
from negotiation.validation.peers import engine
from negotiation.validation.peers.compare import Apart, compare, conceded, joined
from negotiation.validation.peers.domains import Domains, by_levels, proportional
from negotiation.validation.peers.family import Family, Found, Size
from negotiation.validation.peers.levels import Grid, Rounded
from negotiation.validation.peers.other import negmas

LEVELS = {1: (5, 11, 21, 51, 101), 2: (5, 8, 11, 15, 21), 3: (3, 4, 5, 6, 8)}
FINE = 1001  # levels of one issue that are next to none at all
WORDS = {1: "one issue", 2: "two issues", 3: "three issues"}


def same_grid(issues: int, size: Size) -> Found:
    """Both engines on the same outcomes, with answers by the same clock and as NegMAS ships."""
    sao = negmas()
    rounded, in_time, shipped, units = Rounded(engine.POLYNOMIAL), [], [], []
    for levels, domains in by_levels(
        proportional(size.domains, issues, size.seed), LEVELS[issues], size.seed
    ):
        ours, opener = engine.play(domains, size.seed, rounded, Grid(levels))
        games = sao.tables(domains, levels, opener)
        in_time.append(compare(domains, ours, sao.play(games, sao.answering_in_time)))
        shipped.append(compare(domains, ours, sao.play(games, sao.as_shipped)))
        units.append((domains.level(levels), _step(domains, ours.week, opener)))
    level, step = (np.concatenate(found, axis=-1) for found in zip(*units, strict=True))
    about = f"{WORDS[issues]}, {size.domains} domains"
    name = _id(issues)
    cases = [
        *_cases(name, f"{about}, answers by the clock of the offer", joined(in_time), level),
        *_as_shipped(name, about, joined(shipped), level, step),
    ]
    return Found(cases)


def _cases(name: str, about: str, apart: Apart, level: Array) -> Iterator[Case]:
    yield agree(
        f"{name}.step",
        f"Step of the deal, {about}",
        apart.steps,
        1.0,
        note=told(apart),
        source="NegMAS",
    )
    yield agree(
        f"{name}.utility",
        f"Utility of both sides in levels of the issue that matters least, {about}",
        (apart.worth / level)[:, apart.both],
        1.0,
        note=told(apart),
        source="NegMAS",
    )


def _as_shipped(name: str, about: str, apart: Apart, level: Array, step: Array) -> Iterator[Case]:
    """NegMAS's negotiator answers a step later, by when it has conceded once more."""
    about = f"{about}, NegMAS's own aspiration negotiator"
    near = np.all(np.abs(apart.worth) <= level * (1.0 + 1e-6), axis=0)[apart.both]
    note = (
        f"{told(apart)} NegMAS answers at the step after the offer, by its clock; utilities agree "
        f"within a level in {100.0 * np.mean(near):.0f} % of domains with two deals."
    )
    yield agree(
        f"{name}.shipped_step", f"Step of the deal, {about}", apart.steps, 1.0,
        note=note, source="NegMAS",
    )  # fmt: skip
    yield agree(
        f"{name}.shipped_utility",
        f"Utility in what the side that answers concedes in that step, {about}",
        (apart.worth / step)[:, apart.both],
        1.0 + 1e-6,
        note=note,
        source="NegMAS",
    )


def _step(domains: Domains, week: Array, opener: np.ndarray) -> Array:
    """What the engine's proposer of the deal conceded in its week, in utility of each side."""
    last = np.where(np.isnan(week), 1.0, week)
    own = conceded(domains, last - 1.0)
    proposer = (opener + last.astype(int)) % 2
    share = np.where(proposer == 0, own[0] / domains.whole[0], own[1] / domains.whole[1])
    return share * domains.whole


def told(apart: Apart) -> str:
    """In how many domains how many deals came about."""
    count = len(apart.steps)
    neither = count - np.count_nonzero(apart.both) - np.count_nonzero(apart.one)
    return (
        f"Both settle in {np.count_nonzero(apart.both)} domains, neither in {neither}, one alone "
        f"in {np.count_nonzero(apart.one)}; in the same step in {100.0 * apart.same:.0f} %."
    )


def fine(size: Size) -> Found:
    """The engine as it is, without levels, against NegMAS on a fine grid."""
    sao = negmas()
    domains = proportional(size.domains, 1, size.seed)
    ours, opener = engine.play(domains, size.seed)
    theirs = sao.play(sao.tables(domains, FINE, opener), sao.answering_in_time)
    apart, step = compare(domains, ours, theirs), conceded(domains, ours.week)
    share = np.max(step / domains.whole, axis=0) * (apart.steps != 0.0)
    about = f"one issue without levels against {FINE}, {size.domains} domains"
    note = (
        f"{told(apart)} Where a demand rounded up to a level is refused by a hair, NegMAS settles "
        "a step later, and both have conceded once more."
    )
    return Found(
        [
            agree(
                "no_levels.step", f"Step of the deal, {about}", apart.steps, 1.0,
                note=note, source="NegMAS",
            ),
            agree(
                "no_levels.utility",
                "Utility beyond a step's concession where the steps differ, in levels, " + about,
                _beyond(apart, share * domains.whole, domains.level(FINE)),
                1.0,
                note=note,
                source="NegMAS",
            ),
        ]
    )  # fmt: skip


def _beyond(apart: Apart, allowed: Array, level: Array) -> Array:
    beyond = np.maximum(np.abs(apart.worth) - allowed, 0.0) / level
    return beyond[:, apart.both]


SAME_OUTCOMES = (
    "Both engines play the same list of outcomes, with random weights, levels, reserves, exponents "
    "and deadlines; the engine's demands are rounded up to the next outcome, as NegMAS's are. Both "
    "sides concede with a power of time (NegMAS's `PolyAspiration`, the engine's `polynomial`) "
    "from their ideal to their reserve; who speaks first is drawn. NegMAS's step s has the clock "
    "of the engine's week s + 1. The engine answers an offer in its own week, NegMAS at its next "
    "step: to play the same game, its accepting curve is read a step back. Left as NegMAS ships "
    "it (`shipped`), the side that answers has conceded once more, so that a deal may come a step "
    "sooner, and differ by no more than that concession. No deal counts as the step of the "
    "deadline."
)


def _id(issues: int) -> str:
    return WORDS[issues].replace(" ", "_")


def _family(issues: int) -> Family:
    return Family(
        id=_id(issues),
        name=f"{WORDS[issues].capitalize()}, the same outcomes",
        how=SAME_OUTCOMES,
        run=partial(same_grid, issues),
        work=lambda size: 2 * size.domains,
    )


FAMILIES: tuple[Family, ...] = (
    *(_family(issues) for issues in LEVELS),
    Family(
        id="no_levels",
        name="One issue without levels",
        how="The engine as users run it, with continuous offers, against a fine grid in NegMAS.",
        run=fine,
        work=lambda size: size.domains,
    ),
)
