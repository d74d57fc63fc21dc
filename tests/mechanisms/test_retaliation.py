"""M12: a tariff is answered once, however often it is put aside and comes back."""

from __future__ import annotations

import datetime as dt

import numpy as np
from varied import TABLE, WEEK, fixed, model, number, off, rule

from negotiation.world.rule import Rule

RATE = "% ad valorem"
CLOTH = 0
STEP = dt.date(2030, 1, 21)  # week 2
ANSWERS = {
    "ceiling": number(200.0, RATE),
    "dare": number(0.0),
    "counter": number(0.5),
    "truce_loss": number(500.0, "USD bn/year"),
    "truce": number(8.0, "weeks"),
    "truce_chance": number(0.0, WEEK),
}
TRUCES = {"truce_loss": number(0.0, "USD bn/year"), "truce_chance": number(0.15, WEEK)}
REVIEWS = {
    "review": number(6.0, "weeks"),
    "hazard": number(1.0),
    "instalments": number(1.0),
    "notice": number(8.0, "weeks"),
    "demand": number(0.8),
}
CALM = fixed("mechanisms.M2.recall", 0.0), fixed("mechanisms.M2.closeness", 0.0)


def wool(*steps: tuple[dt.date, float], truce: float | None = None):
    """Lyonesse has a tariff like Avalon's, both 10 % at first; Avalon's steps, and no more."""

    def change(data):
        issues, cloth = data["tables"][TABLE]["issues"], dict(data["tables"][TABLE]["issues"])
        one = cloth["cloth_tariff"]
        two = {**one, "title": "Lyonesse's tariff on wool", "by": "lyonesse"}
        two["ideal"] = {"lyonesse": one["ideal"]["avalon"], "avalon": one["ideal"]["lyonesse"]}
        two["stakes"] = {c: number(m, "USD bn/year") for c, m in (("avalon", 3), ("lyonesse", 2))}
        issues["wool_tariff"] = two
        one["default"] = [{"since": day, "value": number(rate, RATE)} for day, rate in steps]
        for issue in (one, two) if truce is not None else ():
            issue["truce"] = number(truce, RATE)
        data["tables"][TABLE]["threats"] = []

    return change


def islands(*changes, avalon: str = "package_linkage", worlds: int = 200, **how):
    """The two islands with a tariff each; Lyonesse retaliates and dares at once."""
    strategies = {"avalon": [avalon], "lyonesse": ["retaliate"]}
    return model(rule("M12", **ANSWERS), *changes, worlds=worlds, strategies=strategies, **how)


