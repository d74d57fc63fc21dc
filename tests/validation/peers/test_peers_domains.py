"""Random domains: what makes them comparable, and that they do not depend on how many there are."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.validation.peers.domains import by_levels, linear, mixed, proportional


@pytest.mark.parametrize("make", [proportional, mixed, linear])
def test_a_domain_is_the_same_however_many_there_are(make):
    few, many = make(3, 2, seed=5), make(9, 2, seed=5)
    for name in ("stake", "curvature", "reserve", "beta", "offers"):
        assert np.array_equal(getattr(few, name), getattr(many.part(np.arange(3)), name))


def test_proportional_weights_leave_nothing_to_trade():
    domains = proportional(20, 3, seed=1)
    ratio = domains.stake[0] / domains.stake[1]
    assert np.allclose(ratio, ratio[0])
    somewhere, elsewhere = np.full((3, 20), 0.3), np.array([[0.1], [0.6], [0.9]]) + np.zeros(20)
    for package in (somewhere, elsewhere):
        shares = domains.utility(package) / domains.whole
        assert np.allclose(shares[0] + shares[1], -1.0)


def test_mixed_stakes_are_apart():
    domains = mixed(20, 2, seed=1)
    ratio = domains.stake[0] / domains.stake[1]
    assert np.all(np.abs(ratio[0] / ratio[1] - 1.0) > 1e-6)
    assert np.all((domains.curvature > 0.0) & (domains.curvature < 1.0))
    assert not linear(20, 2, seed=1).curvature.any()


def test_demands_run_from_the_ideal_to_the_reserve():
    domains = proportional(20, 1, seed=1)
    assert not domains.demand(np.zeros(20)).any()
    assert np.array_equal(domains.demand(domains.weeks), domains.reserve)
    weeks = [domains.demand(np.full(20, week)) for week in (1.0, 2.0, 5.0)]
    assert np.all(weeks[0] > weeks[1])
    assert np.all(weeks[1] > weeks[2])


def test_each_domain_has_one_number_of_levels():
    domains = proportional(50, 1, seed=3)
    parts = dict(by_levels(domains, (5, 11, 21), seed=3))
    assert list(parts) == [5, 11, 21]
    found = np.concatenate([part.offers * part.beta[0] for part in parts.values()])
    assert np.array_equal(np.sort(found), np.sort(domains.offers * domains.beta[0]))
