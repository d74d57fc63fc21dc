"""What a player may see. The other side's impasse value, outside option and win-set are not here.

Arrays have the world axis last; n worlds talk at one table. Utilities are in the scenario's unit
(salience times USD bn a year), concessions and shares between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.bargaining.curve import Path
from negotiation.bargaining.loss import Kink, utility
from negotiation.draws import Array


@dataclass(frozen=True)
class IssueInfo:
    """What is public about an issue: its name, domain, kind, and whether the viewer gives it.

    `basket` is the group of domains that it may be settled with, empty at a table without baskets.
    """

    name: str
    domain: str
    kind: str
    mine: bool
    basket: str = ""


@dataclass
class Problem:
    """The bargaining problem as one side believes it; arrays are [issue, world].

    `least` and `most` bound the own concession: `most` by own red lines, `least` by the other
    side's public ones. `other_least` bounds the other side's concession by own public lines.
    `own_public_stake` and `own_public_curvature` are what the public takes the own to be. Kinks are
    costs beyond a mark (`negotiation.bargaining.loss`); they are shares of the stake, so that what
    is believed of the stake holds for them too.
    """

    issues: tuple[IssueInfo, ...]
    own_stake: Array
    own_curvature: Array
    other_stake: Array
    other_curvature: Array
    least: Array
    most: Array
    other_least: Array
    own_public_stake: Array
    own_public_curvature: Array
    own_kinks: tuple[Kink, ...] = ()
    other_kinks: tuple[Kink, ...] = ()


@dataclass
class Beliefs:
    """What a side takes the other's stakes and curvatures to be, [issue, world], and its kinks."""

    stake: Array
    curvature: Array
    kinks: tuple[Kink, ...] = ()

    def worth(self, own: Array) -> Array:
        """Believed utility to the other side of a package of own concessions, [world]."""
        return utility(1.0 - own, self.stake, self.curvature, self.kinks)


@dataclass
class View:
    """One side's situation at one exchange; arrays are [world].

    Attributes
    ----------
    week : weeks since the scenario began.
    aspiration : share of the way from impasse to opening demand last asked for.
    deadline_clock : share gone by of the time from the last change to the next date.
    delay_clock : share gone by of the time in which delay halves what a deal is worth.
    deadline_weight : how much the date weighs against delay; 0 with no date ahead.
    restarted : worlds in which a date or the default changed this week.
    beta : shape of concession over time; below 1 Boulware, above 1 Conceder.
    impasse, opening : utility of never agreeing, and of the opening demand.
    offered, offered_before : utility of the last offer received and of the one before it;
        minus infinity before there is one.
    fresh : an offer came in since this side last set its aspiration.
    speaking : worlds in which the exchange counts. Elsewhere talks are paused, suspended or over:
        what is asked for is forgotten, and memory of what was said should not move.
    believed_impasse : what this side takes the other's impasse value to be.
    claimed : what this side believes the other's last offer to be worth to the other; only for a
        concession that `weighs_other`, and minus infinity before there is an offer.
    path : packages from all conceded to none, as this side believes them.
    memory : the strategy's own arrays, kept with the table between exchanges.
    """

    week: int
    aspiration: Array
    deadline_clock: Array
    delay_clock: Array
    deadline_weight: Array
    restarted: np.ndarray
    beta: Array
    impasse: Array
    opening: Array
    offered: Array
    offered_before: Array
    fresh: bool
    speaking: np.ndarray
    believed_impasse: Array
    claimed: Array
    path: Path
    memory: dict[str, Array]

    @property
    def scope(self) -> Array:
        """Opening demand less impasse value, never below a hair."""
        return np.maximum(self.opening - self.impasse, 1e-12)

    @property
    def received(self) -> Array:
        """Concession just received as a share of the scope; 0 without two offers to compare."""
        known = np.isfinite(self.offered_before)
        step = np.where(known, self.offered - np.where(known, self.offered_before, 0.0), 0.0)
        return step / self.scope if self.fresh else np.zeros_like(step)

    @property
    def denied(self) -> Array:
        """Share of the scope that the last offer denies this side; 1 before any offer."""
        return self.denial(self.offered)

    @property
    def denied_before(self) -> Array:
        """Share of the scope that the last offer but one denied this side."""
        return self.denial(self.offered_before)

    def denial(self, offered: Array) -> Array:
        """Share of the scope that an offer of that worth denies this side; 1 for no offer."""
        known = np.isfinite(offered)
        gain = np.where(known, offered, self.impasse) - self.impasse
        return 1.0 - gain / self.scope
