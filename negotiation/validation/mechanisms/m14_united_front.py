"""M14: a front gains where it is watched, and unravels where it is not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from negotiation.draws import Array
from negotiation.validation.played import Played
from negotiation.validation.row import FEW, MANY, Arm, Claim, Null, Row, add

PARTNERS = {"usa-japan": "japan", "usa-korea": "korea"}
ENOUGH = 200  # worlds to a draw: what a front gains is small beside coins and openers
UNWATCHED = (0.0, 0.5, 1.0)

IN_PUBLIC = {
    "title": "In public, and alone",
    "text": "As the shipped strategy united_front, but for the front.",
    "sources": ["seed003"],
    "public": True,
}


def arm(partners: str, hub: str = "package_linkage", **numbers: float) -> Arm:
    """The main scenario with both allies playing one strategy."""
    who = {"usa": hub, "japan": partners, "korea": partners, "china": "retaliate"}
    sets = {f"mechanisms.M14.{k}": v for k, v in numbers.items()}
    return Arm("alliance_2025", who, sets, {"alone": IN_PUBLIC})


ALONE, WATCHED = (
    arm(partners, monitoring=1.0, penalty=1000.0).but(worlds=ENOUGH)
    for partners in ("alone", "united_front")
)
LOOSE = {
    f"unwatched {u:g}": arm(
        "united_front", "divide_and_conquer", monitoring=1.0 - u, penalty=1000.0
    ).but(worlds=FEW)
    for u in UNWATCHED
}
NONE = arm("united_front", rivalry=0.0).but({"mechanisms.M13.weight": 0.0}, worlds=FEW)


def tariff(played: Played) -> Array:
    """Mean car tariff of the two allies, in worlds where both settle."""
    both = np.logical_and(*(played.settled(table) for table in PARTNERS))
    one, two = (played.tables[table]["issue.auto_tariff"] for table in PARTNERS)
    return np.where(both, (one + two) / 2.0, np.nan)


def members(column: str) -> Callable[[Played], Array]:
    """What the two allies have together, in all worlds."""

    def measure(played: Played) -> Array:
        one, two = (played.tables[table][f"{column}.{key}"] for table, key in PARTNERS.items())
        return one + two

    return measure


def left(played: Played) -> Array:
    """Worlds in which an ally leaves the front."""
    weeks = [played.tables[table][f"left.{key}"] for table, key in PARTNERS.items()]
    return np.logical_or(*np.isfinite(weeks)).astype(np.float64)


add(
    Row(
        id="M14",
        worlds=MANY,
        draws=100,  # in one of twenty they gain next to nothing
        name="united front",
        arms={
            "alone": ALONE,
            "watched": WATCHED,
            **LOOSE,
            "no externality": NONE,
            "off": NONE.but({"mechanisms.M14": False}),
        },
        claims=(
            Claim(
                text="Members that watch each other pay lower tariffs than partners alone.",
                arms=("alone", "watched"),
                measure=tariff,
                expected="less",
                unit="% ad valorem",
                note="In worlds where both settle in both arms. Alone they make the same demand, "
                "in public too, but hold no line.",
            ),
            Claim(
                text="Members that watch each other are better off.",
                arms=("alone", "watched"),
                measure=members("utility"),
                expected="more",
                unit="USD bn/year x salience",
                note="Utility of both, in all worlds, settled or not: a front that brings no deal "
                "costs.",
            ),
            Claim(
                text="Members that watch each other are better off in money.",
                arms=("alone", "watched"),
                measure=members("money"),
                expected="more",
                unit="USD bn/year",
                note="Told, not judged: in about one draw of ten they pay for the lower tariff "
                "with money that they mind less, and are no better off in it.",
                judged=False,
            ),
            Claim(
                text="The less members watch each other, the more often a hub that makes bilateral "
                "offers divides them (Segal 1999).",
                arms=tuple(LOOSE),
                measure=left,
                expected="more",
                unit="share of worlds",
                doses=UNWATCHED,
                dose="chance of leaving unwatched",
            ),
        ),
        nulls=(Null("No rivalry and no precedent.", ("no externality", "off")),),
    )
)
