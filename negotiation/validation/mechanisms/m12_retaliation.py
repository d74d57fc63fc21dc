"""M12: who answers a tariff follows leverage and the answer to the answer, not size alone."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.validation.played import Played
from negotiation.validation.row import Arm, Claim, Null, Row, add

FOUR = Arm(
    "alliance_2025",
    {"usa": "package_linkage", "japan": "retaliate", "korea": "retaliate", "china": "retaliate"},
    {"mechanisms.M19": False},
    worlds=10,
)
HUB = Arm(
    "hub_and_partners",
    {"hubland": "package_linkage", "largia": "retaliate", "minora": "retaliate"},
    worlds=60,  # in many none of the partners is hit
)
COUNTER = (0.2, 0.4, 0.6, 0.8, 1.0)
DOSES = {f"counter {c:g}": FOUR.but({"mechanisms.M12.counter": c}) for c in COUNTER}
STAKES = (1.0, 2.0, 4.0, 8.0)
HURT = "tables.hubland-largia.issues.partner_tariff.stakes.hubland"
DEPENDS = {f"stake {s:g}": HUB.but({HURT: s}) for s in STAKES}
NONE = FOUR.but(
    {
        "mechanisms.M12.ceiling": 0.0,
        "mechanisms.M12.countries.usa.ceiling": 0.0,
        "mechanisms.M12.countries.china.ceiling": 0.0,
    }
)


def answers(played: Played, table: str, country: str) -> Array:
    """Worlds in which a country answers a tariff at least once."""
    return (played.count("M12", f"^{table}: {country} retaliates") > 0.0).astype(np.float64)


def allies(played: Played) -> Array:
    """Share of the two allies that answer."""
    japan = answers(played, "usa-japan", "Japan")
    return (japan + answers(played, "usa-korea", "South Korea")) / 2.0


def hit(played: Played, partner: str) -> np.ndarray:
    """Worlds in which the hub carries out its threat to a partner."""
    return played.count("M2", f"^hubland-{partner}: Hubland carries out") > 0.0


def largia(played: Played) -> Array:
    """Whether the large partner answers, where it is hit."""
    answer = answers(played, "hubland-largia", "Largia")
    return np.where(hit(played, "largia"), answer, np.nan)


def small_less_large(played: Played) -> Array:
    """Whether the small partner answers, less whether the large one does, where both are hit."""
    answer = answers(played, "hubland-minora", "Minora")
    return np.where(hit(played, "minora"), answer, np.nan) - largia(played)


add(
    Row(
        id="M12",
        reads=("M2", "M12"),
        name="retaliation and truce",
        draws=100,  # in half of them hardly a partner is hit
        arms={
            **DOSES,
            "hub": HUB,
            **DEPENDS,
            "no ceiling": NONE,
            "no ceiling, off": NONE.but({"mechanisms.M12": False}),
        },
        claims=(
            Claim(
                text="The likelier a counter-escalation, the fewer allies answer a tariff "
                "(Johnson 1953).",
                arms=tuple(DOSES),
                measure=allies,
                expected="less",
                unit="share of allies",
                doses=COUNTER,
                dose="expected chance that an answer is answered",
            ),
            Claim(
                text="The less dependent partner answers more often than the dependent one, "
                "though it is a tenth of its size (Hirschman 1945).",
                arms=("hub",),
                measure=small_less_large,
                expected="more",
                unit="share of worlds",
                note="No rule reads a country's size: what decides is what an answer costs either "
                "side.",
            ),
            Claim(
                text="A partner answers more often, the more its answer costs the other side.",
                arms=tuple(DEPENDS),
                measure=largia,
                expected="more",
                unit="share of worlds",
                doses=STAKES,
                dose="what the answer costs the hub (USD bn/year)",
            ),
        ),
        nulls=(Null("A ceiling of nothing for everybody.", ("no ceiling", "no ceiling, off")),),
    )
)
