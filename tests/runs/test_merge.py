"""Results of one design are joined, each row once; anything else is refused, and told why."""

from __future__ import annotations

import numpy as np
import pytest
from folders import change, divided, with_points

from negotiation.analysis.load import load
from negotiation.errors import InputError
from negotiation.runs import store
from negotiation.runs.merge import merge
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run
from negotiation.runs.stored import parts, read_rows
from negotiation.runs.verify import verify


def two(folder, tmp_path, one, other):
    return [
        divided(folder, tmp_path / "a", {0: [one], 1: [one]}),
        divided(folder, tmp_path / "b", {0: [other], 1: [other]}),
    ]


def rows(folder):
    return load(folder).frame().sort_values(["cell", "world"]).reset_index(drop=True)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ((0, 20), (20, 50), 4),
        ((20, 50), (0, 20), 4),
        ((0, 50), (10, 30), 2),
        ((0, 30), (10, 50), 4),
    ],
    ids=["beside", "the other way round", "inside", "across"],
)
def test_every_row_is_there_once_as_it_was(folder, tmp_path, one, other, count):
    merged = merge(two(folder, tmp_path, one, other), tmp_path / "out")
    assert len(parts(merged)) == count
    assert rows(merged).equals(rows(folder))
    found = verify(merged)
    assert (found.faults, found.notes) == ([], [])


def test_columns_that_cannot_be_read_are_refused(folder, tmp_path):
    given = two(folder, tmp_path, (0, 20), (20, 50))
    (given[1] / "columns.toml").write_text("[")
    with pytest.raises(InputError, match=r"b/columns.toml: is damaged: "):
        merge(given, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_points_are_joined_by_row(folder, tmp_path):
    whole = with_points(folder, tmp_path / "whole")
    merged = merge(two(whole, tmp_path, (0, 31), (15, 50)), tmp_path / "out")
    assert verify(merged).faults == []
    assert (merged / "design.csv").read_bytes() == (whole / "design.csv").read_bytes()


def test_runs_of_other_lengths_are_joined_as_they_come_from_two_machines(islands, tmp_path):
    small, large = (run(resolve(islands, worlds=n), tmp_path / str(n)) for n in (6, 9))
    merged = merge([small, large], tmp_path / "out")
    assert store.read_manifest(merged)["worlds"] == 9
    assert [m["folder"] for m in store.read_manifest(merged)["merged"]] == [str(small), str(large)]
    assert rows(merged).equals(rows(large))
    assert verify(merged).faults == []


def test_what_is_still_missing_makes_it_incomplete(folder, tmp_path):
    merged = merge(two(folder, tmp_path, (0, 20), (30, 50)), tmp_path / "out")
    assert store.read_manifest(merged)["state"] == "incomplete"
    with pytest.raises(InputError, match=r"is not complete"):
        load(merged)
    assert len(load(merged, incomplete=True).frame(["week"])) == 80


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seed": 8}, "seed is 8, there 7"),
        (
            {"sets": (("countries.avalon.patience", 0.98),)},
            "countries.avalon.patience.value is 0.98",
        ),
        ({"sets": (("strategies.lyonesse", "erratic"),)}, "strategies.lyonesse is"),
        ({"sets": (("mechanisms.M9", False),)}, "mechanisms.M9 is false, there not set"),
    ],
    ids=["seed", "number", "strategy", "mechanism"],
)
def test_another_design_is_refused_and_the_first_difference_told(
    islands, folder, tmp_path, options, said
):
    other = run(resolve(islands, worlds=2, **options), tmp_path / "other")
    with pytest.raises(InputError, match="is another design than .*" + said):
        merge([folder, other], tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["other"]


def test_another_version_of_the_model_is_refused(folder, tmp_path):
    a, b = two(folder, tmp_path, (0, 20), (20, 50))
    change(b, model="1", run="0123456789ab")
    with pytest.raises(InputError, match="model version 1, there"):
        merge([a, b], tmp_path / "out")


def test_rows_that_differ_are_refused(folder, tmp_path):
    a, b = two(folder, tmp_path, (0, 30), (20, 50))
    part = parts(b)[0]
    values = read_rows(b / "outcomes" / part.file)
    values["week"] = np.where(values["world"] == 25, -1.0, values["week"])
    made = store.write_part(b / "outcomes" / part.file, values)
    record = (b / "parts" / part.file).with_suffix(".json")
    text = record.read_text().replace(part.values, made["values"])
    record.write_text(text.replace(part.sha256, made["sha256"]))
    with pytest.raises(InputError, match=r"rows 20 to 29 of cell 0 differ from those in .* 'week'"):
        merge([a, b], tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]


def test_a_damaged_part_is_refused(folder, tmp_path):
    a, b = two(folder, tmp_path, (0, 20), (20, 50))
    path = b / "outcomes" / parts(b)[0].file
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(InputError, match="is missing, cut short or altered"):
        merge([a, b], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_place_that_is_taken_is_left_alone(folder, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="exists; choose another --out"):
        merge([folder, folder], tmp_path / "out")
    with pytest.raises(InputError, match="joins two results or more"):
        merge([folder], tmp_path / "new")


def test_another_fitted_surface_is_refused(folder, tmp_path):
    a, b = two(folder, tmp_path, (0, 20), (20, 50))
    np.savez(a / "tariffs.npz", x=np.array([1.0]))
    np.savez(b / "tariffs.npz", x=np.array([1.0 + 1e-12]))
    with pytest.raises(InputError, match=r"another fitted surface of trade \(tariffs.npz\)"):
        merge([a, b], tmp_path / "out")
