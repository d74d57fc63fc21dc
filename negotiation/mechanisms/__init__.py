"""The mechanisms, one rule a file, and the order in which they act."""

from __future__ import annotations

from negotiation.mechanisms.credibility import Credibility
from negotiation.mechanisms.deadline import Deadline
from negotiation.mechanisms.first_mover import FirstMover
from negotiation.mechanisms.home_cost import HomeCost
from negotiation.mechanisms.layered_tariffs import LayeredTariffs
from negotiation.mechanisms.linkage import IssueLinkage
from negotiation.mechanisms.partial_deals import PartialDeals
from negotiation.mechanisms.retaliation import Retaliation
from negotiation.mechanisms.side_payment import SidePayment
from negotiation.mechanisms.two_level import TwoLevelGame
from negotiation.mechanisms.united_front import UnitedFront
from negotiation.world.rule import Rule

# Scheduled changes come before decisions at dates, decisions before the answers to them, and
# stress before approval, which reads it. A front reads how much precedents weigh.
ORDER: tuple[type[Rule], ...] = (
    IssueLinkage,
    PartialDeals,
    SidePayment,
    Credibility,
    LayeredTariffs,
    Deadline,
    Retaliation,
    HomeCost,
    TwoLevelGame,
    FirstMover,
    UnitedFront,
)
BY_ID = {rule.id: rule for rule in ORDER}
