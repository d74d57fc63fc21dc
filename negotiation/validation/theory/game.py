"""Games of theory as worlds of the engine: two invented countries, linear issues, one offer a week.

What stands for what:

- A period of theory is a week with one offer. A deal in week t pays its utility from then on, so
  that its gain over having no deal counts delta^t: the discount factor of theory is the weekly
  delta = patience x (1 - hazard).
- The pie: each issue is worth a stake to each side, linearly. Having no deal costs each side the
  whole of it: half by the default, which lies in the middle, half by a burden on having no deal
  (as fear of abandonment puts one there). Gains over no deal are then shares of the stakes.
- The opening demand is the own ideal (an opening share of 1), so that an aspiration is the share of
  the own best that is asked for.
- A horizon of T rounds is a closing date after T weeks.
- Who opens is set, not drawn.

A whole grid of plans is played as worlds of one batch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np

from negotiation.bargaining.curve import diagonal
from negotiation.draws import Array
from negotiation.economy.stakes import Stakes
from negotiation.scenario.read import parse_scenario
from negotiation.scenario.schema import Scenario
from negotiation.strategies.family import member
from negotiation.strategies.stance import Stance, Strategy
from negotiation.strategies.view import Problem, View
from negotiation.world.model import NegotiationModel
from negotiation.world.rule import Rule

SIDES = ("one", "two")
TABLE = "table"
START = dt.date(2030, 1, 7)
HAIR = 1e-9  # slack of a reserve, so that what leaves it but for rounding is accepted
GRID = 101  # plans tried at a time
DOMAINS = ("trade", "security", "investment", "market_access")
Pair = tuple[Array, Array]


@dataclass
class Listed:
    """Packages from a list, worst first for their owner: own concession [step, issue, world]."""

    packages: Array

    def concession(self, problem: Problem) -> Array:
        return self.packages


class NoDealIsWorst(Rule):
    """Having no deal costs each side as much more as brings it to the worst of all deals."""

    id = "no_deal"
    name = "no deal is worst"

    def begin(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            for side in (0, 1):
                for k, money in enumerate(table.terms.money[side]):
                    own = table.concession_now[k] if side == 0 else 1.0 - table.concession_now[k]
                    table.burden[self.id, side, k] = money * (1.0 - own)


NO_DEAL = NoDealIsWorst({}, {})


@dataclass
class Plan:
    """A strategy as game theory has it: what to demand and what to accept, week by week.

    Attributes
    ----------
    demand : share of the own best to ask for, [week, world]; the last row lasts.
    reserve : least share to accept, likewise; beyond 1 nothing will do.
    """

    demand: Array
    reserve: Array
    weighs_other: ClassVar[bool] = False

    def aspiration(self, view: View) -> Array:
        """The demand of the week. All worlds are seated together, so their order is known once."""
        if "demand" not in view.memory:
            view.memory["demand"], view.memory["reserve"] = self.demand, self.reserve
        return _of_week(view, "demand")

    def accepts(self, view: View, offered: Array, target: Array) -> np.ndarray:
        """Whether an offer leaves the reserve of the week."""
        return offered >= view.impasse + (_of_week(view, "reserve") - HAIR) * view.scope


def _of_week(view: View, what: str) -> Array:
    rows = view.memory[what]
    return rows[min(view.week, len(rows) - 1)]


def number(value: float, unit: str = "1") -> dict[str, Any]:
    """A number of a scenario, the same in all worlds unless given."""
    return {"value": value, "unit": unit, "basis": "definition", "note": "for a case of theory"}


SHARED = {
    "patience": number(0.9, "1/week"),
    "hazard": number(0.0, "1/week"),
    "annuity": number(1.0, "1/year"),
    **dict.fromkeys(("curvature", "own_security_benefit", "burden_relief"), number(0.0)),
    **dict.fromkeys((f"{domain}_salience" for domain in DOMAINS), number(1.0)),
    **dict.fromkeys(("beta", "clock_scale", "opening_share", "credibility"), number(1.0)),
    **dict.fromkeys(("issue_salience", "capital_cost"), number(1.0)),
}
TALKS = {
    "stall_weeks": number(1e6, "weeks"),
    "stall_gap": number(0.0),
    "leverage_lost": number(0.0),
}


@cache
def scenario(
    weeks: int,
    issues: int = 1,
    closes: int | None = None,
    apart: bool = False,
    exchanges: int = 1,
) -> Scenario:
    """Two countries and their table: linear issues between 0 and 1, the default in the middle.

    `closes` is the week in which talks end for good; `apart` gives each issue a basket of its own;
    `exchanges` are the offers of a week.
    """
    table: dict[str, Any] = {
        "parties": list(SIDES),
        "opens": START,
        "issues": {f"issue_{k}": _issue(DOMAINS[k]) for k in range(issues)},
        "outside": {side: number(-1e6, "USD bn/year") for side in SIDES},
    }
    if closes is not None:
        table["closes"] = START + dt.timedelta(weeks=closes)
    if apart:
        table["baskets"] = {f"basket_{k}": [DOMAINS[k]] for k in range(issues)}
    return setting(table, weeks, exchanges)


def setting(table: dict[str, Any], weeks: int, exchanges: int = 1) -> Scenario:
    """Two countries that have everything in common, at a table given as raw data."""
    data = {
        "name": "theory",
        "title": "A game of theory",
        "start": START,
        "weeks": weeks,
        "talks": {**TALKS, "exchanges_per_week": number(exchanges, "1/week")},
        "shared": SHARED,
        "countries": {side: {"name": side.capitalize()} for side in SIDES},
        "tables": {TABLE: table},
    }
    return parse_scenario(data, "theory")


def _issue(domain: str) -> dict[str, Any]:
    return {
        "title": "invented",
        "domain": domain,
        "unit": "1",
        "status_quo": number(0.5),
        "ideal": {SIDES[0]: number(0.0), SIDES[1]: number(1.0)},
        "stakes": {side: number(1.0, "USD bn/year") for side in SIDES},
    }


@dataclass(frozen=True)
class Straight:
    """From all conceded to nothing in one straight line, the same on every issue."""

    def concession(self, problem: Problem) -> Array:
        issues, worlds = problem.own_stake.shape
        return diagonal(issues, worlds, steps=2)


@cache
def plain(family: str, name: str) -> Any:
    """A member with its numbers as they are, made once: thousands of games want the same."""
    return member(family, name)


def strategy(concession: Any, acceptance: Any = None, linkage: Any = None) -> Strategy:
    """A strategy from parts, of a side that knows the other's stakes; a plan is two of them."""
    if acceptance is None:
        planned = isinstance(concession, Plan)
        acceptance = concession if planned else plain("acceptance", "next_offer")
    knows = plain("opponent", "oracle")
    return Strategy("theory", Stance(), concession, linkage or Straight(), acceptance, knows)


