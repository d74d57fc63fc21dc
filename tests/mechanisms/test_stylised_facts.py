"""Each mechanism shows the fact that it is there for, over paired worlds."""

from __future__ import annotations

import numpy as np
from scipy.stats import binomtest, ttest_rel


def hazard(weeks: np.ndarray, first: int, last: int) -> tuple[int, int]:
    """Settlements in the weeks first to last, and world-weeks at risk."""
    at_risk = sum(int((~(weeks < week)).sum()) for week in range(first, last + 1))
    return int(((weeks >= first) & (weeks <= last)).sum()), at_risk


BOULWARE = {
    "countries__avalon__beta": 0.3,
    "countries__lyonesse__beta": 0.3,
    "mechanisms__M9": False,
}
DATE = 17


def test_agreement_peaks_before_a_believed_date(islands):
    """M2: more agreements a week in the four weeks before than in the eight before those."""
    played = islands(**BOULWARE, countries__avalon__credibility=0.8, mechanisms__M3=False)
    near = hazard(played["week"], DATE - 4, DATE - 1)
    far = hazard(played["week"], DATE - 12, DATE - 5)
    low = binomtest(*near).proportion_ci().low
    high = binomtest(*far).proportion_ci().high
    assert low > 2 * high


def test_the_peak_vanishes_with_the_belief(islands):
    """M2: nobody hurries to a date on which nothing is expected to happen."""
    sure = islands(**BOULWARE, countries__avalon__credibility=0.8, mechanisms__M3=False)
    idle = islands(**BOULWARE, countries__avalon__credibility=0.0, mechanisms__M3=False)
    near_sure = hazard(sure["week"], DATE - 4, DATE - 1)
    near_idle = hazard(idle["week"], DATE - 4, DATE - 1)
    assert binomtest(*near_idle).proportion_ci().high < binomtest(*near_sure).proportion_ci().low


def test_threats_not_carried_out_are_believed_less(islands):
    """M3: where the date was let pass, the threatener is believed less than before it."""
    played = islands()
    avalon = played.model.countries["avalon"]
    passed = (avalon.dated > 0) & (avalon.executed == 0)
    kept = (avalon.dated > 0) & (avalon.executed == avalon.dated)
    assert passed.any()
    assert kept.any()
    assert (avalon.credibility[passed] < avalon.prior_credibility[passed]).all()
    assert (avalon.credibility[kept] > avalon.prior_credibility[kept]).all()


def test_a_pledge_worth_more_is_larger_and_buys_a_lower_tariff(islands):
    """M4: with the value of delivery, in worlds where both runs settle."""
    low = islands(mechanisms__M4__delivery_value=0.05)
    high = islands(mechanisms__M4__delivery_value=0.3)
    both = low.settled & high.settled
    pledge = high["issue.harbour_pledge"][both] - low["issue.harbour_pledge"][both]
    tariff = high["issue.cloth_tariff"][both] - low["issue.cloth_tariff"][both]
    assert ttest_rel(pledge, np.zeros_like(pledge), alternative="greater").pvalue < 1e-3
    assert ttest_rel(tariff, np.zeros_like(tariff), alternative="less").pvalue < 1e-3


def test_linkage_brings_more_deals_and_more_joint_gain(islands):
    """M6: the islands' marginal rates differ between baskets, so a package beats baskets."""
    linked, apart = islands(), islands(mechanisms__M6=False)
    full = [(run["outcome"] == "deal").mean() for run in (linked, apart)]
    assert full[0] > full[1]
    gain = [run["money.avalon"] + run["money.lyonesse"] for run in (linked, apart)]
    assert ttest_rel(*gain, alternative="greater").pvalue < 1e-3


def test_a_total_rollback_brings_fewer_deals_and_lower_tariffs(islands):
    """M7: a red line on the other side's tariff."""
    plain = islands(strategies__lyonesse="package_linkage")
    line = islands(strategies__lyonesse="total_rollback")
    assert line.settled.mean() < plain.settled.mean()
    tariff = line["issue.cloth_tariff"][line.settled]
    ideal = 20.0
    assert np.median(tariff) < np.median(plain["issue.cloth_tariff"][plain.settled])
    assert tariff.max() <= 0.1 * 1.3 * ideal


def test_partial_deals_settle_more_worlds(islands):
    """M7: willing to settle baskets, two sides settle something in more worlds."""
    whole = islands(strategies__lyonesse="package_linkage")
    parts = islands(strategies__lyonesse="partial_deal")
    assert (parts["outcome"] == "partial").any()
    assert not (whole["outcome"] == "partial").any()


def test_what_home_insists_on_costs_deals(islands):
    """M9: the larger the share insisted on, the fewer deals."""
    shares = [
        islands(
            mechanisms__M9__win_set=theta,
        ).settled.mean()
        for theta in (0.1, 0.4, 0.8)
    ]
    assert shares[0] > shares[1] > shares[2]


def test_a_negotiator_who_misjudges_home_sees_packages_fail(islands):
    """M9: failures come from not knowing the win-set."""
    knows = islands(mechanisms__M9__noise=0.0)
    guesses = islands(mechanisms__M9__noise=0.15)
    assert knows["failures"].sum() < guesses["failures"].sum()
