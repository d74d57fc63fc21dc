"""Concession tactics: the curves, where two time-dependent players meet, and tit-for-tat."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from negotiation.draws import Array
from negotiation.strategies.family import member
from negotiation.strategies.view import View
from negotiation.validation.case import Case, agree, close
from negotiation.validation.theory.family import Family, Sample, add
from negotiation.validation.theory.game import (
    NO_DEAL,
    SIDES,
    TABLE,
    Plan,
    build,
    discounts,
    edge,
    scenario,
    strategy,
)

SOURCE = "Faratin, Sierra and Jennings (1998)"
CURVES = {
    ("polynomial", 0.5): 0.325,
    ("polynomial", 1.0): 0.55,
    ("polynomial", 2.0): 0.736396,
    ("exponential", 0.5): 0.196288,
    ("exponential", 1.0): 0.316228,
    ("exponential", 2.0): 0.562341,
}
START = 0.1  # share conceded at the start, k
STARTS = (0.02, 0.1, 0.3)  # the same, over samples
LIFE = 40  # weeks of a half-life on which curves are read, in every other week
CLOCK = np.arange(0, LIFE + 1, 2)[:, None] / LIFE
PUBLISHED = (0.25, 4.0)  # shapes of the two whose crossing is published
CROSSING, SPLIT = 0.592010, 0.122833
WEEKS = (20, 21)  # by which they are to meet: in one the first side speaks, in the other the second
EARLIEST = 0.005  # on the clock; no two meet sooner
SMALL = 1e-6
ROUNDED = 5e-7  # of a number published to six places
HOW = """
A tactic follows the clock s, which runs from 0 to 1 over the half-life of what a deal is worth.
The curves are read off what a player asks: those published in the middle of it, those of sampled
shapes whenever it speaks, from the start to the end.

Two players with a unit to divide meet in the first week in which their demands add up to no more
than the unit. Half-lives are real numbers: those at which the two have met by a given week and
those at which they have not are told apart on a grid that is laid anew, ever finer, between the
last of the one and the first of the other. The week over the half-life at that edge is the clock
at which the tactics cross, and the deal signed there is the division. In one of two weeks the
first side speaks, in the other the second; both must say the same.

Tit-for-tat: a side hears a scripted counterpart. Prices of theory are shares of a scope of 100: a
counterpart that goes from 20 to 18 first denies the side a share of .20 and then of .18. Absolute
tit-for-tat brings its own offer from 10 to 12. Relative tit-for-tat in the engine scales what the
side asks by 18/20, where theory scales a buyer's price by 20/18; the same ratio turned round. Over
samples what the side asked and what it was denied twice are drawn.
"""


class Refuses:
    """Accept nothing, so that a story goes on to its end."""

    def accepts(self, view: View, offered: Array, target: Array) -> np.ndarray:
        return np.zeros(len(offered), dtype=bool)


def conceded(kind: str, shape: Array, start: float = START) -> Array:
    """Share conceded by a tactic as the clock goes by, [place in `CLOCK`, world]."""
    worlds = len(shape)
    tactic = member("concession", kind, {"k": start})
    delta = np.full(worlds, 0.5 ** (1.0 / LIFE))
    still = Plan(np.ones((1, worlds)), np.full((1, worlds), 2.0))
    given = {**discounts([delta, delta]), "countries.one.beta": shape}
    players = strategy(tactic), strategy(still)
    model = build(scenario(LIFE + 1), players, given, 0, rules=(NO_DEAL,))
    asked = []
    while model.week <= LIFE:
        model.step()
        (talks,) = model.tables[TABLE].dockets[0].talks
        asked.append(talks.seats[0].ask + 1.0)  # gain over having no deal, of 1
    model.forget()
    return 1.0 - np.stack(asked[::2])  # it opens, and so speaks in even weeks


def meets(shapes: Array, week: int, clock: Array) -> tuple[np.ndarray, Array]:
    """Whether two tactics have met by a week that is so far on the clock; what the second gets.

    `shapes` are those of both sides, [side, pair]; the clock and what is returned [place, pair].
    """
    given = discounts([0.5 ** (clock.ravel() / week)] * 2)
    for s, side in enumerate(SIDES):
        given[f"countries.{side}.beta"] = np.broadcast_to(shapes[s], clock.shape).ravel()
    players = [strategy(member("concession", "polynomial")) for _ in SIDES]
    model = build(scenario(week + 1), players, given, 0)
    model.run()
    table = model.tables[TABLE]
    met, second = ~table.open, table.agreed[0].copy()
    model.forget()
    return met.reshape(clock.shape), second.reshape(clock.shape)


def met(shapes: Array) -> tuple[Array, Array]:
    """Clock at which two tactics meet and the second side's share then, [speaker, pair]."""
    low, high = (np.full(shapes.shape[1], end) for end in (EARLIEST, 1.0))

    def by(week: int) -> tuple[Array, Array]:
        clock = edge(lambda grid: meets(shapes, week, grid)[0], low, high)
        return clock, meets(shapes, week, clock[None])[1][0]

    clocks, shares = zip(*(by(week) for week in WEEKS), strict=True)
    return np.stack(clocks), np.stack(shares)


