"""Where the sign of an effect turns round: the one number that tells the draws apart best.

For every number a threshold at one of its inner tenths is tried, and the one kept at which
the most draws fall on the side of their sign (a stump, the smallest classification tree: Breiman
and others 1984). With many numbers and few draws some stump fits by luck, so its success is held
against that of the best stumps for signs shuffled over the draws (a permutation test: Fisher 1935).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from negotiation.draws import Array, Draws

CUTS = np.arange(1, 10) / 10.0
SHUFFLES = 200
FEW = 3  # draws of one sign are too few to say where they lie
LUCK = 0.01  # a stump that shuffled signs reach as often as this tells nothing


@dataclass(frozen=True)
class Region:
    """A side of a number on which the effect goes against the claim.

    Attributes
    ----------
    number : the purpose of the number; `above` whether the effect turns above `cut` or below.
    inside, outside : draws against the claim, and all that differ, inside and outside the region.
    luck : share of shuffles in which some number separates the signs as well.
    """

    number: str
    cut: float
    above: bool
    inside: tuple[int, int]
    outside: tuple[int, int]
    luck: float

    @property
    def words(self) -> str:
        """The region in a sentence."""
        (a, b), (c, d) = self.inside, self.outside
        side = "above" if self.above else "below"
        counts = f"{a} of {b} draws there, {c} of {d} elsewhere"
        if self.luck > LUCK:
            return (
                f"The draws against it ({a + c} of {b + d} that differ) are not set apart by any "
                "one number better than chance would."
            )
        return f"It turns round mostly where {self.number} is {side} {self.cut:.3g} ({counts})."


def where_it_turns(agree: np.ndarray, against: np.ndarray, values: Mapping[str, Array]) -> Region:
    """The stump that separates the draws `against` a claim from those that `agree`, [draw]."""
    judged = agree | against
    names = list(values)
    sign = against[judged]
    sides, cuts = _sides(np.stack([values[name][judged] for name in names]))
    score, best = _best(sides, sign)
    number, cut, above = best
    side = sides[number, cut] == above
    luck = 1.0
    if min(sign.sum(), (~sign).sum()) >= FEW:
        as_good = [_best(sides, shuffled)[0] >= score for shuffled in _shuffles(sign)]
        luck = sum(as_good) / SHUFFLES
    return Region(
        number=names[number],
        cut=float(cuts[number, cut]),
        above=bool(above),
        inside=(int(sign[side].sum()), int(side.sum())),
        outside=(int(sign[~side].sum()), int((~side).sum())),
        luck=luck,
    )


def _sides(values: Array) -> tuple[np.ndarray, Array]:
    """Which draws lie above each cut of each number, [number, cut, draw], and the cuts."""
    cuts = np.quantile(values, CUTS, axis=1).T
    return values[:, None, :] > cuts[:, :, None], cuts


def _best(sides: np.ndarray, sign: np.ndarray) -> tuple[float, tuple[int, int, int]]:
    """Balanced success of the best stump, and its number, cut and side."""
    yes = int(np.count_nonzero(sign))
    weight = np.where(sign, 0.5 / max(yes, 1), -0.5 / max(len(sign) - yes, 1))
    lean = np.sum(sides * weight, axis=-1)  # share of one sign above, less of the other
    place = np.unravel_index(int(np.argmax(np.abs(lean))), lean.shape)
    return float(np.abs(lean[place])), (int(place[0]), int(place[1]), int(lean[place] > 0.0))


def _shuffles(sign: np.ndarray) -> list[np.ndarray]:
    """The signs in random order, many times over; the same every time."""
    stream = Draws(0, 0, len(sign))
    return [sign[np.argsort(stream.uniform("validation.shuffle", i))] for i in range(SHUFFLES)]
