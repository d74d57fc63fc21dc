"""The same game as a compiled scalar kernel, world after world on one thread."""

from __future__ import annotations

import numpy as np
from numba import njit

from benchmarks.game import WEEKS, Outcome, Worlds

STEPS = 33


@njit(cache=False)
def utility(package, stake, curvature):
    """Minus the losses of a package, given as the own concession."""
    worth = 0.0
    for k in range(len(package)):
        c, q = package[k], curvature[k]
        worth += stake[k] * (c * ((1.0 - q) + q * c))
    return -worth


@njit(cache=False)
def tabulate(stake, curvature, others, bends, packages, own, other):
    """Fill in the contract curve and both sides' utilities along it."""
    mine, theirs = 0.0, 0.0
    for k in range(len(stake)):
        mine += stake[k]
        theirs += others[k]
    for step in range(STEPS):
        weight = step / (STEPS - 1)
        rest = 1.0 - weight
        own_loss, other_loss = 0.0, 0.0
        for k in range(len(stake)):
            v, q, o, p = stake[k] / mine, curvature[k], others[k] / theirs, bends[k]
            top = rest * (o * (1.0 + p)) - weight * (v * (1.0 - q))
            bottom = 2.0 * (weight * (v * q) + rest * (o * p))
            if bottom <= 1e-300:
                c = 1.0 if top > 0.0 else 0.0
            else:
                c = min(max(top / bottom, 0.0), 1.0)
            packages[step, k] = c
            own_loss += stake[k] * (c * ((1.0 - q) + q * c))
            other_loss += others[k] * ((1.0 - c) * ((1.0 - p) + p * (1.0 - c)))
        own[step] = -own_loss
        other[step] = -other_loss


@njit(cache=False)
def opening_demand(own, other, impasse, least, share):
    """The better of the best package that leaves the other `least`, and a share of the room."""
    best = -np.inf
    for step in range(STEPS):
        if other[step] < least:
            if step > 0:
                slack = (other[step - 1] - least) / (other[step - 1] - other[step])
                best += slack * (own[step] - best)
            break
        best = own[step]
    return max(best, impasse + share * (own[STEPS - 1] - impasse))


@njit(cache=False)
def make_offer(packages, own, wanted, offer):
    """Write the package of the curve worth `wanted` into `offer`."""
    step = 0
    while step < STEPS - 2 and own[step + 1] <= wanted:
        step += 1
    low, high = own[step], own[step + 1]
    share = (wanted - low) / (high - low) if high > low else 1.0
    share = min(max(share, 0.0), 1.0)
    for k in range(len(offer)):
        a = packages[step, k]
        offer[k] = a + share * (packages[step + 1, k] - a)


@njit(cache=False)
def play_all(stake, curvature, beta, half_life, opening_share, default, opener, week, utilities):
    """Play every world; writes week of settlement and utilities."""
    issues = default.shape[1]
    packages = np.empty((2, STEPS, issues))
    own, other = np.empty((2, STEPS)), np.empty((2, STEPS))
    impasse, opening, aspiration = np.empty(2), np.empty(2), np.empty(2)
    standing, offer, seen = np.empty((2, issues)), np.empty(issues), np.empty(issues)
    for w in range(len(opener)):
        for k in range(issues):
            standing[0, k] = default[w, k]
            standing[1, k] = 1.0 - default[w, k]
        for s in range(2):
            impasse[s] = utility(standing[s], stake[s, w], curvature[s, w])
        for s in range(2):
            o = 1 - s
            tabulate(
                stake[s, w], curvature[s, w], stake[o, w], curvature[o, w],
                packages[s], own[s], other[s],
            )  # fmt: skip
            share = opening_share[s, w]
            opening[s] = opening_demand(own[s], other[s], impasse[s], impasse[o], share)
            aspiration[s] = 1.0
        for t in range(WEEKS):
            p = (opener[w] + t) % 2
            r = 1 - p
            for s in range(2):
                clock = min(t / half_life[s, w], 1.0)
                aspiration[s] = min(aspiration[s], 1.0 - clock ** (1.0 / beta[s, w]))
            wanted = impasse[p] + aspiration[p] * (opening[p] - impasse[p])
            make_offer(packages[p], own[p], max(wanted, impasse[p]), offer)
            for k in range(issues):
                seen[k] = 1.0 - offer[k]
            offered = utility(seen, stake[r, w], curvature[r, w])
            target = impasse[r] + aspiration[r] * (opening[r] - impasse[r])
            if offered >= max(target, impasse[r]):
                kept = utility(offer, stake[p, w], curvature[p, w])
                if kept >= impasse[p] - 1e-9:
                    week[w] = t
                    utilities[p, w], utilities[r, w] = kept, offered
                    break


def play(worlds: Worlds) -> Outcome:
    """Play all worlds; the first call compiles."""
    count = len(worlds)
    week, utilities = np.full(count, np.nan), np.full((2, count), np.nan)
    play_all(
        worlds.stake,
        worlds.curvature,
        worlds.beta,
        worlds.half_life,
        worlds.opening_share,
        worlds.default,
        worlds.opener,
        week,
        utilities,
    )
    return Outcome(week, utilities)
