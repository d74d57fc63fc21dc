"""Curved losses on two and three issues: NegMAS bids on the frontier of ever finer grids.

The engine bids on the contract curve, between whose packages there is always another; NegMAS on
the efficient outcomes of its grid, which it finds by enumeration. What sets them apart must go
away as the levels are refined, and be gone where the engine plays on the grid too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from negotiation.validation.case import Case, agree
from negotiation.validation.judge import HOLDS, SHORT
from negotiation.validation.peers import engine
from negotiation.validation.peers.compare import Apart, compare
from negotiation.validation.peers.domains import Domains, mixed
from negotiation.validation.peers.family import Curve, Family, Found, Size
from negotiation.validation.peers.levels import Grid, Rounded
from negotiation.validation.peers.one_frontier import WORDS, told
from negotiation.validation.peers.other import negmas

LEVELS = (5, 9, 17, 33)
SAME = 9  # levels at which both engines play on the grid
LEFT = 1.0 / 3.0  # most of the mean difference at the coarsest grid that may be left at the finest


def pareto(issues: int, size: Size, levels: Sequence[int] = LEVELS) -> Found:
    """The engine without levels against finer and finer grids, and both on one grid."""
    sao = negmas()
    domains = mixed(_count(issues, size), issues, size.seed)
    ours, opener = engine.play(domains, size.seed)
    found: dict[int, Apart] = {}
    cases: list[Case] = []
    for n in levels:
        games = sao.tables(domains, n, opener)
        theirs = sao.play(games, sao.efficient)
        found[n] = compare(domains, ours, theirs)
        if n == SAME:
            on_grid, _ = engine.play(
                domains, size.seed, Rounded(engine.POLYNOMIAL), Grid(n, efficient=True)
            )
            cases += _same_grid(issues, domains, compare(domains, on_grid, theirs))
    curves = _curves(issues, domains, found)
    return Found([*cases, *_shrinking(issues, domains, curves, found)], curves)


def _count(issues: int, size: Size) -> int:
    """Fewer domains with three issues: the finest grid has 35,937 outcomes."""
    return size.few if issues > 2 else size.half


def _work(issues: int, size: Size) -> int:
    """The finest grids with three issues take ten times as long as any other."""
    return (10 if issues > 2 else 1) * len(LEVELS) * _count(issues, size)


def _curves(issues: int, domains: Domains, found: dict[int, Apart]) -> tuple[Curve, Curve]:
    """Mean differences in steps, and in what a deal is worth."""
    levels, every = list(found), found.values()
    steps = [float(abs(apart.steps).mean()) for apart in every]
    worth = [apart.mean(domains.scope) for apart in every]
    label = WORDS[issues]
    return Curve(label, "steps", levels, steps), Curve(label, "utility", levels, worth)


def _same_grid(issues: int, domains: Domains, apart: Apart) -> list[Case]:
    about = f"{WORDS[issues]}, efficient outcomes of {SAME} levels, {len(domains)} domains"
    return [
        agree(
            f"{_id(issues)}.step",
            f"Step of the deal, {about}",
            apart.steps,
            1.0,
            note=told(apart),
            source="NegMAS",
        ),
        agree(
            f"{_id(issues)}.utility",
            f"Utility of both sides in levels of the issue that matters least, {about}",
            (apart.worth / domains.level(SAME))[:, apart.both],
            1.0,
            note=told(apart),
            source="NegMAS",
        ),
    ]


def _shrinking(
    issues: int, domains: Domains, curves: tuple[Curve, Curve], found: dict[int, Apart]
) -> list[Case]:
    """Whether mean differences fall with each refinement, and how much of them is left."""
    about = f"{WORDS[issues]}, {len(domains)} domains"
    same = ", ".join(f"{100.0 * apart.same:.0f} %" for apart in found.values())
    levels = ", ".join(str(n) for n in found)
    note = f"At {levels} levels an issue {same} of domains settle in the same step or not at all."
    steps, worth = curves
    share = "utility as a share of what lies between no deal and ideal"
    return [
        falls(f"{_id(issues)}.step_refined", f"Mean difference in steps, {about}", steps, note),
        falls(
            f"{_id(issues)}.utility_refined", f"Mean difference of {share}, {about}", worth, note
        ),
    ]


def falls(id: str, text: str, curve: Curve, note: str = "") -> Case:
    """That mean differences from NegMAS never rise with a refinement, and fall by two thirds."""
    means = curve.means
    falling = all(later <= sooner for sooner, later in pairwise(means))
    return Case(
        id,
        f"{text}: at {', '.join(str(n) for n in curve.levels)} levels an issue",
        "never rises, falls by two thirds in all",
        ", ".join(f"{mean:.3g}" for mean in means),
        None,
        HOLDS if falling and means[-1] <= LEFT * means[0] else SHORT,
        note=note,
        source="NegMAS",
    )


def _id(issues: int) -> str:
    return f"pareto_{WORDS[issues].split()[0]}"


ON_FRONTIER = (
    "Stakes and curvatures are drawn apart for both sides, from linear to quadratic losses: "
    "what a side gives up on one issue is worth more or less on another. NegMAS's negotiators are "
    "handed a policy that offers the efficient outcome worth least to its owner among those above "
    "the aspiration; NegMAS finds these outcomes itself (`pareto_frontier_numpy`). Where one alone "
    "settles, it counts as settling at the deadline against the other, and utilities are left out."
)
FAMILIES = tuple(
    Family(
        id=_id(issues),
        name=f"{WORDS[issues].capitalize()}, bids on the Pareto frontier",
        how=ON_FRONTIER,
        run=partial(pareto, issues),
        work=partial(_work, issues),
    )
    for issues in (2, 3)
)
