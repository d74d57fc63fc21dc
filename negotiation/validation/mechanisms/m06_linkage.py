"""M6: linkage brings deals and joint gain where there is something to exchange, and can hurt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from negotiation.bargaining.loss import total
from negotiation.draws import Array
from negotiation.validation.played import Columns, Played, any_deal, efficiency, full_deal
from negotiation.validation.row import MANY, Arm, Claim, Condition, Null, Row, add

TABLE = "avalon-lyonesse"
OFF = {"mechanisms.M6": False}
PLAIN = Arm("two_islands", {"avalon": "package_linkage", "lyonesse": "package_linkage"})
BOTH = ("avalon", "lyonesse")
COMMERCIAL = {"cloth_tariff": "trade", "fishing_quota": "market_access"}
HARBOUR = {"harbour_pledge": "investment", "pilot_service": "security"}
VALUE = ("announcement_value", "delivery_value", "believed_compliance")
APART = "the factor between the two sides' rates of exchange of baskets"
PROPORTIONAL = PLAIN.but(
    {
        "mechanisms.M2": False,
        "mechanisms.M4": False,
        "countries.lyonesse.capital_cost": 0.0,
        f"tables.{TABLE}.issues.pilot_service.status_quo": 10.0,  # the default between the ideals
        f"tables.{TABLE}.issues.pilot_service.ideal.avalon": 8.0,
        **{f"countries.{c}.curvature": 0.0 for c in BOTH},
        **{f"countries.{c}.issue_salience": 1.0 for c in BOTH},
        **{
            f"countries.{c}.{domain}_salience": 1.0
            for c in BOTH
            for domain in ("trade", "security", "market_access", "investment")
        },
        **{
            f"tables.{TABLE}.issues.{issue}.stakes.{country}": stake
            for issue in ("cloth_tariff", "fishing_quota", "pilot_service")
            for country, stake in (("avalon", 2.0), ("lyonesse", 3.0))
        },
    }
)
KNOWING = {
    "title": "Knowing package linkage",
    "text": "Settles all or nothing, and knows what each issue is worth to the other side.",
    "sources": ["tollison1979"],
    "opponent": {"name": "oracle"},
}
KNOWN = replace(
    PLAIN,
    strategies={"avalon": "knowing", "lyonesse": "knowing"},
    presets={"knowing": KNOWING},
).but({"mechanisms.M9.win_set": 0.3})
TIGHT = {theta: {"mechanisms.M9.win_set": theta} for theta in (0.3, 0.7)}
ALIKE = Condition(
    "the sides' rates of exchange between the baskets differ by less than a factor of two",
    lambda values: rates_apart(values) < 2.0,
)


def joint_gain(played: Played) -> Array:
    """Money of both sides, against the status quo."""
    columns = played.tables[TABLE]
    return columns["money.avalon"] + columns["money.lyonesse"]


def joint_utility(played: Played) -> Array:
    """Utility of both sides."""
    columns = played.tables[TABLE]
    return columns["utility.avalon"] + columns["utility.lyonesse"]


def rates_apart(values: Mapping[str, Array]) -> Array:
    """By which factor the two sides' rates of exchange between the two baskets differ."""
    ratio = [_basket(values, c, HARBOUR) / _basket(values, c, COMMERCIAL) for c in BOTH]
    return np.exp(np.abs(np.log(ratio[0] / ratio[1])))


def _basket(values: Mapping[str, Array], country: str, issues: Mapping[str, str]) -> Array:
    """What a side has at stake in a basket, from the numbers of the draws."""
    stakes = []
    for issue, domain in issues.items():
        weight = values[f"countries.{country}.{domain}_salience"]
        weight = weight * values[f"tables.{TABLE}.issues.{issue}.noise.{country}"]
        stakes.append(weight * _money(values, country, issue))
    return total(stakes)