def discounts(pair: Sequence[Array]) -> dict[str, Array]:
    """Patience and hazard that make these weekly discounts, [world] by side."""
    found = {}
    for side, delta in zip(SIDES, pair, strict=True):
        patience = np.maximum(delta, 0.5)  # the scenario's limit; the rest is hazard
        found[f"countries.{side}.patience"] = patience
        found[f"countries.{side}.hazard"] = 1.0 - delta / patience
    return found


def build(
    played: Scenario,
    strategies: Sequence[Strategy],
    given: Mapping[str, Array],
    opener: int,
    rules: Sequence[Rule] = (NO_DEAL,),
) -> NegotiationModel:
    """The model of a game in as many worlds as the numbers given have; `opener` is a side."""
    worlds = len(next(iter(given.values())))
    players = dict(zip(SIDES, strategies, strict=True))
    model = NegotiationModel(played, players, rules, Stakes(played), 0, 0, worlds, None, given)
    for docket in model.tables[TABLE].dockets:
        docket.opener[:] = opener
    return model


def gains(model: NegotiationModel) -> Array:
    """Play to the end; what each side got over having no deal at all, discounted, [side, world]."""
    table = model.tables[TABLE]
    model.run()
    worst = [table.stake[side].sum(axis=0) for side in (0, 1)]
    found = np.stack([table.realised[side] + worst[side] for side in (0, 1)])
    model.forget()
    return found


def edge(holds: Callable[[Array], np.ndarray], low: Array, high: Array, rounds: int = 5) -> Array:
    """The least number between two ends [sample] from which something holds, [sample].

    `holds` plays a grid [place, sample] and says where it does; at `high` it must. The grid is laid
    anew between the last place at which it does not and the first at which it does, so that the
    answer lies above the edge by no more than 1e-10 of what lies between the ends.
    """
    places, at = np.linspace(0.0, 1.0, GRID)[:, None], np.arange(len(low))
    for _ in range(rounds):
        grid = low + places * (high - low)
        first = np.argmax(holds(grid), axis=0)
        low, high = grid[np.maximum(first - 1, 0), at], grid[first, at]
    return high


def refine(payoff: Callable[[Array], Array], samples: int, rounds: int = 5) -> Array:
    """The number between 0 and 1 that pays most, [sample].

    `payoff` plays a grid [plan, sample] and returns what each pays. The grid is laid anew around
    the best of the last, until its mesh is below 1e-8.
    """
    low, high = np.zeros(samples), np.ones(samples)
    places, at = np.linspace(0.0, 1.0, GRID)[:, None], np.arange(samples)
    for _ in range(rounds):
        grid = low + places * (high - low)
        best = np.argmax(payoff(grid), axis=0)
        found = grid[best, at]
        low, high = grid[np.maximum(best - 1, 0), at], grid[np.minimum(best + 1, GRID - 1), at]
    return found
