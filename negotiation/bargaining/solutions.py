"""Where theory says that two sides end: Nash, Kalai-Smorodinsky, egalitarian, utilitarian, Raiffa.

All work on a frontier tabulated by world: `first` and `second` are utilities [step, world], the
first never falling and the second never rising along the steps, linear in between. `impasse` is
the pair of impasse values [world]. Each returns the pair of utilities [world]. Frontiers must be
concave (losses are convex, so the contract curve is).
"""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.curve import locate, pick
from negotiation.draws import Array

Pair = tuple[Array, Array]


def nash(first: Array, second: Array, impasse: Pair, weight: float = 0.5) -> Pair:
    """Maximise (u1 - d1)^w (u2 - d2)^(1 - w) (Nash 1950; weighted: Kalai 1977).

    On each linear segment the maximum has a closed form, so no search is needed; the corners are
    candidates too. NaN where no point is rational for both.
    """
    low1, low2 = first[:-1] - impasse[0], second[:-1] - impasse[1]
    rise, fall = np.diff(first, axis=0), np.diff(second, axis=0)
    # d/ds of w ln(low1 + s rise) + (1-w) ln(low2 + s fall) = 0, linear in s
    bottom = rise * fall
    top = -(weight * rise * low2 + (1.0 - weight) * fall * low1)
    share = np.clip(np.where(bottom == 0.0, 0.0, top / np.where(bottom == 0.0, 1.0, bottom)), 0, 1)
    gain1 = np.concatenate([low1 + share * rise, first - impasse[0]])
    gain2 = np.concatenate([low2 + share * fall, second - impasse[1]])
    inside = (gain1 >= 0.0) & (gain2 >= 0.0)
    product = np.maximum(gain1, 0.0) ** weight * np.maximum(gain2, 0.0) ** (1.0 - weight)
    best = np.argmax(np.where(inside, product, -1.0), axis=0)
    none = ~inside.any(axis=0)
    gains = (np.where(none, np.nan, pick(gain, best)) for gain in (gain1, gain2))
    one, two = gains
    return one + impasse[0], two + impasse[1]


def along_ray(first: Array, second: Array, impasse: Pair, slope: Pair) -> Pair:
    """Last point of the frontier on the ray from the impasse point in direction `slope` [world].

    The gap slope2 gain1 - slope1 gain2 rises along the frontier; the point is its zero. The
    impasse point itself where it lies on the frontier, NaN where it lies beyond.
    """
    gap = slope[1] * (first - impasse[0]) - slope[0] * (second - impasse[1])
    step, share = locate(gap, np.zeros_like(impasse[0]))
    ends = []
    best1, best2 = best_gains(first, second, impasse)
    for table, d in zip((first, second), impasse, strict=True):
        low = pick(table, step)
        found = low + share * (pick(table, step + 1) - low)
        found = np.where((best1 > 0.0) & (best2 > 0.0), found, d)
        ends.append(np.where((best1 >= 0.0) & (best2 >= 0.0), found, np.nan))
    return ends[0], ends[1]


def egalitarian(first: Array, second: Array, impasse: Pair) -> Pair:
    """Equal gains (Kalai 1977)."""
    one = np.ones_like(impasse[0])
    return along_ray(first, second, impasse, (one, one))


def kalai_smorodinsky(first: Array, second: Array, impasse: Pair) -> Pair:
    """Gains in proportion to the largest rational ones (Kalai and Smorodinsky 1975)."""
    return along_ray(first, second, impasse, best_gains(first, second, impasse))


def raiffa(first: Array, second: Array, impasse: Pair) -> Pair:
    """Limit of steps half way from the impasse point to the best gains seen from it (Raiffa 1953).

    Each step at least halves what is left, so that sixty reach the last bit.
    """
    best = best_gains(first, second, impasse)
    some = (best[0] >= 0.0) & (best[1] >= 0.0)
    at = np.where(some, impasse[0], np.nan), np.where(some, impasse[1], np.nan)
    for _ in range(60):
        best = best_gains(first, second, at)
        at = at[0] + np.maximum(best[0], 0.0) / 2.0, at[1] + np.maximum(best[1], 0.0) / 2.0
    return at


def best_gains(first: Array, second: Array, impasse: Pair) -> Pair:
    """Largest gain of each side on the frontier while the other does no worse than at impasse.

    NaN where the frontier offers one side less than its impasse value throughout.
    """
    step, share = locate(-second, -impasse[1])
    u1 = pick(first, step)
    best1 = u1 + share * (pick(first, step + 1) - u1) - impasse[0]
    step, share = locate(first, impasse[0])
    u2 = pick(second, step)
    best2 = u2 + share * (pick(second, step + 1) - u2) - impasse[1]
    none = (second[0] < impasse[1]) | (first[-1] < impasse[0])
    return np.where(none, np.nan, best1), np.where(none, np.nan, best2)


def utilitarian(first: Array, second: Array) -> Pair:
    """Largest sum of utilities."""
    best = np.argmax(first + second, axis=0)
    return pick(first, best), pick(second, best)
