"""Situations that a player may find itself in, for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from negotiation.bargaining.curve import Path, diagonal, path
from negotiation.draws import Array
from negotiation.strategies.family import Concession
from negotiation.strategies.view import IssueInfo, Problem, View


def line(worlds: int = 1) -> Path:
    """One issue, linear and worth 1 to both: utility from -1 to 0."""
    one, none = np.ones((1, worlds)), np.zeros((1, worlds))
    return path(diagonal(1, worlds), one, none, one, none)


def view(worlds: int = 1, **changes) -> View:
    """The first exchange: nothing heard, no date ahead, impasse worth -1 and the opening 0."""
    some = np.ones(worlds)
    given = {
        "week": 0,
        "aspiration": some,
        "deadline_clock": 0 * some,
        "delay_clock": 0 * some,
        "deadline_weight": 0 * some,
        "restarted": np.ones(worlds, dtype=bool),
        "beta": some,
        "impasse": -some,
        "opening": 0 * some,
        "offered": -np.inf * some,
        "offered_before": -np.inf * some,
        "fresh": False,
        "speaking": np.ones(worlds, dtype=bool),
        "believed_impasse": -some,
        "claimed": -np.inf * some,
        "path": line(worlds),
        "memory": {},
    }
    for key, value in changes.items():
        plain = isinstance(value, int | float) and isinstance(given[key], np.ndarray)
        given[key] = np.full(worlds, float(value)) if plain else value
    return View(**given)


def heard(before: View, offered: Array | float) -> View:
    """The same situation after an offer of that utility came in; the other has the rest."""
    new = offered + 0 * before.aspiration
    return replace(
        before, offered=new, offered_before=before.offered, claimed=-1.0 - new, fresh=True
    )


def story(member: Concession, offers: list[float], start: View | None = None) -> list[float]:
    """Utility that a side asks for after each offer of a scripted counterpart, on `line`."""
    now = start or view()
    asked = []
    for offer in offers:
        now = heard(now, offer)
        now = replace(now, aspiration=member.aspiration(now), fresh=False)
        target = now.impasse + now.aspiration * (now.opening - now.impasse)
        asked.append(float(-now.path.offer(target)[0, 0]))
    return asked


def problem(
    own: list[float], other: list[float], curvature: float, domains: list[str], mine: list[bool]
) -> Problem:
    """One world with issues in the domains named; `mine` says which the viewer gives."""
    baskets = ["security" if d == "security" else "commercial" for d in domains]
    infos = tuple(
        IssueInfo(f"issue_{d}", d, "stated", m, b)
        for d, m, b in zip(domains, mine, baskets, strict=True)
    )
    one, stake = np.ones((len(own), 1)), np.array(own, dtype=float)[:, None]
    theirs = np.array(other, dtype=float)[:, None]
    return Problem(
        infos,
        stake,
        curvature * one,
        theirs,
        curvature * one,
        0 * one,
        one,
        0 * one,
        stake.copy(),
        curvature * one,
    )


def random_view(worlds: int, seed: int) -> View:
    """A situation that differs by world in everything."""
    random = np.random.default_rng(seed)

    def share() -> Array:
        return random.random(worlds)

    impasse = -2.0 - share()
    opening = impasse + share()
    return view(
        worlds,
        aspiration=share(),
        deadline_clock=share(),
        delay_clock=share(),
        deadline_weight=share(),
        restarted=share() < 0.3,
        beta=0.1 + 3 * share(),
        impasse=impasse,
        opening=opening,
        offered=impasse + 0.7 * share(),
        offered_before=np.where(share() < 0.2, -np.inf, impasse + 0.3 * share()),
        fresh=True,
        speaking=share() < 0.8,
        believed_impasse=-1.0 - share(),
        claimed=-share(),
    )


def part(whole: View, worlds: range) -> View:
    """The same situation in some of its worlds."""

    def take(x):
        return np.take(x, worlds, axis=-1)

    changed = {k: take(v) for k, v in vars(whole).items() if isinstance(v, np.ndarray)}
    curve = Path(*(take(getattr(whole.path, k)) for k in ("concession", "own", "other")))
    memory = {k: take(v) for k, v in whole.memory.items()}
    return replace(whole, **changed, path=curve, memory=memory)
