"""M1: the cost of no deal steps up on the dates of the orders."""

from __future__ import annotations

from negotiation.draws import Array
from negotiation.validation.mechanisms.arms import FOUR
from negotiation.validation.played import Played, impasse
from negotiation.validation.row import Claim, Null, Row, add

ORDER = 8  # the week of 4 June 2025, on which the metals tariff is doubled
STEP = "tables.usa-japan.issues.metal_tariff.default.1.value"
PLAIN = FOUR.but({"mechanisms.M17": False})  # else South Korea's talks open after the order
ORDERED = PLAIN.but(until=ORDER)
FLAT = {
    STEP: 25.0,
    "tables.usa-korea.issues.metal_tariff.default.1.value": 25.0,
    "tables.usa-china.issues.china_tariff.default.1.value": 84.0,
}


def jump(name: str):
    """By how much the worth of no deal falls in the week of the order."""

    def measure(played: Played) -> Array:
        worth = played.series[name]
        return worth[ORDER - 1] - worth[ORDER]

    return measure


add(
    Row(
        id="M1",
        name="layered tariffs",
        arms={
            "off": ORDERED.but({"mechanisms.M1": False}),
            "on": ORDERED,
            "to 25": ORDERED.but({STEP: 25.0}),
            "to 37.5": ORDERED.but({STEP: 37.5}),
            "to 50": ORDERED.but({STEP: 50.0}),
            "to 75": ORDERED.but({STEP: 75.0}),
            "flat": PLAIN.but(FLAT),
            "flat, off": PLAIN.but({**FLAT, "mechanisms.M1": False}),
        },
        watch={
            "japan": impasse("usa-japan", "japan", "metal_tariff"),
            "korea": impasse("usa-korea", "korea", "metal_tariff"),
        },
        claims=(
            Claim(
                text="The cost of no deal to Japan steps up in the week of the metals order "
                "(orders of 2025).",
                arms=("off", "on"),
                measure=jump("japan"),
                expected="more",
                unit="USD bn/year x salience",
                note="Fall of Japan's impasse value in that week, in worlds without a deal.",
            ),
            Claim(
                text="The cost of no deal to South Korea steps up in the week of the metals order "
                "(orders of 2025).",
                arms=("off", "on"),
                measure=jump("korea"),
                expected="more",
                unit="USD bn/year x salience",
                note="Talks open as scheduled (M17 off); with a caretaker government they open "
                "after the order.",
            ),
            Claim(
                text="The higher the step of the default path, the higher the step of the cost.",
                arms=("to 25", "to 37.5", "to 50", "to 75"),
                measure=jump("japan"),
                expected="more",
                unit="USD bn/year x salience",
                doses=(25.0, 37.5, 50.0, 75.0),
                dose="metals tariff from the order on (% ad valorem)",
            ),
        ),
        nulls=(Null("A default path without a step.", ("flat", "flat, off")),),
    )
)
