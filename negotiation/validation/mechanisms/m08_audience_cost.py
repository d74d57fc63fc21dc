"""M8: public demands delay, give leverage to one side bound alone, and waste where both are."""

from __future__ import annotations

from typing import Any

from negotiation.draws import Array
from negotiation.validation.played import Played, any_deal, term, week_or_end
from negotiation.validation.row import Arm, Claim, Null, Row, add

TABLE = "usa-japan"


def stance(public: bool) -> dict[str, Any]:
    """A package in one piece, asked for in public or quietly."""
    text = "Settles all or nothing, and says so or does not."
    return {"title": "All or nothing", "text": text, "sources": ["fearon1994"], "public": public}


QUIET = Arm(
    "alliance_2025",
    {"usa": "quiet", "japan": "quiet", "korea": "quiet", "china": "quiet"},
    presets={"quiet": stance(public=False), "outspoken": stance(public=True)},
)
JAPAN, USA = {"strategies.japan": "outspoken"}, {"strategies.usa": "outspoken"}


def joint_money(played: Played) -> Array:
    """Money of both sides in what applies at the end, agreed or not."""
    columns = played.tables[TABLE]
    return columns["money.usa"] + columns["money.japan"]


def later(arm: str, whose: str) -> Claim:
    return Claim(
        text=f"Talks last longer where {whose} has demanded in public (Fearon 1994).",
        arms=("quiet", arm),
        measure=week_or_end(TABLE),
        expected="more",
        unit="weeks",
        note="Worlds that never settle count at the end of the run.",
    )


def leverage(arm: str, country: str, whose: str) -> Claim:
    return Claim(
        text=f"Bound alone, {whose} gets better terms where both arms deal "
        "(Leventoglu and Tarar 2005).",
        arms=("quiet", arm),
        measure=term(TABLE, f"utility.{country}"),
        expected="more",
        unit="USD bn/year x salience",
        note="Before what it pays at home for backing down.",
    )


add(
    Row(
        id="M8",
        name="audience cost",
        arms={
            "quiet": QUIET,
            "japan bound": QUIET.but(JAPAN),
            "usa bound": QUIET.but(USA),
            "both bound": QUIET.but({**JAPAN, **USA}),
            "quiet, off": QUIET.but({"mechanisms.M8": False}),
        },
        claims=(
            later("japan bound", "Japan"),
            later("usa bound", "the United States"),
            leverage("japan bound", "japan", "Japan"),
            leverage("usa bound", "usa", "the United States"),
            Claim(
                text="Bound alone, Japan is better off at signing once it has paid at home.",
                arms=("quiet", "japan bound"),
                measure=term(TABLE, "surplus_share.japan"),
                expected="more",
                unit="share of the surplus",
                note="Told, not judged: nobody foresees the other side's cost, so a bound side "
                "wins by holding out alone.",
                judged=False,
            ),
            Claim(
                text="Where both are bound, fewer deals (Leventoglu and Tarar 2005).",
                arms=("quiet", "both bound"),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
            ),
            Claim(
                text="Where both are bound, less for the two together.",
                arms=("quiet", "both bound"),
                measure=joint_money,
                expected="less",
                unit="USD bn/year",
            ),
        ),
        nulls=(Null("A quiet stance.", ("quiet", "quiet, off")),),
    )
)
