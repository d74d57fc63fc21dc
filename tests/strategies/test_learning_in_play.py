"""Learning at real tables: errors fall, paths follow, and nothing hidden is seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student

from negotiation.economy.stakes import Stakes
from negotiation.runs.resolve import resolve
from negotiation.strategies.family import member
from negotiation.world.model import NegotiationModel
from negotiation.world.outcomes import outcomes

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
LEARNERS = ["bayesian", "frequency"]


def built(experiment: str, worlds: int, tariffs, **opponents: str) -> NegotiationModel:
    """An experiment's first cell, in which some countries have an opponent model of that name."""
    resolved = resolve(EXPERIMENTS / f"{experiment}.toml")
    plans = {c: resolved.strategy(name) for c, name in resolved.cells[0].items()}
    for country, name in opponents.items():
        plans[country] = replace(plans[country], opponent=member("opponent", name))
    worth = Stakes(resolved.scenario, tariffs)
    rules = resolved.rules()
    return NegotiationModel(resolved.scenario, plans, rules, worth, 11, 0, worlds)


def error(docket, side: int) -> np.ndarray:
    """Distance of believed from true weights, the sum over issues of |w^ - w|, [world]."""
    believed, true = docket.beliefs[side][0], docket.stake[1 - side]
    return np.abs(believed / believed.sum(axis=0) - true / true.sum(axis=0)).sum(axis=0)


def talking(docket) -> np.ndarray:
    live = np.zeros(docket.table.model.worlds, dtype=bool)
    for talks in docket.talks:
        live[talks.worlds[talks.live]] = True
    return live


def upper(change: np.ndarray) -> float:
    """Upper 99 % confidence bound of a mean."""
    return float(
        change.mean() + student.ppf(0.99, len(change) - 1) * change.std(ddof=1) / len(change) ** 0.5
    )


def course(model: NegotiationModel, table: str, side: int, weeks: list[int]) -> list[np.ndarray]:
    """Errors of a side at the beginning of some weeks, in worlds still talking in the last."""
    found = []
    while model.week < weeks[-1]:
        if model.week in weeks:
            found.append(error(model.tables[table].dockets[0], side))
        model.step()
    docket = model.tables[table].dockets[0]
    live = talking(docket)
    return [x[live] for x in (*found, error(docket, side))]


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("name", LEARNERS)
def test_errors_fall_over_the_rounds(name, side):
    country = ("avalon", "lyonesse")[side]
    model = built("two_islands", 500, None, **{country: name})
    start, early, late = course(model, "avalon-lyonesse", side, [0, 10, 16])
    assert len(start) > 150
    assert upper(early - start) < -0.03
    assert upper(late - start) < -0.08


@pytest.mark.parametrize("name", LEARNERS)
def test_errors_fall_where_both_sides_learn(name):
    """Each bids on a path that moves, and neither knows what the other takes it for."""
    model = built("two_islands", 500, None, avalon=name, lyonesse=name)
    start, late = course(model, "avalon-lyonesse", 1, [0, 16])
    assert upper(late - start) < -0.05


@pytest.mark.parametrize("name", LEARNERS)
def test_errors_fall_on_real_stakes(alliance_tariffs, name):
    """Korea's basket of trade, access and investment, and its basket of security."""
    model = built("alliance_2025", 120, alliance_tariffs, usa=name)
    dockets = model.tables["usa-korea"].dockets
    start = [error(docket, 0) for docket in dockets]
    while model.week < 40:
        model.step()
    for before, docket in zip(start, dockets, strict=True):
        live = talking(docket)
        assert live.sum() > 20
        assert upper((error(docket, 0) - before)[live]) < -0.02


def efficiency(**opponents: str) -> np.ndarray:
    model = built("two_islands", 500, None, **opponents)
    model.run()
    return outcomes(model)["avalon-lyonesse"]["efficiency"]


def test_packages_lie_nearer_to_the_frontier_the_more_is_known():
    both = ("avalon", "lyonesse")
    blind, learning, knowing = (
        efficiency(**dict.fromkeys(both, name)) for name in ("none", "frequency", "oracle")
    )
    for less, more in ((blind, learning), (learning, knowing)):
        settled = np.isfinite(less) & np.isfinite(more)
        assert upper((less - more)[settled]) < 0.0


