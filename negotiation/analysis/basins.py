"""Two states that draw trust, and the point between them (mean-field choice, M16)."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array

GRID = 2001  # points on [0, 1] between which roots are looked for


def pull(trust: Array, feedback: Array, turning_point: Array) -> Array:
    """Where trust is drawn to, less where it is, without events; shapes broadcast."""
    return 1.0 / (1.0 + np.exp(-feedback * (trust - turning_point))) - trust


def states(feedback: float, turning_point: float) -> tuple[list[float], list[float]]:
    """Stable and unstable steady states of trust without events, both rising."""
    grid = np.linspace(0.0, 1.0, GRID)
    value = pull(grid, np.array(feedback), np.array(turning_point))
    stable: list[float] = []
    unstable: list[float] = []
    for k in map(int, np.flatnonzero(np.sign(value[:-1]) * np.sign(value[1:]) <= 0.0)):
        if value[k] == value[k + 1] or (value[k + 1] == 0.0 and k < GRID - 2):
            continue  # the next interval begins with this root
        at = float(grid[k] - value[k] * (grid[k + 1] - grid[k]) / (value[k + 1] - value[k]))
        (stable if value[k + 1] < value[k] else unstable).append(at)
    return stable, unstable


def between(feedback: Array, turning_point: Array) -> Array:
    """The unstable state of each world, [world]; NaN where there is only one state."""
    found = np.full(len(feedback), np.nan)
    pairs = np.stack([feedback, turning_point], axis=1)
    for pair in np.unique(pairs, axis=0):
        _, unstable = states(*pair.tolist())
        if unstable:
            found[(pairs == pair).all(axis=1)] = unstable[0]
    return found
