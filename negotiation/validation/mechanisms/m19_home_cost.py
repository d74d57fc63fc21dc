"""M19: larger announced tariffs strain their maker, who suspends them more often."""

from __future__ import annotations

import re

import numpy as np

from negotiation.draws import Array
from negotiation.validation.mechanisms.arms import FOUR
from negotiation.validation.played import Played
from negotiation.validation.row import FEW, Claim, Null, Row, add

WORLDS = 60  # worlds to a draw: in many a deal comes before the date
DATE = 13  # the week of 9 July 2025
ANSWERED = FOUR.but({"mechanisms.M2.closeness": 0.0}, until=DATE)
PLAIN = ANSWERED.but({"mechanisms.M12": False})
WHOLE = PLAIN.but(until=None)
FREE = WHOLE.but({"mechanisms.M19.cost": 0.0}, worlds=FEW)
ALLIES = ("usa-japan", "usa-korea")
THREATS = [f"tables.{table}.threats.0.value" for table in ALLIES]
ON_CHINA = "tables.usa-china.issues.us_tariff.default.0.value"
SCALES = (0.25, 0.5, 1.0)
DOSES = {
    f"times {scale:g}": PLAIN.but({**dict.fromkeys(THREATS, 25.0 * scale), ON_CHINA: 145.0 * scale})
    for scale in SCALES
}
RATES_ON_CHINA = (30.0, 80.0, 145.0)
CHINA = {f"China {rate:g} %": PLAIN.but({ON_CHINA: rate}) for rate in RATES_ON_CHINA}
CHINA_ANSWERS = {
    f"China {rate:g} %, with M12": ANSWERED.but({ON_CHINA: rate})
    for rate in (RATES_ON_CHINA[0], RATES_ON_CHINA[-1])
}
COSTS = (0.0, 0.12, 0.24)
DEAR = {f"cost {cost:g}": PLAIN.but({"mechanisms.M19.cost": cost}) for cost in COSTS}
# what is only threatened troubles nobody, and little is borne: dates are kept, and then felt
KEPT = WHOLE.but({"mechanisms.M19.threat_weight": 0.0, "mechanisms.M19.tolerance": 15.0}, worlds=40)
RATES = (25.0, 50.0, 100.0)
IN_FORCE = {
    f"allies {rate:g} %": KEPT.but({**dict.fromkeys(THREATS, rate), ON_CHINA: 20.0})
    for rate in RATES
}


WHY = "Without M12, whose truces take the tariff on China, and with it the strain, away again."


def decided(played: Played, what: str) -> np.ndarray:
    """Worlds in which the United States decides so on the first date of the allies' threats."""
    acts = (act for act in played.acts["M2"] if act.week == DATE)
    found = [act.where for act in acts if re.search(f"^usa-(japan|korea): .* {what}", act.text)]
    return np.any(found, axis=0) if found else np.zeros(played.worlds, dtype=bool)


def let_pass(played: Played) -> Array:
    """Whether the first date is let pass, where one came."""
    passed, executed = decided(played, "extends"), decided(played, "carries out")
    return np.where(passed | executed, passed, np.nan)


def suspended(played: Played) -> Array:
    """Whether a tariff carried out on the first date is suspended later, where one was."""
    later = played.count("M19", "^usa-(japan|korea): United States suspends") > 0.0
    return np.where(decided(played, "carries out"), later, np.nan)


add(
    Row(
        id="M19",
        reads=("M2", "M19"),
        worlds=WORLDS,
        draws=100,  # in half of them the date hardly comes
        name="home cost and market stress",
        arms={
            **DOSES,
            **IN_FORCE,
            **CHINA,
            **CHINA_ANSWERS,
            **DEAR,
            "no cost": FREE,
            "no cost, off": FREE.but({"mechanisms.M19": False}),
        },
        claims=(
            Claim(
                text="The larger the tariffs announced, the more often their date is let pass "
                "(incidence at home: Amiti, Redding and Weinstein 2019).",
                arms=tuple(DOSES),
                measure=let_pass,
                expected="more",
                unit="share of worlds where the date came",
                doses=SCALES,
                dose="all tariffs announced, as a multiple of 25 % on allies and 145 % on China",
                note=f"Dates are let pass for strain alone: closeness counts for nothing. {WHY}",
            ),
            Claim(
                text="The larger the tariffs announced, the more often they are suspended once "
                "they are in force.",
                arms=tuple(IN_FORCE),
                measure=suspended,
                expected="more",
                unit="share of worlds where they came into force",
                doses=RATES,
                dose="tariff announced to the allies (% ad valorem)",
                note="Where what is only threatened troubles nobody and little is borne "
                "(threat_weight 0, tolerance USD 15 bn a year), so that dates are kept; China pays "
                "20 %. Else larger tariffs rarely come into force, see the claim before.",
            ),
            Claim(
                text="The larger the tariff announced to China, the more often the allies' date "
                "is let pass: the strain is the country's, not the table's.",
                arms=tuple(CHINA),
                measure=let_pass,
                expected="more",
                unit="share of worlds where the date came",
                doses=RATES_ON_CHINA,
                dose="tariff on China at the start (% ad valorem)",
                note=WHY,
            ),
            Claim(
                text="With answers and truces too (M12), the larger the tariff announced to China, "
                "the more often the allies' date is let pass.",
                arms=tuple(CHINA_ANSWERS),
                measure=let_pass,
                expected="more",
                unit="share of worlds where the date came",
                note="Told, not judged: the larger the tariff, the likelier a truce before the "
                "allies' date, and a truce takes the strain away.",
                judged=False,
            ),
            Claim(
                text="The dearer tariffs are at home, the more often their date is let pass.",
                arms=tuple(DEAR),
                measure=let_pass,
                expected="more",
                unit="share of worlds where the date came",
                doses=COSTS,
                dose="lost a year per dollar of tariff announced",
            ),
        ),
        nulls=(Null("Tariffs that cost nothing at home.", ("no cost", "no cost, off")),),
    )
)
