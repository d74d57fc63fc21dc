"""The result folder describes itself, runs again as it stands, and is never half written."""

from __future__ import annotations

import json
import tomllib

import numpy as np
import pyarrow.parquet as pq
import pytest

from negotiation.analysis.load import load
from negotiation.errors import InputError
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run

NEEDED = ["cell", "world", "table", "outcome", "week", "efficiency"]


def values(folder):
    table = pq.read_table(folder / "outcomes").sort_by([("cell", "ascending")])
    return {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}


def assert_equal(one, two):
    assert list(one) == list(two)
    for name, value in one.items():
        np.testing.assert_array_equal(value, two[name], err_msg=name)


def test_every_column_has_a_unit_and_a_meaning(folder):
    columns = tomllib.loads((folder / "columns.toml").read_text())
    stored = pq.read_schema(next((folder / "outcomes").glob("part-*.parquet"))).names
    assert list(columns) == stored
    assert set(NEEDED) <= set(stored)
    assert all(entry["meaning"] for entry in columns.values())
    for prefix in ("utility", "money", "surplus_share"):
        assert {f"{prefix}.avalon", f"{prefix}.lyonesse"} <= set(stored)
    assert "issue.cloth_tariff" in stored


def test_one_row_for_each_cell_world_and_table(folder):
    frame = load(folder).frame(["outcome"])
    assert len(frame) == 2 * 50
    assert not frame.duplicated(["cell", "world", "table"]).any()


def test_shares_and_efficiency_are_empty_without_a_deal_and_bounded_with_one(folder):
    frame = load(folder).frame()
    settled = frame["outcome"].isin(["deal", "partial"])
    for name in ("surplus_share.avalon", "surplus_share.lyonesse", "efficiency"):
        assert frame.loc[~settled, name].isna().all()
        assert frame.loc[settled, name].between(0, 1.001).all()
    for point in ("nash", "kalai_smorodinsky", "equal_gains"):
        assert frame.loc[~settled, f"from_{point}"].isna().all()
        assert frame.loc[settled, f"from_{point}"].between(0, 2**0.5).all()


def test_the_manifest_says_what_produced_the_result(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    for key in ("run", "version", "seed", "worlds", "cells", "command", "platform", "packages"):
        assert manifest[key] not in (None, "", [])
    names = {path.name for path in (folder / "outcomes").iterdir()}
    assert {part["file"] for part in manifest["parts"]} == names
    assert all(len(part["sha256"]) == len(part["values"]) == 64 for part in manifest["parts"])
    assert manifest["state"] == "complete"


def test_only_the_sources_used_are_copied_out(folder):
    text = (folder / "sources.bib").read_text()
    assert "{seed002" in text
    assert "ossa2014" not in text


def test_the_resolved_file_runs_again_to_the_same_values(folder, tmp_path):
    again = run(resolve(folder / "resolved.toml"), tmp_path / "again")
    assert_equal(values(folder), values(again))
    assert load(again).manifest["run"] == load(folder).manifest["run"]


def test_the_run_id_follows_what_can_change_a_world_and_nothing_else(islands):
    base = resolve(islands).run_id
    assert resolve(islands, worlds=3).run_id == base
    assert resolve(islands, seed=8).run_id != base
    assert resolve(islands, sets=(("countries.avalon.patience", 0.98),)).run_id != base
    assert resolve(islands, sets=(("strategies.avalon", "erratic"),)).run_id != base
    assert resolve(islands, sets=(("mechanisms.M9", False),)).run_id != base


def test_a_folder_with_other_things_in_it_is_left_alone(islands, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="not a result folder"):
        run(resolve(islands, worlds=5), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_unknown_column_names_the_nearest(folder):
    with pytest.raises(InputError, match="did you mean 'week'"):
        load(folder).frame(["weeek"])
