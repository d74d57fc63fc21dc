"""M11: an outside option does nothing until it binds, and then it moves the split."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.validation.played import Played, term
from negotiation.validation.row import FEW, Arm, Claim, Null, Row, add
from negotiation.world.model import NegotiationModel
from negotiation.world.table import DEAL

TABLE = "usa-japan"
OWN, OTHER = (f"tables.{TABLE}.outside.{country}" for country in ("japan", "usa"))
STATED = (-60.0, 2.0, 4.0, 8.0)
WORLDS = 60  # worlds to a draw: in many draws the option binds in few
WORTH = "mechanisms.M11.countries.japan.alliance_worth"
IDLE = Arm(
    "us_japan_2025",
    {"usa": "package_linkage", "japan": "package_linkage"},
    {"mechanisms.M2": False, "mechanisms.M12": False, "mechanisms.M16": False, OTHER: -200.0},
)
DOSES = {f"option {stated:g}": IDLE.but({OWN: stated, WORTH: 0.0}) for stated in STATED}
FAR = IDLE.but({OWN: -1000.0, OTHER: -1000.0}, worlds=FEW)
LOST = (0.0, 5.0, 10.0)
TIED = {f"worth {w:g}": IDLE.but({OWN: 8.0, WORTH: w}) for w in LOST}


def bound(model: NegotiationModel) -> Array:
    """Watch where an option is worth more to its side than all it asks for or home insists on.

    In the week of a deal, where the seat may be taken already, than what home insists on; and where
    somebody walks out, though it be from the rest of a partial deal.
    """
    table = model.tables[TABLE]
    found = table.happened.get("walked_out", np.zeros(model.worlds)).copy()
    for docket in table.dockets:
        for talks in docket.talks:
            for seat in talks.seats:
                home = seat.insisted * np.maximum(seat.rational - seat.impasse, 0.0)
                wants = np.maximum(seat.aspiration * seat.scope, home)
                found[talks.worlds[talks.live]] += (seat.quitting > wants)[talks.live]
        week = docket.this_week
        signed = (docket.state == DEAL) & (docket.week == model.week - 1)  # the week just played
        for side in (0, 1):
            gain = docket.signed_best[side] - docket.signed_impasse[side]
            home = week.insisted[side] * np.maximum(gain, 0.0)
            found += signed & (week.quitting[side] > home)
    return found


def never_bound(played: Played) -> np.ndarray:
    """Worlds in which no option ever binds."""
    return ~np.any(played.series["bound"] > 0.0, axis=0)


def quits(played: Played) -> Array:
    """Worlds in which somebody walks out."""
    return (played.tables[TABLE]["outcome"] == "breakdown").astype(float)


add(
    Row(
        id="M11",
        name="outside option",
        worlds=WORLDS,
        arms={
            **DOSES,
            **TIED,
            "option 4, off": DOSES["option 4"].but({"mechanisms.M11": False}),
            "far": FAR,
            "off": FAR.but({"mechanisms.M11": False}),
        },
        watch={"bound": bound},
        claims=(
            Claim(
                text="Once it binds, the split moves to the side that has it (Binmore, Shaked and "
                "Sutton 1989).",
                arms=tuple(DOSES),
                measure=term(TABLE, "utility.japan"),
                expected="more",
                unit="USD bn/year x salience",
                doses=STATED,
                dose="stated outside option of Japan (USD bn/year)",
                note="At a table without dates, in worlds that settle either way.",
            ),
            Claim(
                text="It moves away from the other side.",
                arms=tuple(DOSES),
                measure=term(TABLE, "utility.usa"),
                expected="less",
                unit="USD bn/year x salience",
                doses=STATED,
                dose="stated outside option of Japan (USD bn/year)",
                note="In the same worlds.",
            ),
            Claim(
                text="Who would lose more in the alliance quits less often.",
                arms=tuple(TIED),
                measure=quits,
                expected="less",
                unit="share of worlds",
                doses=LOST,
                dose="worth of the alliance to Japan (USD bn/year)",
            ),
        ),
        nulls=(
            Null(
                "Until it binds: worlds in which it is never worth more than what its side asks "
                "for, or home insists on.",
                ("option 4", "option 4, off"),
                where=never_bound,
            ),
            Null("Options far below every target.", ("far", "off")),
        ),
    )
)
