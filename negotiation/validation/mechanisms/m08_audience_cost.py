"""M8: public demands delay, give leverage to one side bound alone, and waste where both are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from negotiation.draws import Array
from negotiation.validation.played import Played, any_deal, efficiency, term, week_or_end
from negotiation.validation.row import MANY, PLAINLY, Arm, Claim, Null, Row, add

TABLE = "usa-japan"
ENOUGH = 600  # worlds to a draw: fewer deals where both are bound is a small effect


def stance(public: bool) -> dict[str, Any]:
    """A package in one piece, asked for in public or quietly."""
    text = "Settles all or nothing, and says so or does not."
    return {"title": "All or nothing", "text": text, "sources": ["fearon1994"], "public": public}


QUIET = Arm(
    "us_japan_2025",
    {"usa": "quiet", "japan": "quiet"},
    presets={"quiet": stance(public=False), "outspoken": stance(public=True)},
)
JAPAN, USA = {"strategies.japan": "outspoken"}, {"strategies.usa": "outspoken"}
BOUND = {"japan bound": JAPAN, "usa bound": USA, "both bound": {**JAPAN, **USA}}
PLAIN = QUIET.but(PLAINLY, worlds=ENOUGH)
WHY = "Without dates and ratification (M2 and M9 off), as in the models from which the claim comes."


def joint_money(played: Played) -> Array:
    """Money of both sides in what applies at the end, agreed or not."""
    columns = played.tables[TABLE]
    return columns["money.usa"] + columns["money.japan"]


def later(arm: str, whose: str) -> Claim:
    return Claim(
        text=f"Talks last longer where {whose} has demanded in public (Fearon 1994).",
        arms=("plain, quiet", f"plain, {arm}"),
        measure=week_or_end(TABLE),
        expected="more",
        unit="weeks",
        note=f"{WHY} Worlds that never settle count at the end of the run.",
    )


def later_with_all(arm: str, whose: str) -> Claim:
    return Claim(
        text=f"With dates and ratification too, talks last longer where {whose} has demanded in "
        "public.",
        arms=("quiet", arm),
        measure=week_or_end(TABLE),
        expected="more",
        unit="weeks",
        note="Told, not judged. Who asks for more is further off when a date comes, sees the "
        "threat carried out and settles after it; and better terms pass at home where the others "
        "fail there. Either brings some talks to an earlier end.",
        judged=False,
    )


def leverage(arm: str, country: str, whose: str) -> Claim:
    return Claim(
        text=f"Bound alone, {whose} gets better terms where both arms deal "
        "(Leventoglu and Tarar 2005).",
        arms=("plain, quiet", f"plain, {arm}"),
        measure=term(TABLE, f"utility.{country}"),
        expected="more",
        unit="USD bn/year x salience",
        note=f"{WHY} Before what it pays at home for backing down.",
    )


def leverage_with_all(arm: str, country: str, whose: str) -> Claim:
    return replace(
        leverage(arm, country, whose),
        text=f"With dates and ratification too, {whose} gets better terms if bound alone.",
        arms=("quiet", arm),
        note="Told, not judged: see the claims on delay.",
        judged=False,
    )


add(
    Row(
        id="M8",
        divided=True,
        worlds=MANY,
        name="audience cost",
        arms={
            "quiet": QUIET,
            **{name: QUIET.but(who) for name, who in BOUND.items()},
            "plain, quiet": PLAIN,
            **{f"plain, {name}": PLAIN.but(who) for name, who in BOUND.items()},
            "quiet, off": QUIET.but({"mechanisms.M8": False}),
        },
        claims=(
            later("japan bound", "Japan"),
            later("usa bound", "the United States"),
            later_with_all("japan bound", "Japan"),
            later_with_all("usa bound", "the United States"),
            leverage("japan bound", "japan", "Japan"),
            leverage("usa bound", "usa", "the United States"),
            leverage_with_all("japan bound", "japan", "Japan"),
            leverage_with_all("usa bound", "usa", "the United States"),
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
                arms=("plain, quiet", "plain, both bound"),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
                note=WHY,
            ),
            Claim(
                text="With dates and ratification too, fewer deals where both are bound.",
                arms=("quiet", "both bound"),
                measure=any_deal(TABLE),
                expected="less",
                unit="share of worlds",
                note="Told, not judged: see the claims on delay.",
                judged=False,
            ),
            Claim(
                text="Where both are bound, what they agree on is less efficient (Leventoglu and "
                "Tarar 2005).",
                arms=("quiet", "both bound"),
                measure=efficiency(TABLE),
                expected="less",
                unit="share of the most at the same division",
                note="Net of what backing down costs, in worlds that settle everything either way.",
            ),
            Claim(
                text="Where both are bound, less money for the two together.",
                arms=("quiet", "both bound"),
                measure=joint_money,
                expected="less",
                unit="USD bn/year",
                note="Told, not judged: the sides bargain over money weighted by salience, and "
                "other terms may be worth more of it.",
                judged=False,
            ),
        ),
        nulls=(Null("A quiet stance.", ("quiet", "quiet, off")),),
    )
)
