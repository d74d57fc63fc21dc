"""M2: agreements gather before a date that is believed, and do not where it is not."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation.draws import Array
from negotiation.validation.played import Columns, Played, hazard, less
from negotiation.validation.row import FEW, Arm, Claim, Null, Row, add

TABLE = "avalon-lyonesse"
WORLDS = 1000  # worlds to a draw: a hazard counts the few that settle in some weeks
DATE, LATER = 17, 25  # weeks of the date of 6 May 2030, and of the date after an extension
BELIEF = "countries.avalon.credibility"
EXTENDING = {
    "title": "Extends its dates",
    "text": "Lets every date pass and sets another.",
    "sources": ["yildiz2004"],
    "at_date": "extend",
}


def boulware(beta: float) -> dict[str, Any]:
    """Both sides concede late: the lower beta, the later."""
    return {"countries.avalon.beta": beta, "countries.lyonesse.beta": beta, "mechanisms.M3": False}


BOULWARE = Arm(
    "two_islands", {"avalon": "package_linkage", "lyonesse": "package_linkage"}, boulware(0.3)
)
BEFORE = BOULWARE.but({"countries.lyonesse.credibility": 0.0}, until=DATE - 1)
EXTENDED = Arm(
    "two_islands",
    {"avalon": "extending", "lyonesse": "package_linkage"},
    {**boulware(0.1), "mechanisms.M2.extension": LATER - DATE, BELIEF: 0.8},
    {"extending": EXTENDING},
    until=LATER - 1,
)
IDLE = BOULWARE.but(
    {
        f"tables.{TABLE}.threats.0.value": 10.0,
        f"tables.{TABLE}.issues.cloth_tariff.status_quo": 10.0,
    },
    worlds=FEW,
)
UNBELIEVED = BEFORE.but({BELIEF: 0.0})

peak = less(hazard(TABLE, DATE - 4, DATE - 1), hazard(TABLE, DATE - 12, DATE - 5))
PEAK = "settlements a week and world still open"


def before_the_next(played: Played) -> Array:
    """Whether worlds still open on the first date settle before the next."""
    week = played.first(TABLE)
    return np.where(week < DATE, np.nan, (week < LATER).astype(np.float64))


def until_the_date(played: Played) -> Columns:
    """What was settled before the date, and when."""
    columns = played.tables[TABLE]
    early = played.first(TABLE) < DATE
    kept = ("week", "issue.cloth_tariff", "issue.fishing_quota", "utility.avalon")
    return {name: np.where(early, columns[name], np.nan) for name in kept}


add(
    Row(
        id="M2",
        name="suspension and deadline",
        worlds=WORLDS,
        draws=100,  # in one of twenty an extension changes little
        arms={
            "pi 0": UNBELIEVED,
            "pi .2": BEFORE.but({BELIEF: 0.2}),
            "pi .4": BEFORE.but({BELIEF: 0.4}),
            "pi .6": BEFORE.but({BELIEF: 0.6}),
            "pi .8": BEFORE.but({BELIEF: 0.8}),
            "pi 0, off": UNBELIEVED.but({"mechanisms.M2": False}),
            "extended, belief kept": EXTENDED,
            "extended, belief falls": EXTENDED.but({"mechanisms.M3": True}),
            "idle": IDLE,
            "idle, off": IDLE.but({"mechanisms.M2": False}),
        },
        claims=(
            Claim(
                text="For Boulware sides the weekly hazard of agreement is higher in the four "
                "weeks before a believed date than in the eight before those (Roth, Murnighan "
                "and Schoumaker 1988).",
                arms=("pi .8",),
                measure=peak,
                expected="more",
                unit=PEAK,
                note="The date lies in week 17 of 60: what gathers before it is no end of the run.",
            ),
            Claim(
                text="The peak before the date rises with the belief that the threat is carried "
                "out, and vanishes with it.",
                arms=("pi 0", "pi .2", "pi .4", "pi .6", "pi .8"),
                measure=peak,
                expected="more",
                unit=PEAK,
                doses=(0.0, 0.2, 0.4, 0.6, 0.8),
                dose="believed chance that the threat is carried out",
            ),
            Claim(
                text="Fewer settle before the next date where the extension of the first makes "
                "another one expected (Yildiz 2004).",
                arms=("extended, belief kept", "extended, belief falls"),
                measure=before_the_next,
                expected="less",
                unit="share of worlds",
                note="In worlds open on the first date, which are the same in both arms. Belief "
                "follows the record (M3) in one and stays in the other. Both sides concede later "
                "than in the other claims (beta .1), so that more worlds are open then.",
            ),
        ),
        nulls=(
            Null(
                "Nobody believes the threat: what is settled before its date.",
                ("pi 0", "pi 0, off"),
                until_the_date,
            ),
            Null("A threat of what applies anyway.", ("idle", "idle, off")),
        ),
    )
)
