"""M11: an outside option does nothing until it binds, and then it moves the split."""

from __future__ import annotations

from negotiation.draws import Array
from negotiation.validation.played import Played, term
from negotiation.validation.row import Arm, Claim, Null, Row, add

TABLE = "usa-japan"
OWN, OTHER = (f"tables.{TABLE}.outside.{country}" for country in ("japan", "usa"))
STATED = (-60.0, 2.0, 4.0, 8.0)
WORTH = "mechanisms.M11.countries.japan.alliance_worth"
IDLE = Arm(
    "us_japan_2025",
    {"usa": "package_linkage", "japan": "package_linkage"},
    {"mechanisms.M2": False, "mechanisms.M12": False, "mechanisms.M16": False, OTHER: -200.0},
)
DOSES = {f"option {stated:g}": IDLE.but({OWN: stated, WORTH: 0.0}) for stated in STATED}
FAR = IDLE.but({OWN: -1000.0, OTHER: -1000.0})
LOST = (0.0, 5.0, 10.0)
TIED = {f"worth {w:g}": IDLE.but({OWN: 8.0, WORTH: w}) for w in LOST}


def quits(played: Played) -> Array:
    """Worlds in which somebody walks out."""
    return (played.tables[TABLE]["outcome"] == "breakdown").astype(float)


add(
    Row(
        id="M11",
        name="outside option",
        arms={**DOSES, **TIED, "far": FAR, "off": FAR.but({"mechanisms.M11": False})},
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
                text="Who would lose more in the alliance quits less often.",
                arms=tuple(TIED),
                measure=quits,
                expected="less",
                unit="share of worlds",
                doses=LOST,
                dose="worth of the alliance to Japan (USD bn/year)",
            ),
        ),
        nulls=(Null("Options far below every target.", ("far", "off")),),
    )
)
