"""What can be said about how far a result is to be trusted, and about the rules behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from negotiation.analysis.load import Run
from negotiation.errors import InputError, NegotiationError
from negotiation.mechanisms import BY_ID
from negotiation.runs.replay import replay
from negotiation.runs.resolve import MODEL_VERSION

WRITE = "write it with negotiation validate mechanisms --json"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it is as it should be (None: unknown), and words.

    `rule` says that it is a mechanism against theory.
    """

    what: str
    sound: bool | None
    found: str
    rule: bool = False


def checks(run: Run, verdicts: Path | None = None) -> list[Check]:
    """Whole files, model version, a world played again, the trade surface, each mechanism on.

    Parameters
    ----------
    verdicts : what `negotiation validate mechanisms --json` printed; without it mechanisms are
        listed as not judged here.
    """
    return [
        _whole(run),
        _version(run),
        _again(run),
        *_surface(run),
        *_mechanisms(run.manifest.get("mechanisms", ()), verdicts),
    ]


def _whole(run: Run) -> Check:
    """Whether each part has the bytes that were recorded for it."""
    what = "Files are those that the run wrote"
    parts = run.manifest.get("parts")
    if not parts:
        return Check(what, None, "the manifest lists no parts")
    for part in parts:
        path = run.folder / "outcomes" / part["file"]
        try:
            with path.open("rb") as stream:
                same = hashlib.file_digest(stream, "sha256").hexdigest() == part["sha256"]
        except OSError:
            return Check(what, False, f"{part['file']} is missing")
        if not same:
            return Check(what, False, f"{part['file']} was changed after the run")
    return Check(what, True, f"{len(parts)} of {len(parts)} parts have the recorded hash")


def _version(run: Run) -> Check:
    made, now = run.manifest["model"], MODEL_VERSION
    found = f"version {made}" if made == now else f"made by version {made}, this package is {now}"
    return Check("Model version is that of this package", made == now, found)


def _again(run: Run) -> Check:
    """Whether the first world comes out as stored."""
    what = "World 0 of cell 0, played again, comes out as stored"
    try:
        replay(run.folder, 0, 0)
    except NegotiationError as error:
        return Check(what, False, error.problem)
    except (OSError, ValueError):
        return Check(what, False, "what is stored cannot be read")
    return Check(what, True, "to the bit")


def _surface(run: Run) -> list[Check]:
    """How far the fitted trade surface strays from the trade model."""
    errors = (run.manifest.get("economy") or {}).get("surface_error_p95")
    if not errors:
        return []
    worst = max(errors.values())
    found = f"at most {100.0 * worst:.2g} % of its range in 95 % of cases, over regions"
    return [Check("Fitted trade surface against the trade model", None, found)]


def _mechanisms(ids: Sequence[str], verdicts: Path | None) -> list[Check]:
    rows = {row["id"]: row for row in _read(verdicts)} if verdicts is not None else {}
    found = []
    for key in sorted(ids, key=lambda one: int(one[1:])):
        what = f"{key} {BY_ID[key].name}: shows what theory says"
        row = rows.get(key)
        if row is None:
            said = "not judged here; negotiation validate mechanisms judges it"
            found.append(Check(what, None, said, rule=True))
        else:
            sound = row["verdict"] == "holds"
            found.append(Check(what, sound, str(row["obtained"]), rule=True))
    return found


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; {WRITE}"
        raise InputError(problem, file=str(path)) from None
    except ValueError:  # of JSON, or of the encoding
        raise InputError(f"is no JSON; {WRITE}", file=str(path)) from None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and {"id", "verdict", "obtained"} <= row.keys() for row in rows
    ):
        raise InputError(f"holds no verdicts; {WRITE}", file=str(path))
    return rows
