"""Frames hold what is asked for and no more, with units, in the order of cells and worlds."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from folders import VARIED, change, divided, with_points

import negotiation
from negotiation.analysis.load import Run, load
from negotiation.errors import InputError

TABLE = "avalon-lyonesse"


@pytest.fixture(scope="module")
def result(folder) -> Run:
    return load(folder)


def test_only_what_is_asked_for_comes_and_with_it_which_row_it_is(result):
    found = result.frame(["week", "any_deal"])
    assert list(found) == ["cell", "world", "table", "week", "any_deal"]
    assert found["cell"].tolist() == [0] * 50 + [1] * 50
    assert found["world"].tolist() == [*range(50), *range(50)]
    assert set(result.frame()) == set(result.columns)


def test_every_column_has_its_unit(result):
    units = result.frame(["week", "issue.cloth_tariff", "any_deal", "outcome"]).attrs["units"]
    assert units["week"] == "weeks"
    assert units["issue.cloth_tariff"] == "% ad valorem"
    assert (units["any_deal"], units["outcome"], units["table"]) == ("1", "", "")


def test_any_deal_is_a_full_or_partial_deal(result):
    found = result.frame(["any_deal", "outcome"])
    agreed = found["outcome"].isin(["deal", "partial"])
    assert 0 < agreed.sum() < len(found)
    assert (found["any_deal"] == agreed).all()


def test_cells_are_chosen_by_number_or_by_choice(result):
    one = result.frame(["week"], cells=1)
    assert set(one["cell"]) == {1}
    assert result.frame(["week"], cells={"lyonesse": "wait_out"}).equals(one)
    assert len(result.frame(["week"], cells=[0, 1])) == 100
    assert result.which({"lyonesse": "wait_out", "avalon": "maximum_pressure"}) == [1]


def test_rows_are_chosen_where_they_are_read(result):
    every = result.frame(["week"])
    found = result.frame(["issue.cloth_tariff"], where=[("week", "<", 15), ("cell", "=", 1)])
    kept = every[(every["week"] < 15) & (every["cell"] == 1)]
    assert 0 < len(found) < 50
    assert found["world"].tolist() == kept["world"].tolist()
    assert "week" not in found


def test_one_column_and_one_condition_need_no_list(result):
    one = result.frame("week", where=("week", "<", 15))
    assert one.equals(result.frame(["week"], where=[("week", "<", 15)]))
    assert result.means("week").equals(result.means(["week"]))


def test_what_python_gives_wrongly_is_told(islands, tmp_path):
    with pytest.raises(InputError, match=r"set: is .'a=1'.; wants numbers and choices by key"):
        negotiation.run(islands, set=["a=1"], out=tmp_path / "run")
    with pytest.raises(InputError, match="--jobs: is 0; wants at least 1"):
        negotiation.run(islands, jobs=0, out=tmp_path / "run")


def test_levers_come_as_columns(result):
    found = result.frame(["week"], levers=True)
    assert found.groupby("cell")["lyonesse"].unique().map(list).tolist() == [
        ["package_linkage"],
        ["wait_out"],
    ]
    assert "avalon" not in found  # it plays the same in every cell


def test_numbers_that_are_levers_stay_numbers(result):
    key = "countries.avalon.patience"
    cells = [{key: 0.98, "arm": "base"}, {key: 0.99, "arm": "base"}]
    varied = Run(result.folder, result.manifest | {"cells": cells}, result.columns)
    found = varied.frame(["week"], levers=True)
    assert found.groupby("cell")[key].unique().map(list).tolist() == [[0.98], [0.99]]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"columns": ["weeek"]}, "no column 'weeek'; did you mean 'week'"),
        ({"where": [("wek", "<", 1)]}, "no column 'wek'; did you mean 'week'"),
        ({"table": "avalon-lyoness"}, "no table 'avalon-lyoness'; did you mean 'avalon-lyonesse'"),
        ({"cells": 2}, "cell 2 is not in the run; it has cells 0 to 1"),
        ({"cells": {"lyoness": "x"}}, "no lever 'lyoness' in the cells; did you mean 'lyonesse'"),
        ({"cells": {"lyonesse": "x"}}, "no cell has lyonesse: x; known: package_linkage, wait_out"),
        ({"where": [("week", "~", 1)]}, "^where week: no operator '~'"),
        ({"where": [("week", "<", "x")]}, "^where week: cannot be compared with 'x' by '<'"),
        ({"where": [("table", "in", "x")]}, "^where table: 'in' is followed by 'x'; wants a list"),
        ({"where": ["week"]}, "^where: is 'week'; wants a column, an operator and a value"),
        ({"points": True}, "has no design of points"),
    ],
)
def test_what_the_run_does_not_have_is_refused(result, asked, said):
    with pytest.raises(InputError, match=said):
        result.frame(**asked)


def test_values_are_the_column_of_a_cell_and_table_in_order(result):
    frame = result.frame(["week", "outcome", "any_deal", "failures"], cells=1)
    for column in ("week", "outcome", "any_deal", "failures"):
        np.testing.assert_array_equal(
            result.values(column, TABLE, 1),
            frame[column].to_numpy().astype(str)
            if column == "outcome"
            else frame[column].to_numpy(),
        )
    shares = result.shares("outcome", TABLE, 1)
    assert shares == frame["outcome"].astype(str).value_counts(normalize=True).to_dict()


def test_a_run_in_many_parts_reads_like_one(result, tmp_path):
    ranges = {0: [(0, 7), (7, 50)], 1: [(0, 30), (30, 31), (31, 50)]}
    many = load(divided(result.folder, tmp_path / "run", ranges))
    pd.testing.assert_frame_equal(many.frame(), result.frame(), check_categorical=False)
    np.testing.assert_array_equal(many.values("week", TABLE, 1), result.values("week", TABLE, 1))
    assert many.shares("outcome", TABLE, 1) == result.shares("outcome", TABLE, 1)


def test_a_design_is_joined_by_point(result, tmp_path):
    run = load(with_points(result.folder, tmp_path / "run"))
    found = run.frame(["week"], points=True)
    assert list(found) == ["cell", "world", "point", "table", "week", VARIED]
    assert found[VARIED].tolist() == [0.91, 0.92] * 50
    assert found.attrs["units"][VARIED] == "1/week"
    assert "2 points" in repr(run)


def test_it_says_what_it_is(result):
    assert repr(result) == (
        f"<Run two_islands {result.manifest['run']}: 2 cells x 50 worlds at avalon-lyonesse; "
        "complete>"
    )
    shown = result._repr_html_()
    assert "<th>lyonesse</th>" in shown
    assert "<td>1</td><td>wait_out</td>" in shown
    assert "&lt;Run" in shown


def test_a_run_that_is_not_complete_is_refused_unless_that_is_asked(result, tmp_path):
    place = divided(result.folder, tmp_path / "run", {0: [(0, 20)]})
    change(place, state="incomplete", command=["negotiation", "run", "x.toml"])
    with pytest.raises(InputError, match=r"is not complete"):
        load(place)
    assert len(load(place, incomplete=True).frame(["week"])) == 20


def test_a_part_that_is_gone_is_said(result, tmp_path):
    place = divided(result.folder, tmp_path / "run", {0: [(0, 50)], 1: [(0, 50)]})
    next((place / "outcomes").iterdir()).unlink()
    with pytest.raises(InputError, match="`negotiation results verify` says what is wrong"):
        load(place).frame(["week"])


def test_the_package_runs_and_loads_an_experiment_and_is_light_to_import(islands, tmp_path):
    played = negotiation.run(
        islands, worlds=3, seed=1, set={"strategies.lyonesse": "wait_out"}, out=tmp_path / "run"
    )
    assert len(negotiation.load(tmp_path / "run").frame(["week"])) == 3
    assert (played.manifest["seed"], len(played.cells)) == (1, 1)
    with pytest.raises(AttributeError, match="no attribute 'replay'"):
        _ = negotiation.replay
    code = "import sys, negotiation; print(*(n for n in ('numpy', 'typer') if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_arrays_are_those_of_the_frame_and_need_no_pandas(folder, result):
    """Numbers, words, counts and what is empty; pandas takes longer to import than most reads."""
    frame = result.frame(cells=1)
    for name, found in result.arrays([*result.columns, "any_deal"], TABLE, 1).items():
        np.testing.assert_array_equal(found, result.frame([name], cells=1)[name].to_numpy())
        assert (found.dtype.kind == "U") == (name in ("outcome", "table"))
    assert frame["week"].isna().any()
    code = (
        "import sys; from negotiation import load; run = load(sys.argv[1]);"
        f"run.arrays(['outcome', 'week', 'world', 'any_deal'], '{TABLE}', 0);"
        f"run.shares('outcome', '{TABLE}', 0); sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == 0
