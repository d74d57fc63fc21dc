"""What varies, as the command line and the file say it, and every way to say it wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from negotiation.errors import InputError
from negotiation.runs import spans
from negotiation.runs.resolve import resolve
from negotiation.runs.vary import check_not_set, parse_all, parse_vary

PATIENCE = "countries.avalon.patience"


def swept(path, *texts, **options):
    return resolve(path, vary=parse_all(texts), **options)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.b", {}),
        ("a.b=0.9:1", {"range": [0.9, 1.0]}),
        ("a.b=-1:.5:2", {"range": [-1.0, 0.5], "values": 2}),
        ("a.b= 1e-3 : 2e-2 : 12", {"range": [0.001, 0.02], "values": 12}),
        ("a.b=wait_out,enforce", ["wait_out", "enforce"]),
        ("a.b=true,false", [True, False]),
        ("a.b=1,2.5", [1, 2.5]),
        ("a.b=2025-04-09,2025-05-01", [dt.date(2025, 4, 9), dt.date(2025, 5, 1)]),
        ('a.b="x:y", b', ["x:y", "b"]),
        ("a.b=0.3", [0.3]),
    ],
)
def test_every_form_of_the_option(text, said):
    assert parse_vary(text) == ("a.b", said)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["=3"], "--vary: '=3' names no key"),
        (["a.b="], "--vary a.b: is ''; give a value on each side of a comma"),
        (["a.b=x,,y"], "--vary a.b: is 'x,,y'; give a value on each side of a comma"),
        (["a.b=1:x:3"], "--vary a.b: is '1:x:3'; write LO:HI:N for a range, A,B,C for a list"),
        (["a.b=1:2:3:4"], "--vary a.b: is '1:2:3:4'; write LO:HI:N"),
        (["a.b=1\n2"], "--vary a.b: holds a line break"),
        (["a.b=1", "a.b=2"], "--vary a.b: is varied twice; put its values into one list"),
        (["strategies.japan"], "--vary strategies.japan: lists no strategies; write --vary"),
    ],
)
def test_an_option_that_cannot_be_read_says_so(texts, expected):
    with pytest.raises(InputError) as caught:
        parse_all(texts)
    assert str(caught.value).startswith(expected)


IDEAL = "tables.avalon-lyonesse.issues.cloth_tariff.ideal.avalon"
MISTAKES = [
    (PATIENCE + "=0.9:1.5", "grid", None, f"--vary {PATIENCE}: value 1.5 is too high"),
    (PATIENCE + "=0.9:1.5", "lhs", None, "upper end of the range 1.5 is too high; give at most"),
    (PATIENCE + "=0.9:0.8:3", "lhs", None, "goes from 0.9 to 0.8; put the lower end first"),
    (
        PATIENCE + "=0.9:0.95:1",
        "grid",
        None,
        f"--vary {PATIENCE}: asks for 1 as the number",
    ),
    ("countries.avalon.patiance", "lhs", None, "did you mean 'patience'?"),
    ("countries.avalon.name", "grid", None, "is 'Avalon', which is no number; list its values"),
    ("start", "lhs", None, "is 2030-01-07, which is no number; list its values"),
    ("weeks", "grid", None, "has no range in the scenario; give one"),
    ("weeks=50:60:4", "grid", None, "takes 53.3333, but wants whole numbers"),
    ("weeks=50:60", "lhs", None, "is taken once for all worlds"),
    ("talks.exchanges_per_week=1:3", "sobol", None, "is taken once for all worlds"),
    ("start=2030-01-14", "grid", None, "--vary start: 2030-01-14 does not go with the rest"),
    ("strategies.avalon=wait_outt", "grid", None, "--vary strategies.avalon: unknown strategy"),
    ("strategies.avolon=wait_out", "grid", None, "--vary strategies.avolon: unknown country"),
    ("mechanisms.M33=true,false", "grid", None, "--vary mechanisms.M33: unknown mechanism"),
    ("mechanisms.M2", "grid", None, "name a number in it, such as mechanisms.M2.closeness"),
    ("mechanisms.M2=true,maybe", "grid", None, "--vary mechanisms.M2: is 'maybe'; wants true or"),
    ("countries.avalon.patienc=0.9,0.99", "grid", None, "no 'patienc'; did you mean 'patience'?"),
    ("strategies.lyonesse=wait_out,wait_out", "grid", None, "lists 'wait_out' twice; leave one"),
    ("presets.x.beta_scale", "lhs", None, "is no number of the scenario; list strategies"),
    (IDEAL + "=0:10", "lhs", None, f"--vary {IDEAL}: ranges 0 to 25 and 0 to 0 meet"),
    ("shared.patience", "grid", 4, "--points: is 4, but a grid has none"),
    ("shared.patience", "lhs", 1, "--points: is 1; give at least 2"),
    ("shared.patience", "lhss", None, "--design: is 'lhss'; did you mean 'lhs'?"),
    ("mechanisms.M2=true", "lhs", None, "--design: is lhs, but no number has a span"),
]


@pytest.mark.parametrize(("text", "design", "points", "expected"), MISTAKES)
def test_what_cannot_vary_is_refused_with_a_remedy(islands, text, design, points, expected):
    with pytest.raises(InputError) as caught:
        swept(islands, text, design=design, points=points)
    assert expected in str(caught.value)
    assert str(caught.value).startswith("--")


def test_a_key_is_set_or_varied_but_not_both():
    with pytest.raises(InputError, match=f"--vary {PATIENCE}: is set by --set {PATIENCE} too"):
        check_not_set(parse_all([f"{PATIENCE}=0.9,0.95"]), ["seed", PATIENCE])


def test_a_number_that_the_trade_model_starts_from_cannot_differ_by_point(islands):
    key = "tables.usa-japan.issues.baseline_tariff.default.0.value"
    with pytest.raises(InputError, match=f"--vary {key}: is taken once for all worlds"):
        swept(islands.with_name("alliance_2025.toml"), f"{key}=5:20", design="lhs")


def test_a_number_of_a_mechanism_that_is_off_is_refused(islands):
    with pytest.raises(InputError, match="is a number of M9, which is off in every cell"):
        swept(islands, "mechanisms.M9.win_set", design="lhs", sets=(("mechanisms.M9", False),))


def test_without_the_library_of_a_design_the_remedy_is_a_command(islands, monkeypatch):
    monkeypatch.setattr(spans, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="needs SALib; python -m pip install -e"):
        swept(islands, "shared.patience", design="morris")


def test_a_span_of_a_grid_makes_the_cells_that_a_list_makes(islands):
    spanned = swept(islands, f"{PATIENCE}=0.97:0.99:3", "mechanisms.M2=true,false")
    listed = swept(islands, f"{PATIENCE}=0.97,0.98,0.99", "mechanisms.M2=true,false")
    assert len(spanned.cells) == 2 * 3 * 2
    assert spanned.cells == listed.cells
    assert spanned.run_id == listed.run_id
    turned = swept(islands, "mechanisms.M2=true,false", f"{PATIENCE}=0.97,0.98,0.99")
    assert turned.run_id != listed.run_id  # its cells have other numbers


def test_a_key_alone_takes_the_range_of_the_scenario(islands):
    (values,) = swept(islands, PATIENCE).experiment.levers.values()
    assert values == (0.985, 0.9875, 0.99, 0.9925, 0.995)


def test_the_file_says_what_the_options_say(islands, tmp_path):
    text = islands.read_text(encoding="utf-8")
    said = '{ range = [0.97, 0.98] }\n"shared.beta" = {}\n"mechanisms.M2" = [true, false]\n'
    text = f'design = "sobol"\npoints = 5\n{text}\n[vary]\n"{PATIENCE}" = {said}'
    (tmp_path / "two_islands.toml").write_text(text, encoding="utf-8")
    written = resolve(tmp_path / "two_islands.toml")
    texts = (f"{PATIENCE}=0.97:0.98", "shared.beta", "mechanisms.M2=true,false")
    asked = swept(islands, *texts, design="sobol", points=5)
    assert written.run_id == asked.run_id
    assert (written.points, len(written.cells)) == (8, 4)
    assert asked.run_id != swept(islands, *texts, design="sobol", points=9).run_id
    assert asked.run_id != swept(islands, *texts, design="lhs", points=8).run_id


@pytest.mark.parametrize(
    ("said", "key", "problem"),
    [
        ('"shared.beta" = { range = [0.2] }', "vary.shared.beta.range.1", "is missing"),
        ('"shared.beta" = { rnge = [0, 1] }', "vary.shared.beta.rnge", "did you mean 'range'?"),
        ('"shared.beta" = { values = 1 }', "vary.shared.beta.values", "give at least 2"),
        ('"shared.beta" = []', "vary.shared.beta", "give at least 1"),
        (
            '"shared.beta" = {}\n"strategies.avalon" = ["wait_out"]',
            "vary.strategies.avalon",
            "move it there",
        ),
        (
            '"shared.beta" = {}\n[arms]\nodd = { "shared.beta" = 0.5 }',
            "vary.shared.beta",
            "is set by the arm 'odd' too",
        ),
    ],
)
def test_a_fault_of_the_file_is_named_under_vary(islands, tmp_path, said, key, problem):
    text = islands.read_text(encoding="utf-8")
    (tmp_path / "faulty.toml").write_text(f'design = "lhs"\n{text}\n[vary]\n{said}\n', "utf-8")
    with pytest.raises(InputError) as caught:
        resolve(tmp_path / "faulty.toml")
    assert caught.value.key == key
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    ("design", "asked", "found"),
    [
        ("lhs", None, 128),
        ("lhs", 7, 7),
        ("sobol", 20, 32),
        ("morris", None, 30),
        ("morris", 4, 6),
        ("saltelli", 50, 64),
    ],
)
def test_points_are_rounded_up_to_what_the_design_is_made_of(islands, design, asked, found):
    resolved = swept(islands, "shared.beta", "shared.patience", design=design, points=asked)
    assert resolved.points == found
    again = swept(islands, "shared.beta", "shared.patience", design=design, points=found)
    assert again.points == found
