"""M17: who comes to the table late settles late, and a new leader begins again."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.validation.mechanisms.arms import FOUR
from negotiation.validation.played import Played, any_deal, aspiration, week_or_end
from negotiation.validation.row import FEW, MANY, Arm, Claim, Null, Row, add
from negotiation.world.model import NegotiationModel

TABLE = "usa-japan"
DELAYS = (0.0, 8.0, 16.0)
FALLS = (0.0, 0.01, 0.03)
LATE = Arm("us_korea_2025", {"usa": "package_linkage", "korea": "package_linkage"})
ENTRY = {f"delay {w:g}": LATE.but({"mechanisms.M17.entry_delay": w}) for w in DELAYS}
QUEUE = {
    f"four, delay {w:g}": FOUR.but({"mechanisms.M17.entry_delay": w}, worlds=40) for w in DELAYS
}
JAPAN = Arm("us_japan_2025", {"usa": "package_linkage", "japan": "package_linkage"})
FALL = {f"fall {c:g}": JAPAN.but({"mechanisms.M17.countries.japan.fall": c}) for c in FALLS}
QUIET = LATE.but(
    {
        "calendar.1.kind": "court_ruling",  # which this rule does not read
        "calendar.1.country": "usa",
        "mechanisms.M17.fall": 0.0,
        "mechanisms.M17.countries.usa.fall": 0.0,
        "mechanisms.M17.lost": 0.0,
        "mechanisms.M17.summit_only": 0.0,
    },
    worlds=FEW,
)


def wanted(model: NegotiationModel) -> Array:
    """Watch Japan's aspiration, NaN where it has no table."""
    if TABLE not in model.tables:
        return np.full(model.worlds, np.nan)
    return aspiration(TABLE, "japan")(model)


def regained(played: Played) -> Array:
    """Aspiration that Japan takes back while it talks, summed over the weeks."""
    rises = np.diff(played.series["aspiration"], axis=0)
    return np.nansum(np.maximum(rises, 0.0), axis=0)


add(
    Row(
        id="M17",
        name="late start and turnover",
        arms={
            **ENTRY,
            **QUEUE,
            **FALL,
            "quiet": QUIET,
            "quiet, off": QUIET.but({"mechanisms.M17": False}),
        },
        claims=(
            Claim(
                text="The longer a new government takes to come to the table, the later it settles "
                "(seed text of July 2025).",
                arms=tuple(ENTRY),
                measure=week_or_end("usa-korea"),
                expected="more",
                unit="weeks",
                doses=DELAYS,
                dose="weeks from the new government to the opening of talks",
                note="Worlds without a settlement count as settled at the horizon.",
            ),
            Claim(
                text="The longer it takes, the fewer deals by the horizon.",
                arms=tuple(ENTRY),
                measure=any_deal("usa-korea"),
                expected="less",
                unit="share of worlds",
                doses=DELAYS,
                dose="weeks from the new government to the opening of talks",
                note="Told, not judged: where nearly every world deals in any case it may go the "
                "other way by a few worlds in a hundred.",
                judged=False,
            ),
            Claim(
                text="The longer it takes, the further back it comes among the partners that "
                "settle.",
                arms=tuple(QUEUE),
                measure=lambda played: played.tables["usa-korea"]["order.usa"],
                expected="more",
                unit="places",
                doses=DELAYS,
                dose="weeks from the new government to the opening of talks",
                note="In the scenario of four, in worlds where South Korea settles at every delay. "
                "Its place in the queue for talks (M13) is drawn at the start and stays; what it "
                "loses is the time before it comes.",
            ),
            Claim(
                text="A new leader resets the stance (Wolford 2007): the oftener leaders fall, the "
                "more of what was conceded is taken back.",
                arms=tuple(FALL),
                measure=regained,
                expected="more",
                unit="share of the way to the opening demand",
                doses=FALLS,
                dose="weekly chance that Japan's leader falls, at the approval of the start",
            ),
            Claim(
                text="The oftener leaders fall, the later talks settle.",
                arms=tuple(FALL),
                measure=week_or_end(TABLE),
                expected="more",
                unit="weeks",
                doses=FALLS,
                dose="weekly chance that Japan's leader falls, at the approval of the start",
                note="A new leader asks for more again, but also starts with the approval of the "
                "start, which widens the win-set, and may concede earlier by habit.",
                judged=False,
            ),
        ),
        watch={"aspiration": wanted},
        worlds=MANY,
        nulls=(Null("No government to come, no fall, no summit.", ("quiet", "quiet, off")),),
    )
)
