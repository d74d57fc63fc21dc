"""From what was measured to a verdict: effects by draw, their interval, their sign, the null.

The effect of a draw is the mean difference between the last arm and the first over the worlds of
the draw in which the measure applies in every arm. Draws are the sample: the mean effect has a
t interval over them, and the sign is counted by draw. A draw in which the measure applies in fewer
than five worlds is left out. A draw whose effect is exactly zero says nothing about the sign: a
strict claim ("more", "less") leaves it out of the share and wants a tenth of the draws to show it,
a weak one ("not less", "not more") counts it as agreeing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.stats import t as student

from negotiation.draws import Array
from negotiation.validation.played import Played
from negotiation.validation.region import Region, where_it_turns
from negotiation.validation.row import Claim, Null

SHARE = 0.9  # of the draws that differ must have the expected sign
DIFFER = 0.1  # of the draws that have enough worlds to compare must show a strict claim at all
KNOWN = 0.3  # of the draws must have enough worlds to compare
ENOUGH = 5  # worlds of a draw in which the measure applies: the sign of fewer is chance
EXACT = 1e-12  # what a null may be off by
LEVEL = 0.95  # of intervals
HOLDS, SHORT, TOLD = "holds", "falls short", "told, not judged"


@dataclass(frozen=True)
class Mean:
    """A mean over draws with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Found:
    """A claim and what came of it.

    Attributes
    ----------
    effects : by draw, [draw]; NaN in draws with too few worlds, or outside the condition.
    mean : mean effect with its 95 % interval over draws.
    agree, against, ties, empty : draws with the expected sign, the other, none, and too few worlds.
    levels : mean of each arm, in its order.
    monotone : whether no step from arm to arm goes the wrong way beyond its interval.
    region : where the sign turns round, if it does anywhere.
    """

    claim: Claim
    effects: Array
    mean: Mean
    agree: int
    against: int
    ties: int
    empty: int
    levels: tuple[Mean, ...]
    monotone: bool
    region: Region | None

    @property
    def share(self) -> float:
        """Share of the draws with the expected sign, NaN where none counts."""
        agree = self.agree + (0 if self.claim.strict else self.ties)
        counted = agree + self.against
        return agree / counted if counted else float("nan")

    @property
    def verdict(self) -> str:
        """Whether the claim holds: sign, mean, steps, and enough draws that tell anything."""
        if not self.claim.judged:
            return TOLD
        known = len(self.effects) - self.empty
        if not self.share >= SHARE or not self.monotone or known < KNOWN * len(self.effects):
            return SHORT
        if not self.claim.strict:
            return HOLDS
        judged = self.agree + self.against + self.ties
        nearest = self.mean.low if self.claim.sign > 0 else -self.mean.high
        return HOLDS if nearest > 0.0 and self.agree >= DIFFER * judged else SHORT


@dataclass(frozen=True)
class Alike:
    """A null and the largest difference found, in which column, among how many worlds."""

    null: Null
    difference: float
    column: str
    worlds: int

    @property
    def verdict(self) -> str:
        """`holds` if there was something to compare and nothing differs."""
        return HOLDS if self.worlds and self.difference <= EXACT else SHORT


def judge(
    claim: Claim,
    measured: Sequence[Array],
    values: Mapping[str, Array],
    draws: int,
    asked: Collection[str] = (),
) -> Found:
    """Judge a claim by its measure in each arm, [..., world], worlds of a draw side by side.

    `values` are the numbers [draw] that the arms share; those `asked` for in play, and what the
    claim derives, are where to look for a region.
    """
    levels = _levels(measured, draws)
    effects = levels[-1] - levels[0] if len(levels) > 1 else levels[0]
    if claim.where is not None:
        outside = ~claim.where.holds(values)
        levels = [np.where(outside, np.nan, level) for level in levels]
        effects = np.where(outside, np.nan, effects)
    numbers = {name: value for name, value in values.items() if name in asked}
    numbers.update({name: of(values) for name, of in claim.derived.items()})
    known = np.isfinite(effects)
    tie = known & (np.abs(effects) <= EXACT)
    agree = known & ~tie & (claim.sign * effects > 0.0)
    against = known & ~tie & ~agree
    return Found(
        claim=claim,
        effects=effects,
        mean=mean(effects),
        agree=int(agree.sum()),
        against=int(against.sum()),
        ties=int(tie.sum()),
        empty=int((~known).sum()),
        levels=tuple(mean(level) for level in levels),
        monotone=_monotone(claim, levels),
        region=where_it_turns(agree, against, numbers) if against.any() and numbers else None,
    )


def _levels(measured: Sequence[Array], draws: int) -> list[Array]:
    """Measure of each arm by draw, [draw], over the worlds in which all arms have one."""
    if measured[0].ndim == 1:
        applies = np.isfinite(measured).all(axis=0)
        return [_ratio(np.where(applies, m, 0.0), applies.astype(float), draws) for m in measured]
    found = []
    for m in measured:
        level = _ratio(m[0], m[1], draws)
        found.append(level if len(m) == 2 else level - _ratio(m[2], m[3], draws))
    return found


def _ratio(events: Array, exposure: Array, draws: int) -> Array:
    """Sum over sum in each draw, NaN where too little was exposed."""
    above, below = (x.reshape(draws, -1).sum(axis=1) for x in (events, exposure))
    enough = below >= min(ENOUGH, events.size // draws)
    return np.where(enough, above / np.where(enough, below, 1.0), np.nan)


def mean(values: Array) -> Mean:
    """Mean of what is known with its t interval; the interval is NaN for fewer than two."""
    known = values[np.isfinite(values)]
    if not len(known):
        return Mean(*[float("nan")] * 3)
    middle = float(known.mean())
    if len(known) < 2:
        return Mean(middle, float("nan"), float("nan"))
    reach = student.ppf((1.0 + LEVEL) / 2.0, len(known) - 1) * known.std(ddof=1) / len(known) ** 0.5
    return Mean(middle, middle - float(reach), middle + float(reach))


def _monotone(claim: Claim, levels: Sequence[Array]) -> bool:
    """No step from one arm to the next goes the wrong way by more than its interval."""
    steps = [mean(claim.sign * (later - earlier)) for earlier, later in pairwise(levels)]
    return not any(step.high < -EXACT for step in steps)


def compare(null: Null, one: Played, two: Played) -> Alike:
    """The largest difference between two arms; infinite where text or emptiness differ."""
    rows = np.ones(one.worlds, dtype=bool) if null.where is None else null.where(one)
    worst, column = 0.0, ""
    columns, others = null.same(one), null.same(two)
    for name, value in columns.items():
        off = _difference(value[rows], others[name][rows])
        if off > worst:
            worst, column = off, name
    return Alike(null, worst, column, int(rows.sum()))


def _difference(one: np.ndarray, two: np.ndarray) -> float:
    if one.dtype.kind != "f":
        return 0.0 if np.array_equal(one, two) else float("inf")
    same = (one == two) | (np.isnan(one) & np.isnan(two))
    if same.all():
        return 0.0
    off = np.abs(one[~same] - two[~same])
    return float("inf") if np.isnan(off).any() else float(off.max())
