"""The solutions of theory on the package's contract curve, against SciPy and against NegMAS.

What is compared are gains over no deal, in shares of what lies between no deal and the ideal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from negotiation.bargaining import solutions
from negotiation.bargaining.curve import Path, efficient, path
from negotiation.draws import Array
from negotiation.validation.case import Case, agree
from negotiation.validation.peers.domains import Domains, linear, mixed
from negotiation.validation.peers.family import Curve, Family, Found, Size
from negotiation.validation.peers.one_frontier import WORDS
from negotiation.validation.peers.other import negmas
from negotiation.validation.peers.programme import Optima, best_linear, solve
from negotiation.validation.peers.refined import falls
from negotiation.world.outcomes import FINE

ISSUES = (2, 3)
STEPS = (33, FINE, 129, 257)  # of the contract curve; play takes the first, yardsticks the second
LEVELS = (5, 9, 17, 33)
NEAR = {"egalitarian": 0.01, "kalai_smorodinsky": 0.01, "best": 0.01, "nash": 0.02}
LINEAR = 0.03
SLSQP, LINPROG = "scipy.optimize.minimize (SLSQP)", "scipy.optimize.linprog"
WANTED = {
    "egalitarian": "Equal gains (Kalai 1977)",
    "kalai_smorodinsky": "Kalai-Smorodinsky solution",
    "best": "Best gain that leaves the other its reserve",
    "nash": "Nash solution",
}
LABEL = {
    "egalitarian": "equal gains",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "nash": "Nash",
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


def against_scipy(size: Size) -> Found:
    """Each solution at the yardsticks' steps; curved losses, and linear ones."""
    cases: list[Case] = []
    for issues in ISSUES:
        domains = mixed(size.domains, issues, size.seed)
        optima = [solve(domains.part(np.array([d]))) for d in range(len(domains))]
        cases += _curved(issues, domains, optima)
    return Found([*cases, *(_linear(linear(size.domains, k, size.seed)) for k in ISSUES)])


def _curved(issues: int, domains: Domains, optima: Sequence[Optima]) -> list[Case]:
    theirs = {
        f.name: np.stack([getattr(o, f.name) for o in optima], axis=-1) for f in fields(Optima)
    }
    there = ~np.isnan(theirs["nash"][0])
    ours = {steps: gains(domains, steps) for steps in STEPS}
    about = f"{WORDS[issues]}, {len(domains)} domains, {FINE} steps"
    cases = [
        _near(
            f"programmes.{name}_{issues}",
            f"{WANTED[name]}, {about}",
            [
                np.abs(ours[s][name] - theirs[name])[:, there] / domains.scope[:, there]
                for s in STEPS
            ],
            NEAR[name],
            SLSQP,
        )
        for name in NEAR
    ]
    whole = np.prod(domains.scope, axis=0)
    products = [np.prod(gain["nash"], axis=0) / whole for gain in (*ours.values(), theirs)]
    lost = [np.abs(np.sqrt(x) - np.sqrt(products[-1]))[there] for x in products[:-1]]
    most = f"Geometric mean of gains at the Nash solution, {about}"
    cases.append(_near(f"programmes.product_{issues}", most, lost, NEAR["best"], SLSQP))
    alone = np.isnan(ours[FINE]["nash"][0]) == there
    nowhere = f"Domains with a deal for both by one reckoning alone, {about}"
    return [*cases, agree(f"programmes.rational_{issues}", nowhere, 1.0 * alone, 0.0, source=SLSQP)]


def _linear(domains: Domains) -> Case:
    """Corners of a linear programme, where the contract curve jumps from issue to issue."""
    issues = domains.issues
    theirs = np.stack([best_linear(domains.part(np.array([d]))) for d in range(len(domains))], -1)
    off = [np.abs(gains(domains, s)["best"] - theirs) / domains.scope for s in STEPS]
    text = f"{WANTED['best']}, linear losses, {WORDS[issues]}, {len(domains)} domains, {FINE} steps"
    why = (
        " Where several issues turn between the same two weights of the table, a path gives them "
        f"up together; the mean difference at {FINE} steps is {off[1].mean():.2g}."
    )
    return _near(f"programmes.linear_{issues}", text, off, LINEAR, LINPROG, why)


def _near(
    id: str, text: str, off: Sequence[Array], tolerance: float, source: str, why: str = ""
) -> Case:
    """Differences at each number of steps, judged at that of the yardsticks."""
    worst = ", ".join(f"{np.max(x, initial=0.0):.2g}" for x in off)
    steps = ", ".join(map(str, STEPS))
    note = f"Largest difference at {steps} steps of the contract curve: {worst}.{why}"
    return agree(id, text, off[STEPS.index(FINE)], tolerance, note=note, source=source)


def against_negmas(size: Size, levels: Sequence[int] = LEVELS) -> Found:
    """NegMAS picks its solutions from the efficient outcomes of finer and finer grids."""
    sao = negmas()
    domains = mixed(size.few, 2, size.seed)
    ours = gains(domains, FINE)
    points = {
        "nash": sao.nash,
        "egalitarian": sao.egalitarian,
        "kalai_smorodinsky": sao.kalai_smorodinsky,
    }
    means: dict[str, list[float]] = {name: [] for name in points}
    for n in levels:
        games = sao.tables(domains, n, np.zeros(len(domains), dtype=int))
        for name, point in points.items():
            found = [point(game, ours["best"][:, d]) for d, game in enumerate(games)]
            apart = np.abs(np.stack(found, axis=-1) - ours[name]) / domains.scope
            means[name].append(float(np.nanmean(apart)))
    curves = [Curve(LABEL[name], "gains", levels, means[name]) for name in points]
    note = "Means over domains with a deal for both on the grid."
    return Found(
        [
            falls(
                f"grid_solutions.{name}",
                f"{WANTED[name]}, mean difference, two issues, {len(domains)} domains",
                curve,
                note,
            )
            for name, curve in zip(points, curves, strict=True)
        ],
        curves,
    )


PROGRAMMES = (
    "Random domains with losses from linear to quadratic. SciPy maximises over packages, with the "
    "losses alone; the package reads its solutions off the contract curve, tabulated over weights "
    f"({STEPS[0]} steps in play, {FINE} for the yardsticks). Differences are shares of what lies "
    "between no deal and the ideal. They fall with the square of the step, but for the Nash point: "
    "the product of gains is flat around it."
)
GRID = (
    "Random domains with losses from linear to quadratic. NegMAS's `nash_points`, `kalai_points` "
    "(equal gains) and `ks_points` pick outcomes of its own frontier; the last is told the best "
    "gain that leaves the other its reserve, as it would else take the best of all outcomes."
)
FAMILIES = (
    Family(
        id="programmes",
        name="Bargaining solutions as programmes",
        how=PROGRAMMES,
        run=against_scipy,
        work=lambda size: size.domains,
        negmas=False,
    ),
    Family(
        id="grid_solutions",
        name="Bargaining solutions on a grid",
        how=GRID,
        run=against_negmas,
        work=lambda size: size.few,
    ),
)
