"""What every registered member must do, whoever wrote it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from situations import part, random_view

from negotiation.strategies.family import BASES, load, member
from negotiation.strategies.view import IssueInfo, Problem

load()
EVERY = [(family, name) for family, base in BASES.items() for name in sorted(base.registry)]
CONCESSIONS = sorted(BASES["concession"].registry)
LEARNERS = sorted(name for name, kind in BASES["opponent"].registry.items() if kind.learns)
WIDTHS = [1, 7, 1000]
ISSUES = 11
DOMAINS = ("trade", "security", "investment", "market_access")


def random_problem(worlds: int, seed: int) -> Problem:
    """Eleven issues in all domains, half of them the viewer's to give."""
    random = np.random.default_rng(seed)
    shape = ISSUES, worlds
    infos = tuple(
        IssueInfo(f"i{k}", DOMAINS[k % 4], "stated", k % 2 == 0, f"b{k % 3}") for k in range(ISSUES)
    )
    return Problem(
        infos,
        random.lognormal(0, 1, shape),
        random.random(shape),
        random.lognormal(0, 1, shape),
        random.random(shape),
        np.zeros(shape),
        np.ones(shape),
        np.zeros(shape),
        random.lognormal(0, 1, shape),
        random.random(shape),
    )


def few(whole: Problem, worlds: range) -> Problem:
    """The same problem in some of its worlds."""
    arrays = {k: v for k, v in vars(whole).items() if isinstance(v, np.ndarray)}
    return replace(whole, **{k: np.take(v, worlds, axis=-1) for k, v in arrays.items()})


def aspirations(name: str, worlds: range) -> list[np.ndarray]:
    """A member's aspiration over four exchanges, in some of a thousand worlds."""
    concession = member("concession", name)
    level, said = None, []
    memory: dict[str, np.ndarray] = {}
    for round_ in range(4):
        now = part(random_view(1000, seed=round_), worlds)
        now = replace(now, memory=memory, aspiration=now.aspiration if level is None else level)
        level = concession.aspiration(now)
        said.append(level)
    return said


def answers(family: str, name: str, worlds: range) -> list[np.ndarray]:
    """What a member of any family says in some of a thousand worlds."""
    if family == "concession":
        return aspirations(name, worlds)
    one = member(family, name)
    if family == "linkage":
        return [one.concession(few(random_problem(1000, 5), worlds))]
    if family == "opponent":
        problem = few(random_problem(1000, 5), worlds)
        return [*one.believed(problem), *(lessons(one, problem, worlds) if one.learns else [])]
    now = part(random_view(1000, 1), worlds)
    target = now.impasse + 0.4 * now.scope
    return [one.accepts(now, now.offered, target)]


def lessons(one, problem: Problem, worlds: range) -> list[np.ndarray]:
    """What a learner believes after each of four offers, in some of a thousand worlds."""
    memory, said = one.start(problem), []
    for round_ in range(4):
        offer = np.random.default_rng(round_).random((ISSUES, 1000))
        one.hear(problem, np.take(offer, worlds, axis=-1), memory)
        said += one.take_stock(problem, memory)
    return said


@pytest.mark.parametrize(("family", "name"), EVERY)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_says_the_same_in_any_batch(family, name, width):
    whole = answers(family, name, range(1000))
    for start in sorted({0, 500 - width // 2, 1000 - width}):
        found = answers(family, name, range(start, start + width))
        for mine, theirs in zip(found, whole, strict=True):
            expected = np.take(theirs, range(start, start + width), axis=-1)
            np.testing.assert_array_equal(mine, expected)


@settings(deadline=None, max_examples=40)
@given(st.data())
@pytest.mark.parametrize("name", CONCESSIONS)
def test_an_aspiration_is_a_share_and_never_rises(name, data):
    concession = member("concession", name)
    level, memory = np.ones(20), {}
    seeds = data.draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
    clock = np.zeros(20)
    for seed in seeds:
        now = random_view(20, seed)
        clock = clock + (1 - clock) * now.delay_clock
        now = replace(now, aspiration=level, delay_clock=clock, memory=memory)
        new = concession.aspiration(now)
        assert np.all((new >= 0.0) & (new <= 1.0))
        assert np.all(new <= level)
        level = new


@settings(deadline=None, max_examples=60)
@given(weight=st.floats(0, 1), beta=st.floats(0.05, 20))
@pytest.mark.parametrize("name", CONCESSIONS)
def test_at_the_end_of_both_clocks_nobody_asks_for_less_than_nothing(name, weight, beta):
    concession, memory = member("concession", name), {}
    one = np.ones(1)
    for clock in (0.0, 1.0):
        now = replace(
            part(random_view(1, 0), range(1)),
            aspiration=one,
            deadline_weight=weight * one,
            beta=beta * one,
            deadline_clock=clock * one,
            delay_clock=clock * one,
            restarted=np.array([clock == 0.0]),
            memory=memory,
        )
        level = concession.aspiration(now)
    assert 0.0 <= level[0] <= 1.0


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6), more=st.floats(0, 2), reach=st.floats(-1, 1.5))
@pytest.mark.parametrize("name", sorted(BASES["acceptance"].registry))
def test_who_takes_an_offer_takes_a_better_one(name, seed, more, reach):
    condition, now = member("acceptance", name), random_view(50, seed)
    offered = now.impasse + reach * now.scope
    target = now.impasse + now.aspiration * now.scope
    taken = condition.accepts(now, offered, target)
    better = condition.accepts(now, offered + more, target)
    assert np.all(better[taken])


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6), data=st.data())
@pytest.mark.parametrize("name", LEARNERS)
def test_what_is_learnt_is_a_belief_and_needs_an_offer(name, seed, data):
    one, problem = member("opponent", name), random_problem(30, seed)
    memory = one.start(problem)
    before = [x.copy() for x in memory.values()]
    random = np.random.default_rng(seed)
    for _ in range(data.draw(st.integers(1, 5))):
        known = dict(memory)
        one.hear(problem, random.random((ISSUES, 30)), memory)
        assert set(memory) == set(known)
        stake, curvature = one.take_stock(problem, memory)
        assert np.all((stake > 0.0) & np.isfinite(stake))
        assert np.all((curvature >= 0.0) & (curvature <= 1.0))
    for old, new in zip(before, one.start(problem).values(), strict=True):
        np.testing.assert_array_equal(old, new)  # nothing was written into what came in


@pytest.mark.parametrize("name", sorted(BASES["linkage"].registry))
def test_a_path_runs_from_everything_to_nothing(name):
    found = member("linkage", name).concession(random_problem(50, 9))
    assert found.shape[1:] == (ISSUES, 50)
    assert np.all(found[0] == 1.0)
    assert np.all(found[-1] == 0.0)
    assert np.all(np.diff(found, axis=0) <= 0.0)


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_a_member_explains_itself(family, name):
    kind = BASES[family].registry[name]
    assert len(kind.sentence().split()) > 3
    assert kind.__doc__ != BASES[family].__doc__
