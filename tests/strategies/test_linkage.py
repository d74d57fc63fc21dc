"""On which issues a side gives first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from situations import problem

from negotiation.bargaining.curve import efficient, path
from negotiation.bargaining.loss import utility
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


def test_within_baskets_each_basket_is_a_package_of_its_own():
    given = problem(OWN, OTHER, 0.5, DOMAINS, [True] * 4)
    found = member("linkage", "within_baskets").concession(given)
    rows = [0, 1, 3]  # the commercial basket; security stands alone
    stakes = given.own_stake[rows], given.own_curvature[rows]
    whole = path(
        efficient(*stakes, given.other_stake[rows], given.other_curvature[rows]),
        *stakes,
        given.other_stake[rows],
        given.other_curvature[rows],
    )
    for step in found:
        worth = utility(step[rows], *stakes)
        np.testing.assert_allclose(whole.offer(worth)[:, 0], step[rows][:, 0], atol=2e-3)


def test_within_baskets_nothing_pays_for_another_basket():
    """However dear one basket becomes to the other side, the same share of each is given."""
    mild = problem(OWN, OTHER, 0.5, DOMAINS, [True] * 4)
    keen = problem(OWN, [1.0, 1.0, 9.0, 1.0], 0.5, DOMAINS, [True] * 4)
    one, two = (member("linkage", "within_baskets").concession(p) for p in (mild, keen))
    np.testing.assert_array_equal(one, two)
    linked = member("linkage", "package")
    assert linked.concession(keen)[8, 2, 0] > linked.concession(mild)[8, 2, 0]


def test_a_table_without_baskets_is_one_basket():
    given = problem(OWN, OTHER, 0.5, DOMAINS, [True] * 4)
    given.issues = tuple(replace(issue, basket="") for issue in given.issues)
    found = member("linkage", "within_baskets").concession(given)
    stakes = given.own_stake, given.own_curvature
    whole = path(
        member("linkage", "package").concession(given),
        *stakes,
        given.other_stake,
        given.other_curvature,
    )
    worth = np.stack([utility(step, *stakes) for step in found])
    expected = np.stack([whole.offer(w) for w in worth])
    np.testing.assert_allclose(found, expected, atol=2e-3)


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
