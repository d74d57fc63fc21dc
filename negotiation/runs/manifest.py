"""The manifest of a run: what it is, what produced it, how far it has come.

Every sitting (a command that played some of it) writes it twice: when it begins and when it ends.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from negotiation.errors import InputError
from negotiation.runs import failures, parts, store, stored
from negotiation.runs.lock import held, others
from negotiation.runs.resolve import MODEL_VERSION, Resolved
from negotiation.runs.stored import gaps_and_overlaps, recorded
from negotiation.runs.work import WHOLE, Share, missing, plan

RUNNING, COMPLETE, INCOMPLETE = "running", "complete", "incomplete"
STOPPED = "stopped"  # said to be running, by a sitting that is no more
Sitting = dict[str, Any]


def begin(folder: Path, resolved: Resolved, share: Share, before: dict[str, Any]) -> Sitting:
    """Say that a sitting has begun; `before` is the manifest of the run so far, or empty."""
    made = store.provenance()
    first = {key: before.get(key, value) for key, value in made.items()}
    sitting = {
        "command": made["command"],
        "share": str(share),
        "started": _now(),
        "finished": None,
        # what produced the rest of the run, as far as this sitting differs
        "otherwise": {k: v for k, v in made.items() if k != "command" and v != first[k]},
    }
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
        "state": RUNNING,
        "started": before.get("started", sitting["started"]),
        "finished": before.get("finished"),
        **first,
        "plugins": resolved.plugin_hashes,
        "economy": before.get("economy"),
        "sittings": [*before.get("sittings", []), sitting],
        "parts": before.get("parts", []),
        "failed": before.get("failed", []),
    }
    _write(folder, manifest)
    return sitting


def note(folder: Path, **known: Any) -> None:
    """Add what has become known of a run."""
    _write(folder, store.read_manifest(folder) | known)


def end(folder: Path, resolved: Resolved, share: Share, sitting: Sitting) -> None:
    """Say how a sitting has ended, and how far the run has come."""
    manifest = store.read_manifest(folder)
    left = missing(plan(resolved), parts.there(folder))
    finished = _now()
    for known in manifest["sittings"]:
        if (known["share"], known["started"]) == (sitting["share"], sitting["started"]):
            known["finished"] = finished
    manifest |= {
        "state": _state(folder, share, bool(left)),
        "finished": finished,
        "parts": [part.record() for part in recorded(folder)],
        "failed": failures.standing(folder),
    }
    _write(folder, manifest)


def is_complete(manifest: dict[str, Any]) -> bool:
    """Whether all parts of a run are there; those of earlier versions were never half written."""
    return manifest.get("state", COMPLETE) == COMPLETE


def state(folder: Path, manifest: dict[str, Any]) -> str:
    """How a run stands: what its manifest says, unless records or locks tell otherwise."""
    said = said_state(folder, manifest)
    there, total = _rows(folder, manifest) if said == COMPLETE else (0, 0)
    return said if there == total else INCOMPLETE


def said_state(folder: Path, manifest: dict[str, Any]) -> str:
    """The same without a look at the parts."""
    said = manifest.get("state", COMPLETE)
    return STOPPED if said == RUNNING and not held(folder) else said


def check_complete(folder: Path, manifest: dict[str, Any]) -> None:
    """Refuse a run that is not complete; `InputError` says how to finish it."""
    found = state(folder, manifest)
    if found == COMPLETE:
        return
    remedy = "it is being written; wait for its end"
    if found != RUNNING:
        remedy = f"finish it with: {store.command(folder)}"
    problem = f"is not complete: {how_far(folder, manifest)}; {remedy}"
    raise InputError(problem, file=str(folder))


def how_far(folder: Path, manifest: dict[str, Any]) -> str:
    """How far a run has come by the records of its parts, in words."""
    there, total = _rows(folder, manifest)
    what = "world" if manifest.get("points", 1) == 1 else "row"
    return f"{there:,} of {total:,} {what}{'s' * (total != 1)} are there"


def _rows(folder: Path, manifest: dict[str, Any]) -> tuple[int, int]:
    """Rows of cells that have a record, and how many there are to be."""
    cells, rows = len(manifest["cells"]), manifest["worlds"] * manifest.get("points", 1)
    gaps, _ = gaps_and_overlaps(stored.parts(folder, manifest), cells, rows)
    return cells * rows - sum(end - first for _, first, end in gaps), cells * rows


def _state(folder: Path, share: Share, lacking: bool) -> str:
    if not lacking:
        return COMPLETE
    return RUNNING if share != WHOLE and others(folder, share) else INCOMPLETE


def _write(folder: Path, manifest: dict[str, Any]) -> None:
    store.write_text(folder / store.MANIFEST, json.dumps(manifest, indent=1, default=str) + "\n")


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
