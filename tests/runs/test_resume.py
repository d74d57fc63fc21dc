"""The same command goes on where the last one ended; the parts are those of one that never did."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from negotiation.analysis.load import load
from negotiation.errors import InputError
from negotiation.runs import chunk as engine
from negotiation.runs import resolve as resolving
from negotiation.runs import work
from negotiation.runs.replay import replay
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run
from negotiation.runs.surface import read

WORLDS = 50


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 20)


@pytest.fixture(scope="module")
def undisturbed(islands, tmp_path_factory):
    """A run of six chunks that nothing befell."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "CHUNK", 20)
        return run(resolve(islands, worlds=WORLDS), tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture
def folder(undisturbed, tmp_path):
    """A copy of it to do things to."""
    return shutil.copytree(undisturbed, tmp_path / "run")


@pytest.fixture
def played(monkeypatch):
    """The chunks that are played, as (cell, first, worlds)."""
    found = []
    model = engine.NegotiationModel

    def keep(*words):
        found.append(words[5:7])
        return model(*words)

    monkeypatch.setattr(engine, "NegotiationModel", keep)
    return found


def parts(folder):
    """Name and bytes of every part and of every record."""
    paths = [path for name in ("outcomes", "parts") for path in (folder / name).iterdir()]
    return {path.name: path.read_bytes() for path in paths}


def again(islands, folder, said=None, **options):
    said = [] if said is None else said
    return run(resolve(islands, worlds=options.pop("worlds", WORLDS)), folder, say=said.append)


def test_a_complete_run_is_left_as_it_is(islands, folder, played):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    said = []
    assert again(islands, folder, said) == folder
    assert (played, said) == ([], ["all worlds are there"])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_two_processes_write_what_one_writes(islands, undisturbed, tmp_path):
    two = run(resolve(islands, worlds=WORLDS), tmp_path / "two", jobs=2)
    assert parts(two) == parts(undisturbed)
    assert len(load(two).manifest["parts"]) == 6


def cut_short(folder):
    path = folder / "outcomes" / "part-0001-000000020-0000020.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def altered(folder):
    path = folder / "outcomes" / "part-0001-000000020-0000020.parquet"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def without_record(folder):
    (folder / "parts" / "part-0001-000000020-0000020.json").unlink()


def without_part(folder):
    (folder / "outcomes" / "part-0001-000000020-0000020.parquet").unlink()


def record_of_another(folder):
    records = folder / "parts"
    text = (records / "part-0000-000000000-0000020.json").read_text()
    (records / "part-0001-000000020-0000020.json").write_text(text)


def half_a_record(folder):
    path = folder / "parts" / "part-0001-000000020-0000020.json"
    path.write_text(path.read_text()[:40])


@pytest.mark.parametrize(
    "harm",
    [cut_short, altered, without_record, without_part, record_of_another, half_a_record],
    ids=lambda harm: harm.__name__,
)
def test_what_is_unsound_is_played_again_and_nothing_else(
    islands, folder, undisturbed, played, harm
):
    harm(folder)
    said = []
    again(islands, folder, said)
    assert played == [(20, 20)]
    assert "part-0001-000000020-0000020" in said[0]
    assert said[1] == "80 of 100 worlds are there"
    assert parts(folder) == parts(undisturbed)
    assert load(folder).manifest["state"] == "complete"


def test_what_was_left_aside_or_belongs_to_no_chunk_goes(islands, folder, undisturbed):
    (folder / "outcomes" / ".part-0000-000000000-0000020.parquet.aside-here-1").write_bytes(b"half")
    (folder / "outcomes" / "part-0000-000000000-0000010.parquet").write_bytes(b"")
    again(islands, folder)
    assert parts(folder) == parts(undisturbed)


def test_a_run_killed_before_its_first_word_begins_anew(islands, undisturbed, tmp_path):
    (tmp_path / "run" / ".lock").mkdir(parents=True)
    (tmp_path / "run" / ".manifest.json.aside-here-1").write_text("{")
    again(islands, tmp_path / "run")
    assert parts(tmp_path / "run") == parts(undisturbed)
    assert not list((tmp_path / "run").glob(".*.aside-*"))


def test_more_worlds_extend_a_run(islands, folder, undisturbed, played):
    again(islands, folder, worlds=70)
    assert played == [(50, 10), (60, 10)] * 2
    more = parts(folder)
    assert all(more[name] == data for name, data in parts(undisturbed).items())
    frame = load(folder).frame(["week"])
    assert sorted(frame[frame["cell"] == 1]["world"]) == list(range(70))
    whole = run(resolve(islands, worlds=70), folder.parent / "whole")
    np.testing.assert_array_equal(
        frame.sort_values(["cell", "world"])["week"],
        load(whole).frame(["week"]).sort_values(["cell", "world"])["week"],
    )


def test_every_sitting_is_told_and_where_it_differs(islands, folder, monkeypatch):
    made = resolving.MODEL_VERSION
    assert made == load(folder).manifest["model"]
    monkeypatch.setattr("negotiation.runs.store.PACKAGES", ("mesa",))
    again(islands, folder, worlds=60)
    first, second = load(folder).manifest["sittings"]
    assert first["finished"]
    assert second["finished"]
    assert first["otherwise"] == {}
    assert list(second["otherwise"]) == ["packages"]


def test_fewer_worlds_do_not_replace_more(islands, folder):
    with pytest.raises(InputError, match="holds 50 worlds of this run, 49 would replace them"):
        again(islands, folder, worlds=49)


@pytest.mark.parametrize(
    ("sets", "told"),
    [
        ((("countries.avalon.patience", 0.98),), r"countries\.avalon\.patience\.value is .* there"),
        ((("mechanisms.M9", False),), r"mechanisms\.M9 is not set there and false here"),
        (
            (("strategies.avalon", "erratic"),),
            r"strategies\.avalon is \['maximum_pressure'\] there",
        ),
    ],
)
def test_another_run_is_refused_and_told_what_differs(islands, folder, undisturbed, sets, told):
    with pytest.raises(InputError, match=f"holds another run: {told}.*--fresh to start over"):
        run(resolve(islands, worlds=WORLDS, sets=sets), folder)
    assert parts(folder) == parts(undisturbed)


def test_another_version_of_the_model_is_refused(islands, folder):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"model": "0"}))
    with pytest.raises(InputError, match="was made by model version 0, this is"):
        again(islands, folder)


