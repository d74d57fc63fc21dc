"""What a worker does: play a chunk, write its part, and say how it went. Errors do not leave it."""

from __future__ import annotations

import gc
import traceback
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from negotiation.errors import InputError, NegotiationError
from negotiation.runs.resolve import Resolved
from negotiation.runs.work import LEAST, Chunk

if TYPE_CHECKING:
    from negotiation.economy.tariffs import Tariffs

_alone = Lock()  # a Dask worker may have several threads; the engine keeps state by process


@dataclass(frozen=True)
class Job:
    """What a worker must know of a run; sent with each chunk.

    Attributes
    ----------
    folder : the result folder, as an absolute path.
    run : the run's id where it was started.
    """

    resolved: Resolved
    tariffs: Tariffs | None
    folder: Path
    run: str


@dataclass(frozen=True)
class Ended:
    """How a chunk ended: well, with an error in play, or with a disk that takes no more.

    Attributes
    ----------
    error, trace : what went wrong, on one line and in full; empty if nothing did.
    mendable : whether the error is the user's to mend.
    disk : the error of a part that could not be written.
    """

    chunk: Chunk
    error: str = ""
    trace: str = ""
    mendable: bool = False
    disk: OSError | None = None


def play_chunk(job: Job, chunk: Chunk) -> Ended:
    """Play a chunk and write its part."""
    from negotiation.runs import parts, store
    from negotiation.runs.chunk import play, rows

    with _alone:
        try:
            _check_same(job)
            found = play(job.resolved, job.tariffs, chunk)
            count = job.resolved.points
            values = rows(found, chunk, list(store.columns(job.resolved.scenario, count)), count)
        except Exception as error:
            mendable = isinstance(error, NegotiationError)
            return Ended(chunk, _line(error), traceback.format_exc(), mendable)
        try:
            parts.write(job.folder, chunk, values)
        except OSError as error:
            return Ended(chunk, disk=error)
        if chunk.worlds >= LEAST:
            gc.collect()  # a model leaves cycles behind: few objects, but of large arrays
    return Ended(chunk)


def _check_same(job: Job) -> None:
    """Refuse to play with other rules, presets or plugins than those of the run."""
    if job.resolved.run_id != job.run:
        raise InputError(
            "this worker has another version of the package, or of a plugin, than the one that "
            "started the run; install the same everywhere"
        )


def _line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, NegotiationError) else f"{type(error).__name__}: {text}"
