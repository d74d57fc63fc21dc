"""Retaliation and home cost, in the scenario that has tariffs on both sides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ttest_rel

from negotiation.runs.chunk import Chunk, build, price
from negotiation.runs.resolve import resolve
from negotiation.world.outcomes import outcomes

ROOT = Path(__file__).parents[2]
WORLDS = 300


@pytest.fixture(scope="module")
def alliance():
    """Play worlds of the main scenario with keys set; tariffs are priced once."""
    path = ROOT / "experiments" / "alliance_2025.toml"
    tariffs = price(resolve(path))
    kept = {}

    def play(**sets):
        named = {key.replace("__", "."): value for key, value in sets.items()}
        key = tuple(sorted((k, repr(v)) for k, v in named.items()))
        if key not in kept:
            model = build(resolve(path, sets=tuple(named.items())), tariffs, Chunk(0, 0, WORLDS))
            model.run()
            kept[key] = outcomes(model)
        return kept[key]

    return play


def assert_same(one, two):
    for table, columns in one.items():
        for name, value in columns.items():
            if value.dtype.kind == "f":
                other = two[table][name]
                np.testing.assert_allclose(value, other, rtol=0, atol=1e-12, err_msg=name)
            else:
                np.testing.assert_array_equal(value, two[table][name], err_msg=name)


def test_home_cost_of_nothing_does_nothing(alliance):
    """M19: exact null at no cost."""
    free = {"mechanisms__M19__cost": 0.0}
    assert_same(alliance(**free), alliance(**free, mechanisms__M19=False))


def test_nobody_retaliates_below_a_ceiling_of_nothing(alliance):
    """M12: exact null at ceiling 0, for countries with a ceiling of their own too."""
    none = {"mechanisms__M12__ceiling": 0.0}
    none |= {f"mechanisms__M12__countries__{c}__ceiling": 0.0 for c in ("usa", "china")}
    assert_same(alliance(**none), alliance(**none, mechanisms__M12=False))
    assert (
        alliance()["usa-china"]["paid.china"] != alliance(**none)["usa-china"]["paid.china"]
    ).any()


def test_costlier_tariffs_at_home_are_lower_in_the_end(alliance):
    """M19: the one who announces tariffs gives more when they cost it more at home."""
    cheap, dear = alliance(mechanisms__M19__cost=0.0), alliance(mechanisms__M19__cost=0.3)
    one = cheap["usa-japan"]["issue.baseline_tariff"]
    two = dear["usa-japan"]["issue.baseline_tariff"]
    assert ttest_rel(one, two, alternative="greater").pvalue < 1e-3


def test_leverage_decides_who_retaliates(alliance):
    """M12: with a stance to retaliate, who dares less raises its own tariff in fewer worlds."""
    stance = {"strategies__japan": "retaliate", "mechanisms__M19": False, "mechanisms__M9": False}
    raised = [
        (found["usa-japan"]["issue.partner_tariff"] > 5.0).mean()
        for found in (
            alliance(**stance, mechanisms__M12__dare=0.0),
            alliance(**stance, mechanisms__M12__dare=100.0),
        )
    ]
    assert raised[0] > raised[1] == 0.0


def test_distributions_are_alive(alliance):
    """Agreements spread over weeks, outcomes over classes, tariffs over values."""
    found = alliance()
    classes = {str(c) for columns in found.values() for c in np.unique(columns["outcome"])}
    assert {"deal", "partial", "open", "breakdown"} <= classes
    for table, columns in found.items():
        settled = np.isin(columns["outcome"], ["deal", "partial"])
        weeks = columns["week"][settled]
        assert 0.3 < settled.mean() < 0.99, table
        assert np.ptp(np.percentile(weeks, [10, 90])) > 8, table
        assert np.bincount(weeks.astype(int)).max() < 0.25 * len(weeks), table
    tariff = found["usa-japan"]["issue.baseline_tariff"]
    assert (tariff < 1e-6).mean() < 0.15


def test_quitting_does_not_shield_from_a_threat(alliance):
    """A country that walks out at once still gets the tariff that was threatened."""
    quits = {"tables__usa-japan__outside__japan": 60.0, "mechanisms__M19": False}
    found = alliance(**quits, mechanisms__M2__recall=0.0)["usa-japan"]
    gone = (found["outcome"] == "breakdown") & (found["week"] < 13)
    assert gone.mean() > 0.2
    assert (found["issue.baseline_tariff"][gone] > 20.0).all()


def test_a_tariff_that_is_settled_costs_nothing_more_while_the_rest_is_open(alliance):
    """What is paid while talking stops growing with the commercial basket's settlement.

    Without a queue, in which few settle so early.
    """
    found = alliance(mechanisms__M13=False)["usa-japan"]
    early = (found["settled.commercial"] < 12) & ~(found["settled.security"] < 40)
    late = ~(found["settled.commercial"] < 60)
    assert early.sum() > 5
    assert found["paid.japan"][early].max() < np.median(found["paid.japan"][late]) / 2


def test_lost_leverage_lasts(alliance):
    """M7: who loses resolve by a partial deal settles the rest more often."""
    kept = alliance(talks__leverage_lost=0.0)["usa-korea"]["settled.security"]
    lost = alliance(talks__leverage_lost=0.3)["usa-korea"]["settled.security"]
    assert np.isfinite(lost).mean() > np.isfinite(kept).mean() + 0.03
