"""Run an experiment: divide it into chunks, play them, write the result folder."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import numpy as np

from negotiation.economy.tariffs import Tariffs
from negotiation.errors import InputError
from negotiation.runs import store
from negotiation.runs.chunk import Chunk, chunks, play, price, rows
from negotiation.runs.points import drawn, keep
from negotiation.runs.resolve import MODEL_VERSION, Resolved
from negotiation.scenario.bibliography import cited
from negotiation.scenario.write import to_toml

SERIAL = 8  # chunks that one process plays faster than it could start another
Progress = Callable[[int, int], None]


def run(
    resolved: Resolved,
    out: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """Play every world of every cell; returns the result folder.

    Parameters
    ----------
    out : the folder; by default results/<experiment>/<run id>.
    jobs : worker processes; by default as many as the work is worth.
    progress : called with worlds done and worlds in all.
    """
    resolved = drawn(resolved)
    name = resolved.experiment.name
    target = out if out is not None else Path("results") / name / resolved.run_id
    _keep_larger(target, resolved)
    aside = store.prepare(target)
    started = dt.datetime.now(dt.UTC)
    try:
        tariffs = price(resolved)
        parts = _play_all(resolved, tariffs, aside, jobs, progress)
        _describe(resolved, tariffs, aside, parts, started)
        store.publish(aside, target)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}; free some space or choose another --out"
        raise InputError(problem, file=str(target)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def _keep_larger(target: Path, resolved: Resolved) -> None:
    """Refuse to replace a run of more worlds by one of fewer; `InputError` says what to do."""
    if not (target / store.MANIFEST).is_file():
        return
    there, worlds = store.read_manifest(target), resolved.experiment.worlds
    if there.get("run") == resolved.run_id and there["worlds"] > worlds:
        raise InputError(
            f"holds {there['worlds']:,} worlds of this run, {worlds:,} would replace them; "
            "give another --out",
            file=str(target),
        )


def _play_all(
    resolved: Resolved,
    tariffs: Tariffs | None,
    folder: Path,
    jobs: int | None,
    progress: Progress | None,
) -> list[dict[str, Any]]:
    from joblib import Parallel, delayed

    work = chunks(resolved)
    workers = jobs or max(1, min(os.cpu_count() or 1, len(work) // SERIAL))
    names = list(store.columns(resolved.scenario, resolved.points))
    calls = (delayed(play_part)(resolved, tariffs, chunk, folder, names) for chunk in work)
    total = sum(chunk.worlds for chunk in work)
    done, parts = 0, []
    with _unheard():
        found = Parallel(n_jobs=workers, return_as="generator_unordered")(calls)
    for part in found:
        parts.append(part)
        done += part["worlds"]
        if progress is not None:
            progress(done, total)
    return sorted(parts, key=lambda part: part["file"])


@contextmanager
def _unheard() -> Iterator[None]:
    """Start worker processes so that Ctrl-C is for this process alone, which then ends them."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def play_part(
    resolved: Resolved, tariffs: Tariffs | None, chunk: Chunk, folder: Path, names: list[str]
) -> dict[str, Any]:
    """Play one chunk and write its part; returns the part's line of the manifest."""
    found = rows(play(resolved, tariffs, chunk), chunk, names, resolved.points)
    path = folder / "outcomes" / f"part-{chunk.cell:04d}-{chunk.first:09d}.parquet"
    part = store.write_part(path, found)
    return {**part, "cell": chunk.cell, "first": chunk.first, "worlds": chunk.worlds}


def _describe(
    resolved: Resolved,
    tariffs: Tariffs | None,
    folder: Path,
    parts: list[dict[str, Any]],
    started: dt.datetime,
) -> None:
    """Write all that a reader needs beside the parts."""
    store.write_text(folder / "resolved.toml", to_toml(resolved.data))
    columns = store.columns(resolved.scenario, resolved.points)
    store.write_text(folder / "columns.toml", to_toml(columns))
    keep(resolved, folder)
    store.write_text(folder / "sources.bib", _sources(resolved))
    if resolved.scenario.economy is not None:
        store.write_text(folder / resolved.scenario.economy.flows, resolved.flows)
    if tariffs is not None:
        np.savez(folder / "tariffs.npz", allow_pickle=False, **tariffs.surface.to_arrays())
    manifest = {
        "run": resolved.run_id,
        "experiment": resolved.experiment.name,
        "question": resolved.experiment.question,
        "model": MODEL_VERSION,
        "seed": resolved.experiment.seed,
        "worlds": resolved.experiment.worlds,
        "points": resolved.points,
        "cells": list(resolved.cells),
        "tables": list(resolved.scenario.tables),
        "mechanisms": [rule.id for rule in resolved.rules()],
        "started": started.isoformat(timespec="seconds"),
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        **store.provenance(),
        "plugins": resolved.plugin_hashes,
        "economy": None if tariffs is None else tariffs.report(),
        "parts": parts,
    }
    store.write_text(folder / store.MANIFEST, json.dumps(manifest, indent=1, default=str) + "\n")


def _sources(resolved: Resolved) -> str:
    """The bibliography entries that this run used, and no others."""
    keys = {source for _, source in cited(resolved.data["scenario"])} | resolved.preset_sources
    return "\n".join(resolved.bibliography.get(key, "") for key in sorted(keys))
