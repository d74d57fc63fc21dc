"""On which issues a side gives first."""

from __future__ import annotations

import numpy as np
import pytest
from situations import problem

from negotiation.bargaining.curve import efficient
from negotiation.strategies.family import member

DOMAINS = ["trade", "investment", "security", "market_access"]
OWN, OTHER = [1.0, 2.0, 2.0, 1.5], [1.0, 1.0, 1.0, 1.0]


def order(linkage: str, curvature: float, mine: list[bool]) -> list[str]:
    """Domains by how much of them is given up along the whole path, the readiest first."""
    given = problem(OWN, OTHER, curvature, DOMAINS, mine)
    along = member("linkage", linkage).concession(given)[:, :, 0].mean(axis=0)
    return [DOMAINS[k] for k in np.argsort(-along, kind="stable")]


@pytest.mark.parametrize("curvature", [0.0, 0.5, 1.0])
def test_a_package_lies_on_the_contract_curve(curvature):
    given = problem(OWN, OTHER, curvature, DOMAINS, [True] * 4)
    expected = efficient(
        given.own_stake, given.own_curvature, given.other_stake, given.other_curvature
    )
    np.testing.assert_array_equal(member("linkage", "package").concession(given), expected)


def test_a_package_gives_first_where_it_costs_least():
    assert order("package", 0.5, [True] * 4)[:2] == ["trade", "market_access"]


def test_issue_by_issue_gives_the_same_everywhere():
    found = member("linkage", "issue_by_issue").concession(
        problem(OWN, OTHER, 0.5, DOMAINS, [True] * 4)
    )
    assert found.shape == (33, 4, 1)
    np.testing.assert_array_equal(found[:, 0, 0], np.linspace(1, 0, 33))
    assert np.all(found == found[:, :1])


@pytest.mark.parametrize(
    ("linkage", "domain"),
    [("investment_for_tariffs", "investment"), ("security_for_trade", "security")],
)
@pytest.mark.parametrize("curvature", [0.0, 0.5, 1.0])
def test_a_favoured_domain_is_given_up_first(linkage, domain, curvature):
    assert order("package", curvature, [True] * 4)[0] == "trade"
    assert order(linkage, curvature, [True] * 4)[0] == domain


@pytest.mark.parametrize("linkage", ["investment_for_tariffs", "security_for_trade"])
def test_what_the_other_side_gives_is_not_favoured(linkage):
    found = order(linkage, 0.5, [False] * 4)
    assert found == order("package", 0.5, [False] * 4)


def test_with_straight_preferences_investment_is_spent_before_a_tariff_moves():
    given = problem([1.0, 2.0], [1.0, 1.0], 0.0, ["trade", "investment"], [False, True])
    found = member("linkage", "investment_for_tariffs").concession(given)[:, :, 0]
    assert list(dict.fromkeys(map(tuple, found.tolist()))) == [(1, 1), (0, 1), (0, 0)]


def test_a_favoured_domain_is_still_worth_what_it_is_worth():
    mild = member("linkage", "investment_for_tariffs", {"weight": 1.0})
    given = problem(OWN, OTHER, 0.5, DOMAINS, [True] * 4)
    expected = member("linkage", "package").concession(given)
    np.testing.assert_array_equal(mild.concession(given), expected)
