"""What a run would come to, before it is played: rows, chunks, time and disk."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from negotiation.economy.tariffs import Tariffs
from negotiation.runs import store
from negotiation.runs.chunk import play, price, rows
from negotiation.runs.crew import check_jobs, processes
from negotiation.runs.points import drawn
from negotiation.runs.resolve import Resolved
from negotiation.runs.work import Chunk, plan

TRIAL = (300, 1_500)  # rows of the two batches that are played to see what the rest would cost


@dataclass(frozen=True)
class Estimate:
    """What a run would come to.

    Attributes
    ----------
    cells, points, worlds : as the experiment says; each world of a cell is played at each point.
    rows : of all cells.
    chunks, workers : how the work is divided.
    seconds : wall time, with all workers busy.
    size : of the parts on disk, in bytes.
    trial : rows of the two batches that the estimate comes from.
    """

    cells: int
    points: int
    worlds: int
    rows: int
    chunks: int
    workers: int
    seconds: float
    size: float
    trial: tuple[int, int]


def estimate(resolved: Resolved, jobs: int | None = None) -> Estimate:
    """Play two small batches of the first cell, and reckon from them.

    A batch costs the same however few its rows, and something for each row besides: a straight line
    through the two batches gives the cost of a chunk. The first cell stands for all.
    """
    resolved = drawn(resolved)
    started = time.perf_counter()
    tariffs = price(resolved)
    fitted = time.perf_counter() - started
    work = plan(resolved)
    check_jobs(jobs)
    workers = processes(work, jobs)
    few, many = (min(count, resolved.rows) for count in TRIAL)
    play(resolved, tariffs, Chunk(0, 0, 1))  # what is only done once in a process
    short, _ = _trial(resolved, tariffs, few)
    long, size = _trial(resolved, tariffs, many)
    each = (long - short) / (many - few) if many > few and long > short else long / many
    always = max(long - each * many, 0.0)
    total = sum(chunk.worlds for chunk in work)
    return Estimate(
        cells=len(resolved.cells),
        points=resolved.points,
        worlds=resolved.experiment.worlds,
        rows=total,
        chunks=len(work),
        workers=workers,
        seconds=fitted + (always * len(work) + each * total) / workers,
        size=size * total / many,
        trial=(few, many),
    )


def _trial(resolved: Resolved, tariffs: Tariffs | None, count: int) -> tuple[float, int]:
    """Seconds that a batch of the first rows takes, and bytes of its part."""
    chunk = Chunk(0, 0, count)
    names = list(store.columns(resolved.scenario, resolved.points))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "part.parquet"
        started = time.perf_counter()
        played = play(resolved, tariffs, chunk)
        store.write_part(path, rows(played, chunk, names, resolved.points))
        return time.perf_counter() - started, path.stat().st_size
