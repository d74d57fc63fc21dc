"""Parts of a scenario that do not fit together."""

from __future__ import annotations

import shutil

import pytest
from commands import SCENARIO, here

from negotiation.errors import InputError
from negotiation.scenario.flows import regions
from negotiation.scenario.read import LIBRARY

THREAT = """[[tables.river.threats]]
by = "north"
issue = "toll"
value = { value = 30, unit = "%", basis = "definition" }
announced = 2030-01-07
date = 2030-03-04
"""
TOLL = 'domain = "trade"\nunit = "%"'


def test_a_table_opens_within_the_calendar(of_scenario):
    found = of_scenario("opens = 2030-01-07", "opens = 2029-12-31")
    assert found == (
        "tables.river.opens: 2029-12-31 lies outside the calendar, 2030-01-07 to 2030-05-20"
    )


def test_a_table_closes_after_it_opens(of_scenario):
    found = of_scenario("opens = 2030-01-07", "opens = 2030-02-04\ncloses = 2030-02-04")
    assert found == (
        "tables.river.closes: 2030-02-04 is not after the table opens, on 2030-02-04; close later"
    )


@pytest.mark.parametrize("second", ["2030-01-07", "2030-01-13", "2029-06-04"])
def test_two_threats_announced_at_once(of_scenario, second):
    again = THREAT.replace("announced = 2030-01-07", f"announced = {second}")
    found = of_scenario(THREAT, THREAT + "\n" + again.replace("2030-03-04", "2030-04-01"))
    assert found.startswith("tables.river.threats.1.announced: is in the same week as that of ")


def test_threats_that_do_not_get_in_each_others_way(tmp_path, monkeypatch, capsys):
    later = THREAT.replace("announced = 2030-01-07", "announced = 2030-01-14")
    other = THREAT.replace('by = "north"', 'by = "south"')
    path = tmp_path / "threats.toml"
    path.write_text(SCENARIO.replace(THREAT, f"{THREAT}\n{later}\n{other}"), encoding="utf-8")
    assert here("check", path, monkeypatch=monkeypatch, capsys=capsys).err == ""


def test_a_threat_is_announced_before_its_date(of_scenario):
    found = of_scenario("announced = 2030-01-07", "announced = 2030-03-05")
    assert found.startswith("tables.river.threats.0.announced: 2030-03-05 is after the threat's")


def test_one_name_of_an_issue_has_one_unit(of_scenario):
    second = SCENARIO[SCENARIO.index("[tables.river.issues.dam]") : SCENARIO.index("[[tables")]
    second = second.replace("tables.river", "tables.lake").replace('"USD bn"', '"EUR bn"')
    head = '[tables.lake]\nparties = ["south", "north"]\nopens = 2030-01-07\n\n'
    found = of_scenario("[mechanisms.M6]", f"{head}{second}\n[mechanisms.M6]")
    assert found.startswith(
        "tables.lake.issues.dam.unit: is 'EUR bn', but tables.river.issues.dam.unit is 'USD bn'"
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('by = "suoth"', "by: unknown party 'suoth'; did you mean 'south'?"),
        (
            'truce = { value = 1, unit = "pp", basis = "definition" }',
            "truce: has unit 'pp'; it is measured in '%'",
        ),
        (
            'record = [{ date = 2030-02-04, value = { value = 1, unit = "pp", source = "x" } }]',
            "record.0.value: has unit 'pp'; it is measured in '%'",
        ),
    ],
)
def test_a_part_of_an_issue(of_scenario, more, expected):
    assert of_scenario(TOLL, f"{TOLL}\n{more}") == f"tables.river.issues.toll.{expected}"


def test_stakes_are_stated_for_both_or_none(of_scenario):
    kind = 'domain = "investment"\nkind = "pledge"\nby = "south"'
    faulty = SCENARIO.replace('domain = "investment"', kind)
    line = 'stakes.south = { value = 1, unit = "USD bn/year", basis = "definition" }'
    assert faulty.count(line) == 1
    old = SCENARIO[SCENARIO.index("[tables.river.issues.dam]") : SCENARIO.index("[[tables")]
    new = old.replace('domain = "investment"', kind).replace(line, "")
    assert of_scenario(old, new) == (
        "tables.river.issues.dam.stakes: has no stake of 'south'; add stakes.south in USD bn/year"
    )


def test_a_kind_without_stakes_has_the_unit_that_its_worth_is_worked_out_in(of_scenario):
    old = SCENARIO[SCENARIO.index("[tables.river.issues.dam]") : SCENARIO.index("[[tables")]
    new = old.replace(
        'domain = "investment"', 'domain = "investment"\nkind = "transfer"\nby = "south"'
    )
    new = "\n".join(line for line in new.splitlines() if not line.startswith("stakes")) + "\n"
    assert of_scenario(old, new + "\n") == (
        "tables.river.issues.dam.unit: is 'USD bn'; a transfer is measured in 'USD bn/year', "
        "or give its stakes"
    )


