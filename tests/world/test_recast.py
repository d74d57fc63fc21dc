"""Stakes that change in play: paths, flows and memory follow, in the worlds concerned alone."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.runs.chunk import Chunk, build, price
from negotiation.runs.resolve import resolve
from negotiation.world.outcomes import outcomes
from negotiation.world.rule import Rule

WEEK, TABLE = 6, "avalon-lyonesse"


class Pressure(Rule):
    """From week 6 on, the second party pays for the tariff beyond .3 in some worlds."""

    id = "T1"
    name = "pressure"
    signing, weight = True, 2.0

    def begin(self, model):
        self.kink = model.tables[TABLE].add_kink(1, 0, self.signing)
        self.share = model.draws.uniform("tests.pressure")

    def politics(self, model):
        if model.week == WEEK:
            at = np.flatnonzero(self.share < 0.5)
            model.tables[TABLE].press(self.kink, at, np.full(len(at), 0.3), self.weight)


@pytest.fixture(scope="module")
def resolved(islands):
    return resolve(islands)


def played(resolved, chunk, weight=2.0, signing=True, weeks=None):
    model = build(resolved, price(resolved), chunk)
    rule = Pressure({}, {})
    rule.weight, rule.signing = weight, signing
    rebuilt = type(model)(
        model.setting,
        {key: country.strategy for key, country in model.countries.items()},
        [*resolved.rules(), rule],
        model.worth,
        resolved.experiment.seed,
        chunk.first,
        chunk.worlds,
    )
    for _ in range(weeks or rebuilt.calendar.weeks):
        rebuilt.step()
    return rebuilt


def test_paths_are_drawn_anew_in_the_worlds_pressed(resolved):
    model = played(resolved, Chunk(0, 0, 60), weeks=WEEK + 1)
    plain = played(resolved, Chunk(0, 0, 60), weight=0.0, weeks=WEEK + 1)
    for docket, unpressed in zip(
        model.tables[TABLE].dockets, plain.tables[TABLE].dockets, strict=True
    ):
        for talks, before in zip(docket.talks, unpressed.talks, strict=True):
            for side, seat in enumerate(talks.seats):
                path = docket.paths(side, talks.worlds).within
                np.testing.assert_array_equal(seat.path.concession, path.concession)
                np.testing.assert_array_equal(seat.path.own, path.own)
                moved = (seat.path.own != before.seats[side].path.own).any(axis=0)
                pressed = model.rules[-1].share[talks.worlds] < 0.5
                if side == 1 and 0 in docket.issues:
                    np.testing.assert_array_equal(moved, pressed)


@pytest.mark.parametrize("signing", [True, False])
def test_a_world_comes_out_the_same_alone(resolved, signing):
    whole = outcomes(played(resolved, Chunk(0, 0, 60), signing=signing))[TABLE]
    for first, count in ((3, 1), (20, 7)):
        part = outcomes(played(resolved, Chunk(0, first, count), signing=signing))[TABLE]
        for name, value in part.items():
            np.testing.assert_array_equal(value, whole[name][first : first + count], err_msg=name)


def test_pressure_of_nothing_changes_nothing(resolved):
    idle = outcomes(played(resolved, Chunk(0, 0, 60), weight=0.0))[TABLE]
    model = build(resolved, price(resolved), Chunk(0, 0, 60))
    model.run()
    for name, value in outcomes(model)[TABLE].items():
        np.testing.assert_array_equal(value, idle[name], err_msg=name)


def test_what_weighs_on_signing_is_no_part_of_the_impasse_value(resolved):
    signing, lasting, none = (
        played(resolved, Chunk(0, 0, 60), weeks=WEEK + 1, **how)
        for how in ({}, {"signing": False}, {"weight": 0.0})
    )
    flows = [[d.flow(1) for d in m.tables[TABLE].dockets] for m in (signing, lasting, none)]
    np.testing.assert_array_equal(flows[0], flows[2])
    worse = np.sum(flows[1], axis=0) < np.sum(flows[2], axis=0)
    np.testing.assert_array_equal(worse, lasting.rules[-1].share < 0.5)
