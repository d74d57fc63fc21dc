"""Results are found wherever they lie below a folder, the newest first, damaged ones too."""

from __future__ import annotations

import shutil

import pytest
from folders import change

from negotiation.errors import InputError
from negotiation.runs.listing import listing


@pytest.fixture
def shelf(folder, tmp_path):
    """Three results at the depths at which they lie, one damaged, one half there, and a note."""
    places = {"2031": "islands/old", "2032": "islands/new", "2030": "alone"}
    for year, place in places.items():
        shutil.copytree(folder, tmp_path / place)
        change(tmp_path / place, finished=f"{year}-01-01T00:00:00+00:00")
    (tmp_path / "islands/torn").mkdir()
    (tmp_path / "islands/torn/manifest.json").write_text("{")
    (tmp_path / "killed/outcomes").mkdir(parents=True)
    (tmp_path / ".aside/outcomes").mkdir(parents=True)
    (tmp_path / "README.md").write_text("a note")
    return tmp_path


def test_the_newest_come_first_and_damaged_ones_last(shelf):
    found = listing(shelf)
    assert [e.folder.relative_to(shelf).as_posix() for e in found] == [
        "islands/new",
        "islands/old",
        "alone",
        "islands/torn",
        "killed",
    ]
    first, *_, torn, killed = found
    assert (first.experiment, first.cells, first.worlds, first.points) == ("two_islands", 2, 50, 1)
    assert first.state == "complete"
    files = [p for p in first.folder.rglob("*") if p.is_file()]
    assert first.size == sum(p.stat().st_size for p in files)
    assert torn.fault.startswith("is damaged")
    assert killed.fault.startswith("is not a result folder: it has no manifest.json")


@pytest.mark.parametrize("values", [{"cells": 3}, {"worlds": "many"}, {"started": None}])
def test_a_manifest_that_makes_no_sense_is_said(folder, tmp_path, values):
    shutil.copytree(folder, tmp_path / "run")
    change(tmp_path / "run", **values, finished=None)
    if "started" in values:
        text = (tmp_path / "run/manifest.json").read_text().replace('"started"', '"begun"')
        (tmp_path / "run/manifest.json").write_text(text)
    (found,) = listing(tmp_path)
    assert found.fault.startswith("its manifest is damaged: ")


def test_a_result_lists_itself_and_a_folder_that_is_not_there_is_refused(folder, tmp_path):
    assert [e.folder for e in listing(folder)] == [folder]
    assert listing(tmp_path) == []
    with pytest.raises(InputError, match="is no folder; name one that holds results"):
        listing(tmp_path / "nowhere")
