"""A comparable game in NegMAS: its stacked alternating offers and its own aspiration negotiators.

The two games are alike, not the same. NegMAS negotiates over a grid (five levels on each issue,
15,625 outcomes) and its negotiators offer the outcome of the grid that is worth least to them
among those above their aspiration, whatever it is worth to the other side. Losses, impasse values,
who speaks first, the opening demand, the exponents of both tactics and one offer a step are the
same.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import nan

import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from negmas import AspirationNegotiator, SAOMechanism, make_issue
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.value_fun import TableFun

from benchmarks.game import ISSUES, WEEKS, Outcome, Worlds
from benchmarks.peers.plain_mesa import Negotiator, Talks, unpacked

LEVELS = 5


@dataclass(frozen=True)
class Side:
    """What NegMAS is told of one side: values [issue][level], and where it starts and ends."""

    values: list[list[float]]
    reserve: float
    start: float
    exponent: float


@dataclass(frozen=True)
class Match:
    """One world; `opener` speaks first."""

    sides: tuple[Side, Side]
    opener: int


def matches(worlds: Worlds, count: int) -> list[Match]:
    """The first worlds in NegMAS's terms."""
    found = []
    for world in unpacked(worlds, count):
        one, two = Talks(world).sides
        found.append(Match((_side(one, 0), _side(two, 1)), world["opener"]))
    return found


def _side(player: Negotiator, side: int) -> Side:
    """Values by level; the opening demand as a share of the way from impasse to the best."""
    grid = np.linspace(0.0, 1.0, LEVELS)
    own = grid if side == 0 else 1.0 - grid
    values = [
        (-v * (own * ((1.0 - q) + q * own))).tolist()
        for v, q in zip(player.stakes, player.curvatures, strict=True)
    ]
    start = (player.opening - player.impasse) / (player.own[-1] - player.impasse)
    return Side(values, player.impasse, start, player.exponent)


def play(games: list[Match]) -> Outcome:
    """Negotiate match after match."""
    issues = [make_issue(LEVELS, name=f"issue_{k + 1}") for k in range(ISSUES)]
    found = [_negotiate(match, issues) for match in games]
    return Outcome(np.array([week for week, _ in found]), np.array([worth for _, worth in found]).T)


def _negotiate(match: Match, issues: list) -> tuple[float, tuple[float, float]]:
    talks = SAOMechanism(issues=issues, n_steps=WEEKS, one_offer_per_step=True)
    space = talks.outcome_space
    worths = []
    for side in match.sides:
        tables = {
            issue.name: TableFun(dict(enumerate(row)))
            for issue, row in zip(issues, side.values, strict=True)
        }
        worths.append(
            LinearAdditiveUtilityFunction(
                tables, weights=[1.0] * ISSUES, outcome_space=space, reserved_value=side.reserve
            )
        )
    for turn in (match.opener, 1 - match.opener):
        side = match.sides[turn]
        player = AspirationNegotiator(max_aspiration=side.start, aspiration_type=side.exponent)
        talks.add(player, ufun=worths[turn])
    state = talks.run()
    if state.agreement is None:
        return nan, (nan, nan)
    return len(talks.trace) - 1.0, tuple(float(u(state.agreement)) for u in worths)
