"""M13: the first deal is dearer to give, and the later ones are drawn to it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from negotiation.bargaining.loss import utility
from negotiation.draws import Array
from negotiation.validation.mechanisms.arms import FOUR
from negotiation.validation.played import Columns, Played, everything, week_or_end
from negotiation.validation.row import Claim, Null, Row, Watch, add
from negotiation.world.model import NegotiationModel
from negotiation.world.outcomes import final_values

TABLES = ("usa-japan", "usa-korea")
RATE = "issue.auto_tariff"
WEIGHTS = (0.0, 0.2, 0.4, 0.6, 0.8)
PREMIUMS = (0.0, 0.05, 0.1, 0.2, 0.4)
BOTH = FOUR.but(worlds=40)  # both allies settle in few
ANCHORED = {f"omega {w:g}": BOTH.but({"mechanisms.M13.weight": w}) for w in WEIGHTS}
FEARED = {f"mu {mu:g}": BOTH.but({"mechanisms.M13.premium": mu}) for mu in PREMIUMS}
UNFEARED = FOUR.but({"mechanisms.M13.premium": 0.0}, worlds=600)  # few can be compared
DRAWN = {f"drawn {w:g}": UNFEARED.but({"mechanisms.M13.weight": w}) for w in (0.0, 0.6)}
CROWDED = {f"capacity {c:g}": FOUR.but({"mechanisms.M13.capacity": c}) for c in (3.0, 2.0, 1.0)}
FREE = FOUR.but({"mechanisms.M13.weight": 0.0, "mechanisms.M13.capacity": 3.0})


def gap(played: Played) -> Array:
    """Between the two allies' car tariffs, in worlds where both settle."""
    both = np.logical_and(*(played.settled(table) for table in TABLES))
    one, two = (played.tables[table][RATE] for table in TABLES)
    return np.where(both, np.abs(one - two), np.nan)


def first(played: Played, table: str) -> np.ndarray:
    """Worlds in which an ally settles before the other does, if that does at all."""
    weeks = {t: np.where(played.settled(t), played.first(t), np.inf) for t in TABLES}
    return weeks[table] < np.stack([weeks[t] for t in TABLES if t != table]).min(axis=0)


def rate_if_first(table: str) -> Callable[[Played], Array]:
    """The car tariff of an ally in worlds where it settles before the other."""
    return lambda played: np.where(first(played, table), played.tables[table][RATE], np.nan)


def gives_elsewhere(table: str) -> Watch:
    """Watch what an ally gives on all but the car tariff, in its own utility."""

    def watch(model: NegotiationModel) -> Array:
        at = model.tables[table]
        here = at.issues.index(RATE.removeprefix("issue."))
        given = 1.0 - at.concessions(final_values(at))  # the ally is the second party
        others = [k for k in range(len(at.issues)) if k != here]
        return -utility(given[others], at.stake[1][others], at.terms.curvature[1][others])

    return watch


def made_good(free: Played, drawn: Played) -> Array:
    """What the later ally gives more elsewhere if its rate is drawn down, or less if it is up.

    In worlds where both settle either way and the same is first at the same rate; NaN in others.
    """
    found = np.full(free.worlds, np.nan)
    for one, other in (TABLES, TABLES[::-1]):
        same = free.tables[one][RATE] == drawn.tables[one][RATE]
        where = first(free, one) & first(drawn, one) & same
        where &= free.settled(other) & drawn.settled(other)
        better = np.sign(free.tables[other][RATE] - free.tables[one][RATE])
        more = drawn.series[other][-1] - free.series[other][-1]
        found = np.where(where & (better != 0.0), better * more, found)
    return found


def drawn_to_it(free: Played, drawn: Played) -> Array:
    """By how much the later ally's rate moves towards that of the first, in the same worlds."""
    moved = [np.abs(p.tables[TABLES[0]][RATE] - p.tables[TABLES[1]][RATE]) for p in (free, drawn)]
    return np.where(np.isfinite(made_good(free, drawn)), moved[0] - moved[1], np.nan)


def both_weeks(played: Played) -> Array:
    """Week of the first settlement, mean of the two allies."""
    one, two = (week_or_end(table)(played) for table in TABLES)
    return (one + two) / 2.0


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
            **DRAWN,
            **CROWDED,
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
                text="The first deal is tougher for Japan, the more a precedent is feared.",
                arms=tuple(FEARED),
                measure=rate_if_first("usa-japan"),
                expected="more",
                unit="% ad valorem",
                doses=PREMIUMS,
                dose="share of the others' trade at stake",
                note="In worlds where Japan settles first at every premium.",
            ),
            Claim(
                text="The later ally's rate is drawn to that of the first.",
                arms=tuple(DRAWN),
                measure=drawn_to_it,
                across=True,
                expected="more",
                unit="percentage points",
                note="Nobody fears a precedent (premium 0), so that the first rate is the same "
                "with it and without; in worlds where both settle either way.",
            ),
            Claim(
                text="It is not only drawn: who gets a better rate than it would have got gives "
                "more on all else, and who gets a worse one gives less.",
                arms=tuple(DRAWN),
                measure=made_good,
                across=True,
                expected="more",
                unit="USD bn/year x salience",
                note="In the same worlds. What is given is counted in the giver's own utility.",
            ),
            Claim(
                text="The fewer tables the hub can serve in a week, the later the allies settle.",
                arms=tuple(CROWDED),
                measure=both_weeks,
                expected="more",
                unit="weeks",
                doses=(1 / 3, 1 / 2, 1.0),
                dose="weeks that a table waits for another, 1 / capacity",
                note="Mean of the two allies; worlds that never settle count at the end of the "
                "run.",
            ),
        ),
        watch={table: gives_elsewhere(table) for table in TABLES},
        nulls=(Null("No precedent, and room for all.", ("free", "off"), same=but_places),),
    )
)
