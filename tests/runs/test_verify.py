"""What is wrong with a result is found, whatever it is, and nothing else is said to be wrong."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from folders import change, divided, with_points

from negotiation.errors import InputError
from negotiation.runs import store
from negotiation.runs.stored import byte_hash, parts, read_rows
from negotiation.runs.verify import verify

WHOLE = {0: [(0, 20), (20, 50)], 1: [(0, 50)]}


@pytest.fixture
def copy(folder, tmp_path):
    """A result in three parts with records beside them, to be damaged."""
    return divided(folder, tmp_path / "run", WHOLE)


def faults(folder):
    return [f"{fault.where}: {fault.what}" for fault in verify(folder).faults]


def the(folder, words):
    """The one fault, which says these words."""
    (found,) = faults(folder)
    assert words in found
    return found


def test_a_result_as_it_was_written_is_sound(folder, copy, tmp_path):
    for place, count in ((folder, 2), (copy, 3), (with_points(folder, tmp_path / "points"), 2)):
        found = verify(place)
        assert (found.faults, found.notes, found.parts, found.rows) == ([], [], count, 100)


def test_a_byte_that_was_changed_is_found(copy):
    path = copy / "outcomes" / parts(copy)[0].file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "its bytes have another hash" in faults(copy)[0]


def test_a_part_that_was_cut_short_is_found(copy):
    path = copy / "outcomes" / parts(copy)[1].file
    path.write_bytes(path.read_bytes()[:-100])
    altered, unreadable = faults(copy)
    assert path.name in altered
    assert "cannot be read" in unreadable


def test_a_part_that_is_gone_is_found(copy):
    (copy / "outcomes" / parts(copy)[2].file).unlink()
    the(copy, "is missing")


def rewrite(copy, number, changed, forge=()):
    """Write a part anew with other rows; `forge` says which of its hashes are written anew too."""
    part = parts(copy)[number]
    made = store.write_part(copy / "outcomes" / part.file, changed)
    record = part.record() | {key: made[key] for key in forge}
    (copy / "parts" / part.file).with_suffix(".json").write_text(json.dumps(record))
    change(copy, parts=[p.record() for p in parts(copy)])


def test_values_that_were_changed_are_found_though_the_bytes_have_their_hash(copy):
    rows = read_rows(copy / "outcomes" / parts(copy)[0].file)
    rows["week"] = rows["week"] + 1.0
    rewrite(copy, 0, rows, forge=["sha256"])
    the(copy, "its values have another hash")


def test_rows_of_other_worlds_are_found_though_all_hashes_fit(copy):
    rows = read_rows(copy / "outcomes" / parts(copy)[0].file)
    rows["world"] = rows["world"] + 5
    rewrite(copy, 0, rows, forge=["sha256", "values"])
    the(copy, "at avalon-lyonesse, not each of the rows 0 to 19 once")


def test_rows_of_another_cell_or_too_few_are_found(copy):
    rows = read_rows(copy / "outcomes" / parts(copy)[0].file)
    rows = {name: values[:-1] for name, values in rows.items()}
    rows["cell"] = rows["cell"] + 1
    rewrite(copy, 0, rows, forge=["sha256", "values", "rows"])
    count, cell, each = faults(copy)
    assert "has 19 rows; 20 belong there, its record says 19" in count
    assert "holds rows of other cells than 0" in cell
    assert "0 to 19 once" in each


def test_a_record_that_is_gone_leaves_a_gap_and_a_part_that_nobody_knows(copy):
    name = parts(copy)[0].file
    (copy / "parts" / name).with_suffix(".json").unlink()
    assert faults(copy) == [
        f"{name}: is in the manifest and has no record that can be read",
        f"outcomes/{name}: has no record; resume the run, or remove it",
        "cell 0: rows 0 to 19 are missing",
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"file": "x"}', "\xff"])
def test_a_record_that_cannot_be_read_is_none(copy, text):
    path = (copy / "parts" / parts(copy)[2].file).with_suffix(".json")
    path.write_text(text, encoding="latin-1")
    found = faults(copy)
    assert found[0].startswith(f"parts/{path.name}: is damaged")
    assert found[-1] == "cell 1: rows 0 to 49 are missing"


def test_a_record_that_the_manifest_tells_otherwise_is_found(copy):
    rows = read_rows(copy / "outcomes" / parts(copy)[0].file)
    rows["week"] = rows["week"] + 1.0
    before = store.read_manifest(copy)["parts"]
    rewrite(copy, 0, rows, forge=["sha256", "values"])
    change(copy, parts=before)
    the(copy, "its record is not what the manifest says of it")


def test_gaps_and_overlaps_are_told_by_cell(folder, tmp_path):
    ranges = {0: [(0, 20), (15, 40)], 1: [(10, 50)]}
    assert faults(divided(folder, tmp_path / "run", ranges)) == [
        "cell 0: rows 40 to 49 are missing",
        "cell 1: rows 0 to 9 are missing",
        "cell 0: rows 15 to 19 are there twice",
    ]


def test_rows_that_the_run_does_not_have_are_found(copy):
    change(copy, worlds=40)
    assert any("cell 0 has no row 49 in this run" in fault for fault in faults(copy))


def test_a_configuration_that_was_changed_gives_another_run(copy):
    path = copy / "resolved.toml"
    path.write_text(path.read_text().replace("seed = 7", "seed = 8"))
    the(copy, "resolved.toml: gives run")
    path.write_text("[")
    the(copy, "resolved.toml: cannot be used")


def test_another_version_of_the_model_cannot_tell_the_run_id(copy):
    change(copy, model="1")
    found = verify(copy)
    assert found.faults == []
    assert "made by model version 1" in found.notes[0]


def test_a_run_that_is_not_complete_is_no_sound_result(copy):
    change(copy, state="incomplete")
    the(copy, "the run is incomplete")


def test_a_design_that_lacks_a_point_is_found(folder, tmp_path):
    place = with_points(folder, tmp_path / "run")
    text = (place / "design.csv").read_text()
    (place / "design.csv").write_text(text.rsplit("\n", 2)[0] + "\n")
    the(place, "design.csv: has not each of the points 0 to 1 once")
    (place / "design.csv").unlink()
    the(place, "design.csv: cannot be read")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"run": "x"}', "\xff"])
def test_a_manifest_that_cannot_be_read_is_said_on_one_line(copy, text):
    (copy / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match=r"manifest.json: is damaged"):
        verify(copy)
    shutil.rmtree(copy / "parts")
    (copy / "manifest.json").unlink()
    with pytest.raises(InputError, match="is not a result folder"):
        verify(copy)


def test_the_hash_of_values_is_the_same_for_every_nan(tmp_path):
    other = np.array([1.0, np.nan]).view(np.uint64)
    other[1] |= np.uint64(1 << 63)  # the NaN that 0/0 gives on some processors
    one, two = (
        {"world": np.arange(2), "week": week}
        for week in (np.array([1.0, np.nan]), other.view(np.float64))
    )
    written = store.write_part(tmp_path / "part.parquet", two)
    assert written["values"] == store.value_hash(one)
    assert store.value_hash(read_rows(tmp_path / "part.parquet")) == written["values"]
    assert byte_hash(tmp_path / "part.parquet") == written["sha256"]
