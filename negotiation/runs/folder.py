"""A result folder before it is written: whether this run may, and what it must do again."""

from __future__ import annotations

import shutil
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from negotiation.errors import InputError
from negotiation.runs import failures, store
from negotiation.runs import manifest as manifests
from negotiation.runs.differ import configuration, difference
from negotiation.runs.lock import LOCKS, others
from negotiation.runs.points import FILE as DESIGN
from negotiation.runs.resolve import MODEL_VERSION, Resolved, resolve
from negotiation.runs.stored import OUTCOMES, RECORDS
from negotiation.runs.work import Share
from negotiation.scenario.write import to_toml

TARIFFS = "tariffs.npz"
REMEDY = "give another --out, or --fresh to start over"
PUT_BACK = "put it back as it was, or run it into a folder of its own with --out"


def check_place(target: Path) -> None:
    """Refuse a place that holds something else than a result folder."""
    inside = [target] if target.is_file() else list(target.iterdir()) if target.exists() else []
    if not inside or (target / store.MANIFEST).is_file() or (target / LOCKS).is_dir():
        return  # locks alone: a run that was killed before it could say what it is
    raise InputError("exists and is not a result folder; choose another --out", file=str(target))


def before(target: Path, resolved: Resolved, share: Share, fresh: bool) -> dict[str, Any]:
    """The manifest of the run so far; empty if there is none, and the folder is cleared.

    `InputError` if the folder holds another run, or more worlds of this one.
    """
    for path in target.glob(f".*{store.ASIDE}*"):
        path.unlink(missing_ok=True)  # these are written by whoever is at the gate, as we are
    busy = bool(others(target, share))
    if fresh and busy:
        raise InputError("is being written by other shares; wait for their end", file=str(target))
    if not (target / store.MANIFEST).is_file() or fresh or not (busy or _has_parts(target)):
        _clear(target)
        return {}
    manifest = store.read_manifest(target)
    _check_same(target, manifest, resolved)
    _check_unchanged(target, manifest, resolved)
    there, worlds = manifest["worlds"], resolved.experiment.worlds
    if there > worlds:
        raise InputError(
            f"holds {there:,} worlds of this run, {worlds:,} would replace them; {REMEDY}",
            file=str(target),
        )
    if there < worlds and busy:
        problem = f"other shares write {there:,} worlds of this run; wait for their end"
        raise InputError(problem, file=str(target))
    return manifest


def _has_parts(target: Path) -> bool:
    outcomes = target / OUTCOMES
    return outcomes.is_dir() and any(outcomes.iterdir())


def _clear(target: Path) -> None:
    """Throw away what a run played, records first: without them nothing counts as there.

    Its manifest stands until the next one takes its place, so that the folder is known for what
    it is at any moment.
    """
    with suppress(InputError):  # there is none, or it is damaged
        manifests.note(target, state=manifests.INCOMPLETE, parts=[])
    for name in (RECORDS, OUTCOMES, failures.FAILED):
        if (target / name).exists():
            shutil.rmtree(target / name)
    for name in (TARIFFS, DESIGN):
        (target / name).unlink(missing_ok=True)


def _check_same(target: Path, manifest: dict[str, Any], resolved: Resolved) -> None:
    if manifest["model"] != MODEL_VERSION:
        problem = f"was made by model version {manifest['model']}, this is {MODEL_VERSION}"
        raise InputError(f"{problem}; {REMEDY}", file=str(target))
    if manifest["run"] != resolved.run_id:
        problem = f"holds another run: {_differs(target, manifest, resolved)}"
        raise InputError(f"{problem}; {REMEDY}", file=str(target))


def _check_unchanged(target: Path, manifest: dict[str, Any], resolved: Resolved) -> None:
    """Refuse a configuration that somebody has changed since the run began."""
    path = target / store.RESOLVED
    with suppress(FileNotFoundError):  # killed before it was written
        if path.read_bytes() == to_toml(resolved.data).encode():
            return
        check_run_id(path, manifest, REMEDY)


def check_run_id(path: Path, manifest: dict[str, Any], remedy: str) -> None:
    """Refuse a resolved.toml that does not give the run id of the manifest."""
    try:
        run = resolve(path, reading=True).run_id_with(manifest["plugins"])
    except InputError as error:
        told = f"{error.key}: {error.problem}" if error.key else error.problem
        problem = f"was changed since the run was made: {told}; {remedy}"
        raise InputError(problem, file=str(path)) from None
    if run != manifest["run"]:
        problem = f"was changed since the run was made: it gives run {run}, the manifest says "
        raise InputError(f"{problem}{manifest['run']}; {remedy}", file=str(path))


def _differs(target: Path, manifest: dict[str, Any], resolved: Resolved) -> str:
    """The first thing in which the folder's run differs, in words."""
    with suppress(InputError):
        found = difference(configuration(target), tomllib.loads(to_toml(resolved.data)))
        if found:
            key, there, here = found
            return f"{key} is {there} there and {here} here"
    if manifest["plugins"] != resolved.plugin_hashes:
        return "a plugin differs"
    return "a preset or the trade data differ"
