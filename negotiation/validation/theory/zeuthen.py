"""Concession by risk limits: it ends where the Nash product is largest."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from negotiation.bargaining.curve import pick
from negotiation.bargaining.solutions import nash
from negotiation.draws import Array
from negotiation.strategies.family import member
from negotiation.strategies.view import View
from negotiation.validation.case import Case, agree
from negotiation.validation.theory.family import Family, Sample, add
from negotiation.validation.theory.game import SIDES, TABLE, Listed, build, scenario, strategy
from negotiation.world.model import NegotiationModel

SOURCE = "Zeuthen (1930); Harsanyi (1956); Rosenschein and Zlotkin (1994)"
SIZES = (2, 3, 5, 8, 12)  # packages on a table
STEPS = (0.04, 0.02, 0.01)  # smallest concessions, shares of the scope
STAKES = (0.5, 5.0)
DEFAULTS = ((1.1, 1.6), (-0.6, -0.1), (0.2, 0.8))  # two beyond what either side wants
HAIR = 1e-9
HOW = """
*Finite tables.* Each world has a table of packages, none better for both than another, and impasse
values away from zero that both sides know. In every week both sides make an offer, each knowing
only those of the week before. The risk limit of a side is (u(own offer) - u(other's offer)) /
(u(own offer) - u(impasse)). The side with the smaller limit moves to the first package down its
list at which its limit is no longer the smaller one; where the limits are equal both do. A side
accepts what is worth at least its own offer of that week. The rule compares risks and knows no
product. Half the tables have whole numbers as utilities, so that ties are common; where two
packages have the largest product, either will do.

*The engine's own strategy* `zeuthen`, which concedes along the contract curve and speaks in turn,
on sampled issues, curvatures and defaults. It never takes a step smaller than `step`; so it ends
within two steps of the Nash solution, and nearer with smaller steps. The defaults leave a surplus
that is large beside a step of the tabulated curve (33 packages). With defaults drawn close to the
curve, where all there is to gain lies between two of its packages, offers mixed from these are
worth more than the curve says, and one player in a hundred waits for ever.
"""


class RiskLimits:
    """Concede on a finite table where the own risk limit is not the larger; moves are simultaneous.

    What was heard in a week counts from the next week on.
    """

    weighs_other: ClassVar[bool] = True

    def aspiration(self, view: View) -> Array:
        memory = view.memory
        if "at" not in memory:
            worlds = len(view.impasse)
            memory["at"] = np.full(worlds, len(view.path.own) - 1)
            memory["moved"] = np.full(worlds, view.week)
        elif (memory["moved"] < view.week).any():
            memory["at"] = self._move(view, memory)
            memory["moved"] = np.full_like(memory["moved"], view.week)
        if view.fresh:
            memory["offered"], memory["claimed"] = view.offered, view.claimed
        return (pick(view.path.own, memory["at"]) - view.impasse) / view.scope

    def _move(self, view: View, memory: dict[str, Array]) -> Array:
        """Where to stand from this week on, as a step of the path, [world]."""
        own, other, at = view.path.own, view.path.other, memory["at"]
        mine = (own - memory["offered"]) / (own - view.impasse)
        gain = memory["claimed"] - view.believed_impasse
        theirs = (memory["claimed"] - other) / gain
        enough = mine >= theirs - HAIR
        below = np.arange(len(own))[:, None] < at
        there = len(own) - 1 - np.argmax((enough & below)[::-1], axis=0)
        gives = pick(mine, at) <= pick(theirs, at) + HAIR
        return np.where(gives & (enough & below).any(axis=0), there, at)

    def accepts(self, view: View, offered: Array, target: Array) -> np.ndarray:
        return offered >= target - HAIR


def tables(sample: Sample, size: int, whole: bool) -> tuple[Array, Array]:
    """Gains of both sides by package, [side, package, sample], and impasse values [side, sample].

    The first side's gains rise along the list and the second's fall.
    """
    name = f"zeuthen.table.{size}.{whole}"
    gains = np.stack([sample.rows(f"{name}.{side}", size, 0.02, 1.0) for side in (0, 1)])
    if whole:  # distinct whole numbers, each at least one above the last
        gains = np.cumsum(np.ceil(3.0 * gains), axis=1) / (3.0 * size)
    gains = np.sort(gains, axis=1)
    gains[1] = gains[1, ::-1]
    return gains, -sample.rows(f"{name}.impasse", 2, 1.0, 1.5)


def played_on(gains: Array, impasse: Array, opener: int) -> Array:
    """Gains of both sides, [side, sample], where `RiskLimits` play on tables; NaN without a deal.

    The first issue matters to the first side alone and the second to the other, so that any pair
    of utilities is a package.
    """
    size, worlds = gains.shape[1:]
    lost = -(impasse[:, None] + gains) / 1.5
    first = np.stack([lost[0], 1.0 - lost[1]], axis=1)  # [package, issue, world]
    given = {
        f"tables.{TABLE}.issues.issue_{k}.stakes.{side}": np.full(worlds, 1.5 * (k == s))
        for k in (0, 1)
        for s, side in enumerate(SIDES)
    }
    given[f"tables.{TABLE}.issues.issue_0.status_quo"] = -impasse[0] / 1.5
    given[f"tables.{TABLE}.issues.issue_1.status_quo"] = 1.0 + impasse[1] / 1.5
    rule = RiskLimits()
    lists = Listed(first), Listed(1.0 - first[::-1])
    players = [strategy(rule, rule, packages) for packages in lists]
    model = build(scenario(2 * size + 2, 2, exchanges=2), players, given, opener, rules=())
    return signed_gains(model)


def signed_gains(model: NegotiationModel) -> Array:
    """What both sides gained over having no deal by what they signed, [side, world]; else NaN."""
    table = model.tables[TABLE]
    model.run()
    signed = zip(table.signed_utility, table.signed_impasse, strict=True)
    found = np.stack([worth - impasse for worth, impasse in signed])
    found[:, table.open] = np.nan
    model.forget()
    return found


def _missed(sample: Sample, size: int, whole: bool) -> Array:
    """By how much the product at the end falls short of the largest, as a share, [sample]."""
    gains, impasse = tables(sample, size, whole)
    products = gains[0] * gains[1]
    ends = [np.prod(played_on(gains, impasse, opener), axis=0) for opener in (0, 1)]
    return np.stack([1.0 - end / products.max(axis=0) for end in ends])


def along_the_curve(sample: Sample, step: float) -> Array:
    """Gains where `zeuthen` ends less those at the Nash solution, in scopes, [side, sample]."""
    issues = len(DEFAULTS)
    given = {
        f"tables.{TABLE}.issues.issue_{k}.{key}": sample.uniform(f"zeuthen.{key}.{k}", *ends)
        for k, default in enumerate(DEFAULTS)
        for key, ends in (("stakes.one", STAKES), ("stakes.two", STAKES), ("status_quo", default))
    }
    for side in SIDES:
        bend = sample.uniform(f"zeuthen.curvature.{side}", 0.2, 1.0)
        given[f"countries.{side}.curvature"] = bend
        given[f"countries.{side}.opening_share"] = np.zeros(sample.count)
    package = member("linkage", "package")
    players = [
        strategy(member("concession", "zeuthen", {"step": step}), linkage=package) for _ in SIDES
    ]
    weeks = int(4 / step)
    model = build(scenario(weeks, issues), players, given, 0, rules=())
    docket = model.tables[TABLE].dockets[0]
    curve = docket.paths(0, np.arange(sample.count)).within
    worst = [docket.flow(side) for side in (0, 1)]
    expected = np.stack(nash(curve.own, curve.other, (worst[0], worst[1]))) - np.stack(worst)
    theirs = docket.paths(1, np.arange(sample.count)).within
    scopes = [
        path.own_where_other(worst[1 - side]) - worst[side]
        for side, path in enumerate((curve, theirs))
    ]
    return (signed_gains(model) - expected) / np.stack(scopes)


def cases(sample: Sample) -> list[Case]:
    """Finite tables of several sizes, with and without ties, and the engine's strategy."""
    found = [
        agree(
            f"zeuthen.{'ties' if whole else 'table'}_{size}",
            f"Tables of {size} packages{', whole numbers' if whole else ''}: share by which the "
            "product at the end is short of the largest",
            _missed(sample, size, whole),
            HAIR,
            note=f"{sample.count} tables, either side speaking first.",
            source=SOURCE,
        )
        for whole in (False, True)
        for size in SIZES
    ]
    return found + [
        agree(
            f"zeuthen.step_{step:g}",
            f"The strategy zeuthen with step {step:g}: gains against the Nash solution, in scopes",
            along_the_curve(sample, step),
            2.0 * step,
            note=f"{sample.count} problems of three issues.",
            source=SOURCE,
        )
        for step in STEPS
    ]


add(
    Family(
        id="zeuthen",
        name="Concession by risk limits (Zeuthen 1930)",
        by="games that the engine plays; its strategy `zeuthen`",
        how=HOW,
        cases=cases,
        samples=400,
    )
)
