"""Run an experiment: see what is there, play what is missing, and say what came of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from negotiation.errors import ChunksFailed, InputError, Interrupted, NegotiationError
from negotiation.runs import failures, folder, manifest, parts, store
from negotiation.runs.crew import Crew, Local, check_jobs, processes
from negotiation.runs.lock import hold
from negotiation.runs.points import drawn, keep
from negotiation.runs.resolve import Resolved
from negotiation.runs.work import WHOLE, Chunk, Share, missing, plan
from negotiation.runs.worker import Ended, Job
from negotiation.scenario.bibliography import cited
from negotiation.scenario.write import to_toml

if TYPE_CHECKING:
    from filelock import BaseFileLock

FULL = (errno.ENOSPC, errno.EDQUOT)
Progress = Callable[[int, int], None]
Say = Callable[[str], None]


def run(
    resolved: Resolved,
    out: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    *,
    dask: str | None = None,
    share: Share = WHOLE,
    fresh: bool = False,
    say: Say | None = None,
) -> Path:
    """Play every world of every cell that is not there yet; returns the result folder.

    Parameters
    ----------
    out : the folder; by default results/<experiment>/<run id>.
    jobs : processes that play; by default as many as the work is worth.
    progress : called with worlds done and worlds in all.
    dask : address of a Dask scheduler whose workers play instead, or `local` to start some here.
    share : the share of the chunks to play, where several tasks write into one folder.
    fresh : throw away what is there.
    say : called with a sentence on what was found there.

    Raises
    ------
    InputError : if the folder holds something else, is written by another, or cannot be written.
    ChunksFailed : if chunks failed; the others are there.
    Interrupted : a KeyboardInterrupt that says what is kept.
    """
    check_jobs(jobs)
    resolved = drawn(resolved)
    target = out or Path("results") / resolved.experiment.name / resolved.run_id
    with _writable(target):
        folder.check_place(target)
        with _cluster(dask, jobs) as cluster, hold(target, share) as gate:
            with gate:
                before = folder.before(target, resolved, share, fresh)
                own = share.take(plan(resolved))
                todo = _missing(target, own, share, say)
                if not todo and before and manifest.is_complete(before):
                    _describe_again(resolved, target)
                    return target
                sitting = manifest.begin(target, resolved, share, before)
            try:
                with _ending(resolved, target, share, sitting, gate):
                    count = Count(own, todo, progress)
                    with cluster or Local(processes(todo, jobs)) as crew:
                        failed = _play(resolved, target, gate, crew, todo, count)
            except KeyboardInterrupt:
                there = manifest.how_far(target, store.read_manifest(target))
                raise Interrupted(f"stopped; {there}, in {target}") from None
    if failed:
        raise _failure(target, failed, todo)
    return target


def _failure(target: Path, failed: list[Ended], todo: list[Chunk]) -> NegotiationError:
    """What to say of chunks that failed; a mistake of the user's, where that is all there is."""
    first = failed[0].error
    if len(failed) == len(todo) and all(ended.mendable for ended in failed):
        return InputError(first)
    return ChunksFailed(
        f"{len(failed)} of {len(todo)} chunks failed, the first with: {first}; the others are "
        f"there. {target / failures.FAILED} has the command that plays each alone; the same "
        "command as now tries them again"
    )


def _cluster(dask: str | None, jobs: int | None) -> AbstractContextManager[Crew | None]:
    """The cluster, if one is asked for: sought before anything is written.

    It is left twice, which does no harm: before the manifest says how the run ended, and here.
    """
    if dask is None:
        return nullcontext()
    from negotiation.runs.cluster import Cluster

    return Cluster(dask, jobs)


class Count:
    """Worlds done of worlds in all, for whoever wants to know."""

    def __init__(self, own: list[Chunk], todo: list[Chunk], progress: Progress | None):
        self.total = sum(chunk.worlds for chunk in own)
        self.done = self.total - sum(chunk.worlds for chunk in todo)
        self.progress = progress

    def add(self, chunk: Chunk) -> None:
        self.done += chunk.worlds
        if self.progress is not None:
            self.progress(self.done, self.total)


def _missing(target: Path, own: list[Chunk], share: Share, say: Say | None) -> list[Chunk]:
    """What is to be played of one's own chunks; what lies in its place and is unsound goes."""
    whole = share == WHOLE
    sound = parts.sound(target, own, whole)
    unsound = parts.discard(target, sound, own, whole)
    todo = missing(own, sound)
    if say is not None and unsound:
        say(f"played again, for it was cut short, altered or has no record: {', '.join(unsound)}")
    if say is not None and sound:
        kept, total = (sum(chunk.worlds for chunk in chunks) for chunks in (sound, own))
        say(f"{kept:,} of {total:,} worlds are there" if todo else "all worlds are there")
    return todo


@contextmanager
def _ending(
    resolved: Resolved, target: Path, share: Share, sitting: manifest.Sitting, gate: BaseFileLock
) -> Iterator[None]:
    """However a sitting ends, its manifest says how far it came."""
    try:
        yield
    finally:
        with gate:
            manifest.end(target, resolved, share, sitting)


def _play(
    resolved: Resolved,
    target: Path,
    gate: BaseFileLock,
    crew: Crew,
    todo: list[Chunk],
    count: Count,
) -> list[Ended]:
    """Play what is to be played, and describe the run meanwhile; returns the chunks that failed."""
    from negotiation.runs import surface  # slow to import, as helpers do at the same time

    with gate:
        tariffs = surface.price(resolved, target)
    crew.begin(Job(resolved, tariffs, target.absolute(), resolved.run_id), todo)
    with gate:
        _describe(resolved, target)
        manifest.note(target, economy=None if tariffs is None else tariffs.report())
    failed = []
    for ended in crew.ended():
        if ended.disk is not None:
            raise ended.disk
        if ended.error:
            failures.record(target, ended)
            failed.append(ended)
        else:
            count.add(ended.chunk)
    return failed


@contextmanager
def _writable(target: Path) -> Iterator[None]:
    """A disk that takes no more ends a run with one line, and the run can go on."""
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        remedy = "choose another --out"
        if error.errno in FULL:
            remedy = f"free some space and give the same command again, or {remedy}"
        raise InputError(f"cannot be written: {why}; {remedy}", file=str(target)) from error


def _describe_again(resolved: Resolved, target: Path) -> None:
    """Describe a complete run anew if its description cannot be read."""
    try:
        store.read_columns(target)
        (target / store.RESOLVED).stat()
    except (InputError, OSError):
        _describe(resolved, target)


def _describe(resolved: Resolved, target: Path) -> None:
    """Write all that a reader needs beside the parts."""
    store.write_text(target / store.RESOLVED, to_toml(resolved.data))
    columns = store.columns(resolved.scenario, resolved.points)
    store.write_text(target / store.COLUMNS, to_toml(columns))
    keep(resolved, target)
    store.write_text(target / "sources.bib", _sources(resolved))
    if resolved.scenario.economy is not None:
        store.write_text(target / resolved.scenario.economy.flows, resolved.flows)


def _sources(resolved: Resolved) -> str:
    """The bibliography entries that this run used, and no others."""
    keys = {source for _, source in cited(resolved.data["scenario"])} | resolved.preset_sources
    return "\n".join(resolved.bibliography.get(key, "") for key in sorted(keys))
