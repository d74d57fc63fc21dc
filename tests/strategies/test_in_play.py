"""Members at a real table: what the engine shows them, and what it makes of their answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from negotiation.runs.chunk import Chunk, build
from negotiation.runs.resolve import resolve
from negotiation.strategies.view import View
from negotiation.world.model import NegotiationModel

SOUND = Path(__file__).parents[1] / "scenario" / "sound_experiment.toml"


class Spy:
    """A concession that notes what its member sees and says."""

    def __init__(self, member):
        self.member = member
        self.seen: list[View] = []
        self.said: list[np.ndarray] = []
        self.weighs_other = member.weighs_other

    def aspiration(self, view: View) -> np.ndarray:
        self.seen.append(view)
        self.said.append(self.member.aspiration(view))
        return self.said[-1]


def spied(strategy: str, worlds: int = 20, weeks: int = 10) -> tuple[NegotiationModel, Spy]:
    """South plays a strategy for some weeks against a player whose concession depends on time."""
    resolved = resolve(SOUND, sets=(("strategies.south", strategy),))
    model = build(resolved, None, Chunk(0, 0, worlds))
    south = model.countries["south"]
    spy = Spy(south.strategy.concession)
    south.strategy = replace(south.strategy, concession=spy)
    for _ in range(weeks):
        model.step()
    return model, spy


def test_tit_for_tat_repays_an_offer_once():
    _, spy = spied("absolute_tit_for_tat", worlds=1)
    first, last = spy.seen[0].aspiration, spy.said[-1]
    offers = {round(float(v.offered[0]), 12): v for v in spy.seen if v.fresh}
    received = sum(max(float(v.received[0]), 0.0) for v in offers.values())
    assert received > 0.01
    np.testing.assert_allclose(first - last, received, rtol=1e-9)


def test_hold_firm_never_moves_at_the_table():
    _, spy = spied("hold_firm")
    assert len(spy.said) >= 10
    assert all(np.all(said == 1.0) for said in spy.said)


def test_a_player_never_sees_the_other_sides_limits():
    _, spy = spied("hold_firm", weeks=2)
    shown = set(vars(spy.seen[0]))
    assert shown == {
        "week",
        "aspiration",
        "deadline_clock",
        "delay_clock",
        "deadline_weight",
        "restarted",
        "beta",
        "impasse",
        "opening",
        "offered",
        "offered_before",
        "fresh",
        "speaking",
        "believed_impasse",
        "claimed",
        "path",
        "memory",
    }


def test_the_opening_demand_is_asked_first():
    model, _ = spied("package_linkage", weeks=1)
    talks = model.tables["river"].dockets[0].talks
    opened = [t for t in talks if t.opener == 1 and len(t.worlds)]
    assert opened
    for some in opened:
        np.testing.assert_array_equal(some.seats[1].ask, some.seats[1].opening)
