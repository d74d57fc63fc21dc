"""M15: the future that makes deals hold makes them worth fighting over."""

from __future__ import annotations

from negotiation.draws import Array
from negotiation.validation.played import Columns, Played, everything, term, week_or_end
from negotiation.validation.row import Arm, Claim, Null, Row, add

PATIENCE = (0.987, 0.992, 0.997)
TRUST = (0.3, 0.6, 0.9)
PLAIN = Arm("us_japan_2025", {"usa": "package_linkage", "japan": "package_linkage"})
HOLDS = PLAIN.but({"mechanisms.M15.hazard": 0.0})
PATIENT = {f"patience {p:g}": HOLDS.but({"shared.patience": p}) for p in PATIENCE}
TRUSTED = {f"trust {t:g}": PLAIN.but({"alliances.usa-japan.trust": t}) for t in TRUST}
HAZARD = (0.0, 0.15, 0.5)
HAZARDS = {f"hazard {h:g}": PLAIN.but({"mechanisms.M15.hazard": h}, worlds=60) for h in HAZARD}
AT_ONCE = HOLDS.but({"mechanisms.M15.instalments": 1.0})


def delivered(played: Played) -> Array:
    """Share that Japan delivers of the parts of its pledges that fall due."""
    return played.tables["usa-japan"]["delivered.japan"]


def reopened(played: Played) -> Array:
    """Deals that were gone back on."""
    return played.tables["usa-japan"]["reopened"]


def realised(played: Played) -> Array:
    """What Japan has of the whole course."""
    return played.tables["usa-japan"]["realised.japan"]


def talks(played: Played) -> Columns:
    """All that the rule can do to the talks, not what a deal is worth once it lapses."""
    after = (".realised.", ".delivered.")
    return {k: v for k, v in everything(played).items() if not any(a in k for a in after)}


add(
    Row(
        id="M15",
        name="compliance and reopening",
        arms={
            **PATIENT,
            **TRUSTED,
            **HAZARDS,
            "at once": AT_ONCE,
            "off": AT_ONCE.but({"mechanisms.M15": False}),
        },
        claims=(
            Claim(
                text="Patience raises compliance (Fearon 1998).",
                arms=tuple(PATIENT),
                measure=delivered,
                expected="more",
                unit="share of what fell due",
                doses=PATIENCE,
                dose="weekly patience of both",
                note="Nobody reopens. In worlds in which a part falls due at every patience.",
            ),
            Claim(
                text="Patience raises hold-out: the longer the future, the longer the talks.",
                arms=tuple(PATIENT),
                measure=week_or_end("usa-japan"),
                expected="more",
                unit="weeks",
                doses=PATIENCE,
                dose="weekly patience of both",
                note="Worlds without a settlement count as settled at the horizon. Patience sets "
                "the clock on which both sides concede, with this rule or without it; the rule "
                "brings the compliance.",
            ),
            Claim(
                text="The readier sides are to go back on a deal, the more deals are reopened.",
                arms=tuple(HAZARDS),
                measure=reopened,
                expected="more",
                unit="deals",
                doses=HAZARD,
                dose="chance at a review, where more is expected",
            ),
            Claim(
                text="The readier sides are to go back on a deal, the less the weaker one has of "
                "the whole course.",
                arms=tuple(HAZARDS),
                measure=realised,
                expected="less",
                unit="USD bn/year x salience",
                doses=HAZARD,
                dose="chance at a review, where more is expected",
                note="Told, not judged: a deal reopened may end in a better one.",
                judged=False,
            ),
            Claim(
                text="Distrust moves pledges from payment at once to instalments: the more trust, "
                "the fewer parts.",
                arms=tuple(TRUSTED),
                measure=term("usa-japan", "instalments"),
                expected="less",
                unit="parts",
                doses=TRUST,
                dose="trust of the alliance at the start",
                note="Between allies trust sets the number of parts; elsewhere what the receiver "
                "believes of the delivery does.",
            ),
        ),
        nulls=(Null("No hazard, and payment at once.", ("at once", "off"), talks),),
    )
)
