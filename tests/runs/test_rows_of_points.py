"""A point of a design is a run with its numbers set; its worlds are those of all other points."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.analysis.load import load
from negotiation.errors import InputError
from negotiation.runs.chunk import Chunk, build, play, price
from negotiation.runs.points import Points, drawn, keep
from negotiation.runs.replay import replay
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run

# Numbers of all kinds: of one country, of all, of a mechanism, of an issue, and one that is drawn
# anew for each issue and side and that others know by its median.
ISLANDS = (
    ("countries.avalon.patience", {"range": [0.97, 0.999]}),
    ("shared.patience", {}),
    ("shared.beta", {}),
    ("shared.trade_salience", {}),
    ("shared.issue_salience", {"range": [0.5, 2.0]}),
    ("shared.curvature", {}),
    ("mechanisms.M9.win_set", {}),
    ("tables.avalon-lyonesse.issues.cloth_tariff.ideal.avalon", {}),
    ("tables.avalon-lyonesse.threats.0.value", {}),
)
# In the main scenario a new leader has a beta of his own, but where the number is fixed.
ALLIANCE = (
    ("shared.beta", {}),
    ("countries.usa.trade_salience", {}),
    ("mechanisms.M17.countries.japan.fall", {"range": [0.02, 0.05]}),
    ("tables.usa-japan.issues.baseline_tariff.ideal.usa", {}),
)


def designed(path, worlds, vary=ISLANDS, points=5, design="lhs", **options):
    found = resolve(path, worlds=worlds, vary=vary, design=design, points=points, **options)
    return drawn(found)


def same(found, expected, rows):
    for table, columns in expected.items():
        for name, values in columns.items():
            np.testing.assert_array_equal(found[table][name][rows], values, err_msg=name)


@pytest.mark.parametrize(
    ("name", "vary", "worlds"), [("two_islands", ISLANDS, 8), ("alliance_2025", ALLIANCE, 12)]
)
def test_a_point_is_the_run_that_sets_its_numbers_to_the_bit(islands, name, vary, worlds):
    path = islands.with_name(f"{name}.toml")
    resolved = designed(path, worlds, vary, points=3)
    tariffs, cell = price(resolved), len(resolved.cells) - 1
    found = play(resolved, tariffs, Chunk(cell, 0, resolved.rows))
    for point in (0, 2):
        numbers = resolved.design.values[point].tolist()
        sets = tuple(zip(resolved.design.keys, numbers, strict=True))
        alone = play(resolve(path, worlds=worlds, sets=sets), tariffs, Chunk(cell, 0, worlds))
        same(found, alone, slice(point, None, 3))


def test_a_row_is_the_same_in_any_batch(islands):
    resolved = designed(islands, 6)
    found = play(resolved, None, Chunk(0, 0, 30))
    for first, count in ((0, 1), (3, 9), (13, 17)):
        part = play(resolved, None, Chunk(0, first, count))
        same(found, part, slice(first, first + count))


def test_points_share_the_draws_of_their_world_and_nothing_that_is_fixed(islands):
    resolved = designed(islands, 4)
    model = build(resolved, None, Chunk(0, 0, 20))
    openers = model.tables["avalon-lyonesse"].dockets[0].opener.reshape(4, 5)
    assert (openers == openers[:, :1]).all()
    assert len(set(openers[:, 0])) == 2
    patience = [model.draw(f"countries.{c}.patience", None) for c in ("avalon", "lyonesse")]
    assert (patience[0] != patience[1]).all()  # the narrower key wins
    for found, key in zip(patience, ("countries.avalon.patience", "shared.patience"), strict=True):
        column = resolved.design.values[:, resolved.design.keys.index(key)]
        np.testing.assert_array_equal(found.reshape(4, 5), np.tile(column, (4, 1)))


def test_a_number_that_differs_by_cell_is_fixed_where_nothing_narrower_is(islands):
    vary = (("shared.patience", {}), ("countries.avalon.patience", [0.98, 0.99]))
    resolved = designed(islands, 2, vary)
    for cell, wanted in ((0, 0.98), (1, 0.99)):
        model = build(resolved, None, Chunk(cell, 0, 10))
        own = resolved.at(cell).scenario.countries["avalon"].patience
        assert (model.draw("countries.avalon.patience", own) == wanted).all()
        assert len(set(model.draw("countries.lyonesse.patience", None))) == 5


@pytest.mark.parametrize("design", ["lhs", "sobol", "morris", "saltelli"])
def test_the_same_design_comes_again_and_fills_its_ranges(islands, design):
    one, two = (designed(islands, 2, points=40, design=design).design for _ in range(2))
    np.testing.assert_array_equal(one.values, two.values)
    assert one.keys == tuple(sorted(key for key, _ in ISLANDS))
    other = designed(islands, 2, points=40, design=design, seed=8).design
    assert (one.values != other.values).any()
    patience = one.values[:, one.keys.index("countries.avalon.patience")]
    assert 0.97 <= patience.min() < 0.98
    assert 0.99 < patience.max() <= 0.999


def test_a_number_alone_has_the_distribution_that_the_scenario_states(islands):
    design = designed(islands, 1, points=1000).design
    beta = design.values[:, design.keys.index("shared.beta")]
    assert np.median(beta) == pytest.approx(0.6, rel=0.02)  # lognormal, from .2 to 2
    assert np.std(np.log(beta)) == pytest.approx(0.35, rel=0.1)


def test_a_result_holds_its_design_and_more_worlds_extend_it(islands, tmp_path):
    short = designed(islands, 3, ISLANDS[:3])
    more = designed(islands, 5, ISLANDS[:3])
    assert short.run_id == more.run_id
    found, longer = (load(run(r, tmp_path / str(r.rows))) for r in (short, more))
    assert found.manifest["points"] == 5
    frame = longer.frame()
    assert len(frame) == 2 * 5 * 5
    kept = frame[frame["world"] < 3].reset_index(drop=True)
    assert kept.equals(found.frame().reset_index(drop=True))
    again = resolve(found.folder / "resolved.toml")
    assert again.run_id == short.run_id
    assert again.data == resolve(longer.folder / "resolved.toml", worlds=3).data
    assert replay(longer.folder, 4, 1, point=2).events
    with pytest.raises(InputError, match="point 5 is not in the run; it has points 0 to 4"):
        replay(longer.folder, 4, 1, point=5)
    text = (found.folder / "design.csv").read_text(encoding="utf-8")
    stored = Points.from_csv(text, "design.csv")
    np.testing.assert_array_equal(stored.values, short.design.values)
    assert text.startswith("# unit,1/week,1,1/week\npoint,countries.avalon.patience,")
    keep(short, longer.folder)  # the same to the bit, so it may stay
    with pytest.raises(InputError, match=r"design.csv: is not the design that scipy"):
        keep(designed(islands, 3, ISLANDS[:3], seed=8), longer.folder)
    (longer.folder / "design.csv").write_text(text.replace("\n4,", "\n4,0.1,"), encoding="utf-8")
    with pytest.raises(InputError, match=r"design.csv: is damaged"):
        replay(longer.folder, 4)