def rates(game, weeks: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both defaults, [week, 2, world], where the two are unsettled, and deals gone back on."""
    table = game.tables[TABLE]
    rows = [CLOTH, table.issues.index("wool_tariff")]
    seen, unsettled, reopened = [], [], []
    while game.week < weeks:
        game.step()
        seen.append(table.now[rows].copy())
        unsettled.append(table.unsettled[rows].all(axis=0))
        reopened.append(table.reopened.copy())
    return np.array(seen), np.array(unsettled), np.array(reopened)


class Moves(Rule):
    """Avalon's tariff is set to a rate in some weeks, in all worlds."""

    id = "X"
    name = "moves"

    def __init__(self, moves: dict[int, float]):
        super().__init__({}, {})
        self._moves = moves

    def calendar(self, model):
        if model.week in self._moves:
            everywhere = np.ones(model.worlds, dtype=bool)
            rate = np.full(model.worlds, self._moves[model.week])
            model.tables[TABLE].set_default(CLOTH, rate, everywhere)


def moved(moves: dict[int, float], weeks: int) -> np.ndarray:
    """Wool's rate by week in worlds in which nothing is settled by then, [week, world]."""
    game = islands(wool())
    game.rules.insert(0, Moves(moves))
    seen, unsettled, _ = rates(game, weeks)
    open_yet = unsettled.all(axis=0)
    assert open_yet.sum() > 50
    return seen[:, 1, open_yet]


def test_only_what_exceeds_the_most_so_far_is_answered():
    """A tariff suspended and put back is no new one; what is added to it is."""
    found = moved({2: 14.0, 4: 10.0, 6: 14.0, 7: 5.0, 8: 18.0}, 10)
    wanted = [10.0, 10.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0, 18.0, 18.0]
    np.testing.assert_allclose(found, np.repeat(np.array(wanted)[:, None], found.shape[1], axis=1))


def test_a_tariff_that_a_reopened_deal_brings_back_is_not_answered_again():
    """Avalon's 14 % were met by 14 % before the deal."""
    changes = wool((STEP, 14.0)), rule("M15", **REVIEWS)
    seen, _, reopened = rates(islands(*changes, avalon="erratic"), 60)
    assert (reopened[-1] > 0.0).sum() > 20
    np.testing.assert_allclose(seen[2:], 14.0)


def test_a_step_beneath_a_deal_is_answered_once_the_deal_ends():
    """Avalon's tariff steps from 14 to 18 % while a deal stands, and bites when it is reopened."""
    later = 50
    changes = wool((STEP, 14.0), (dt.date(2030, 12, 23), 18.0)), rule("M15", **REVIEWS)
    seen, unsettled, reopened = rates(islands(*changes, avalon="erratic", worlds=800), 60)
    ends = (reopened[later:] > reopened[later]) & unsettled[later:]
    beneath = ~unsettled[later - 1 : later + 1].any(axis=0) & ends.any(axis=0)
    assert beneath.sum() > 10
    first = np.argmax(ends, axis=0)[beneath] + later
    at = np.flatnonzero(beneath)
    np.testing.assert_allclose(seen[first, 1, at], 14.0)
    on = first + 1 < 60
    np.testing.assert_allclose(seen[first[on] + 1, 1, at[on]], 18.0)


class Delays(Rule):
    """Remembers who ever put a date off, [world]."""

    id = "Y"
    name = "delays"

    def begin(self, model):
        self.found = np.zeros(model.worlds, dtype=bool)

    def flows(self, model):
        self.found |= model.tables[TABLE].happened.get("extended", self.found * 0.0) > 0.0


def test_after_a_truce_both_sides_are_where_they_were():
    """20 against 20 %, however many truces run out; less on one side that puts its date off."""
    changes = (*CALM, wool((STEP, 20.0), truce=10.0), rule("M12", **TRUCES))
    game, delays = islands(*changes), Delays({}, {})
    delays.begin(game)
    game.rules.append(delays)
    seen, unsettled, _ = rates(game, 60)
    assert seen.max() < 20.0 + 1e-9
    ends = (np.diff(seen[:, 0], axis=0) > 5.0) & unsettled[1:]
    assert (ends.sum(axis=0) > 1).sum() > 20
    pairs = seen[2:].transpose(0, 2, 1)[unsettled[2:] & ~delays.found]
    truce = np.isclose(pairs, 10.0).all(axis=1)
    assert 100 < truce.sum() < len(pairs) - 100
    np.testing.assert_allclose(pairs[~truce], 20.0)


def test_after_a_truce_without_dates_a_new_tariff_is_answered():
    """Nothing comes back by itself there: the answer is gone, and so is what it answered."""
    again = dt.date(2030, 5, 6)
    changes = (off("M2"), wool((STEP, 20.0), (again, 16.0), truce=10.0), rule("M12", **TRUCES))
    seen, unsettled, _ = rates(islands(*changes), 19)
    calm = np.isclose(seen[16], 10.0).all(axis=0) & unsettled.all(axis=0)
    hit = calm & (seen[17, 0] > 10.0)  # elsewhere there is a truce at once
    assert hit.sum() > 0.5 * calm.sum() > 20
    np.testing.assert_allclose(seen[17][:, hit], 16.0)


def test_a_world_answers_alike_in_any_batch():
    changes = (*CALM, wool((STEP, 20.0), truce=10.0), rule("M12", **TRUCES), rule("M15", **REVIEWS))
    alone, few, many = (
        rates(islands(*changes, avalon="erratic", worlds=n), 60)[0] for n in (1, 7, 100)
    )
    np.testing.assert_array_equal(many[:, :, :1], alone)
    np.testing.assert_array_equal(many[:, :, :7], few)
