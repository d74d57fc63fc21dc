"""M5: an ally makes up for what its patron may take away, but not one for one."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.validation.played import Played, rate
from negotiation.validation.row import Arm, Claim, Null, Row, Watch, add
from negotiation.world.model import NegotiationModel

ALLIANCE = "usa-japan"  # the name of the table, too
SUBSTITUTION = (0.0, 0.25, 0.5, 0.75, 1.0)
THREATENED = Arm("us_japan_2025", {"usa": "maximum_pressure", "japan": "package_linkage"})
DOSES = {
    f"substitution {s:g}": THREATENED.but({"mechanisms.M5.substitution": s}) for s in SUBSTITUTION
}
NONE = THREATENED.but({"shared.own_security_benefit": 0.0, "shared.burden_relief": 0.0})


def at_risk(model: NegotiationModel) -> Array:
    """What the ally believes to lose of the contribution that it depends on, in % of GDP."""
    rules = {rule.id: rule for rule in model.rules}
    if not {"M5", "M10"} <= rules.keys():
        return np.zeros(model.worlds)
    share = rules["M10"].value(model, "dependence", "japan") * model.alliances[ALLIANCE].fear
    return rules["M5"].value(model, "contribution", "japan") * share


WATCH: dict[str, Watch] = {"default": rate(ALLIANCE, "defence_share"), "at risk": at_risk}


def rise(played: Played) -> Array:
    """Highest rise of the default over that of the start."""
    spent = played.series["default"]
    return spent.max(axis=0) - spent[0]


def left_open(played: Played) -> Array:
    """What is believed lost at the worst, less the rise, where a budget was drawn up anew."""
    risk = played.series["at risk"]
    moved = played.count("M5", f"^{ALLIANCE}: ") > 0.0
    return np.where(moved, risk.max(axis=0) - risk[0] - rise(played), np.nan)


add(
    Row(
        id="M5",
        reads=("M5",),
        name="burden sharing",
        arms={
            "threatened": THREATENED,
            **DOSES,
            "no benefit": NONE,
            "no benefit, off": NONE.but({"mechanisms.M5": False}),
        },
        watch=WATCH,
        claims=(
            Claim(
                text="The ally spends less more than it believes to lose of its patron's forces "
                "(Olson and Zeckhauser 1966; Murdoch and Sandler 1984).",
                arms=("threatened",),
                measure=left_open,
                expected="more",
                unit="% of GDP left open",
            ),
            Claim(
                text="The better contributions substitute, the more the ally makes up for.",
                arms=tuple(DOSES),
                measure=rise,
                expected="more",
                unit="% of GDP",
                doses=SUBSTITUTION,
                dose="how far the patron's forces do the work of the ally's own",
            ),
        ),
        nulls=(Null("Spending buys nobody security.", ("no benefit", "no benefit, off")),),
    )
)
