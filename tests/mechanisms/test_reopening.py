"""M15: pledges that are held back, deals that are gone back on, and the future that disciplines."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_rel
from varied import TABLE, assert_same, closed, fixed, model, number, off, played, rule

from negotiation.mechanisms.reopening import disciplined
from negotiation.world.table import DEAL, OPEN

QUIET = {
    "review": number(13.0, "weeks"),
    "hazard": number(0.0),
    "instalments": number(1.0),
    "notice": number(8.0, "weeks"),
    "demand": number(0.8),
}
LAPSES = ("realised.avalon", "realised.lyonesse", "delivered.avalon", "delivered.lyonesse")


def deals(**changed):
    """M15 with these numbers, quiet in all else."""
    return rule("M15", **{**QUIET, **changed})


def stated(domain, by, pledge, stake):
    """An issue from 0 to 1: Lyonesse's pledge, or Avalon's favour that Lyonesse wants."""
    away, home = ("avalon", "lyonesse") if by == "lyonesse" else ("lyonesse", "avalon")
    return {
        "title": "invented",
        "domain": domain,
        "kind": "pledge" if pledge else "stated",
        "by": by,
        "unit": "1",
        "status_quo": number(0.0),
        "ideal": {away: number(1.0), home: number(0.0)},
        "stakes": {"avalon": number(9.0, "USD bn/year"), "lyonesse": number(stake, "USD bn/year")},
        "curvature": {"avalon": number(0.0), "lyonesse": number(0.0)},
    }


def two_baskets(data):
    """Cheating saves Lyonesse 1 a year and costs it 2 in one basket, saves 3 and costs 1 in one."""
    table = data["tables"][TABLE]
    table["issues"] = {
        "pledge_a": stated("trade", "lyonesse", True, 1.0),
        "favour_a": stated("market_access", "avalon", False, 3.0),
        "pledge_b": stated("investment", "lyonesse", True, 3.0),
        "favour_b": stated("security", "avalon", False, 4.0),
    }
    table["threats"] = []
    for salience in ("issue", "trade", "market_access", "investment", "security"):
        data["shared"][f"{salience}_salience"] = number(1.0)
    data["shared"]["annuity"] = number(1.0, "1/year")


def sealed(table):
    """Everything is given at the table in all worlds, against nothing on either side before."""
    everywhere = np.arange(table.model.worlds)
    count = len(everywhere)
    for docket in table.dockets:
        given = [
            [0.0 if table.data.issues[table.issues[k]].by == "lyonesse" else 1.0]
            for k in docket.issues
        ]
        terms = np.array(given)
        table.settle(docket.issues, np.repeat(terms, count, axis=1), everywhere)
        own = np.stack([terms, 1.0 - terms])[:, :, 0]
        stakes = np.stack([stake[:, 0] for stake in docket.stake])
        worths = -np.array([[sum(v * c)] for v, c in zip(stakes, own, strict=True)])
        before = -np.array([[sum(v * (1.0 - c))] for v, c in zip(stakes, own, strict=True)])
        docket.sign(
            everywhere, *(np.repeat(x, count, axis=1) for x in (worths, worths, before, worths))
        )
    table.note_open()


@pytest.mark.parametrize(
    ("linked", "basket", "threshold"),
    [(False, "commercial", 1 / 3), (False, "harbour", 3 / 4), (True, "package", 4 / 7)],
)
def test_linkage_pools_enforcement(linked, basket, threshold):
    """Bernheim and Whinston (1990): 1/3 and 3/4 apart, 4/7 together, with a review a year."""
    rest = off("M1", "M2", "M3", "M4", "M7", "M9", *(() if linked else ("M6",)))
    islands = model(two_baskets, rest, deals(review=number(52.0, "weeks")), worlds=2)
    table = islands.tables[TABLE]
    yearly = np.array([threshold * (1.0 - 1e-9), threshold * (1.0 + 1e-9)])
    islands.countries["lyonesse"].delta = yearly ** (1.0 / 52.0)
    sealed(table)
    docket = next(d for d in table.dockets if d.name == basket)
    for _ in range(52):
        islands.step()
        assert not docket.paid[1].any()
    islands.step()
    np.testing.assert_array_equal(docket.paid[1], [0.0, 1.0])
    saved = sum(table.stake[1][k][0] for k in docket.issues if "pledge" in table.issues[k])
    np.testing.assert_array_equal(docket.lapse[1], [saved, 0.0])


def test_both_may_hold_back_at_once():
    """Each keeps what its own pledge costs, and goes without what the other's would bring."""

    def mutual(data):
        two_baskets(data)
        data["tables"][TABLE]["issues"]["favour_b"]["kind"] = "pledge"

    islands = model(mutual, off("M1", "M2", "M3", "M4", "M7", "M9"), deals(), worlds=1)
    table = islands.tables[TABLE]
    for country in islands.countries.values():
        country.delta = np.array([0.6])
    sealed(table)
    for _ in range(14):
        islands.step()
    np.testing.assert_allclose(table.dockets[0].lapse, [[9.0 - 18.0], [1.0 + 3.0 - 4.0]])


