"""The solutions of theory on the package's contract curve, against SciPy and against NegMAS.

What is compared are gains over no deal, as a share of what lies between no deal and the ideal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields

import numpy as np

from negotiation.bargaining import solutions
from negotiation.bargaining.curve import Path, efficient, path
from negotiation.draws import Array
from negotiation.validation.case import Case, agree
from negotiation.validation.peers.domains import Domains, mixed
from negotiation.validation.peers.family import Family, Found, Size, Tick
from negotiation.validation.peers.one_frontier import WORDS
from negotiation.validation.peers.programme import Optima, solve
from negotiation.validation.peers.refined import falls
from negotiation.world.outcomes import FINE

ISSUES = (2, 3)
STEPS = (33, FINE, 129, 257)  # of the contract curve; play takes the first, yardsticks the second
LEVELS = (5, 9, 17, 33)
NEAR = {"egalitarian": 0.005, "kalai_smorodinsky": 0.005, "best": 0.005, "nash": 0.02}
SCIPY = "scipy.optimize.minimize (SLSQP)"
WANTED = {
    "egalitarian": "Equal gains (Kalai 1977)",
    "kalai_smorodinsky": "Kalai-Smorodinsky solution",
    "best": "Best gain that leaves the other its reserve",
    "nash": "Nash solution",
}


def frontier(domains: Domains, steps: int) -> Path:
    """The contract curve of the domains from the first side's view."""
    problem = (
        domains.stake[0], domains.curvature[0], domains.stake[1], domains.curvature[1],
    )  # fmt: skip
    return path(efficient(*problem, steps=steps), *problem)


def gains(domains: Domains, steps: int) -> dict[str, Array]:
    """Gains of both sides by solution, [side, domain], as the package finds them."""
    curve, (one, two) = frontier(domains, steps), domains.reserve
    found = {
        "egalitarian": solutions.egalitarian(curve.own, curve.other, (one, two)),
        "kalai_smorodinsky": solutions.kalai_smorodinsky(curve.own, curve.other, (one, two)),
        "nash": solutions.nash(curve.own, curve.other, (one, two)),
    }
    best = solutions.best_gains(curve.own, curve.other, (one, two))
    return {**{k: np.stack(v) - domains.reserve for k, v in found.items()}, "best": np.stack(best)}


def against_scipy(size: Size, tick: Tick) -> Found:
    """Each solution at the yardsticks' steps, and how the differences shrink with the steps."""
    cases: list[Case] = []
    for issues in ISSUES:
        domains = mixed(size.domains, issues, size.seed)
        optima = []
        for d in range(len(domains)):
            optima.append(solve(domains.part(np.array([d]))))
            tick()
        cases += _optimal(issues, domains, optima)
    return Found(cases)


def _optimal(issues: int, domains: Domains, optima: Sequence[Optima]) -> list[Case]:
    theirs = {
        f.name: np.stack([getattr(o, f.name) for o in optima], axis=-1) for f in fields(Optima)
    }
    there = ~np.isnan(theirs["nash"][0])
    off: dict[str, list[Array]] = {name: [] for name in NEAR}
    for steps in STEPS:
        ours = gains(domains, steps)
        for name in NEAR:
            apart = np.abs(ours[name] - theirs[name]) / domains.scope
            off[name].append(np.where(there, apart, 0.0))
    about = f"{WORDS[issues]}, {len(domains)} domains, {FINE} steps"
    cases = [
        agree(
            f"scipy.{name}_{issues}",
            f"{WANTED[name]}, as a share of what lies between no deal and ideal, {about}",
            off[name][STEPS.index(FINE)],
            NEAR[name],
            note=_by_steps(off[name]),
            source=SCIPY,
        )
        for name in NEAR
    ]
    alone = np.isnan(gains(domains, FINE)["nash"][0]) != ~there
    nowhere = f"Domains with a deal for both by one reckoning alone, {about}"
    return [
        *cases,
        agree(f"scipy.rational_{issues}", nowhere, alone.astype(float), 0.0, source=SCIPY),
    ]


def _by_steps(off: Sequence[Array]) -> str:
    worst = ", ".join(f"{x.max():.2g}" for x in off)
    return (
        f"Largest difference at {', '.join(map(str, STEPS))} steps of the contract curve: {worst}."
    )


def against_negmas(size: Size, tick: Tick, levels: Sequence[int] = LEVELS) -> Found:
    """NegMAS picks its solutions from the efficient outcomes of finer and finer grids."""
    from negotiation.validation.peers import sao

    domains = mixed(size.few, 2, size.seed)
    ours = gains(domains, FINE)
    opener = np.zeros(len(domains), dtype=int)
    points: dict[str, Callable] = {
        "nash": sao.nash,
        "egalitarian": sao.egalitarian,
        "kalai_smorodinsky": sao.kalai_smorodinsky,
    }
    means: dict[str, list[float]] = {name: [] for name in points}
    for n in levels:
        games = sao.tables(domains, n, opener)
        for name, point in points.items():
            best = ours["best"]
            theirs = np.stack([point(g, best[:, d]) for d, g in enumerate(games)], axis=-1)
            apart = np.abs(theirs - ours[name]) / domains.scope
            means[name].append(float(np.nanmean(apart)))
        tick()
    note = f"{len(domains)} domains; means over those with a deal for both."
    return Found(
        [
            falls(
                f"negmas.{name}",
                f"{WANTED[name]}, mean difference of gains",
                levels,
                means[name],
                note,
            )
            for name in points
        ],
        {},
    )


FAMILIES = (
    Family(
        id="scipy",
        title="Bargaining solutions as programmes",
        text=(
            "Random domains with losses from linear to quadratic. SciPy maximises over packages, "
            "with the losses alone; the package reads its solutions off the contract curve, "
            "tabulated over weights. Between two packages of the table a path is straight, so that "
            "gains are off by the square of the step; where the product of gains is flat, the Nash "
            "point itself is off by more than its product."
        ),
        work=lambda size: len(ISSUES) * size.domains,
        run=against_scipy,
    ),
    Family(
        id="negmas",
        title="Bargaining solutions on a grid",
        text=(
            "The same domains with two issues. NegMAS's `nash_points`, `kalai_points` (equal gains) "
            "and `ks_points` pick outcomes of its frontier; the last is told the best gain that "
            "leaves the other its reserve, as it would else take the best of all outcomes."
        ),
        work=lambda size: len(LEVELS),
        run=against_negmas,
        needs="peers",
    ),
)
