"""The mechanisms, one rule a file, and the order in which they act."""

from __future__ import annotations

from negotiation.mechanisms.credibility import Credibility
from negotiation.mechanisms.deadline import Deadline
from negotiation.mechanisms.home_cost import HomeCost
from negotiation.mechanisms.layered_tariffs import LayeredTariffs
from negotiation.mechanisms.linkage import IssueLinkage
from negotiation.mechanisms.partial_deals import PartialDeals
from negotiation.mechanisms.reopening import Reopening
from negotiation.mechanisms.retaliation import Retaliation
from negotiation.mechanisms.side_payment import SidePayment
from negotiation.mechanisms.turnover import Turnover
from negotiation.mechanisms.two_level import TwoLevelGame
from negotiation.mechanisms.volatility import PolicyVolatility
from negotiation.world.rule import Rule

# Who governs comes first. Scheduled changes come before decisions at dates, decisions before the
# answers to them, what a court allows of all this after it, and stress before approval, which
# reads it. Deals are reviewed once the politics of the week are known.
ORDER: tuple[type[Rule], ...] = (
    IssueLinkage,
    PartialDeals,
    SidePayment,
    Turnover,
    Credibility,
    LayeredTariffs,
    Deadline,
    Retaliation,
    PolicyVolatility,
    HomeCost,
    TwoLevelGame,
    Reopening,
)
BY_ID = {rule.id: rule for rule in ORDER}