def test_who_discounts_nothing_is_always_disciplined():
    one = np.ones(3)
    assert disciplined(one, np.array([1e-9, 1.0, 0.0]), 1e9 * one).all()


def test_patience_raises_compliance_and_hold_out():
    """Fearon (1998): the future that makes a deal hold makes it worth waiting for a better one.

    Both sides' weekly discount, .985 against .996, in the same worlds: the share of what falls due
    that is delivered, and the week of settlement, where a side that settles in neither counts for
    nothing and one that settles only with impatience as later with patience.
    """
    hurried, patient = (played(deals(), fixed("shared.patience", p))[1] for p in (0.985, 0.996))
    both = np.isfinite(hurried["delivered.lyonesse"]) & np.isfinite(patient["delivered.lyonesse"])
    kept = patient["delivered.lyonesse"][both], hurried["delivered.lyonesse"][both]
    assert ttest_rel(*kept, alternative="greater").pvalue < 1e-3
    weeks = [np.where(closed(c), c["week"], np.inf) for c in (hurried, patient)]
    later, earlier = int((weeks[1] > weeks[0]).sum()), int((weeks[1] < weeks[0]).sum())
    assert binomtest(later, later + earlier).proportion_ci(0.99).low > 0.5


def test_distrust_moves_pledges_to_instalments():
    at_once = {}
    for trust in (0.3, 0.95):
        believed = rule("M4", believed_compliance=number(trust))
        parts = played(deals(instalments=number(6.0)), believed)[1]["instalments"]
        at_once[trust] = (parts[np.isfinite(parts)] == 1.0).mean()
    assert at_once == {0.3: 0.0, 0.95: 1.0}


def test_the_trust_of_an_alliance_comes_before_what_one_side_believes():
    def allied(data):
        pact = {"patron": "avalon", "ally": "lyonesse", "trust": number(0.5)}
        data["alliances"] = {"pact": pact}

    islands = model(allied, deals(instalments=number(7.0)), worlds=3)
    assert (islands.tables[TABLE].instalments[1] == 4.0).all()


def test_a_doubtful_pledge_is_worth_more_in_parts():
    """Less is lost if it stops coming, so more is pledged in the same worlds."""
    doubt = rule("M4", believed_compliance=number(0.3))
    whole, parts = (played(doubt, deals(instalments=number(n)))[1] for n in (1.0, 6.0))
    both = closed(whole) & closed(parts)
    pledges = parts["issue.harbour_pledge"][both], whole["issue.harbour_pledge"][both]
    assert ttest_rel(*pledges, alternative="greater").pvalue < 1e-3


