"""A Dask cluster that plays the chunks of a run; its workers write into the result folder."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from logging import CRITICAL
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

from negotiation.errors import InputError
from negotiation.runs.work import Chunk
from negotiation.runs.worker import Ended, Job, play_chunk

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
PATIENCE = 10  # seconds to wait for a scheduler
AHEAD = 2  # chunks a thread of a worker has at a time, so that none waits for the next


class Cluster:
    """The cluster whose scheduler answers at an address, or one started here if that is `local`.

    Dask gives the chunks of a lost worker to the others. Job and chunk are sent together, so that
    nothing else is lost with it.
    """

    def __init__(self, address: str, jobs: int | None):
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            remedy = "wants Dask; in the clone: python -m pip install -e '.[dask]'"
            raise InputError(remedy, key="--dask") from None
        self.own = None
        if address == LOCAL:
            with _deaf():
                self.own = LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    memory_limit=None,
                    dashboard_address=None,
                    silence_logs=CRITICAL,
                )
        try:
            self.client: Client = Client(self.own or address, timeout=PATIENCE)
        except (OSError, ValueError):
            problem = f"no Dask scheduler answers at '{address}'; wants tcp://HOST:PORT, or local"
            raise InputError(problem, key="--dask") from None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()  # which also calls off what no worker has begun
        if self.own is not None:
            self.own.close()

    def begin(self, job: Job, chunks: Sequence[Chunk]) -> None:
        from distributed import as_completed

        self.job, self.waiting = job, deque(chunks)
        self.playing: dict[Future, Chunk] = {}
        self.back = as_completed()
        self._hand_out()

    def ended(self) -> Iterator[Ended]:
        while self.playing:
            future = next(self.back)
            chunk = self.playing.pop(future)
            self._hand_out()
            yield self._heard(future, chunk)

    def _hand_out(self) -> None:
        """Keep every thread supplied; workers may come and go meanwhile."""
        wanted = max(1, AHEAD * sum(self.client.nthreads().values()))
        while self.waiting and len(self.playing) < wanted:
            chunk = self.waiting.popleft()
            future = self.client.submit(play_chunk, self.job, chunk, pure=False)
            self.playing[future] = chunk
            self.back.add(future)

    def _heard(self, future: Future, chunk: Chunk) -> Ended:
        if future.status in ("cancelled", "lost"):
            remedy = "the same command goes on from what is there"
            raise InputError(f"the Dask scheduler was lost; {remedy}", key="--dask")
        error = future.exception()
        if error is not None:  # not of the chunk, which catches its own: of its workers
            return Ended(chunk, " ".join(f"{type(error).__name__}: {error}".split()))
        return future.result()


@contextmanager
def _deaf() -> Iterator[None]:
    """Start processes so that Ctrl-C is for this one alone, which then ends them."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
