"""The same game with plain Mesa objects: one model for each world, two agents, scalar Python."""

from __future__ import annotations

from bisect import bisect_right
from math import inf, nan
from typing import Any

import mesa
import numpy as np

from benchmarks.game import WEEKS, Outcome, Worlds

STEPS = 33
Package = list[float]


def utility(package: Package, stakes: list[float], curvatures: list[float]) -> float:
    """Minus the losses of a package, given as the own concession on each issue."""
    worth = 0.0
    for c, v, q in zip(package, stakes, curvatures, strict=True):
        worth -= v * (c * ((1.0 - q) + q * c))
    return worth


def mirrored(package: Package) -> Package:
    """The same package as the other side's concession."""
    return [1.0 - c for c in package]


def contract_curve(
    stakes: list[float], curvatures: list[float], others: list[float], bends: list[float]
) -> list[Package]:
    """Efficient packages from the worst to the best for the owner."""
    mine, theirs = sum(stakes), sum(others)
    terms = [
        ((v / mine) * (1.0 - q), (v / mine) * q, (o / theirs) * (1.0 + p), (o / theirs) * p)
        for v, q, o, p in zip(stakes, curvatures, others, bends, strict=True)
    ]
    packages = []
    for step in range(STEPS):
        weight = step / (STEPS - 1)
        rest = 1.0 - weight
        package = []
        for own_slope, own_bend, other_slope, other_bend in terms:
            top = rest * other_slope - weight * own_slope
            bottom = 2.0 * (weight * own_bend + rest * other_bend)
            if bottom <= 1e-300:
                package.append(1.0 if top > 0.0 else 0.0)
            elif top <= 0.0:
                package.append(0.0)
            else:
                package.append(min(top / bottom, 1.0))
        packages.append(package)
    return packages


class Negotiator(mesa.Agent):
    """One side: knows both sides' losses, concedes over time, bids on the contract curve."""

    def __init__(self, model: Talks, world: dict[str, Any], side: int):
        super().__init__(model)
        other = 1 - side
        self.stakes, self.curvatures = world["stake"][side], world["curvature"][side]
        others, bends = world["stake"][other], world["curvature"][other]
        self.exponent = 1.0 / world["beta"][side]
        self.half_life = world["half_life"][side]
        self.packages = contract_curve(self.stakes, self.curvatures, others, bends)
        self.own = [self.worth(package) for package in self.packages]
        default = world["default"]
        mine, theirs = (default, mirrored(default)) if side == 0 else (mirrored(default), default)
        self.impasse = utility(mine, self.stakes, self.curvatures)
        least = utility(theirs, others, bends)
        room = self.own[-1] - self.impasse
        self.opening = max(
            self.best_leaving(least, others, bends),
            self.impasse + world["opening_share"][side] * room,
        )
        self.aspiration = 1.0

    def best_leaving(self, least: float, others: list[float], bends: list[float]) -> float:
        """Best own utility on the curve that leaves the other side `least`."""
        best, before = -inf, 0.0
        for step, package in enumerate(self.packages):
            left = utility(mirrored(package), others, bends)
            if left < least:
                if step:
                    share = (before - least) / (before - left)
                    best += share * (self.own[step] - best)
                break
            best, before = self.own[step], left
        return best

    def target(self) -> float:
        """Utility asked for this week."""
        clock = min(self.model.week / self.half_life, 1.0)
        self.aspiration = min(self.aspiration, 1.0 - clock**self.exponent)
        wish = self.impasse + self.aspiration * (self.opening - self.impasse)
        return max(wish, self.impasse)

    def propose(self) -> Package:
        """The package of the curve worth the target."""
        wanted = self.target()
        step = bisect_right(self.own, wanted, 1, STEPS - 1) - 1
        low, high = self.own[step], self.own[step + 1]
        share = (wanted - low) / (high - low) if high > low else 1.0
        share = min(max(share, 0.0), 1.0)
        pair = zip(self.packages[step], self.packages[step + 1], strict=True)
        return [a + share * (b - a) for a, b in pair]

    def worth(self, package: Package) -> float:
        """Utility of a package, given as the own concession."""
        return utility(package, self.stakes, self.curvatures)

    def accepts(self, package: Package) -> bool:
        """Whether an offer is worth the own next one."""
        offered = self.worth(package)
        return offered >= self.target() and offered >= self.impasse


class Talks(mesa.Model):
    """Alternating offers in one world."""

    def __init__(self, world: dict[str, Any], collect: bool = False):
        super().__init__()
        self.week = 0
        self.settled = nan
        self.utilities = [nan, nan]
        self.sides = [Negotiator(self, world, side) for side in (0, 1)]
        self.opener = world["opener"]
        self.collector = None
        if collect:
            self.collector = mesa.DataCollector(
                model_reporters={"week": "week"}, agent_reporters={"aspiration": "aspiration"}
            )

    def step(self) -> None:
        """One week: an offer and the answer to it."""
        proposer = (self.opener + self.week) % 2
        asking, hearing = self.sides[proposer], self.sides[1 - proposer]
        offer = asking.propose()
        seen = mirrored(offer)
        if hearing.accepts(seen) and asking.worth(offer) >= asking.impasse - 1e-9:
            self.settled = float(self.week)
            self.utilities[proposer] = asking.worth(offer)
            self.utilities[1 - proposer] = hearing.worth(seen)
            self.running = False
        if self.collector is not None:
            self.collector.collect(self)
        self.week += 1

    def run(self) -> None:
        """Play until a deal or the end of the calendar."""
        while self.running and self.week < WEEKS:
            self.step()


def unpacked(worlds: Worlds, count: int) -> list[dict[str, Any]]:
    """The first worlds as plain Python numbers."""
    return [
        {
            "stake": worlds.stake[:, w].tolist(),
            "curvature": worlds.curvature[:, w].tolist(),
            "beta": worlds.beta[:, w].tolist(),
            "half_life": worlds.half_life[:, w].tolist(),
            "opening_share": worlds.opening_share[:, w].tolist(),
            "default": worlds.default[w].tolist(),
            "opener": int(worlds.opener[w]),
        }
        for w in range(count)
    ]


def play(worlds: list[dict[str, Any]], collect: bool = False) -> Outcome:
    """Play world after world."""
    weeks, utilities = [], []
    for world in worlds:
        talks = Talks(world, collect)
        talks.run()
        weeks.append(talks.settled)
        utilities.append(talks.utilities)
        getattr(mesa.Agent, "_ids", {}).pop(talks, None)  # Mesa 3.3 would keep the model alive
    return Outcome(np.array(weeks), np.array(utilities).T)
