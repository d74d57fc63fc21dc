"""The bilateral game that all peers play, and the worlds that the engine draws for it.

Two sides, one table, six issues, sixty weekly offers in turn. Each side bids on the contract curve,
whose other side it knows exactly (oracle beliefs), concedes with a power of the time gone by, and
accepts what is worth at least its own next offer. There is no mechanism and no threat. Patience is
such that delay halves the worth of a deal in sixty weeks, so that the clock of every tactic is
t / 60 and runs out with the calendar.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.economy.stakes import Stakes
from negotiation.runs.work import CHUNK
from negotiation.scenario.read import parse_scenario
from negotiation.scenario.schema import Scenario
from negotiation.strategies.family import member
from negotiation.strategies.stance import Stance, Strategy
from negotiation.world.model import NegotiationModel

WEEKS = 60
ISSUES = 6
SEED = 2025
SIDES = ("north", "south")
TABLE = "north-south"
START = dt.date(2030, 1, 7)

# Curvatures of the issues: linear, quadratic, and anything between.
CURVATURES = ((0.0, 0.0), (0.0, 0.0), (1.0, 1.0), (1.0, 1.0), (0.0, 1.0), (0.0, 1.0))


def number(value: float, unit: str = "1") -> dict[str, Any]:
    """A number that is the same in every world."""
    return {"value": value, "unit": unit, "basis": "definition", "note": "benchmark"}


def drawn(low: float, high: float, unit: str = "1", **shape: Any) -> dict[str, Any]:
    """A number that differs by world, uniform from low to high unless `shape` says otherwise."""
    return {
        "value": (low + high) / 2.0,
        "unit": unit,
        "range": [low, high],
        "distribution": "uniform",
        "basis": "assumption",
        "note": "benchmark",
        **shape,
    }


def issue(position: int) -> dict[str, Any]:
    """One issue on [0, 1]; without a deal it stands at the ideal of each side in turn."""
    low, high = CURVATURES[position]
    curvature = number(low) if low == high else drawn(low, high)
    return {
        "title": f"Issue {position + 1}",
        "domain": "trade",
        "unit": "1",
        "status_quo": number(float(position % 2)),
        "ideal": {SIDES[0]: number(0.0), SIDES[1]: number(1.0)},
        "stakes": {side: drawn(0.5, 4.0, "USD bn/year") for side in SIDES},
        "curvature": dict.fromkeys(SIDES, curvature),
    }


def shared() -> dict[str, Any]:
    """What both sides have in common; fields that this game does not use are set to one value."""
    unused = ("own_security_benefit", "burden_relief", "capital_cost", "clock_scale", "credibility")
    salience = ("trade", "security", "investment", "market_access", "issue")
    return {
        "patience": number(0.5 ** (1.0 / WEEKS), "1/week"),
        "hazard": number(0.0, "1/week"),
        "beta": drawn(0.2, 2.0, value=0.6, distribution="lognormal", log_sd=0.35),
        "opening_share": drawn(0.2, 0.4),
        "curvature": number(0.5),
        "annuity": number(0.1, "1/year"),
        **{key: number(0.1) for key in unused},
        **{f"{key}_salience": number(1.0) for key in salience},
    }


def scenario() -> Scenario:
    """The game as the package reads it; talks are never suspended."""
    data = {
        "name": "bilateral",
        "title": "One table, six issues",
        "start": START,
        "weeks": WEEKS,
        "talks": {
            "exchanges_per_week": number(1.0, "1/week"),
            "stall_weeks": number(float(WEEKS), "weeks"),
            "stall_gap": number(0.0),
            "leverage_lost": number(0.0),
        },
        "shared": shared(),
        "countries": {side: {"name": side.title()} for side in SIDES},
        "tables": {
            TABLE: {
                "parties": SIDES,
                "opens": START,
                "issues": {f"issue_{k + 1}": issue(k) for k in range(ISSUES)},
            }
        },
    }
    return parse_scenario(data, "benchmarks/game.py")


def strategy() -> Strategy:
    """Polynomial concession, packages on the true contract curve, AC_next."""
    return Strategy(
        name="benchmark",
        stance=Stance(),
        concession=member("concession", "polynomial"),
        linkage=member("linkage", "package"),
        acceptance=member("acceptance", "next_offer"),
        opponent=member("opponent", "oracle"),
    )


def model(data: Scenario, first: int, worlds: int) -> NegotiationModel:
    """The engine's model of a chunk of worlds, ready to play."""
    plan = strategy()
    return NegotiationModel(data, dict.fromkeys(SIDES, plan), (), Stakes(data), SEED, first, worlds)


@dataclass(frozen=True)
class Worlds:
    """What the engine drew, with the world first; pairs of sides come before everything.

    Attributes
    ----------
    stake, curvature : [side, world, issue].
    beta, half_life, opening_share : [side, world].
    default : the first side's concession without a deal, [world, issue].
    opener : side that speaks first, [world].
    """

    stake: np.ndarray
    curvature: np.ndarray
    beta: np.ndarray
    half_life: np.ndarray
    opening_share: np.ndarray
    default: np.ndarray
    opener: np.ndarray

    def __len__(self) -> int:
        return len(self.opener)


@dataclass(frozen=True)
class Outcome:
    """Week of settlement (NaN without one) [world] and utilities [side, world]."""

    week: np.ndarray
    utility: np.ndarray


def draw(data: Scenario, count: int) -> Worlds:
    """The first `count` worlds as the engine draws them."""
    parts = [_drawn_by(model(data, at, min(CHUNK, count - at))) for at in range(0, count, CHUNK)]
    joined = {name: np.concatenate([part[name] for part in parts], axis=-1) for name in parts[0]}
    return Worlds(
        **{
            name: np.ascontiguousarray(_world_first(value) if name in BY_ISSUE else value)
            for name, value in joined.items()
        }
    )


BY_ISSUE = ("stake", "curvature", "default")


def _world_first(x: np.ndarray) -> np.ndarray:
    return np.swapaxes(x, -1, -2)


def _drawn_by(played: NegotiationModel) -> dict[str, np.ndarray]:
    """Numbers of one chunk, with the world last."""
    table = played.tables[TABLE]
    opener = table.dockets[0].opener.astype(np.int64)
    found = {
        "stake": np.stack(table.stake),
        "curvature": np.stack(table.terms.curvature),
        "beta": np.stack([side.beta for side in table.sides]),
        "half_life": np.stack([side.half_life for side in table.sides]),
        "opening_share": np.stack([side.opening_share for side in table.sides]),
        "default": table.concession_now.copy(),
        "opener": opener,
    }
    played.forget()
    return found
