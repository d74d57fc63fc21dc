"""Paths through the packages from all conceded to nothing conceded, and the efficient one.

A package that wastes nothing minimises L loss_own + (1 - L) loss_other for a weight L in [0, 1].
With the losses of `negotiation.bargaining.loss` the minimum on each issue is, in closed form,

    c = clip(((1-L) V_o (1+q_o) - L V_s (1-q_s)) / (2 (L V_s q_s + (1-L) V_o q_o)), 0, 1)

(s the own side, o the other), and the better corner where the denominator is zero. Tabulated over
L this is the contract curve (Edgeworth 1881).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.bargaining.loss import total
from negotiation.draws import Array

STEPS = 33  # packages tabulated along a path; between two of them a path is linear


@dataclass(frozen=True)
class Path:
    """Packages ordered by what they are worth to their owner, from worst to best.

    Attributes
    ----------
    concession : the owner's concession, [step, issue, world]; never rising along the steps.
    own : utility to the owner, [step, world]; never falling along the steps.
    other : utility to the other side as the owner believes it, [step, world].
    """

    concession: Array
    own: Array
    other: Array

    def offer(self, wanted: Array) -> Array:
        """Package [issue, world] worth at least `wanted` [world] to the owner, if any is.

        Mixes the two neighbouring packages; as losses are convex, the mix is worth no less to the
        owner than the mix of their utilities. A wish beyond the ends gets the nearer end.
        """
        step, share = locate(self.own, wanted)
        low = pick(self.concession, step)
        return low + share * (pick(self.concession, step + 1) - low)

    def own_where_other(self, least: Array) -> Array:
        """Best utility to the owner among the packages believed to give the other `least`.

        Minus infinity where no package on the path does.
        """
        enough = self.other >= least
        count = total(enough.astype(np.float64))
        # Utility to the other falls along the path, so the packages that do come first.
        last = np.maximum(count - 1.0, 0.0).astype(np.intp)
        upper = np.minimum(last + 1, self.own.shape[0] - 1)
        own, other = pick(self.own, last), pick(self.other, last)
        drop = other - pick(self.other, upper)
        slack = np.where(drop > 0.0, (other - least) / np.where(drop > 0.0, drop, 1.0), 0.0)
        best = own + np.clip(slack, 0.0, 1.0) * (pick(self.own, upper) - own)
        return np.where(count > 0.0, best, -np.inf)


def locate(rising: Array, wanted: Array) -> tuple[np.ndarray, Array]:
    """Segment and share along it at which a never falling table [step, world] reaches `wanted`."""
    below = total((rising[1:-1] <= wanted).astype(np.float64)).astype(np.intp)
    low, high = pick(rising, below), pick(rising, below + 1)
    rise = high - low
    share = np.where(rise > 0.0, (wanted - low) / np.where(rise > 0.0, rise, 1.0), 1.0)
    return below, np.clip(share, 0.0, 1.0)


def pick(table: Array, step: np.ndarray) -> Array:
    """Take for each world its own step of a table [step, ..., world]."""
    worlds = np.arange(table.shape[-1])
    if table.ndim == 2:
        return table[step, worlds]
    issues = np.arange(table.shape[1])[:, None]
    return table[step, issues, worlds]


def weights(steps: int = STEPS) -> Array:
    """The weights on the own side at which paths are tabulated, [step, 1, 1]."""
    return np.linspace(0.0, 1.0, steps)[:, None, None]


def efficient(
    own_stake: Array,
    own_curvature: Array,
    other_stake: Array,
    other_curvature: Array,
    steps: int = STEPS,
) -> Array:
    """Own concession on the contract curve, [step, issue, world], from stakes [issue, world].

    Stakes are first scaled to a total of one for each side: this moves no package, and spreads
    the steps over the curve when one side counts in larger numbers than the other.
    """
    mine = own_stake / _positive(total(own_stake))
    theirs = other_stake / _positive(total(other_stake))
    w = weights(steps)
    v = 1.0 - w
    top = v * (theirs * (1.0 + other_curvature)) - w * (mine * (1.0 - own_curvature))
    bottom = 2.0 * (w * (mine * own_curvature) + v * (theirs * other_curvature))
    curved = bottom > 1e-300
    corner = (top > 0.0).astype(np.float64)
    inner = np.clip(top / np.where(curved, bottom, 1.0), 0.0, 1.0)
    return np.where(curved, inner, corner)


def diagonal(issues: int, worlds: int, steps: int = STEPS) -> Array:
    """One and the same concession on every issue, [step, issue, world], from 1 down to 0."""
    return np.broadcast_to(1.0 - weights(steps), (steps, issues, worlds)).copy()


def path(
    concession: Array,
    own_stake: Array,
    own_curvature: Array,
    other_stake: Array,
    other_curvature: Array,
) -> Path:
    """Price the packages of `concession` [step, issue, world] for both sides."""
    own = _utility_along(concession, own_stake, own_curvature)
    other = _utility_along(1.0 - concession, other_stake, other_curvature)
    return Path(concession, own, other)


def _utility_along(concession: Array, stake: Array, curvature: Array) -> Array:
    """Utility [step, world] of packages [step, issue, world]."""
    worth = None
    for issue in range(concession.shape[1]):
        size = np.abs(concession[:, issue])
        q = curvature[issue]
        term = stake[issue] * (size * ((1.0 - q) + q * size))
        worth = term if worth is None else worth + term
    assert worth is not None
    return -worth


def _positive(x: Array) -> Array:
    return np.where(x > 0.0, x, 1.0)
