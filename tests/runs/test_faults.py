"""What befalls a run from within: chunks that fail, disks that are full, others in the folder."""

from __future__ import annotations

import json
import os
import shlex
import signal
from typing import ClassVar

import pytest
from folders import change

from negotiation.analysis.load import load
from negotiation.cli import app
from negotiation.errors import ChunksFailed, InputError, Interrupted
from negotiation.runs import chunk as engine
from negotiation.runs import crew, parts, store, work
from negotiation.runs.helper import Helper
from negotiation.runs.listing import listing
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run
from negotiation.runs.verify import verify
from negotiation.runs.work import Share
from negotiation.runs.worker import Job, play_chunk


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 20)


@pytest.fixture
def breaking(monkeypatch):
    """Whether chunks with world 25 of cell 1 break; set False to mend it."""
    state = {"breaks": True}
    play = engine.play

    def fragile(resolved, tariffs, chunk, given=None):
        if state["breaks"] and chunk.cell == 1 and chunk.first <= 25 < chunk.last:
            raise ZeroDivisionError("in world 25")
        return play(resolved, tariffs, chunk, given)

    monkeypatch.setattr(engine, "play", fragile)
    monkeypatch.setattr("negotiation.runs.reproduce.play", fragile)
    return state


def test_a_chunk_that_fails_is_recorded_and_the_rest_goes_on(islands, tmp_path, breaking):
    folder = tmp_path / "run"
    with pytest.raises(ChunksFailed, match=r"1 of 6 chunks failed.*: in world 25"):
        run(resolve(islands, worlds=50), folder, jobs=1)
    manifest = store.read_manifest(folder)
    assert (manifest["state"], len(manifest["parts"])) == ("incomplete", 5)
    assert manifest["failed"] == ["part-0001-000000020-0000020"]
    known = json.loads((folder / "failed" / "part-0001-000000020-0000020.json").read_text())
    assert "in fragile" in known["traceback"]
    words = shlex.split(known["command"])[1:]
    with pytest.raises(ZeroDivisionError):
        app(words, standalone_mode=False)
    with pytest.raises(InputError, match="is not complete: 80 of 100 worlds are there; finish it"):
        load(folder)
    assert len(load(folder, incomplete=True).frame(["week"])) == 80

    breaking["breaks"] = False
    run(resolve(islands, worlds=50), folder)
    assert load(folder).manifest["failed"] == []
    assert not (folder / "failed").exists()


def test_the_command_of_a_chunk_gives_its_values(islands, tmp_path, capsys):
    folder = run(resolve(islands, worlds=30), tmp_path / "run")
    record = load(folder).manifest["parts"][3]
    app(["run", str(folder / "resolved.toml"), "--reproduce", "1:20:10"], standalone_mode=False)
    assert record["values"] in capsys.readouterr().out
    with pytest.raises(InputError, match="--reproduce: 1:20:11 is not in the run"):
        app(["run", str(folder / "resolved.toml"), "--reproduce", "1:20:11"], standalone_mode=False)


def refusal(resolved, folder):
    """What a run is refused with, if it is."""
    try:
        run(resolved, folder, jobs=1)
    except InputError as error:
        return str(error)
    return ""


def test_a_full_disk_ends_a_run_that_can_go_on(islands, tmp_path, monkeypatch):
    """Whatever cannot be written: the n-th file of a run, for every n."""
    whole = run(resolve(islands, worlds=30), tmp_path / "whole")
    fsync, left = os.fsync, [0]

    def full(descriptor):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    folder, room = tmp_path / "run", 0
    while told := refusal(resolve(islands, worlds=30), folder):
        assert "No space left on device; free some space" in told
        assert not list(folder.rglob("*.aside-*"))
        room += 1
        left[0] = room
    assert room >= 5
    for name in ("outcomes", "parts"):
        for path in (whole / name).iterdir():
            assert (folder / name / path.name).read_bytes() == path.read_bytes()


class Watched(Helper):
    """A helper that can be found and killed."""

    started: ClassVar[list[Helper]] = []

    def __init__(self):
        super().__init__()
        self.started.append(self)


def test_a_worker_that_is_killed_costs_only_its_chunk(islands, tmp_path, monkeypatch):
    monkeypatch.setattr(crew, "Helper", Watched)
    Watched.started.clear()
    whole = run(resolve(islands, worlds=50), tmp_path / "whole", jobs=1)

    def kill(done, _):
        if done == 20:
            Watched.started[0].process.kill()

    folder = run(resolve(islands, worlds=50), tmp_path / "run", jobs=2, progress=kill)
    assert Watched.started[0].process.returncode == -signal.SIGKILL
    for path in (whole / "outcomes").iterdir():
        assert (folder / "outcomes" / path.name).read_bytes() == path.read_bytes()


