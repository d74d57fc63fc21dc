"""M4: the more a pledge is worth to its receiver, the larger it is and the lower the tariff."""

from __future__ import annotations

from negotiation.validation.played import term
from negotiation.validation.row import Arm, Claim, Null, Row, add

TABLE = "avalon-lyonesse"
LEVELS = (0.0, 0.05, 0.1, 0.2, 0.4)
PLAIN = Arm(
    "two_islands",
    {"avalon": "package_linkage", "lyonesse": "package_linkage"},
    {
        "mechanisms.M4.announcement_value": 0.0,
        "mechanisms.M4.believed_compliance": 1.0,
        "countries.lyonesse.capital_cost": 0.05,
    },
)
DOSES = {f"rho {rho:g}": PLAIN.but({"mechanisms.M4.delivery_value": rho}) for rho in LEVELS}

add(
    Row(
        id="M4",
        name="investment as side payment",
        arms={**DOSES, "off": PLAIN.but({"mechanisms.M4": False})},
        claims=(
            Claim(
                text="The pledge rises with its value to the receiver at a given cost, until the "
                "corner (seed texts of April 2025).",
                arms=tuple(DOSES),
                measure=term(TABLE, "issue.harbour_pledge"),
                expected="more",
                unit="USD bn",
                doses=LEVELS,
                dose="value to the receiver, per dollar pledged",
                note="In worlds that settle at every value.",
            ),
            Claim(
                text="The tariff falls with the value of the pledge to the receiver.",
                arms=tuple(DOSES),
                measure=term(TABLE, "issue.cloth_tariff"),
                expected="less",
                unit="% ad valorem",
                doses=LEVELS,
                dose="value to the receiver, per dollar pledged",
                note="In worlds that settle at every value.",
            ),
        ),
        nulls=(Null("A pledge worth nothing to its receiver.", ("rho 0", "off")),),
    )
)
