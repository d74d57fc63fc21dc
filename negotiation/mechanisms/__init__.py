"""The mechanisms, one rule a file, and the order in which they act."""

from __future__ import annotations

from negotiation.mechanisms.abandonment import Abandonment
from negotiation.mechanisms.alliance_trust import AllianceTrust
from negotiation.mechanisms.audience_cost import AudienceCost
from negotiation.mechanisms.burden_sharing import BurdenSharing
from negotiation.mechanisms.credibility import Credibility
from negotiation.mechanisms.deadline import Deadline
from negotiation.mechanisms.first_mover import FirstMover
from negotiation.mechanisms.home_cost import HomeCost
from negotiation.mechanisms.layered_tariffs import LayeredTariffs
from negotiation.mechanisms.linkage import IssueLinkage
from negotiation.mechanisms.outside_option import OutsideOption
from negotiation.mechanisms.partial_deals import PartialDeals
from negotiation.mechanisms.reopening import Reopening
from negotiation.mechanisms.retaliation import Retaliation
from negotiation.mechanisms.side_payment import SidePayment
from negotiation.mechanisms.turnover import Turnover
from negotiation.mechanisms.two_level import TwoLevelGame
from negotiation.mechanisms.united_front import UnitedFront
from negotiation.mechanisms.volatility import PolicyVolatility
from negotiation.world.rule import Rule

# Trust says at the start how far promises are believed, and so comes before what prices them. Who
# governs comes next. Scheduled changes come before decisions at dates, decisions before the answers
# to them, what a court allows of all this after it, and stress before approval, which reads it.
# Budgets answer threats of abandonment of the same week; outside options read what the others
# moved; deals are reviewed once the politics of the week are known. A front reads how much
# precedents weigh.
ORDER: tuple[type[Rule], ...] = (
    AllianceTrust,
    IssueLinkage,
    PartialDeals,
    SidePayment,
    AudienceCost,
    Turnover,
    Credibility,
    LayeredTariffs,
    Deadline,
    Retaliation,
    PolicyVolatility,
    HomeCost,
    TwoLevelGame,
    Abandonment,
    BurdenSharing,
    OutsideOption,
    Reopening,
    FirstMover,
    UnitedFront,
)
BY_ID = {rule.id: rule for rule in ORDER}
