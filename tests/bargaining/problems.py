"""Random bargaining problems for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from negotiation.bargaining.curve import Path, efficient, path
from negotiation.draws import Array


@dataclass(frozen=True)
class Sides:
    """Stakes and curvatures of the own side and the other, [issue, world]."""

    own_stake: Array
    own_curvature: Array
    other_stake: Array
    other_curvature: Array

    def curve(self, steps: int = 33) -> Array:
        """Own concession on the contract curve, [step, issue, world]."""
        return efficient(*self.all, steps)

    def path(self, steps: int = 33) -> Path:
        """The contract curve priced for both sides."""
        return path(self.curve(steps), *self.all)

    @property
    def all(self) -> tuple[Array, Array, Array, Array]:
        return self.own_stake, self.own_curvature, self.other_stake, self.other_curvature

    def take(self, worlds: range) -> Sides:
        """The same problem in some of its worlds."""
        return Sides(*(np.take(x, worlds, axis=-1) for x in self.all))


@st.composite
def problems(draw, least_stake: float = 0.01) -> Sides:
    """One world, one to six issues, losses anywhere from linear to quadratic."""
    count = draw(st.integers(1, 6))
    stake = st.lists(st.floats(least_stake, 100), min_size=count, max_size=count)
    bend = st.lists(st.floats(0, 1), min_size=count, max_size=count)
    drawn = [draw(stake), draw(bend), draw(stake), draw(bend)]
    return Sides(*(np.array(x)[:, None] for x in drawn))


def many(issues: int = 9, worlds: int = 1000, seed: int = 11) -> Sides:
    """A batch of random problems, a fifth of whose issues are linear for both sides."""
    random = np.random.default_rng(seed)
    straight = random.random((issues, worlds)) < 0.2
    shape = issues, worlds
    return Sides(
        random.lognormal(0.0, 1.0, shape),
        np.where(straight, 0.0, random.random(shape)),
        random.lognormal(0.0, 1.0, shape),
        np.where(straight, 0.0, random.random(shape)),
    )
