"""A process that plays chunks for another one, given to it on its standard input.

It starts from nothing (no fork, which threads forbid) and imports the engine at once, so that it
is ready when the work is. It ends when its input does: with the process that started it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO, cast

from negotiation.errors import InputError
from negotiation.runs.work import Chunk
from negotiation.runs.worker import Ended, Job, play_chunk

START = "import sys; sys.path[:] = {}; from negotiation.runs.helper import serve; serve()"


class Helper:
    """The other process, as its employer sees it."""

    def __init__(self) -> None:
        self.ready = False
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START.format(repr(sys.path))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the employer, who ends its helpers
            )
        except OSError as error:
            problem = f"no further process can be started: {error.strerror}; give fewer"
            raise InputError(problem, key="--jobs") from None

    def brief(self, job: Job) -> None:
        """Wait until it is ready and give it the job, if it does not have it."""
        if not self.ready:
            self.hear()
            self.ready = True
            self.send(job)

    def send(self, message: Job | Chunk) -> None:
        """Give it something to do; `OSError` if it has died."""
        pickle.dump(message, cast(Any, self.process.stdin))
        cast(Any, self.process.stdin).flush()

    def hear(self) -> Ended:
        """What it has to say, of a chunk or of being ready; `EOFError` if it has died."""
        return pickle.load(cast(Any, self.process.stdout))

    def end(self) -> None:
        """Kill it; what it was writing stays aside."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # what was on its way to it is of no use
                cast(Any, pipe).close()


def serve() -> None:
    """Play chunk after chunk; what a plugin prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import pyarrow.parquet  # noqa: F401

    import negotiation.runs.chunk  # noqa: F401

    inbox: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(inbox,), daemon=True).start()
    _answer(answers, "ready")
    job = inbox.get()
    while True:
        _answer(answers, play_chunk(job, inbox.get()))


def _answer(answers: BinaryIO, message: Any) -> None:
    pickle.dump(message, answers)
    answers.flush()


def _listen(inbox: SimpleQueue[Any]) -> None:
    """Take in what comes; once nothing can, nobody wants the chunk that is being played."""
    try:
        while True:
            inbox.put(pickle.load(sys.stdin.buffer))
    finally:
        os._exit(0)
