"""The package's engine on random domains: each is a world of one batch.

One table, an offer a week in turn, tactics that run from the own ideal to what no deal is worth.
Patience is such that delay halves the worth of a deal in as many weeks as a domain has offers and
one, so that a clock is `week / weeks` and runs out with the talks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.bargaining.loss import total
from negotiation.draws import Array
from negotiation.economy.stakes import Stakes
from negotiation.scenario.read import parse_scenario
from negotiation.scenario.schema import Scenario
from negotiation.strategies.family import member
from negotiation.strategies.stance import Stance, Strategy
from negotiation.validation.peers.domains import Domains
from negotiation.world.model import NegotiationModel
from negotiation.world.outcomes import outcomes
from negotiation.world.rule import Rule

SIDES = ("north", "south")
TABLE = "north-south"
START = dt.date(2030, 1, 7)
POLYNOMIAL, PACKAGE = member("concession", "polynomial"), member("linkage", "package")
ACCEPTANCE, ORACLE = member("acceptance", "next_offer"), member("opponent", "oracle")


@dataclass(frozen=True)
class Outcome:
    """What came of domains; the last axis is the domain.

    Attributes
    ----------
    week : in which the offer was made that was accepted, the first week being 0; NaN for no deal.
    utility : to each side, [side, domain]; NaN for no deal.
    """

    week: Array
    utility: Array


class Reserves(Rule):
    """What a side has without a deal, whatever the default; a burden below nothing is a gain."""

    id = "reserves"
    name = "reserves"

    def __init__(self, domains: Domains):
        super().__init__({}, {})
        self.domains = domains

    def begin(self, model: NegotiationModel) -> None:
        """The default is the first side's ideal."""
        table = model.tables[TABLE]
        for side in (0, 1):
            default = -total(self.domains.stake[side]) * side
            table.burden[self.id, side, 0] = default - self.domains.reserve[side]


def play(
    domains: Domains, seed: int, concession: Any = POLYNOMIAL, linkage: Any = PACKAGE
) -> tuple[Outcome, np.ndarray]:
    """Play all domains with one way to concede and to bid; also who speaks first, [domain].

    A deal counts if its offer was made before the last one, as only such offers are answered.
    """
    plan = Strategy("peers", Stance(), concession, linkage, ACCEPTANCE, ORACLE)
    data = scenario(domains.issues, int(np.max(domains.weeks)))
    model = NegotiationModel(
        data,
        dict.fromkeys(SIDES, plan),
        [Reserves(domains)],
        Stakes(data),
        seed,
        worlds=len(domains),
        given=given(domains),
    )
    opener = model.tables[TABLE].dockets[0].opener.copy()
    model.run()
    columns = outcomes(model)[TABLE]
    model.forget()
    late = ~(columns["week"] < domains.offers)
    utility = np.stack([columns[f"utility.{side}"] for side in SIDES])
    week = np.where(late, np.nan, columns["week"])
    return Outcome(week, np.where(late, np.nan, utility)), opener


def given(domains: Domains) -> dict[str, Array]:
    """The numbers of the domains by the purposes for which the engine would draw them."""
    values: dict[str, Array] = {}
    for side, key in enumerate(SIDES):
        values[f"countries.{key}.beta"] = domains.beta[side]
        values[f"countries.{key}.patience"] = 0.5 ** (1.0 / domains.weeks)
        for k in range(domains.issues):
            at = f"tables.{TABLE}.issues.{_name(k)}"
            values[f"{at}.stakes.{key}"] = domains.stake[side, k]
            values[f"{at}.curvature.{key}"] = domains.curvature[side, k]
    return values


def scenario(issues: int, weeks: int) -> Scenario:
    """The game as the package reads it; talks are never suspended."""
    data = {
        "name": "peers",
        "title": "One table",
        "start": START,
        "weeks": weeks,
        "talks": {
            "exchanges_per_week": _number(1.0, "1/week"),
            "stall_weeks": _number(float(weeks), "weeks"),
            "stall_gap": _number(0.0),
            "leverage_lost": _number(0.0),
        },
        "shared": _shared(),
        "countries": {side: {"name": side.title()} for side in SIDES},
        "tables": {
            TABLE: {
                "parties": SIDES,
                "opens": START,
                "issues": {_name(k): _issue(k) for k in range(issues)},
            }
        },
    }
    return parse_scenario(data, "peers.toml")


def _name(position: int) -> str:
    return f"issue_{position + 1}"


def _number(value: float, unit: str = "1") -> dict[str, Any]:
    return {"value": value, "unit": unit, "basis": "definition", "note": "validation"}


def _issue(position: int) -> dict[str, Any]:
    """One issue on [0, 1]; stakes and curvatures come from the domains."""
    return {
        "title": f"Issue {position + 1}",
        "domain": "trade",
        "unit": "1",
        "status_quo": _number(0.0),
        "ideal": {SIDES[0]: _number(0.0), SIDES[1]: _number(1.0)},
        "stakes": {side: _number(1.0, "USD bn/year") for side in SIDES},
        "curvature": {side: _number(0.0) for side in SIDES},
    }


def _shared() -> dict[str, Any]:
    """What both sides have in common; an opening demand is the own ideal."""
    unused = ("own_security_benefit", "burden_relief", "capital_cost", "clock_scale", "credibility")
    salience = ("trade", "security", "investment", "market_access", "issue")
    return {
        "patience": _number(0.99, "1/week"),
        "hazard": _number(0.0, "1/week"),
        "beta": _number(1.0),
        "opening_share": _number(1.0),
        "curvature": _number(0.0),
        "annuity": _number(0.1, "1/year"),
        **{key: _number(0.1) for key in unused},
        **{f"{key}_salience": _number(1.0) for key in salience},
    }
