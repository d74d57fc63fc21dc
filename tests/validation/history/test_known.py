"""What was known on a day: later orders are left out, later numbers refused."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import replace

import pytest

from negotiation.errors import InputError
from negotiation.validation.history.known import as_known

JANUARY, MARCH = dt.date(2018, 1, 5), dt.date(2018, 3, 9)


def changed(case, **number):
    """The case with keys of the American ideal on steel changed."""
    raw = copy.deepcopy(case.raw)
    raw["tables"]["usa-korea"]["issues"]["steel_tariff"]["ideal"]["usa"].update(number)
    return replace(case, raw=raw)


def test_threats_enter_on_the_day_on_which_they_were_made(cases):
    case = cases["korus_2018"]
    before, left = as_known(case, JANUARY)
    assert before["tables"]["usa-korea"]["threats"] == []
    assert [str(x.known_from) for x in left if ".threats." in x.key] == [
        "2018-02-16",
        "2018-03-08",
        "2018-03-22",
    ]
    after, _ = as_known(case, MARCH)
    announced = [str(t["announced"]) for t in after["tables"]["usa-korea"]["threats"]]
    assert announced == ["2018-02-16", "2018-03-08"]


def test_steps_of_the_default_path_and_days_of_the_calendar_enter_when_known(cases):
    japan = cases["us_japan_2025"]
    before, left = as_known(japan, dt.date(2025, 4, 16))
    assert len(before["tables"]["usa-japan"]["issues"]["metal_tariff"]["default"]) == 1
    assert "tables.usa-japan.issues.metal_tariff.default.1" in [x.key for x in left]
    after, left = as_known(japan, dt.date(2025, 7, 8))
    assert len(after["tables"]["usa-japan"]["issues"]["metal_tariff"]["default"]) == 2
    assert left == []
    korea, left = as_known(cases["korea_cost_sharing_2019"], dt.date(2019, 9, 24))
    assert "new_leader" not in [event["kind"] for event in korea["calendar"]]
    assert "election" in [event["kind"] for event in korea["calendar"]]


def test_news_of_the_case_is_added_once_it_was_known(cases):
    japan = cases["us_japan_2025"]
    dates = [
        [str(t["date"]) for t in as_known(japan, day)[0]["tables"]["usa-japan"]["threats"]]
        for day in (dt.date(2025, 7, 6), dt.date(2025, 7, 7))
    ]
    assert dates == [["2025-07-09"], ["2025-07-09", "2025-08-01"]]


def test_nothing_that_records_the_outcome_is_left(cases):
    for case in cases.values():
        raw, _ = as_known(case, case.data.as_of[0].date)
        issues = [i for table in raw["tables"].values() for i in table["issues"].values()]
        assert not any("record" in issue for issue in issues)


def test_a_number_known_later_is_refused(cases):
    case = changed(cases["korus_2018"], known_from=dt.date(2018, 2, 1))
    as_known(case, MARCH)
    with pytest.raises(InputError) as found:
        as_known(case, JANUARY)
    assert str(found.value) == (
        "korus_2018.toml: tables.usa-korea.issues.steel_tariff.ideal.usa: is known from "
        "2018-02-01, after the forecast of 2018-01-05; give what was known by then, or forecast "
        "from a later day"
    )


def test_trade_flows_known_later_are_refused_and_so_are_those_without_a_date(cases):
    case, day = cases["us_japan_2025"], dt.date(2025, 4, 16)
    as_known(case, day)
    for known, expected in (
        (dt.date(2025, 5, 1), "is known from 2025-05-01, after the forecast of 2025-04-16; give"),
        (None, "is missing; the scenario rests on trade flows: add the day they were known from"),
    ):
        data = case.data.model_copy(update={"flows_known_from": known})
        with pytest.raises(InputError) as found:
            as_known(replace(case, data=data), day)
        assert str(found.value).startswith(f"{case.file}: flows_known_from: {expected}")
    stated = cases["korus_2018"]
    assert stated.data.flows_known_from is None
    as_known(stated, JANUARY)


def test_terms_of_a_copied_deal_that_were_known_later_are_refused(cases):
    case = cases["us_china_2025"]
    first, *rest = case.data.comparable
    terms = {
        issue: number.model_copy(update={"known_from": dt.date(2025, 6, 1)})
        for issue, number in first.terms.items()
    }
    deals = (first.model_copy(update={"terms": terms}), *rest)
    late = replace(case, data=case.data.model_copy(update={"comparable": deals}))
    as_known(late, dt.date(2025, 8, 12))
    with pytest.raises(InputError, match=r"comparable\.0\.terms\.us_tariff: is known from 2025-06"):
        as_known(late, dt.date(2025, 5, 7))


def test_a_source_must_say_from_when_it_was_known(cases):
    raw = copy.deepcopy(cases["korus_2018"].raw)
    del raw["tables"]["usa-korea"]["issues"]["car_quota"]["status_quo"]["known_from"]
    with pytest.raises(InputError, match=r"car_quota\.status_quo: rests on a source and does not"):
        as_known(replace(cases["korus_2018"], raw=raw), JANUARY)


def test_numbers_of_a_mechanism_that_is_off_do_not_count(cases):
    case = cases["korus_2018"]
    raw = copy.deepcopy(case.raw)
    raw["mechanisms"]["M12"]["ceiling"]["known_from"] = dt.date(2025, 1, 1)
    as_known(replace(case, raw=raw), JANUARY)
    raw["mechanisms"]["M12"]["on"] = True
    with pytest.raises(InputError, match=r"mechanisms\.M12\.ceiling: is known from 2025-01-01"):
        as_known(replace(case, raw=raw), JANUARY)
