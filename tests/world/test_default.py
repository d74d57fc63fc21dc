"""Defaults and threats are priced in one go; each row is what the loss of a side says."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.bargaining.loss import utility
from negotiation.runs.chunk import Chunk, build, price
from negotiation.runs.resolve import resolve
from negotiation.world.table import DEAL

TABLE, WORLDS = "avalon-lyonesse", 40


@pytest.fixture(scope="module")
def table(islands):
    """Some weeks into play, with two kinks of each side that count without a deal."""
    resolved = resolve(islands)
    model = build(resolved, price(resolved), Chunk(0, 0, WORLDS))
    for _ in range(4):
        model.step()
    table = model.tables[TABLE]
    everywhere = np.ones(WORLDS, dtype=bool)
    for side, issue, mark in ((0, 0, 0.1), (0, 0, 0.4), (1, 0, 0.3), (1, 1, 0.0)):
        kink = table.add_kink(side, issue, signing=False)
        table.press(kink, np.arange(WORLDS), np.full(WORLDS, mark), slope=0.7, square=1.5)
    table.threaten(0, 0, table.now[0] * 1.5 + 1.0, np.full(WORLDS, 9.0), everywhere)
    return table


def worth(docket, first, row):
    """Utility of concessions of the first party, [issue, world], to the one a row is about."""
    about = row if row < 2 else 3 - row
    stake, curvature = docket.default.preferences[row]
    own = first if about == 0 else 1.0 - first
    kinks = docket.kinks(about, np.arange(WORLDS), signing=False)
    return utility(own, stake, curvature, kinks)


@pytest.mark.parametrize("row", range(4))
def test_the_default_is_worth_what_its_losses_say(table, row):
    for docket in table.dockets:
        docket.default.reprice(np.arange(WORLDS))
        now = table.concession_now[list(docket.issues)]
        np.testing.assert_array_equal(docket.default.flow[row], worth(docket, now, row))


@pytest.mark.parametrize("row", range(4))
def test_a_threat_adds_the_difference_to_the_default(table, row):
    priced = 0
    for docket in table.dockets:
        docket.default.reprice(np.arange(WORLDS))
        now = table.concession_now[list(docket.issues)]
        for threat in docket.default.threats:
            scale, then = table.terms.scales[threat.issue], now.copy()
            for value, found in ((threat.value, threat.change), (threat.calm, threat.relief)):
                then[docket.issues.index(threat.issue)] = scale.to_concession(value)
                added = worth(docket, then, row) - worth(docket, now, row)
                np.testing.assert_allclose(found[row], added, atol=1e-9)
            priced += threat.change[row].any()
    assert priced


def test_what_is_believed_of_a_side_is_not_what_it_is(table):
    for docket in table.dockets:
        assert (docket.default.flow[2] != docket.default.flow[1]).any()
        assert (docket.default.flow[3] != docket.default.flow[0]).any()


def test_what_applies_is_priced_wherever_something_stirred(islands):
    resolved = resolve(islands.with_name("alliance_2025.toml"), worlds=WORLDS)
    model = build(resolved, price(resolved), Chunk(0, 0, WORLDS))
    settled = beneath = 0
    while model.week < model.calendar.weeks:
        model.step()
        for table in model.tables.values():
            stirred = table.changed & ~table.unpriced
            beneath += int(table.unpriced.sum())
            for docket in table.dockets:
                settled += int((stirred & (docket.state == DEAL)).sum())
                found = docket.default.flow[:, stirred].copy()
                docket.default.price(np.flatnonzero(stirred))
                np.testing.assert_array_equal(docket.default.flow[:, stirred], found)
    assert settled, "no world in which one docket is settled and a date of another changes"
    assert beneath, "no world in which what applies beneath a deal moves"