def crossing(one: float, two: float) -> float:
    """Where the shares conceded by two polynomial tactics add up to one, by SciPy."""
    return float(brentq(lambda s: s ** (1.0 / one) + s ** (1.0 / two) - 1.0, 0.0, 1.0, xtol=1e-14))


def answers(kind: str, own: Array, before: Array, after: Array) -> Array:
    """What tit-for-tat asks, of 1, having asked `own` and been denied `before`, then `after`."""
    script = Plan(np.stack([before, before, after, after]), np.full((1, len(own)), 2.0))
    tactic = member("concession", kind)
    players = strategy(tactic, Refuses()), strategy(script)
    model = build(scenario(4), players, discounts([np.full(len(own), 0.9)] * 2), 1)
    model.step()
    (talks,) = model.tables[TABLE].dockets[0].talks
    talks.seats[0].aspiration = own
    model.step()
    model.step()
    asked = talks.seats[0].aspiration
    model.forget()
    return asked


def cases(sample: Sample) -> list[Case]:
    """The curves, the published crossing, sampled shapes against SciPy, and tit-for-tat."""
    return [*_curves(sample), *_crossings(sample), *_repaid(sample)]


def _repaid(sample: Sample) -> list[Case]:
    """Tit-for-tat: the published answers first, then sampled concessions."""
    own = sample.uniform("tactics.own", 0.5, 0.95)
    before = sample.uniform("tactics.before", 0.2, 0.9)
    after = before * sample.uniform("tactics.after", 0.5, 1.0)
    own[0], before[0], after[0] = 0.9, 0.2, 0.18
    absolute = answers("absolute_tit_for_tat", own, before, after)
    relative = answers("relative_tit_for_tat", own, before, after)
    note = f"{sample.count} draws of what was asked and denied."
    return [
        close("tactics.absolute", "Absolute tit-for-tat, opponent 20 to 18, own last 10",
              12.0, 100.0 * (1.0 - absolute[0]), 1e-9, source=SOURCE),
        close("tactics.relative", "Relative tit-for-tat, opponent 20 to 18, own last 10",
              100.0 / 9.0, 10.0 * own[0] / relative[0], 1e-9, source=SOURCE),
        agree("tactics.absolute_sampled", "Absolute tit-for-tat, over sampled concessions",
              absolute - (own - (before - after)), 1e-9, note=note, source=SOURCE),
        agree("tactics.relative_sampled", "Relative tit-for-tat, over sampled concessions",
              relative - own * after / before, 1e-9, note=note, source=SOURCE),
    ]  # fmt: skip


def _crossings(sample: Sample) -> list[Case]:
    """Where two polynomial tactics meet: the published pair first, then sampled shapes."""
    drawn = np.exp(sample.rows("tactics.shape", 2, np.log(0.2), np.log(5.0)))
    drawn[:, 0] = PUBLISHED
    clock, share = met(drawn)
    exact = np.array([crossing(*pair) for pair in drawn.T])
    given = exact ** (1.0 / drawn[0])  # what the first concedes is what the second gets
    note = f"{sample.count} pairs of shapes from .2 to 5, either side speaking."
    return [
        close("tactics.crossing", "Clock at which shapes .25 and 4 meet",
              CROSSING, clock[0, 0], SMALL, source=SOURCE),
        close("tactics.split", "What the conceder gets there",
              SPLIT, share[0, 0], SMALL, source=SOURCE),
        agree("tactics.crossing_sampled", "Clock at which two tactics meet, over sampled shapes",
              clock - exact, SMALL, note=note, source=SOURCE),
        agree("tactics.split_sampled", "Division where two tactics meet, over sampled shapes",
              share - given, SMALL, note=note, source=SOURCE),
    ]  # fmt: skip


def _curves(sample: Sample) -> list[Case]:
    """The table of curves half way through the clock, and sampled shapes all along it."""
    middle = len(CLOCK) // 2
    found = [
        close(
            f"tactics.{kind}_{shape:g}",
            f"Share conceded half way, {kind}, shape {shape:g}",
            expected,
            conceded(kind, np.array([shape]))[middle, 0],
            ROUNDED,
            note="k = .1.",
            source=SOURCE,
        )
        for (kind, shape), expected in CURVES.items()
    ]
    shape = np.exp(sample.uniform("tactics.curve", np.log(0.05), np.log(20.0)))
    starts = np.array(STARTS)[:, None, None]
    formulas = {
        "polynomial": starts + (1.0 - starts) * CLOCK ** (1.0 / shape),
        "exponential": np.exp((1.0 - CLOCK) ** shape * np.log(starts)),
    }
    note = f"{sample.count} shapes from .05 to 20, {len(CLOCK)} times, k = .02, .1 and .3."
    return found + [
        agree(
            f"tactics.{kind}_sampled",
            f"Share conceded all along the clock, {kind}, over sampled shapes",
            np.stack([conceded(kind, shape, start) for start in STARTS]) - formula,
            1e-9,
            note=note,
            source=SOURCE,
        )
        for kind, formula in formulas.items()
    ]


add(
    Family(
        id="tactics",
        name="Concession tactics (Faratin, Sierra and Jennings 1998)",
        by="games that the engine plays, with its own tactics",
        how=HOW,
        cases=cases,
        samples=40,
    )
)
