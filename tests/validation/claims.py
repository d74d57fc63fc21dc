"""A claim made up for the tests: where home insists on nearly everything, fewer deals."""

from __future__ import annotations

from negotiation.validation.played import any_deal
from negotiation.validation.row import Arm, Claim

ISLANDS = Arm("two_islands", {"avalon": "package_linkage", "lyonesse": "package_linkage"})
KEY = "mechanisms.M9.win_set"
FEWER = Claim(
    text="Fewer deals.",
    arms=("slack", "tight"),
    measure=any_deal("avalon-lyonesse"),
    expected="less",
    unit="share of worlds",
)