PARTNER = 'unit = "% ad valorem"\nstatus_quo = { value = 2.2'
ALLIANCE = (LIBRARY / "alliance_2025.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            f'sectors = ["autos", "metals", "other"]\n{PARTNER}',
            PARTNER,
            "tables.usa-japan.issues.partner_tariff.sectors: is missing; name the sectors",
        ),
        (
            "[economy.others.ROW-USA]",
            "[economy.others.RWO-USA]",
            "economy.others.RWO-USA: 'RWO' is not a region of trade_flows_2023.csv; "
            "did you mean 'ROW'?",
        ),
        (
            "[economy.others.ROW-USA]",
            "[economy.others.ROW]",
            "economy.others.ROW: is no flow; write EXPORTER-IMPORTER",
        ),
        (
            "JPN-USA = { value = 0.3577",
            "JAP-USA = { value = 0.3577",
            "economy.sectors.autos.shares.JAP-USA: 'JAP' is not a region of trade_flows_2023.csv",
        ),
        ('usa = "USA"', 'usa = "US"', "economy.regions.usa: 'US' is not a region of"),
        (', china = "CHN" }', " }", "economy.regions: leaves out 'china'"),
        (
            'flows = "trade_flows_2023.csv"',
            'flows = "trade_flows_2032.csv"',
            "economy.flows: no file 'trade_flows_2032.csv' beside the scenario or in the library",
        ),
        (
            'flows = "trade_flows_2023.csv"',
            'flows = "../trade_flows_2023.csv"',
            "economy.flows: is '../trade_flows_2023.csv'; wants the name of a .csv file beside",
        ),
        (
            "[economy.others.ROW-USA]\nautos",
            "[economy.others.ROW-USA]\natuos",
            "economy.others.ROW-USA.atuos: unknown sector 'atuos'; did you mean 'autos'?",
        ),
    ],
)
def test_a_part_of_the_economy(refused, old, new, expected):
    assert refused(ALLIANCE, old, new).startswith(f"faulty.toml: {expected}")


def test_the_flows_beside_the_scenario_are_read_first(refused, tmp_path):
    (tmp_path / "trade_flows_2023.csv").write_bytes(b"\xff\xfe")
    found = refused(ALLIANCE, "weeks = 64", "weeks = 65")
    assert found.endswith("trade_flows_2023.csv: is not UTF-8 text; save it as UTF-8")


SQUARE = "# a remark\nfrom,A,B\nA,1,2\nB,3,4\n"


def test_regions_of_the_flows():
    assert regions(SQUARE, "x.csv") == ("A", "B")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (SQUARE, "", "x.csv: names no regions"),
        ("B,3,4", "C,3,4", "x.csv: rows and columns must name the same regions"),
        ("B,3,4\n", "", "x.csv: rows and columns must name the same regions"),
        ("A,1,2", "A,1", "x.csv: A: has 1 flows, not one for each of the 2 regions"),
        ("A,1,2", "A,1,two", "x.csv: A-B: is 'two'; wants USD bn, at least 0"),
        ("A,1,2", "A,1,nan", "x.csv: A-B: is 'nan'; wants USD bn, at least 0"),
        ("B,3,4", "B,-3,4", "x.csv: B-A: is '-3'; wants USD bn, at least 0"),
    ],
)
def test_flows_that_are_no_square_of_numbers(old, new, expected):
    with pytest.raises(InputError) as caught:
        regions(SQUARE.replace(old, new), "x.csv")
    assert str(caught.value).startswith(expected)


def test_the_flows_of_the_library_are_sound(tmp_path):
    shutil.copy(str(LIBRARY / "trade_flows_2023.csv"), tmp_path)
    text = (tmp_path / "trade_flows_2023.csv").read_text(encoding="utf-8")
    assert regions(text, "x.csv") == ("USA", "JPN", "KOR", "CHN", "ROW")


SUMMIT = (
    '\n[[calendar]]\ndate = 2030-02-04\nkind = "summit"\ncountry = "north"\nguests = ["south"]\n'
)


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ('guests = ["suoth"]', "guests: unknown country 'suoth'; did you mean 'south'?"),
        ('guests = ["north"]', "guests: 'north' is the host; name the others"),
    ],
)
def test_guests_of_a_summit_are_other_countries(of_scenario, wrong, found):
    event = SUMMIT.replace('guests = ["south"]', wrong)
    assert of_scenario("\n[tables.river]\n", event + "\n[tables.river]\n") == f"calendar.0.{found}"


def test_only_a_summit_has_guests(of_scenario):
    event = SUMMIT.replace('"summit"', '"election"')
    assert of_scenario("\n[tables.river]\n", event + "\n[tables.river]\n") == (
        "calendar.0.guests: is given for an event of kind 'election'; only a summit has guests"
    )


def test_a_court_rules_on_a_tariff_by_emergency_powers(of_scenario):
    event = SUMMIT.replace('"summit"', '"court_ruling"').replace('guests = ["south"]\n', "")
    assert of_scenario("\n[tables.river]\n", event + "\n[tables.river]\n") == (
        "calendar.0.kind: is a court ruling, but no tariff by north rests on emergency powers; "
        'give one authority = "emergency", or leave the event out'
    )


def test_only_a_tariff_rests_on_an_authority(of_scenario):
    found = of_scenario(TOLL, TOLL + '\nauthority = "statute"')
    assert found == (
        "tables.river.issues.toll.authority: is given for an issue of kind 'stated'; "
        "only a tariff has one"
    )


def test_who_threatens_to_leave_is_a_patron(of_scenario):
    event = SUMMIT.replace('"summit"', '"abandonment"').replace('guests = ["south"]\n', "")
    alliance = '\n[alliances.pact]\npatron = "{}"\nally = "{}"\n'
    trust = 'trust = { value = 0.5, unit = "1", basis = "definition", note = "for a test" }\n'
    expected = (
        "calendar.0.kind: is a threat to leave an ally, but north is nobody's patron; "
        "add the alliance, or leave the event out"
    )
    for pact in ("", alliance.format("south", "north") + trust):
        assert of_scenario("\n[tables.river]\n", pact + event + "\n[tables.river]\n") == expected
