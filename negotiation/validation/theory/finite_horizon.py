"""Alternating offers with a last round: backward induction over the engine's own step."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from negotiation.draws import Array
from negotiation.validation.case import Case, agree, close
from negotiation.validation.theory.alternating import (
    NEVER,
    Pie,
    best_demand,
    deviations,
    worth_of_rejecting,
)
from negotiation.validation.theory.family import Family, Sample, add

SOURCE = "Ståhl (1972)"
PUBLISHED = {1: 1.0, 2: 1 / 10, 3: 91 / 100, 4: 181 / 1000, 5: 0.8371, 10: 0.342801}
LONGEST = 10
SMALL = 1e-6
HOW = """
Talks close for good after T weeks. The game of one round is played first: what rejecting is worth
to the responder is read off a game in which it rejects, and the opener's demand is the one that
pays most among a grid and what leaves the responder just that. The game of two rounds begins with
one more week and goes on as the game of one round, with the other side opening, and so on: every
state is valued by playing the engine from it. In every state the one-shot deviations are tried.
"""


@dataclass(frozen=True)
class Solved:
    """Plans of a game with so many rounds, [week, sample] by side, and what they bring.

    Attributes
    ----------
    gains : what both gain, shares of the own best, [side, sample].
    deviation : the most that departing once pays in the first round, [sample].
    """

    demand: list[Array]
    reserve: list[Array]
    gains: Array
    deviation: Array


def solve(pie: Pie, rounds: int, opener: int) -> list[Solved]:
    """Games of 1 to `rounds` rounds, the last opened by `opener`, each built on the one before."""
    found: list[Solved] = []
    nothing = np.zeros((1, pie.samples))
    for n in range(1, rounds + 1):
        speaks = opener if (rounds - n) % 2 == 0 else 1 - opener
        later = found[-1] if found else None
        tail = ([nothing] * 2, [nothing] * 2) if later is None else (later.demand, later.reserve)
        demand, reserve = ([np.concatenate([nothing, rows]) for rows in part] for part in tail)
        pie, responder = replace(pie, rounds=n), 1 - speaks
        reserve[speaks][0] = NEVER  # it hears no offer in this week
        reserve[responder][0] = worth_of_rejecting(pie, responder, demand, reserve)
        demand[speaks][0] = best_demand(pie, speaks, demand, reserve)
        gains = pie.play(demand, reserve, speaks)
        turned = deviations(pie, demand, reserve, speaks).max(axis=0)
        found.append(Solved(demand, reserve, gains, turned))
    return found


def share(rounds: int, own: Array | float, other: Array | float) -> Array:
    """Share of the opener by the formula; discounts are its `own` and the `other` side's."""
    q, m = np.asarray(own) * other, rounds // 2
    return (1.0 - other) * (1.0 - q**m) / (1.0 - q) + (q**m if rounds % 2 else 0.0)


def cases(sample: Sample) -> list[Case]:
    """The published shares, all horizons up to ten with either side opening, and deviations."""
    discount = sample.rows("finite_horizon.discount", 2, 0.05, 0.99)
    discount[:, 0] = 0.9
    games = {opener: solve(Pie(discount), LONGEST, opener) for opener in (0, 1)}
    games_by_rounds = {
        (n, speaks): game
        for opener, solved in games.items()
        for n, game in enumerate(solved, start=1)
        for speaks in [opener if (LONGEST - n) % 2 == 0 else 1 - opener]
    }
    found = [
        close(
            f"finite_horizon.{n}",
            f"Share of the opener with {n} round{'s' if n > 1 else ''} and discounts .9",
            expected,
            games_by_rounds[n, 0].gains[0][0],
            SMALL,
            source=SOURCE,
        )
        for n, expected in PUBLISHED.items()
    ]
    formula = [share(n, discount[s], discount[1 - s]) for n, s in games_by_rounds]
    played = [game.gains[s] for (_, s), game in games_by_rounds.items()]
    note = (
        f"{sample.count} pairs of discounts from .05 to .99, 1 to {LONGEST} rounds, either side "
        "opening."
    )
    turned = np.stack([game.deviation for game in games_by_rounds.values()])
    return [
        *found,
        agree(
            "finite_horizon.sampled",
            "Share of the opener, over sampled discounts and horizons",
            np.stack(played) - np.stack(formula),
            SMALL,
            note=note,
            source=SOURCE,
        ),
        agree(
            "finite_horizon.deviations",
            "The most that a one-shot deviation pays in any state",
            np.maximum(turned, 0.0),
            SMALL,
            note=f"{note} In each state 101 demands and both answers to 101 offers.",
            source=SOURCE,
        ),
    ]


add(
    Family(
        id="finite_horizon",
        name="Alternating offers with a last round (Ståhl 1972)",
        by="games that the engine plays",
        how=HOW,
        cases=cases,
        samples=60,
    )
)
