"""Case files: what ships is sound, outcomes follow from the record, and faults are one line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from negotiation.errors import InputError
from negotiation.validation.history.case import RECORD, read
from negotiation.validation.history.forecast import bind

RECORDED = {  # class a year after each date, by hand from the dated record
    ("korus_2018", "2018-01-05"): "deal",
    ("korus_2018", "2018-03-09"): "deal",
    ("phase_one_2018", "2018-07-11"): "none",
    ("phase_one_2018", "2019-05-14"): "partial",
    ("us_japan_2019", "2019-04-15"): "partial",
    ("us_japan_2019", "2019-05-18"): "partial",
    ("korea_cost_sharing_2019", "2019-09-24"): "none",
    ("korea_cost_sharing_2019", "2020-04-11"): "deal",
    ("us_japan_2025", "2025-04-16"): "partial",
    ("us_japan_2025", "2025-07-08"): "partial",
    ("us_korea_2025", "2025-04-24"): "deal",
    ("us_korea_2025", "2025-07-23"): "deal",
    ("us_china_2025", "2025-05-07"): "partial",
    ("us_china_2025", "2025-08-12"): "partial",
}


def test_the_class_a_year_on_is_that_of_the_record(cases):
    found = {
        (name, str(as_of.date)): case.outcome(as_of).what
        for name, case in cases.items()
        for as_of in case.data.as_of
    }
    assert found == RECORDED


def test_every_shipped_case_can_be_bound_as_of_its_dates(cases):
    for case in cases.values():
        for as_of in case.data.as_of:
            resolved, _ = bind(case, as_of, seed=1)
            assert len(resolved.cells) == 6


def test_terms_are_those_in_force_by_the_horizon(cases):
    case = cases["phase_one_2018"]
    early, late = (case.outcome(as_of) for as_of in case.data.as_of)
    assert early.terms["list_4_tariff"] == 0.0
    assert late.terms["list_4_tariff"] == 3.5
    assert early.weeks == 52.0
    assert late.weeks == pytest.approx((dt.date(2019, 12, 13) - dt.date(2019, 5, 14)).days / 7)
    assert late.terms["purchases"] == pytest.approx(100.0 * 100.0 / 12310.0)


def test_a_pledge_counts_as_a_share_of_the_givers_gdp(cases):
    case = cases["us_japan_2025"]
    outcome = case.outcome(case.data.as_of[0])
    assert outcome.terms["investment_pledge"] == pytest.approx(100.0 * 550.0 / 4200.0)


FIRST = "[[as_of]]\ndate = 2018-01-05"
THREAT = '[[news.threats]]\nby = "usa"\nissue = "steel"\n'
RATE = '{ value = 5, unit = "%", basis = "definition", note = "made up" }'
DAYS = "announced = 2018-02-01\ndate = 2018-05-01"
DEAL = '[[comparable]]\ndate = 2010-12-03\ntext = "an old one"\nwhat = "deal"\nweeks = 9\n'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("date = 2018-01-05", "date = 2017-01-05", "as_of.0.date: 2017-01-05 is before the scen"),
        ("date = 2018-03-09", "date = 2018-03-27", "as_of.1.date: 2018-03-27 is not before the o"),
        ('issue = "steel_tariff"', 'issue = "steel_tarif"', "terms.0.issue: unknown name 'steel_"),
        ('imposer = "usa"', 'imposer = "us"', "imposer: unknown name 'us'; did you mean 'usa'?"),
        ('scenario = "korus_2018"', 'scenario = "korus"', "scenario: unknown scenario 'korus'"),
        ("ended = ", "endet = ", "endet: unknown key; did you mean 'ended'?"),
        ("ended = 2021-12-31", "ended = 2018-03-01", "settled.0.date: 2018-03-26 is after the rec"),
        ("date = 2018-03-09", "date = 2018-01-05", "as_of.1.date: 2018-01-05 is there twice; lea"),
        ("date = 2018-01-05", "date = 2090-01-05", "as_of.0.date: 2090-01-05 and 52 weeks run p"),
        ("korea = [", "corea = [", "strategies.corea: unknown name 'corea'; did you mean 'korea'?"),
        ('measure = "tariff"', 'measure = "pledge"', "terms.0.measure: 'pledge' wants an issue i"),
        ('measure = "tariff"', 'measure = "rise"', "terms.0.measure: 'rise' is a percentage of "),
        ('unit = "% ad', 'unit = "ad', "terms.0.values.0.value: has unit 'ad valorem'; it is m"),
        (FIRST, f"{THREAT}\n{FIRST}", "news.threats.0.value: is missing; add it"),
        (FIRST, f"{THREAT}value = {RATE}\n{FIRST}", "news.threats.0.announced: is missing; add"),
        (FIRST, f"{THREAT}value = {RATE}\n{DAYS}\n{FIRST}", "news.threats.0.issue: unknown name"),
        (FIRST, f'[[news.calendar]]\nkind = "summit"\n{FIRST}', "news.calendar.0.date: is missing"),
        (FIRST, f"{DEAL}terms.steel = {RATE}\n{FIRST}", "comparable.0.terms.steel: unknown name"),
        (FIRST, f"{DEAL}terms.steel_tariff = {RATE}\n{FIRST}", "comparable.0.terms.steel_tariff.v"),
    ],
)
def test_a_fault_names_file_and_key(tmp_path, old, new, expected):
    text = (Path(str(RECORD)) / "korus_2018.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "korus_2018.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as found:
        read(file)
    assert str(found.value).startswith(f"{file}: {expected}")
