"""M9: the more home insists on, the fewer deals, and the better those that are struck."""

from __future__ import annotations

from negotiation.validation.played import Columns, Played, any_deal, everything, term
from negotiation.validation.row import Arm, Claim, Null, Row, add

TABLE = "avalon-lyonesse"
THETA = (0.0, 0.2, 0.4, 0.6, 0.8)
PLAIN = Arm("two_islands", {"avalon": "package_linkage", "lyonesse": "package_linkage"})
DOSES = {f"theta {theta:g}": PLAIN.but({"mechanisms.M9.win_set": theta}) for theta in THETA}
FOUR = Arm(
    "alliance_2025",
    {
        "usa": "package_linkage",
        "japan": "package_linkage",
        "korea": "package_linkage",
        "china": "package_linkage",
    },
)
OWN = "mechanisms.M9.countries.china.win_set"
TERMS = {f"china {theta:g}": FOUR.but({OWN: theta}) for theta in THETA[1:]}
SLACK = PLAIN.but(
    {
        "mechanisms.M9.win_set": 0.0,
        "mechanisms.M9.noise": 0.0,
        "mechanisms.M9.approval_effect": 0.0,
        "mechanisms.M9.campaign_effect": 0.0,
    }
)


def but_approval(played: Played) -> Columns:
    """Every column but approval, which nothing keeps where the rule is off."""
    return {k: v for k, v in everything(played).items() if ".approval." not in k}


add(
    Row(
        id="M9",
        divided=True,
        name="two-level game",
        arms={
            "off": PLAIN.but({"mechanisms.M9": False}),
            "on": PLAIN,
            **DOSES,
            **TERMS,
            "slack": SLACK,
            "slack, off": SLACK.but({"mechanisms.M9": False}),
        },
        claims=(
            Claim(
                text="What must pass at home brings fewer deals (Putnam 1988).",
                arms=("off", "on"),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
            ),
            Claim(
                text="The more home insists on, the fewer deals.",
                arms=tuple(DOSES),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
                doses=THETA,
                dose="share of the best gain that both homes insist on",
            ),
            Claim(
                text="Where both deal, the side that must bring more home has better terms "
                "(Schelling 1960; Tarar 2001, who has the other side see the win-set).",
                arms=tuple(TERMS),
                measure=term("usa-china", "surplus_share.china"),
                expected="more",
                unit="share of the surplus",
                doses=THETA[1:],
                dose="share of its best gain that China's home insists on",
                note="No player sees the other's win-set here: it works through what the side "
                "with the tight win-set asks for and turns down.",
            ),
        ),
        nulls=(Null("A slack win-set.", ("slack", "slack, off"), same=but_approval),),
    )
)