def test_a_pledge_held_back_ends_the_deal():
    """An impatient Lyonesse never pays; an Avalon that always answers goes back on the deal."""
    impatient = fixed("countries.lyonesse.patience", 0.9)

    def own(data):
        data["countries"]["lyonesse"]["patience"] = data["shared"]["patience"]

    islands = model(own, impatient, deals(hazard=number(1.0)), off("M2"), worlds=200)
    table, docket = islands.tables[TABLE], islands.tables[TABLE].dockets[0]
    gone = np.zeros(200, dtype=bool)
    while not gone.any():
        was, agreed = docket.state.copy(), docket.week.copy()
        islands.step()
        gone = (was == DEAL) & (docket.state == OPEN)
    assert (islands.week - 1 - agreed[gone] == 13.0).all()
    assert table.unsettled[:, gone].all()
    assert np.isnan(table.agreed[:, gone]).all()
    assert np.isnan(table.week[gone]).all()
    assert (table.reopened[gone] == 1.0).all()
    assert not table.signed_utility[0][gone].any()
    assert table.open[gone].all()
    for talks in docket.talks:
        new = gone[talks.worlds] & talks.live
        assert (talks.seats[0].aspiration[new] <= 0.8).all()
    columns = played(own, impatient, deals(hazard=number(1.0)), off("M2"), worlds=200)[1]
    never = (columns["reopened"] > 0) & (columns["outcome"] == "open")
    again = (columns["reopened"] > 0) & closed(columns)
    assert never.any()
    assert again.any()
    assert np.isnan(columns["week"][never]).all()
    assert np.isnan(columns["surplus_share.avalon"][never]).all()


def test_the_stronger_goes_back_on_a_deal_once_it_could_get_more():
    """A default that turns against Lyonesse after most have signed gives Avalon a reason."""

    def step(data):
        issue = data["tables"][TABLE]["issues"]["fishing_quota"]
        issue["default"] = [{"since": dt.date(2030, 5, 27), "value": number(95.0, "kt/year")}]

    calm = played(deals(hazard=number(1.0)))[1]
    turned = played(step, deals(hazard=number(1.0)))[1]
    early = played(step, deals())[1]["week"] < 20
    assert (turned["reopened"][early] > 0).mean() > (calm["reopened"][early] > 0).mean() + 0.1


def test_the_law_moves_on_beneath_a_deal():
    """The default of a settled issue follows its path, and applies where the deal ends."""

    def step(data):
        issue = data["tables"][TABLE]["issues"]["fishing_quota"]
        issue["default"] = [{"since": dt.date(2030, 5, 27), "value": number(95.0, "kt/year")}]

    columns = played(step, deals(hazard=number(1.0)))[1]
    left = (columns["reopened"] > 0) & ~closed(columns)
    assert left.any()
    np.testing.assert_allclose(columns["issue.fishing_quota"][left], 95.0)


def test_talks_stay_few_however_often_deals_are_reopened():
    islands = model(deals(hazard=number(1.0), review=number(1.0, "weeks")), worlds=300)
    most = 0
    while islands.week < 60:
        islands.step()
        most = max(most, *(len(d.talks) for d in islands.tables[TABLE].dockets))
    assert islands.tables[TABLE].reopened.max() > 1
    assert most <= 6


def test_a_world_that_is_reopened_is_the_same_alone():
    often = deals(hazard=number(0.7), review=number(5.0, "weeks"), instalments=number(4.0))
    whole = played(often, worlds=60)[1]
    for count in (1, 7):
        part = played(often, worlds=count)[1]
        assert_same(part, {k: v[:count] for k, v in whole.items()})
    assert (whole["reopened"] > 1).any()


def test_a_world_is_heard_in_the_talks_in_which_it_is_live():
    """Its old talks may hold it still, as settled: the new ones count, in whatever order."""
    often = deals(review=number(2.0, "weeks"), hazard=number(0.6))
    islands = model(often, worlds=200)
    table, held_twice = islands.tables[TABLE], 0
    while islands.week < islands.calendar.weeks:
        islands.step()
        docket = table.dockets[0]
        places = np.concatenate([talks.worlds for talks in docket.talks])
        heard = np.concatenate([talks.worlds[talks.live] for talks in docket.talks])
        assert len(np.unique(heard)) == len(heard)
        held_twice += len(places) - len(np.unique(places))
        told = []
        for _ in range(2):
            gaps = [table.gap(side, k) for side in (0, 1) for k in docket.issues]
            told.append(np.stack([*gaps, table.talking()]))
            docket.talks.reverse()
        np.testing.assert_array_equal(*told)
    assert held_twice > 20


def test_without_hazard_the_talks_are_the_same():
    """M15: exact null for the talks; what is held back still counts in what was realised."""
    on, without = played(deals())[1], played(off("M15"))[1]
    assert_same(on, without, leave=LAPSES)
    assert (on["realised.lyonesse"] >= without["realised.lyonesse"] - 1e-12).all()
    assert (on["realised.avalon"] <= without["realised.avalon"] + 1e-12).all()