class Spy:
    """An opponent model that notes what it is shown."""

    def __init__(self, inner):
        self.inner, self.problems, self.offers = inner, [], []

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def hear(self, problem, offer, memory):
        self.problems.append(problem)
        self.offers.append(offer)
        self.inner.hear(problem, offer, memory)


def spied() -> tuple[NegotiationModel, Spy]:
    model = built("two_islands", 40, None, lyonesse="frequency")
    resolved = resolve(EXPERIMENTS / "two_islands.toml")
    plans = {c: x.strategy for c, x in model.countries.items()}
    spy = Spy(plans["lyonesse"].opponent)
    plans["lyonesse"] = replace(plans["lyonesse"], opponent=spy)
    worth, rules = Stakes(resolved.scenario, None), resolved.rules()
    return NegotiationModel(resolved.scenario, plans, rules, worth, 11, 0, 40), spy


def test_a_learner_is_shown_offers_and_what_is_public():
    model, spy = spied()
    docket = model.tables["avalon-lyonesse"].dockets[0]
    public, hidden = model.tables["avalon-lyonesse"].public_stake[0], docket.stake[0]
    model.step()
    first = docket.talks[0].worlds
    shown = spy.problems[0]
    np.testing.assert_array_equal(shown.other_stake, public.take(first, axis=-1))
    secret = hidden.take(first, axis=-1)
    for name, value in vars(shown).items():
        if isinstance(value, np.ndarray):
            assert not np.array_equal(value, secret), name
    np.testing.assert_array_equal(spy.offers[0], 1.0 - docket.talks[0].seats[0].offer)


def test_the_path_is_drawn_anew_from_what_is_believed_and_not_before():
    model = built("two_islands", 60, None, lyonesse="bayesian")
    docket = model.tables["avalon-lyonesse"].dockets[0]
    model.step()
    talks = docket.talks[0]
    seat, before = talks.seats[1], talks.seats[1].path.concession.copy()
    while seat.lessons < 3:
        model.step()
        np.testing.assert_array_equal(seat.path.concession, before)
    while seat.lessons < 4:
        model.step()
    fresh = docket.paths(1, talks.worlds).within
    np.testing.assert_array_equal(seat.path.concession, fresh.concession)
    assert not np.array_equal(seat.path.concession, before)


def test_the_believed_impasse_value_follows_the_belief():
    learns = built("two_islands", 60, None, lyonesse="bayesian")
    learns_not = built("two_islands", 60, None)

    def believed(model: NegotiationModel, weeks: int) -> np.ndarray:
        for _ in range(weeks):
            model.step()
        return model.tables["avalon-lyonesse"].dockets[0].this_week.believed[1].copy()

    np.testing.assert_array_equal(believed(learns, 7), believed(learns_not, 7))
    assert not np.array_equal(believed(learns, 3), believed(learns_not, 3))


def test_nothing_is_learnt_while_talks_rest():
    model = built("two_islands", 30, None, lyonesse="bayesian")
    model.step()
    talks = model.tables["avalon-lyonesse"].dockets[0].talks[0]
    seat, opponent = talks.seats[1], model.countries["lyonesse"].strategy.opponent
    before = {k: v.copy() for k, v in seat.learnt.items()}
    speaking = np.arange(len(talks.worlds)) % 2 == 0
    seat.learn(opponent, np.full((4, len(talks.worlds)), 0.6), speaking)
    for name, value in seat.learnt.items():
        np.testing.assert_array_equal(value[..., ~speaking], before[name][..., ~speaking])
    assert not np.array_equal(seat.learnt["offer"], before["offer"], equal_nan=True)


def test_who_does_not_learn_keeps_nothing_to_learn_from():
    model = built("two_islands", 10, None)
    for talks in model.tables["avalon-lyonesse"].dockets[0].talks:
        for seat in talks.seats:
            assert seat.problem is None
            assert seat.others is None
            assert seat.learnt == {}
