"""M3: after threats that were not carried out, partners concede later."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.validation.played import Played, aspiration, week_or_end
from negotiation.validation.row import FEW, MANY, Arm, Claim, Null, Row, add

TABLE = "avalon-lyonesse"
WORLDS = 600  # worlds to a draw: few are still open on the date in draws of soft sides
DATE, LATER = 17, 25  # weeks of the first date, and of the one it is put off to
WEIGHT = "mechanisms.M3.weight"
EXTENDING = {
    "title": "Extends its dates",
    "text": "Lets every date pass and sets another.",
    "sources": ["schelling1966"],
    "at_date": "extend",
}
PASSED = Arm(
    "two_islands",
    {"avalon": "extending", "lyonesse": "package_linkage"},
    {"mechanisms.M2.extension": LATER - DATE},
    {"extending": EXTENDING},
)
NEXT = PASSED.but(until=LATER - 1)
WHOLE = PASSED.but(worlds=MANY)
CALM = PASSED.but({"mechanisms.M2": False}, worlds=FEW)


def still_asked(played: Played) -> Array:
    """Mean aspiration of the partner between the first date and the next, while talks go on."""
    asked = played.series["lyonesse"][DATE:LATER]
    known = np.isfinite(asked)
    weeks = np.sum(known, axis=0)
    total = np.sum(np.where(known, asked, 0.0), axis=0)
    return np.where(weeks == LATER - DATE, total / np.maximum(weeks, 1), np.nan)


add(
    Row(
        id="M3",
        worlds=WORLDS,
        draws=100,  # in some few talks last to the second date
        name="threat credibility",
        arms={
            "off": NEXT.but({"mechanisms.M3": False}),
            "on": NEXT,
            "to the end, off": WHOLE.but({"mechanisms.M3": False}),
            "to the end": WHOLE,
            "weight 16": NEXT.but({WEIGHT: 16.0}),
            "weight 4": NEXT.but({WEIGHT: 4.0}),
            "weight 2": NEXT.but({WEIGHT: 2.0}),
            "calm": CALM,
            "calm, off": CALM.but({"mechanisms.M3": False}),
        },
        watch={"lyonesse": aspiration(TABLE, "lyonesse")},
        claims=(
            Claim(
                text="After a date that was let pass the partner keeps asking for more "
                "(Schelling 1966).",
                arms=("off", "on"),
                measure=still_asked,
                expected="more",
                unit="aspiration, 1 at the opening demand",
            ),
            Claim(
                text="After a date that was let pass talks settle later.",
                arms=("to the end, off", "to the end"),
                measure=week_or_end(TABLE, after=DATE),
                expected="more",
                unit="weeks",
                note="In worlds still open on the date; those that never settle count at the end. "
                "Told, not judged: the threatener asks for less, too, once its threat counts less.",
                judged=False,
            ),
            Claim(
                text="The less the prior weighs against the record, the more the partner keeps "
                "asking for after the date.",
                arms=("weight 16", "weight 4", "weight 2"),
                measure=still_asked,
                expected="more",
                unit="aspiration, 1 at the opening demand",
                doses=(1 / 16, 1 / 4, 1 / 2),
                dose="weight of one date against the prior",
            ),
        ),
        nulls=(Null("No threats.", ("calm", "calm, off")),),
    )
)