def _money(values: Mapping[str, Array], country: str, issue: str) -> Array:
    if issue != "harbour_pledge":
        return values[f"tables.{TABLE}.issues.{issue}.stakes.{country}"]
    pledge = values[f"tables.{TABLE}.issues.{issue}.ideal.avalon"]
    yearly = pledge * values[f"countries.{country}.annuity"]
    if country == "lyonesse":
        return yearly * values["countries.lyonesse.capital_cost"]
    m4 = {key: values[f"mechanisms.M4.{key}.avalon"] for key in VALUE}
    delivered = m4["delivery_value"] * m4["believed_compliance"]
    return yearly * (m4["announcement_value"] + delivered)


def utilities(played: Played) -> Columns:
    """What both sides have of it in the end."""
    return {f"utility.{c}": played.tables[TABLE][f"utility.{c}"] for c in BOTH}


add(
    Row(
        id="M6",
        divided=True,
        worlds=MANY,
        draws=200,  # in half of them linkage has nothing to bring
        noise_by_draw=True,
        name="issue linkage",
        arms={
            "off": PLAIN.but(OFF),
            "on": PLAIN,
            **{f"theta {t}, off": PLAIN.but({**OFF, **s}) for t, s in TIGHT.items()},
            **{f"theta {t}": PLAIN.but(s) for t, s in TIGHT.items()},
            "known, off": KNOWN.but(OFF),
            "known": KNOWN,
            "proportional": PROPORTIONAL,
            "proportional, off": PROPORTIONAL.but(OFF),
        },
        claims=(
            Claim(
                text="Where marginal rates of substitution differ between baskets, linkage brings "
                "more full deals (Tollison and Willett 1979; Sebenius 1983).",
                arms=("theta 0.3, off", "theta 0.3"),
                measure=full_deal(TABLE),
                expected="more",
                unit="share of worlds",
                note="Saliences are drawn issue by issue, so the rates differ in every draw. Home "
                "insists on .3 of the gain; what a tight win-set does is claimed below.",
            ),
            Claim(
                text="Where marginal rates of substitution differ between baskets and both sides "
                "know them, linkage brings more joint gain (Tollison and Willett 1979).",
                arms=("known, off", "known"),
                measure=efficiency(TABLE),
                expected="more",
                unit="share of the most at the same division",
                derived={APART: rates_apart},
                note="In worlds that settle everything in both arms, with opponent models that "
                "know the other side's stakes, as the argument takes for granted. A sum of two "
                "utilities in salience of one's own means little, so the gain is held against the "
                "frontier.",
            ),
            Claim(
                text="Where neither knows what issues are worth to the other, linkage brings more "
                "joint gain.",
                arms=("theta 0.3, off", "theta 0.3"),
                measure=efficiency(TABLE),
                expected="more",
                unit="share of the most at the same division",
                derived={APART: rates_apart},
                note="Told, not judged. Each side takes the other's rates of exchange between "
                "baskets to be the usual ones, and where they are not, what it asks for and gives "
                "goes partly the wrong way round.",
                judged=False,
            ),
            Claim(
                text="Linkage brings more joint utility.",
                arms=("theta 0.3, off", "theta 0.3"),
                measure=joint_utility,
                expected="more",
                unit="USD bn/year x salience",
                derived={APART: rates_apart},
                note="Told, not judged, for both reasons; in all worlds.",
                judged=False,
            ),
            Claim(
                text="Linkage brings more joint gain in money.",
                arms=("off", "on"),
                measure=joint_gain,
                expected="more",
                unit="USD bn/year",
                derived={APART: rates_apart},
                note="Told, not judged: the sides bargain over money weighted by salience, so a "
                "better deal may be worth less money.",
                judged=False,
            ),
            Claim(
                text="Where home insists on nearly all there is to gain, and baskets have little "
                "to exchange, linkage strains the win-set: fewer worlds settle anything "
                "(Tsebelis 2002).",
                arms=("theta 0.7, off", "theta 0.7"),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
                where=ALIKE,
                derived={APART: rates_apart},
                note="With much to exchange the package has room for both homes where the baskets "
                "by themselves have none, and linkage may bring the only deal.",
            ),
        ),
        nulls=(
            Null(
                "Proportional preferences without curvature: nothing to exchange.",
                ("proportional", "proportional, off"),
                utilities,
            ),
        ),
    )
)
