"""Random domains: two sides, some issues, tactics in time, and what each side has without a deal.

The last axis is the domain, as it is a world of the engine. Concessions are those of the first
side: 0 at its own ideal, 1 at that of the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from negotiation.bargaining.loss import total, utility
from negotiation.draws import Array, Draws

LEAST, MOST = 10, 80  # offers until the deadline
SHAPES = 0.2, 3.0  # beta of the tactics, from Boulware to Conceder
RESERVES = 0.3, 1.0  # share of all stakes that a side would rather give up than have no deal
WEIGHTS = 0.2, 1.0  # of an issue among others
SCALES = 0.5, 4.0  # USD bn a year that an issue of weight one is worth to a side


@dataclass(frozen=True)
class Domains:
    """Domains with the same number of issues.

    Attributes
    ----------
    stake, curvature : of the losses of each side, [side, issue, domain].
    reserve : utility of no deal, [side, domain]; below 0, which is what the own ideal is worth.
    beta : shape of each side's concession over time, [side, domain].
    offers : offers until the deadline, [domain]; the last of them is not answered any more.
    """

    stake: Array
    curvature: Array
    reserve: Array
    beta: Array
    offers: Array

    def __len__(self) -> int:
        return len(self.offers)

    def part(self, of: np.ndarray) -> Domains:
        """Some of the domains, given as positions."""
        return Domains(*(getattr(self, f.name).take(of, axis=-1) for f in fields(self)))

    @property
    def issues(self) -> int:
        return self.stake.shape[1]

    @property
    def weeks(self) -> Array:
        """Weeks in which both clocks run out, [domain]; an offer a week."""
        return self.offers + 1.0

    def utility(self, concession: Array) -> Array:
        """Utility [side, domain] of packages, the first side's concession [issue, domain]."""
        own = concession, 1.0 - concession
        pairs = zip(own, self.stake, self.curvature, strict=True)
        return np.stack([utility(c, v, q) for c, v, q in pairs])

    def demand(self, week: Array) -> Array:
        """Utility that each side asks for in a week by its tactic in time, [side, domain]."""
        clock = np.clip(week / self.weeks, 0.0, 1.0)
        return self.reserve * clock ** (1.0 / self.beta)

    def level(self, levels: int) -> Array:
        """What one level of the issue that matters least is worth, [side, domain]."""
        return np.min(self.stake, axis=1) / (levels - 1)

    @property
    def whole(self) -> Array:
        """What everything on the table is worth, [side, domain]."""
        return np.stack([total(side) for side in self.stake])

    @property
    def scope(self) -> Array:
        """What lies between no deal and the own ideal, [side, domain]."""
        return -self.reserve


def proportional(count: int, issues: int, seed: int) -> Domains:
    """Linear losses with the same relative weights on both sides: every package is efficient."""
    draw = _Drawer(f"proportional_{issues}", count, seed)
    weight = np.stack([draw.between(f"weight_{k}", *WEIGHTS) for k in range(issues)])
    stake = np.stack([weight * draw.between(f"scale_{side}", *SCALES) for side in (0, 1)])
    return draw.domains(stake, np.zeros_like(stake))


def by_levels(domains: Domains, choices: Sequence[int], seed: int) -> Iterator[tuple[int, Domains]]:
    """Draw so many levels an issue for each domain; the domains of each choice together."""
    drawn = Draws(seed, 0, len(domains)).uniform(f"peers.levels_{domains.issues}")
    at = np.floor(drawn * len(choices))
    for k, levels in enumerate(choices):
        part = np.flatnonzero(at == k)
        if len(part):
            yield levels, domains.part(part)


def linear(count: int, issues: int, seed: int) -> Domains:
    """Linear losses, with stakes drawn apart for both sides."""
    domains = mixed(count, issues, seed)
    return replace(domains, curvature=np.zeros_like(domains.curvature))


def mixed(count: int, issues: int, seed: int) -> Domains:
    """Losses from linear to quadratic, stakes and curvatures drawn apart for both sides."""
    draw = _Drawer(f"mixed_{issues}", count, seed)
    stake, curvature = (
        np.stack(
            [
                [draw.between(f"{what}_{side}_{k}", low, high) for k in range(issues)]
                for side in (0, 1)
            ]
        )
        for what, low, high in (("stake", *SCALES), ("curvature", 0.0, 1.0))
    )
    return draw.domains(stake, curvature)


class _Drawer:
    """Draws numbers by purpose; a new one shifts no other."""

    def __init__(self, structure: str, count: int, seed: int):
        self.structure = structure
        self.draws = Draws(seed, 0, count)

    def between(self, what: str, low: float, high: float) -> Array:
        return low + (high - low) * self.draws.uniform(f"peers.{self.structure}.{what}")

    def domains(self, stake: Array, curvature: Array) -> Domains:
        """Fill in reserves, tactics and deadlines."""
        pairs = (("reserve", *RESERVES), ("beta", *np.log(SHAPES)))
        reserve, beta = (
            np.stack([self.between(f"{what}_{side}", low, high) for side in (0, 1)])
            for what, low, high in pairs
        )
        whole = np.stack([total(side) for side in stake])
        offers = np.floor(self.between("offers", LEAST, MOST + 1))
        return Domains(stake, curvature, -reserve * whole, np.exp(beta), offers)
