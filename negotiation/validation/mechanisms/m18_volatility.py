"""M18: the tighter a court's cap on threats, the smaller the pledges made after it."""

from __future__ import annotations

from negotiation.validation.played import any_deal, term, week_or_end
from negotiation.validation.row import Arm, Claim, Null, Row, add

CAPS = (0.0, 10.0, 20.0, 30.0)
JUMPS = (0.0, 0.05, 0.2)
PLAIN = Arm("us_japan_2025", {"usa": "package_linkage", "japan": "package_linkage"})
CALM = PLAIN.but({"mechanisms.M18.jump_rate": 0.0, "mechanisms.M18.countries.usa.jump_rate": 0.0})
RATE = "mechanisms.M18.countries.usa.court_rate"
STRUCK = CALM.but({RATE: 1.0, "mechanisms.M18.court_chance": 1.0})
CAP = {f"cap {c:g}": STRUCK.but({"mechanisms.M18.cap": c}) for c in CAPS}
HELD = CALM.but({RATE: 0.0})
JUMP = {f"jumps {r:g}": HELD.but({"mechanisms.M18.countries.usa.jump_rate": r}) for r in JUMPS}

add(
    Row(
        id="M18",
        name="policy volatility",
        arms={**CAP, **JUMP, "quiet": HELD, "off": HELD.but({"mechanisms.M18": False})},
        claims=(
            Claim(
                text="Pledges fall with the cap on threats: the looser it is, the larger they are.",
                arms=tuple(CAP),
                measure=term("usa-japan", "issue.investment_pledge"),
                expected="more",
                unit="USD bn",
                doses=CAPS,
                dose="highest rate that emergency powers allow, %",
                note="A court rules in the first week. In worlds that settle at every cap.",
            ),
            Claim(
                text="Volatile demands bring fewer deals.",
                arms=tuple(JUMP),
                measure=any_deal("usa-japan"),
                expected="less",
                unit="share of worlds",
                doses=JUMPS,
                dose="weekly chance that the United States changes what it threatens",
                note="Theory gives no sign; told for the record.",
                judged=False,
            ),
            Claim(
                text="Volatile demands put settlement off.",
                arms=tuple(JUMP),
                measure=week_or_end("usa-japan"),
                expected="more",
                unit="weeks",
                doses=JUMPS,
                dose="weekly chance that the United States changes what it threatens",
                note="Theory gives no sign; told for the record.",
                judged=False,
            ),
        ),
        worlds=40,
        nulls=(Null("No jumps and no rulings.", ("quiet", "off")),),
    )
)
