"""Packages of a grid as a path, from the worst to the best for their owner."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.loss import utility
from negotiation.strategies.view import IssueInfo, Problem
from negotiation.validation.peers.domains import Domains, mixed
from negotiation.validation.peers.levels import Grid, grid


def problem(domains: Domains) -> Problem:
    """The first side's problem, with the other known."""
    shape = domains.stake.shape[1:]
    info = tuple(IssueInfo(f"issue_{k}", "trade", "stated", True) for k in range(shape[0]))
    none, all_ = np.zeros(shape), np.ones(shape)
    one, two = zip(domains.stake, domains.curvature, strict=True)
    return Problem(info, *one, *two, none, all_, none, *one)


def both(domains: Domains, given: np.ndarray) -> np.ndarray:
    """Utilities [side, step, world] of concessions [step, issue, world]."""
    return np.stack([domains.utility(package) for package in given], axis=1)


def test_every_package_is_there_in_order():
    domains = mixed(6, 2, seed=2)
    given = Grid(4).concession(problem(domains))
    assert given.shape == (16, 2, 6)
    assert np.all(np.diff(both(domains, given)[0], axis=0) >= 0.0)
    assert {tuple(x) for x in given[:, :, 3].tolist()} == {tuple(x) for x in grid(4, 2).tolist()}


def test_efficient_packages_are_those_that_none_betters():
    domains = mixed(6, 3, seed=2)
    given = Grid(5, efficient=True).concession(problem(domains))
    own, other = both(domains, given)
    assert np.all(np.diff(own, axis=0) >= 0.0)
    assert np.all(np.diff(other, axis=0) <= 0.0)
    for d in range(6):
        one = domains.part(np.array([d]))
        worths = np.array([one.utility(p[:, None])[:, 0] for p in grid(5, 3)])
        better = np.all(worths[:, None] >= worths, axis=2) & np.any(
            worths[:, None] > worths, axis=2
        )
        expected = worths[~better.any(axis=0)]
        found = np.unique(np.stack([own[:, d], other[:, d]], axis=1), axis=0)
        assert np.allclose(found, expected[np.argsort(expected[:, 0])])


def test_a_grid_knows_the_losses_of_the_package():
    domains = mixed(4, 2, seed=7)
    given = Grid(3).concession(problem(domains))
    worst = utility(given[0], domains.stake[0], domains.curvature[0])
    assert np.allclose(worst, -domains.whole[0])
