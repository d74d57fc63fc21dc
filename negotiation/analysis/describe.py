"""A result in a few lines: what was asked, how much was played, and what played it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from negotiation.analysis.load import COMPLETE, Run
from negotiation.runs.manifest import RUNNING

RESUMED = "the same command resumes it"


def described(run: Run) -> Iterator[tuple[str, str]]:
    """Pairs of a word and what it says of the result."""
    told = run.manifest
    state = told.get("state", COMPLETE)
    rows = sum(part.worlds for part in run.parts)
    wanted = len(run.cells) * told["worlds"] * run.points
    yield "question", told["question"]
    yield "experiment", f"{told['experiment']}, run {told['run']}, model version {told['model']}"
    yield "scenario", run.resolved.scenario.title
    yield "state", state if state in (COMPLETE, RUNNING) else f"{state} ({RESUMED})"
    yield "cells", f"{len(run.cells):,}: {', '.join(run.levers)}"
    if run.points > 1:
        yield "points", f"{run.points:,}, see design.csv"
    yield "worlds", f"{told['worlds']:,} for each cell{' and point' * (run.points > 1)}"
    yield "seed", str(told["seed"])
    yield "parts", f"{len(run.parts):,} with {rows:,} of {wanted:,} rows of cells"
    for chunk in _failed(run.folder):
        where = f"cell {chunk['cell']}, {chunk['worlds']:,} rows from {chunk['first']:,}"
        yield "failed", f"{where}: {chunk['error']}; alone: {chunk['command']}"
    packages = ", ".join(f"{k} {v}" for k, v in told.get("packages", {}).items())
    yield "made by", f"negotiation {told.get('version')}, Python {told.get('python')}, {packages}"
    yield "command", " ".join(told.get("command", []))
    yield "finished", str(told.get("finished") or "not yet")


def _failed(folder: Path) -> Iterator[dict[str, Any]]:
    """Chunks that failed, with their error and the command that plays each alone."""
    for path in sorted((folder / "failed").glob("*.json")):
        with suppress(OSError, ValueError):
            told = json.loads(path.read_text(encoding="utf-8"))
            if {"cell", "first", "worlds", "error", "command"} <= set(told):
                yield told
