"""A real Dask cluster of two worker processes on this machine."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys

import pytest

from negotiation.analysis.load import load
from negotiation.errors import InputError
from negotiation.runs import cluster, work
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run

distributed = pytest.importorskip("distributed", reason="the extra 'dask' is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own, of which there are many


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 20)


@pytest.fixture
def started():
    """A scheduler with two workers: its address and their processes."""
    with distributed.LocalCluster(
        n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=logging.CRITICAL
    ) as scheduler:
        words = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler.scheduler_address]
        words += ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        workers = [subprocess.Popen(words, **quiet) for _ in range(2)]
        with distributed.Client(scheduler) as client:
            client.wait_for_workers(2, timeout=120)
        yield scheduler.scheduler_address, workers
        for worker in workers:
            worker.kill()
            worker.wait()


def test_a_worker_lost_in_mid_run_costs_only_its_chunks(islands, tmp_path, started):
    address, workers = started
    serial = run(resolve(islands, worlds=100), tmp_path / "serial", jobs=1)

    def kill(done, _):
        if done == 60:
            workers[0].kill()

    resolved = resolve(islands, worlds=100)
    folder = run(resolved, tmp_path / "dask", dask=address, progress=kill)
    assert workers[0].wait(timeout=60) == -signal.SIGKILL
    assert workers[1].poll() is None
    assert load(folder).manifest["state"] == "complete"
    for inside in ("outcomes", "parts"):
        names = sorted(path.name for path in (serial / inside).iterdir())
        assert names == sorted(path.name for path in (folder / inside).iterdir())
        for name in names:
            assert (folder / inside / name).read_bytes() == (serial / inside / name).read_bytes()


def test_an_address_where_no_scheduler_answers_is_refused(islands, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    for address in ("tcp://127.0.0.1:9", "nope://127.0.0.1:9"):
        with pytest.raises(InputError, match=f"--dask: no Dask scheduler answers at '{address}"):
            run(resolve(islands, worlds=5), tmp_path / "run", dask=address)
    assert not (tmp_path / "run").exists()
