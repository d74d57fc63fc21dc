"""M14: partners hold a line where one's deal hurts the others, and are tempted to leave it."""

from __future__ import annotations

from functools import cache

import numpy as np
from hub import FIRST, LATER, RATE, TABLES, assert_same, hub, played
from scipy.stats import binomtest, ttest_1samp

from negotiation.world.talks import Talks

RIVALRY, MONITORING = "mechanisms__M14__rivalry", "mechanisms__M14__monitoring"
PENALTY = "mechanisms__M14__penalty"
FRONT = (("lyonesse", "united_front"), ("logres", "united_front"))
DIVIDE = (("avalon", "divide_and_conquer"),)
WORLDS = 500


@cache
def runs(strategies: tuple = (), worlds: int = WORLDS, **sets) -> dict:
    return played(worlds, dict(strategies), **sets)


def fell(run: dict) -> np.ndarray:
    """Worlds in which a member left the front."""
    left = [run[table][f"left.{table.split('-')[1]}"] for table in TABLES]
    return np.isfinite(left).any(axis=0)


def test_without_externality_a_front_is_nothing():
    """Exact null: no rivalry and no precedent, whatever the front may do, watched or bribed."""
    for strategies in ((), FRONT, (*FRONT, *DIVIDE)):
        off = runs(strategies, 150, mechanisms__M14=False)
        assert_same(runs(strategies, 150), off, but=("left",))
        assert_same(runs(strategies, 150, **{MONITORING: 0.0}), off, but=("left",))


def test_a_front_that_is_watched_gains():
    """Lower tariffs and more money for members, less for the hub, with one deal hurting another."""
    alone, front = runs(**{RIVALRY: 0.3}), runs(FRONT, **{RIVALRY: 0.3})
    assert not fell(front).any()
    partners = ((FIRST, "lyonesse"), (LATER, "logres"))
    rates = np.concatenate([front[t][RATE] - alone[t][RATE] for t in TABLES])
    money = np.concatenate([front[t][f"money.{p}"] - alone[t][f"money.{p}"] for t, p in partners])
    hubs = np.concatenate([front[t]["utility.avalon"] - alone[t]["utility.avalon"] for t in TABLES])
    assert ttest_1samp(rates, 0.0, alternative="less").pvalue < 1e-3
    assert ttest_1samp(money, 0.0, alternative="greater").pvalue < 1e-3
    assert ttest_1samp(hubs, 0.0, alternative="less").pvalue < 1e-3


def test_a_precedent_is_an_externality_too():
    weight = {"mechanisms__M13__weight": 0.5}
    alone, front = runs(**weight), runs(FRONT, **weight)
    rates = np.concatenate([front[t][RATE] - alone[t][RATE] for t in TABLES])
    assert ttest_1samp(rates, 0.0, alternative="less").pvalue < 1e-3


def test_a_front_that_nobody_watches_unravels():
    """Members leave in more worlds the less they are watched, and most where the hub divides."""
    shares = {}
    for who, strategies in (("plain", FRONT), ("divided", (*FRONT, *DIVIDE))):
        for watched in (1.0, 0.0):
            run = runs(strategies, **{RIVALRY: 0.3, MONITORING: watched})
            shares[who, watched] = binomtest(int(fell(run).sum()), WORLDS).proportion_ci(0.99)
    assert shares["plain", 1.0].high < 0.02
    assert shares["divided", 1.0].high < 0.02
    assert shares["plain", 0.0].low > 0.05
    assert shares["divided", 0.0].low > 0.9