def test_a_chunk_that_kills_every_process_is_a_failure(islands, tmp_path, monkeypatch):
    monkeypatch.setattr(crew, "LIVES", 1)
    deadly = "raise SystemExit"
    start = f"import pickle, sys; pickle.dump('ready', sys.stdout.buffer); {deadly} # {{}}"
    monkeypatch.setattr("negotiation.runs.helper.START", start)
    with pytest.raises(ChunksFailed, match=r"of 6 chunks failed, .*: its process died"):
        run(resolve(islands, worlds=50), tmp_path / "run", jobs=2)
    monkeypatch.setattr("negotiation.runs.helper.START", f"{deadly} # {{}}")
    with pytest.raises(InputError, match="--jobs: no other process can be started; give 1"):
        run(resolve(islands, worlds=70), tmp_path / "run", jobs=2)


def test_a_worker_with_another_version_refuses(islands, tmp_path):
    resolved = resolve(islands, worlds=50)
    ended = play_chunk(Job(resolved, None, tmp_path, "another"), work.Chunk(0, 0, 20))
    assert ended.error.startswith("this worker has another version of the package")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_keeps_what_was_played(islands, tmp_path):
    def stop(done, _):
        if done >= 40:
            raise KeyboardInterrupt

    folder = tmp_path / "run"
    with pytest.raises(Interrupted, match=f"stopped; 40 of 100 worlds are there, in {folder}"):
        run(resolve(islands, worlds=50), folder, jobs=1, progress=stop)
    assert store.read_manifest(folder)["state"] == "incomplete"
    run(resolve(islands, worlds=50), folder)
    assert [s["finished"] is not None for s in load(folder).manifest["sittings"]] == [True, True]


def test_of_two_runs_in_one_folder_the_second_is_refused(islands, tmp_path):
    folder, resolved = tmp_path / "run", resolve(islands, worlds=50)
    refusals = []

    def another(*_):
        assert [entry.state for entry in listing(folder)] == ["running"]
        assert "it is being written; wait" in verify(folder).faults[0].what
        with pytest.raises(InputError, match="worlds are there; it is being written; wait"):
            load(folder)
        for share in (work.WHOLE, Share(1, 2)):
            with pytest.raises(InputError, match="another run writes into it; wait") as found:
                run(resolved, folder, share=share)
            refusals.append(str(found.value))

    run(resolved, folder, jobs=1, progress=another)
    assert len(refusals) == 2 * 6
    assert load(folder).manifest["state"] == "complete"
    change(folder, state="running")
    assert [entry.state for entry in listing(folder)] == ["stopped"]


def test_shares_are_played_side_by_side_and_the_last_completes_the_run(islands, tmp_path):
    whole = run(resolve(islands, worlds=50), tmp_path / "whole")
    folder, resolved = tmp_path / "run", resolve(islands, worlds=50)
    states = []

    def meanwhile(*_):
        if states:
            return
        with pytest.raises(InputError, match="another task plays share 1/3"):
            run(resolved, folder, share=Share(1, 3))
        with pytest.raises(InputError, match="another task plays share 1/3"):
            run(resolved, folder)
        with pytest.raises(InputError, match="other shares write 50 worlds of this run"):
            run(resolve(islands, worlds=60), folder, share=Share(2, 3))
        run(resolved, folder, share=Share(2, 3))
        states.append(store.read_manifest(folder)["state"])

    run(resolved, folder, share=Share(1, 3), jobs=1, progress=meanwhile)
    states.append(store.read_manifest(folder)["state"])
    run(resolved, folder, share=Share(3, 3))
    states.append(store.read_manifest(folder)["state"])
    assert states == ["running", "incomplete", "complete"]
    for path in (whole / "outcomes").iterdir():
        assert (folder / "outcomes" / path.name).read_bytes() == path.read_bytes()
    shares = [sitting["share"] for sitting in load(folder).manifest["sittings"]]
    assert shares == ["1/3", "2/3", "3/3"]


def test_a_share_leaves_what_others_are_writing_alone(islands, tmp_path):
    folder, resolved = tmp_path / "run", resolve(islands, worlds=50)
    run(resolved, folder, share=Share(1, 2))
    theirs = folder / "outcomes" / "part-0001-000000020-0000020.parquet"
    theirs.write_bytes(b"about to be recorded")
    mine = folder / "outcomes" / "part-0000-000000020-0000020.parquet"
    mine.write_bytes(b"damaged")
    run(resolved, folder, share=Share(1, 2))
    assert theirs.read_bytes() == b"about to be recorded"
    assert parts.is_sound(folder, work.Chunk(0, 20, 20))


def test_fresh_is_not_for_one_share_of_several(islands):
    with pytest.raises(InputError, match="--fresh: throws away what other shares have played"):
        app(["run", str(islands), "--fresh", "--chunks", "1/2"], standalone_mode=False)
