"""The processes of this machine that play chunks side by side: this one, and its helpers.

Helpers start with the run, so that they import the engine while this process reads and prices.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from pickle import UnpicklingError
from queue import SimpleQueue
from threading import Thread
from typing import Protocol

from negotiation.errors import InputError
from negotiation.runs.helper import Helper
from negotiation.runs.work import LEAST, Chunk
from negotiation.runs.worker import Ended, Job, play_chunk

LIVES = 3  # processes that a chunk may outlive, before it is to blame for their deaths


class Crew(Protocol):
    """Whoever plays the chunks of a run; entered as it starts, left as it ends."""

    def __enter__(self) -> Crew: ...

    def begin(self, job: Job, chunks: Sequence[Chunk]) -> None:
        """Take on the work; what others can play they begin to play."""

    def ended(self) -> Iterator[Ended]:
        """How each chunk ended, as soon as it did."""

    def __exit__(self, *_: object) -> None: ...


def check_jobs(jobs: int | None) -> None:
    """Refuse a number of processes that cannot be; `InputError`."""
    if jobs is not None and jobs < 1:
        raise InputError(f"is {jobs}; wants at least 1", key="--jobs")


def processes(chunks: Sequence[Chunk], jobs: int | None) -> int:
    """How many processes to play with: as many as asked for, or else as the work is worth."""
    if jobs is None:
        from joblib import cpu_count  # it knows what a batch system or a container has granted

        jobs = cpu_count() if sum(chunk.worlds for chunk in chunks) >= 2 * LEAST else 1
    return max(1, min(jobs, len(chunks)))


class Local:
    """This process and its helpers, who take one chunk at a time from what is waiting."""

    def __init__(self, processes: int):
        self.helpers = [Helper() for _ in range(processes - 1)]
        self.waiting: deque[Chunk] = deque()
        self.back: SimpleQueue[Ended | Exception] = SimpleQueue()
        self.lost: Counter[Chunk | None] = Counter()  # deaths by chunk, and before any
        self.left = 0
        self.over = False

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        self.over = True
        for helper in self.helpers:
            helper.end()

    def begin(self, job: Job, chunks: Sequence[Chunk]) -> None:
        self.job, self.left = job, len(chunks)
        self.waiting.extend(chunks)
        for number in range(len(self.helpers)):
            Thread(target=self._employ, args=(number,), daemon=True).start()

    def ended(self) -> Iterator[Ended]:
        while self.left:
            chunk = self._next() if self.back.empty() else None
            ended = play_chunk(self.job, chunk) if chunk is not None else self.back.get()
            if isinstance(ended, Exception):
                raise ended
            self.left -= 1
            yield ended

    def _next(self) -> Chunk | None:
        try:
            return self.waiting.popleft()
        except IndexError:
            return None

    def _employ(self, number: int) -> None:
        """Keep one helper busy, in a thread of its own."""
        try:
            while not self.over and (chunk := self._next()) is not None:
                helper = self.helpers[number]
                try:
                    helper.brief(self.job)
                    helper.send(chunk)
                    self.back.put(helper.hear())
                except (OSError, EOFError, UnpicklingError):
                    self._replace(number, chunk)
        except Exception as error:  # for this run to raise
            self.back.put(error)

    def _replace(self, number: int, chunk: Chunk) -> None:
        """Take on another helper for one that died, and play its chunk again."""
        if self.over:
            return
        helper = self.helpers[number]
        helper.end()
        self.lost[chunk if helper.ready else None] += 1
        if self.lost[None] == LIVES:
            raise InputError("no other process can be started; give 1", key="--jobs")
        if self.lost[chunk] < LIVES:
            self.waiting.appendleft(chunk)
        else:
            died = f"its process died {LIVES} times; is there enough memory?"
            self.back.put(Ended(chunk, died))
        self.helpers[number] = Helper()
        if self.over:
            self.helpers[number].end()