def test_a_bribe_is_paid_in_full(monkeypatch):
    """What the hub asks for once it has paid is worth to the member what it left for."""
    wanted, short, paid = {}, [], []
    price, pay = Talks.bonus, Talks.give_up

    def priced(talks, side, kinks, most, penalty):
        wanted[talks] = side, kinks, talks.seats[side].target() + penalty
        return price(talks, side, kinks, most, penalty)

    def given(talks, side, share):
        pay(talks, side, share)
        hub_seat, (member, kinks, wish) = talks.seats[side], wanted[talks]
        worth = talks._spared(member, 1.0 - hub_seat.path.offer(hub_seat.target()), kinks)
        bribed = talks.live & (share > 0.0)
        short.extend(((wish - worth) / talks.seats[member].scope)[bribed])
        paid.extend(share[bribed])

    monkeypatch.setattr(Talks, "bonus", priced)
    monkeypatch.setattr(Talks, "give_up", given)
    sets = {"line": 0.15, "cohesion": 0.9, "bribe": 0.2, "rivalry": 0.5, "monitoring": 0.0}
    front = {f"mechanisms__M14__{key}": value for key, value in sets.items()}
    hub(400, dict((*FRONT, *DIVIDE)), mechanisms__M9__win_set=0.6, **front).run()
    assert len(paid) > 200
    assert max(paid) <= 0.2
    assert max(short) < 1e-9


def test_a_penalty_that_is_too_small_holds_nobody():
    watched = {RIVALRY: 0.3, MONITORING: 1.0}
    assert fell(runs(FRONT, **watched, **{PENALTY: 0.0})).mean() > 0.05


def test_who_leaves_under_watch_pays_for_it_and_the_front_is_over():
    sets = {RIVALRY: 0.3, MONITORING: 1.0, PENALTY: 0.05}
    model = hub(200, dict((*FRONT, *DIVIDE)), **sets)
    model.run()
    left = {table: np.isfinite(model.tables[table].left[1]) for table in TABLES}
    assert not (left[FIRST] & left[LATER]).any()
    assert left[FIRST].any()
    for table in TABLES:
        dues = model.tables[table].dues[1]
        np.testing.assert_array_equal(dues, np.where(left[table], 0.05, 0.0))
    line = [kink for kink in model.tables[LATER].kinks[1] if kink.signing and kink.mark.any()]
    open_then = left[FIRST] & model.tables[LATER].unsettled[0]
    assert all(not kink.square[open_then].any() for kink in line)


def test_rivals_terms_lower_what_no_deal_is_worth():
    """Segal's externality: once one has settled well, the other loses by not having settled."""
    models = [hub(100, **{RIVALRY: rivalry}) for rivalry in (0.0, 0.3)]
    for model in models:
        model.run()
    first, later = (models[1].tables[name] for name in TABLES)
    mark = next(kink for kink in later.kinks[1] if not kink.signing)
    waits = (first.week < later.week) & later.unsettled[0] & ~first.unsettled[0]
    hurt = waits & (1.0 - later.concession_now[0] > mark.mark) & (mark.slope > 0.0)
    assert hurt.any()
    flows = [sum(d.flow(1) for d in model.tables[LATER].dockets) for model in models]
    same = hurt & models[0].tables[LATER].unsettled[0]
    same &= models[0].tables[LATER].now[0] == later.now[0]
    assert (flows[1] < flows[0])[same].all()
    assert same.any()


def test_the_line_is_one_value_the_best_that_any_member_holds():
    """Members whose ideals differ name different rates; the lowest is the line of all."""
    ideal = f"tables__{LATER}__issues__cloth_tariff__ideal__avalon"
    model = hub(20, dict(FRONT), **{RIVALRY: 0.3, ideal: 15.0})
    rates = []
    for table in model.tables.values():
        kink = next(k for k in table.kinks[1] if k.signing and k.square.any())
        rates.append(table.terms.scales[0].to_value(1.0 - kink.mark))
    np.testing.assert_allclose(rates[0], rates[1], rtol=1e-12)
    lowest = [t.terms.scales[0].to_value(np.full(20, 0.7)) for t in model.tables.values()]
    np.testing.assert_allclose(rates[0], np.minimum(*lowest), rtol=1e-12)


def test_a_world_with_a_front_is_the_same_alone():
    sets = {RIVALRY: 0.3, MONITORING: 0.5, "mechanisms__M13__weight": 0.4}
    strategies = dict((*FRONT, *DIVIDE))
    whole = played(40, strategies, **sets)
    for count in (1, 7):
        part = played(count, strategies, **sets)
        for table, columns in part.items():
            for name, value in columns.items():
                np.testing.assert_array_equal(value, whole[table][name][:count], err_msg=name)
