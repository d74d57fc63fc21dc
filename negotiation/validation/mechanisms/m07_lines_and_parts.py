"""M7: a total rollback costs deals, a partial deal brings them sooner at a higher tariff."""

from __future__ import annotations

from typing import Any

from negotiation.draws import Array
from negotiation.validation.played import Played, any_deal, term_of, week_of_deal, week_or_end
from negotiation.validation.row import FEW, MANY, PLAINLY, Arm, Claim, Null, Row, add

TABLE = "usa-japan"
TARIFFS = ("issue.baseline_tariff", "issue.auto_tariff")
ENOUGH = 1000  # worlds to a draw: public and private lines differ in one in a hundred
LIMITS = (1.0, 0.4, 0.0)


def rollback(public: bool) -> dict[str, Any]:
    """Demands the removal of the other side's tariffs."""
    return {
        "title": "Rollback",
        "text": "Refuses any deal that leaves a tariff standing.",
        "sources": ["seed003"],
        "public": public,
        "red_lines": [
            {
                "kind": "tariff",
                "imposed_by": "other",
                "concession_at_most": {
                    "value": 0.1,
                    "unit": "1",
                    "range": [0.0, 1.0],
                    "basis": "assumption",
                    "note": "a token rate may stay",
                },
            }
        ],
    }


def tariffs(played: Played) -> Array:
    """Mean of the two large tariffs, in worlds where they were settled."""
    one, two = (term_of(TABLE, "commercial", name)(played) for name in TARIFFS)
    return (one + two) / 2.0


PRESETS = {"line_known": rollback(public=True), "line_kept": rollback(public=False)}
NONE = Arm(
    "us_japan_2025",
    {"usa": "maximum_pressure", "japan": "package_linkage"},
    {"mechanisms.M8": False},  # else a public line is also a demand that costs to back down from
    PRESETS,
)
PUBLIC = NONE.but({"strategies.japan": "line_known"})
PARTS = {"strategies.japan": "partial_deal"}
KEPT = NONE.but({"strategies.japan": "line_kept"})
LINE = "presets.line_known.red_lines.0.concession_at_most"
DOSES = {f"limit {limit:g}": PUBLIC.but({LINE: limit}, worlds=FEW) for limit in LIMITS}

add(
    Row(
        id="M7",
        worlds=MANY,
        draws=100,  # two or three in fifty have the other sign beyond doubt
        name="total rollback, partial deals",
        arms={
            "no line": NONE,
            "public line": PUBLIC,
            "private line": KEPT,
            "plain, public line": PUBLIC.but(PLAINLY, worlds=ENOUGH),
            "plain, private line": KEPT.but(PLAINLY, worlds=ENOUGH),
            "parts": NONE.but(PARTS),
            "plain, no line": NONE.but(PLAINLY),
            "plain, parts": NONE.but({**PARTS, **PLAINLY}),
            **DOSES,
            "calm": NONE.but(worlds=FEW),
            "calm, off": NONE.but({"mechanisms.M7": False}, worlds=FEW),
        },
        claims=(
            Claim(
                text="Total rollback brings fewer deals (seed text of July 2025; Schelling 1960).",
                arms=("no line", "public line"),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
            ),
            Claim(
                text="The stricter the line, the fewer deals.",
                arms=tuple(DOSES),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
                doses=tuple(1.0 - limit for limit in LIMITS),
                dose="share of the way from the other side's ideal to free trade that must be gone",
            ),
            Claim(
                text="Against no line at all a public line settles sooner, where it settles.",
                arms=("no line", "public line"),
                measure=week_of_deal(TABLE),
                expected="less",
                unit="weeks",
                note="In worlds that settle with the line and without. Told, as the claim is about "
                "public lines beside private ones; in one and the same world any line leaves the "
                "other side less to want.",
                judged=False,
            ),
            Claim(
                text="Where both settle, a public line settles sooner than a private one.",
                arms=("plain, private line", "plain, public line"),
                measure=week_of_deal(TABLE),
                expected="less",
                unit="weeks",
                note="Without dates and ratification (M2 and M9 off), which treat the two alike "
                "but put some settlements off past a date or after a failure at home.",
            ),
            Claim(
                text="With dates and ratification too, a public line settles sooner than a private "
                "one.",
                arms=("private line", "public line"),
                measure=week_of_deal(TABLE),
                expected="less",
                unit="weeks",
                judged=False,
            ),
            Claim(
                text="A private line settles later.",
                arms=("no line", "private line"),
                measure=week_or_end(TABLE),
                expected="more",
                unit="weeks",
                note="Worlds that never settle count at the end of the run.",
            ),
            Claim(
                text="A private line settles more rarely.",
                arms=("no line", "private line"),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
            ),
            Claim(
                text="A private line settles more rarely than a public one.",
                arms=("plain, public line", "plain, private line"),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
                note="Without dates and ratification (M2 and M9 off).",
            ),
            Claim(
                text="With dates and ratification too, a private line settles more rarely than a "
                "public one.",
                arms=("public line", "private line"),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
                note="Told, not judged: who settles later may settle after a threat was carried "
                "out, with other terms at stake when it comes to ratification.",
                judged=False,
            ),
            Claim(
                text="Who would settle in parts settles something more often (Fisher 1964).",
                arms=("no line", "parts"),
                measure=any_deal(TABLE),
                expected="more",
                unit="share of worlds",
            ),
            Claim(
                text="Who would settle in parts settles the first of them earlier.",
                arms=("plain, no line", "plain, parts"),
                measure=week_or_end(TABLE),
                expected="less",
                unit="weeks",
                note="Without dates and ratification (M2 and M9 off). Worlds that never settle "
                "count at the end of the run.",
            ),
            Claim(
                text="With dates and ratification too, the first part is settled earlier.",
                arms=("no line", "parts"),
                measure=week_or_end(TABLE),
                expected="less",
                unit="weeks",
                note="Told, not judged: there are draws against it with dates, and none without.",
                judged=False,
            ),
            Claim(
                text="Who would settle in parts settles at higher tariffs than who demands a total "
                "rollback (seed text of July 2025).",
                arms=("public line", "parts"),
                measure=tariffs,
                expected="more",
                unit="% ad valorem",
                note="Mean of baseline and car tariff, in worlds that settle them either way.",
            ),
            Claim(
                text="The tariffs settled in a part are higher than those in a package.",
                arms=("no line", "parts"),
                measure=tariffs,
                expected="more",
                unit="% ad valorem",
                note="Told, not judged: the part with the tariffs also has the pledges that pay "
                "for them, and misses the burden of defence alone.",
                judged=False,
            ),
        ),
        nulls=(Null("No line, and one side that wants all or nothing.", ("calm", "calm, off")),),
    )
)
