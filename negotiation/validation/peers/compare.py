"""How far two outcomes of the same domains are apart: in steps, and in what a deal is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from negotiation.draws import Array
from negotiation.validation.peers.domains import Domains
from negotiation.validation.peers.engine import Outcome


@dataclass(frozen=True)
class Apart:
    """Differences by domain.

    Attributes
    ----------
    steps : between the two settlements, [domain]; no deal counts as the step of the deadline.
    worth : of utility, the second less the first, [side, domain]; NaN without two deals.
    both, one : domains in which both settle, and in which one alone does.
    """

    steps: Array
    worth: Array
    both: np.ndarray
    one: np.ndarray

    def mean(self, unit: Array) -> float:
        """Mean difference of utility in a unit [side, domain] over domains with two deals."""
        return float(np.mean(np.abs(self.worth / unit)[:, self.both]))

    @property
    def same(self) -> float:
        """Share of domains that settle in the same step, or not at all."""
        return float(np.mean(self.steps == 0.0))


def compare(domains: Domains, first: Outcome, second: Outcome) -> Apart:
    """Compare two outcomes of the same domains."""
    deals = [~np.isnan(outcome.week) for outcome in (first, second)]
    weeks = [
        np.where(d, o.week, domains.offers) for d, o in zip(deals, (first, second), strict=True)
    ]
    worth = second.utility - first.utility
    return Apart(weeks[1] - weeks[0], worth, deals[0] & deals[1], deals[0] != deals[1])


def joined(parts: Sequence[Apart]) -> Apart:
    """The differences of several sets of domains as one."""
    names = [f.name for f in fields(Apart)]
    return Apart(*(np.concatenate([getattr(p, n) for p in parts], axis=-1) for n in names))


def conceded(domains: Domains, week: Array) -> Array:
    """What each side gives up from a week to the next, [side, domain]."""
    return domains.demand(week) - domains.demand(week + 1.0)
