"""M13: the first deal is dearer to give, and the later ones are drawn to it."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.validation.played import Columns, Played, everything
from negotiation.validation.row import Arm, Claim, Null, Row, add

TABLES = ("usa-japan", "usa-korea")
RATE = "issue.auto_tariff"
WEIGHTS = (0.0, 0.2, 0.4, 0.6, 0.8)
PREMIUMS = (0.0, 0.05, 0.1, 0.2, 0.4)
FOUR = Arm(
    "alliance_2025",
    {
        "usa": "package_linkage",
        "japan": "package_linkage",
        "korea": "package_linkage",
        "china": "retaliate",
    },
)
ANCHORED = {f"omega {w:g}": FOUR.but({"mechanisms.M13.weight": w}) for w in WEIGHTS}
FEARED = {f"mu {mu:g}": FOUR.but({"mechanisms.M13.premium": mu}) for mu in PREMIUMS}
FREE = FOUR.but({"mechanisms.M13.weight": 0.0, "mechanisms.M13.capacity": 3.0})


def gap(played: Played) -> Array:
    """Between the two allies' car tariffs, in worlds where both settle."""
    both = np.logical_and(*(played.settled(table) for table in TABLES))
    one, two = (played.tables[table][RATE] for table in TABLES)
    return np.where(both, np.abs(one - two), np.nan)


def first_rate(played: Played) -> Array:
    """The car tariff of the ally that settles first, in worlds where one does."""
    weeks = [np.where(played.settled(t), played.first(t), np.inf) for t in TABLES]
    rates = [played.tables[table][RATE] for table in TABLES]
    first = np.where(weeks[0] <= weeks[1], rates[0], rates[1])
    return np.where(np.isfinite(np.minimum(*weeks)), first, np.nan)


def but_places(played: Played) -> Columns:
    """Every column but the place in the queue, which is drawn and then means nothing."""
    return {k: v for k, v in everything(played).items() if ".queue." not in k}


add(
    Row(
        id="M13",
        name="first mover, queue, precedent",
        arms={
            **ANCHORED,
            **FEARED,
            "free": FREE,
            "off": FREE.but({"mechanisms.M13": False}),
        },
        claims=(
            Claim(
                text="The gap between the rates of two allies shrinks with the weight of "
                "the precedent (seed text of April 2025: a first mover advantage).",
                arms=tuple(ANCHORED),
                measure=gap,
                expected="less",
                unit="percentage points",
                doses=WEIGHTS,
                dose="weight of the precedent",
                note="In worlds where both settle at every weight.",
            ),
            Claim(
                text="The first deal is tougher for the partner, the more a precedent is feared.",
                arms=tuple(FEARED),
                measure=first_rate,
                expected="more",
                unit="% ad valorem",
                doses=PREMIUMS,
                dose="share of the others' trade at stake",
                note="Whichever ally is first; it may be another at another premium.",
            ),
        ),
        nulls=(Null("No precedent, and room for all.", ("free", "off"), same=but_places),),
    )
)
