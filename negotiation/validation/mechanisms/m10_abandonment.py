"""M10: who depends and fears to be left concedes more; who depends less turns to others."""

from __future__ import annotations

from negotiation.validation.played import Columns, Played, everything, term_of
from negotiation.validation.row import FEW, MANY, Arm, Claim, Null, Row, add

TABLE = "usa-japan"
OWN = "mechanisms.M10.countries.{}.dependence"
RATES = (0.0, 0.03, 0.06, 0.12)
DEPENDENCE = (0.0, 0.3, 0.6, 0.9)
HEDGING = {
    "title": "Hedges",
    "text": "Turns to others when it fears to be left.",
    "sources": ["snyder1984"],
    "hedge": True,
}
THREATENED = Arm(
    "us_japan_2025",
    {"usa": "maximum_pressure", "japan": "partial_deal"},
    presets={"hedging": HEDGING},
)
HEDGED = THREATENED.but({"strategies.japan": "hedging"})
DOSES = {f"rate {rate:g}": THREATENED.but({"mechanisms.M10.threat_rate": rate}) for rate in RATES}
DEPENDS = {f"dependence {d:g}": THREATENED.but({OWN.format("japan"): d}) for d in DEPENDENCE}
FREE = {f"hedge {1 - d:g}": HEDGED.but({OWN.format("japan"): d}) for d in DEPENDENCE[::-1]}
NONE = THREATENED.but(
    {
        OWN.format("japan"): 0.0,
        "mechanisms.M16": False,
    },
    worlds=FEW,
)


def but_fear(played: Played) -> Columns:
    """All but the record of fear itself."""
    return {name: value for name, value in everything(played).items() if "fear." not in name}


add(
    Row(
        id="M10",
        worlds=MANY,
        name="abandonment",
        arms={**DOSES, **DEPENDS, **FREE, "free": NONE, "off": NONE.but({"mechanisms.M10": False})},
        claims=(
            Claim(
                text="The oftener the patron threatens to leave, the more the ally spends on "
                "defence by agreement (Snyder 1984).",
                arms=tuple(DOSES),
                measure=term_of(TABLE, "security", "issue.defence_share"),
                expected="more",
                unit="% of GDP",
                doses=RATES,
                dose="threats a week",
                note="In worlds that settle security either way.",
            ),
            Claim(
                text="The more it depends, the more it pays for the troops (Snyder 1984).",
                arms=tuple(DEPENDS),
                measure=term_of(TABLE, "security", "issue.host_support"),
                expected="more",
                unit="USD bn/year",
                doses=DEPENDENCE,
                dose="dependence on the patron's protection",
                note="In worlds that settle security either way.",
            ),
            Claim(
                text="The less it depends, the further it turns to others (seed text of April "
                "2025).",
                arms=tuple(FREE),
                measure=lambda played: played.tables[TABLE]["hedging.japan"],
                expected="more",
                unit="0 to 1",
                doses=tuple(1.0 - d for d in DEPENDENCE[::-1]),
                dose="independence of the patron's protection",
            ),
        ),
        nulls=(
            Null(
                "No dependence, where trust does not read the threats.",
                ("free", "off"),
                same=but_fear,
            ),
        ),
    )
)