@pytest.mark.parametrize("text", ["seed = 7", "not TOML"])
def test_a_configuration_changed_by_hand_is_neither_resumed_nor_replayed(islands, folder, text):
    path = folder / "resolved.toml"
    path.write_text(path.read_text().replace("seed = 7", text.replace("7", "8")))
    for step in (lambda: again(islands, folder), lambda: replay(folder, 0)):
        with pytest.raises(InputError, match=r"resolved.toml: was changed since the run was made"):
            step()


def test_records_that_are_lost_make_a_complete_run_incomplete(islands, folder, undisturbed):
    for path in sorted((folder / "parts").iterdir())[1:]:
        path.unlink()
    finish = f"negotiation run {folder / 'resolved.toml'} --out {folder}"
    with pytest.raises(InputError) as found:
        load(folder)
    assert str(found.value) == (
        f"{folder}: is not complete: 20 of 100 worlds are there; finish it with: {finish}"
    )
    assert load(folder, incomplete=True).manifest["state"] == "incomplete"
    run(resolve(folder / "resolved.toml"), folder)
    assert parts(load(folder).folder) == parts(undisturbed)


@pytest.mark.parametrize("broken", [True, False])
def test_a_description_that_cannot_be_read_is_written_anew(islands, folder, undisturbed, broken):
    path = folder / "columns.toml"
    path.unlink()
    if broken:
        path.write_text("[")
    with pytest.raises(InputError, match=r"columns.toml: is damaged: .*; write it anew with: neg"):
        load(folder)
    again(islands, folder)
    assert path.read_text() == (undisturbed / "columns.toml").read_text()


def test_a_damaged_manifest_is_told_with_the_command_that_helps(folder, undisturbed):
    (folder / "manifest.json").write_text("{")
    with pytest.raises(InputError) as found:
        run(resolve(folder / "resolved.toml"), folder)
    told = f"; start over with: negotiation run {folder}/resolved.toml --out {folder} --fresh"
    assert str(found.value).endswith(told)
    run(resolve(folder / "resolved.toml"), folder, fresh=True)
    assert parts(load(folder).folder) == parts(undisturbed)


def test_fresh_starts_over(islands, folder, undisturbed, played):
    other = resolve(islands, worlds=20, seed=8)
    run(other, folder, fresh=True)
    assert len(played) == 2
    assert load(folder).manifest["run"] == other.run_id
    assert load(folder).manifest["sittings"][1:] == []
    assert len(parts(folder)) == 4


def test_the_surface_is_read_again_and_not_fitted(islands, tmp_path, monkeypatch):
    resolved = resolve(islands.parent / "us_japan_2025.toml", worlds=4)
    folder = run(resolved, tmp_path / "run")
    kept, before = (folder / "tariffs.npz").read_bytes(), parts(folder)
    for path in (folder / "parts").iterdir():
        path.unlink()
    monkeypatch.setattr("negotiation.economy.tariffs.fit_surface", None)
    run(resolved, folder)
    assert parts(folder) == before
    assert (folder / "tariffs.npz").read_bytes() == kept
    (folder / "tariffs.npz").write_bytes(kept[:200])
    assert read(folder) is None
