"""M8: a public demand delays, gives leverage to one side bound alone, and wastes where both are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_1samp
from worlds import TABLE, assert_same, number, pact

from negotiation.runs.chunk import Chunk, build

ON = {"on": ("M8",), "worlds": 400, "mechanisms__M8__rate": 0.02}


def paired(allies, column: str, **public: str) -> np.ndarray:
    """What going public changes in a column, in worlds where both arms deal."""
    quiet, bound = allies(**ON), allies(**ON, **public)
    both = quiet.settled & bound.settled
    assert both.mean() > 0.4
    return bound[column][both] - quiet[column][both]


def surely(change: np.ndarray, sign: str) -> bool:
    return bool(ttest_1samp(change, 0.0, alternative=sign).pvalue < 1e-3)


ONE = {"lyonesse": "goes_public"}
BOTH = {"lyonesse": "goes_public", "avalon": "goes_public"}


def test_a_quiet_stance_stakes_nothing(allies):
    """Exact null: nobody speaks in public."""
    assert_same(allies(**ON), allies(worlds=400))


@pytest.mark.parametrize("key", ["rate", "cap"])
def test_a_cost_of_nothing_does_nothing(allies, key):
    """With a = 0 every number is what it was, to the bit."""
    free = allies(**{**ON, f"mechanisms__M8__{key}": 0.0}, **BOTH)
    for name, value in free.columns[TABLE].items():
        np.testing.assert_array_equal(value, allies(worlds=400)[name], err_msg=name)


@pytest.mark.parametrize("public", [ONE, {"avalon": "goes_public"}, BOTH])
def test_talks_last_longer(allies, public):
    """Fearon 1994."""
    assert surely(paired(allies, "week", **public), "greater")


@pytest.mark.parametrize(("bound", "other"), [("lyonesse", "avalon"), ("avalon", "lyonesse")])
def test_one_side_bound_gets_better_terms(allies, bound, other):
    """Leventoglu and Tarar 2005: leverage, before what it costs at home."""
    assert surely(paired(allies, f"utility.{bound}", **{bound: "goes_public"}), "greater")
    assert surely(paired(allies, f"utility.{other}", **{bound: "goes_public"}), "less")


def test_both_bound_waste(allies):
    """Fewer deals, and less to share between the two."""
    quiet, bound = allies(**ON), allies(**ON, **BOTH)
    lost = int((quiet.settled & ~bound.settled).sum())
    won = int((bound.settled & ~quiet.settled).sum())
    assert binomtest(lost, lost + won, alternative="greater").pvalue < 1e-3
    joint = [run["money.avalon"] + run["money.lyonesse"] for run in (bound, quiet)]
    assert surely(joint[0] - joint[1], "less")


def test_the_cost_is_recorded_where_a_side_backed_down(allies):
    """Nobody pays without a deal, and nobody who was quiet."""
    bound = allies(**ON, **ONE)
    cost = bound["audience_cost.lyonesse"]
    assert (bound["audience_cost.avalon"] == 0.0).all()
    assert (cost[~bound.settled] == 0.0).all()
    assert (cost >= 0.0).all()
    assert (cost[bound.settled] > 0.0).mean() > 0.5


def test_asking_undoes_the_cost_of_backing_down():
    """The story of one seat: a demand made in week 0, worth less to abandon than to keep."""
    model = build(pact(on=("M8",), worlds=7, **ONE), None, Chunk(0, 0, 7))
    for _ in range(8):
        model.step()
    talks = next(t for t in model.tables[TABLE].dockets[0].talks if t.live.any())
    seat, quiet = talks.seats[1], talks.seats[0]
    assert (seat.demand > seat.impasse).all()
    assert (seat.backing > 0.0).all()
    for share in (0.0, 0.3, 0.9, 1.5):
        wanted = seat.impasse + share * (seat.demand - seat.impasse)
        asked = seat.gross(wanted)
        assert (asked >= wanted).all()
        np.testing.assert_allclose(seat.net(asked), wanted, atol=1e-12)
    assert quiet.gross(wanted) is wanted


def unstable(scenario: dict) -> None:
    """Leaders fall often."""
    numbers = dict.fromkeys(("entry_delay", "fall_approval", "lost", "summit_only"), 0.0)
    units = {"entry_delay": "weeks", "fall": "1/week"}
    scenario["mechanisms"]["M17"] = {
        key: number(value, units.get(key, "1")) for key, value in {**numbers, "fall": 0.05}.items()
    }


@pytest.mark.parametrize("bound", ["avalon", "lyonesse"])
def test_a_new_leader_stakes_its_demand_with_its_own_first_offer(bound):
    """Neither on the offers of the one before it, nor later than its own."""
    given = pact(on=("M8",), adapt=unstable, **{bound: "goes_public"})
    model = build(given, None, Chunk(0, 0, 300))
    table, leader, made = model.tables[TABLE], model.countries[bound], 0
    docket, side = table.dockets[0], table.side_of(bound)
    waits = np.ones(300, dtype=bool)
    for week in range(40):
        model.step()
        waits |= leader.turnover
        spoke = np.zeros(300, dtype=bool)
        for talks in docket.talks:
            if (talks.opener + week) % 2 == side:
                spoke[talks.worlds[talks.live & talks.speaking]] = True
        staked = docket.demands[side].since == week
        np.testing.assert_array_equal(staked & table.open, waits & spoke & table.open)
        made += int((staked & (leader.leaders > 0)).sum())
        waits &= ~spoke
    assert made > 200
