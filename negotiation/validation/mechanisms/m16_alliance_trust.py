"""M16: one basin of trust where it hardly feeds on itself, recovery and fracture where it does."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.mechanisms.alliance_trust import BUILDS, ERODES
from negotiation.validation.played import Played
from negotiation.validation.row import Arm, Claim, Expected, Null, Row, add

TABLE = "usa-japan"
RULE = "mechanisms.M16."
FEEDBACK = (1.0, 2.0, 3.0, 5.0, 6.0, 8.0)
BASE = Arm("us_japan_2025", {"usa": "maximum_pressure", "japan": "partial_deal"})
STILL = BASE.but(
    {
        f"{RULE}turning_point": 0.5,
        "alliances.usa-japan.trust": 0.6,
        **{RULE + word: 0.0 for word in (*BUILDS, *ERODES)},
    }
)
DOSES = {f"feedback {k:g}": STILL.but({RULE + "feedback": k}) for k in FEEDBACK}
STARTS = (0.4, 0.6)  # on either side of the turning point
LIVE = {
    f"feedback {k:g} from {start:g}": BASE.but(
        {
            f"{RULE}turning_point": 0.5,
            "alliances.usa-japan.trust": start,
            RULE + "feedback": k,
        },
        worlds=40,
    )
    for k in (2.0, 3.0, 6.0, 8.0)
    for start in STARTS
}
FLAT = BASE.but({RULE + "feedback": 0.0})
SHOCK = {f"executed {w:g}": BASE.but({RULE + "executed": w}) for w in (0.0, 1.0, 2.0)}


def trust(played: Played) -> Array:
    """Trust at the end."""
    return played.tables[TABLE][f"trust.{TABLE}"]


def moved_away(played: Played) -> Array:
    """How much further from the middle trust ends than the .1 from it at which it began."""
    return np.abs(trust(played) - 0.5) - 0.1


def driven_apart(low: Played, high: Played) -> Array:
    """How much further apart trust ends than it began, from either side of the turning point."""
    return trust(high) - trust(low) - (STARTS[1] - STARTS[0])


def live(k: float, expected: Expected, text: str, judged: bool = True) -> Claim:
    """What becomes, with all events, of the distance between a good start and a bad one."""
    told = "" if judged else " Told, not judged: here the events decide which basin it falls into."
    return Claim(
        text=text,
        arms=tuple(f"feedback {k:g} from {start:g}" for start in STARTS),
        measure=driven_apart,
        across=True,
        expected=expected,
        unit="distance between the ends, less that between the starts",
        note="In the same worlds, begun at a trust of .4 and of .6, with the turning point at .5."
        + told,
        judged=judged,
    )


add(
    Row(
        id="M16",
        name="alliance trust",
        arms={
            **DOSES,
            **LIVE,
            **SHOCK,
            "turning at .2": FLAT.but({f"{RULE}turning_point": 0.2}),
            "turning at .8": FLAT.but({f"{RULE}turning_point": 0.8}),
        },
        claims=(
            Claim(
                text="Below a feedback of 4 trust is drawn back to the middle (Brock and Durlauf "
                "2001).",
                arms=("feedback 3",),
                measure=moved_away,
                expected="less",
                unit="distance from 1/2",
            ),
            Claim(
                text="Above a feedback of 4 it is driven away from it, to recovery or fracture.",
                arms=("feedback 5",),
                measure=moved_away,
                expected="more",
                unit="distance from 1/2",
            ),
            Claim(
                text="The stronger the feedback, the further apart recovery and fracture.",
                arms=tuple(DOSES),
                measure=moved_away,
                expected="more",
                unit="distance from 1/2",
                doses=FEEDBACK,
                dose="feedback of trust on itself",
            ),
            live(
                2.0,
                "less",
                "With threats, settlements and all else that moves trust, too: at a feedback of 2 "
                "it forgets where it began.",
            ),
            live(3.0, "less", "At a feedback of 3 it still does."),
            live(
                6.0,
                "more",
                "At a feedback of 6 a good start ends in recovery and a bad one in fracture.",
                judged=False,
            ),
            live(
                8.0,
                "more",
                "At a feedback of 8 a good start ends in recovery and a bad one in fracture.",
            ),
            Claim(
                text="The more a threat carried out weighs, the lower trust ends.",
                arms=tuple(SHOCK),
                measure=trust,
                expected="less",
                unit="0 to 1",
                doses=(0.0, 1.0, 2.0),
                dose="weight of a threat carried out",
            ),
        ),
        nulls=(
            Null(
                "Without feedback the turning point is nothing.", ("turning at .2", "turning at .8")
            ),
        ),
    )
)
