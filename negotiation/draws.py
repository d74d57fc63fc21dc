"""Random numbers that depend on (seed, world, purpose, round) and on nothing else.

Each purpose (the dotted name of a parameter or a rule) has a counter-based stream of its own
(Philox 4x64, Salmon et al. 2011). The round sits in the counter and world w owns the w-th number,
so a world is the same alone, in any batch and on any worker, and a new parameter shifts no other.
Points of a design that are played in the same world share its numbers (common random numbers).
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_PER_STEP = 4  # 64-bit numbers that Philox 4x64 yields for one step of its counter
_EMPTY = np.zeros(_PER_STEP, dtype=np.uint64)  # numbers left of the last step: none
_LARGEST_SEED = 2**63 - 1


class Draws:
    """Uniform numbers in (0, 1) for the rows `first` to `first + count - 1` of one seed.

    Row j is in world j // points, so that without points a row is a world.
    """

    def __init__(self, seed: int, first: int, count: int, points: int = 1):
        if not 0 <= seed <= _LARGEST_SEED:
            raise ValueError(f"seed {seed} is outside 0 to {_LARGEST_SEED}")
        if points < 1:
            raise ValueError(f"{points} points; a world is played at one at least")
        self.seed = seed
        self.first = first
        self.count = count
        self.points = points
        # a stream costs more to make than to set to another purpose and round
        self._stream = np.random.Philox(0)
        self._numbers = np.random.Generator(self._stream)

    def uniform(self, purpose: str, round_: int = 0) -> Array:
        """Return one number for each row, shape [row], strictly between 0 and 1."""
        if self.points == 1 or self.count == 0:
            return self._of_worlds(self.first, self.count, purpose, round_)
        world = np.arange(self.first, self.first + self.count) // self.points
        first = int(world[0])
        numbers = self._of_worlds(first, int(world[-1]) - first + 1, purpose, round_)
        return np.take(numbers, world - first)

    def _of_worlds(self, first: int, count: int, purpose: str, round_: int) -> Array:
        """One number for each of `count` worlds from `first` on."""
        step, skip = divmod(first, _PER_STEP)
        self._set(purpose, np.array([step, 0, round_, 0], dtype=np.uint64))
        numbers = self._numbers.random(count + skip)[skip:]
        # Generator.random yields multiples of 2**-53 from 0 on; half a step more keeps 0 out, and
        # the largest of them would round up to 1 (to look for it is cheaper than to cut all).
        numbers += 2.0**-54
        if (numbers == 1.0).any():
            np.minimum(numbers, 1.0 - 2.0**-53, out=numbers)
        return numbers

    def _set(self, purpose: str, counter: np.ndarray) -> None:
        """Set the stream to the one of a purpose, with nothing left over from the last."""
        digest = blake2b(f"{self.seed}:{purpose}".encode(), digest_size=16).digest()
        self._stream.state = {
            "bit_generator": "Philox",
            "state": {"counter": counter, "key": np.frombuffer(digest, dtype="<u8")},
            "buffer": _EMPTY,
            "buffer_pos": _PER_STEP,
            "has_uint32": 0,
            "uinteger": 0,
        }

    def normal(self, purpose: str, round_: int = 0, at: np.ndarray | None = None) -> Array:
        """Return one standard normal number for each row, by the inverse of its distribution.

        `at` are positions of the rows, if not all are wanted: the inverse costs more than the draw.
        """
        from scipy.special import ndtri

        numbers = self.uniform(purpose, round_)
        return ndtri(numbers if at is None else numbers.take(at))
