"""What lies in a result folder: columns, parts, provenance. Never half written; see `write`."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shlex
import subprocess
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.errors import InputError
from negotiation.scenario.schema import Scenario

MANIFEST = "manifest.json"
RESOLVED, COLUMNS = "resolved.toml", "columns.toml"
ASIDE = ".aside-"  # in the name of a file not yet in its place
TOLD = ("run", "experiment", "question", "model", "seed", "worlds", "cells", "tables")  # by any
PACKAGES = ("mesa", "numpy", "scipy", "pandas", "pyarrow", "pydantic", "joblib")

FIXED = {
    "cell": ("", "number of the cell: one combination of the strategies listed"),
    "world": ("", "number of the world; with the seed it fixes every draw"),
    "point": ("", "number of the point in design.csv; all points share the draws of a world"),
    "table": ("", "the talks, named after their two parties"),
    "outcome": ("", "deal, partial, ratification_failed, breakdown or open"),
    "week": ("weeks", "week of the last settlement or break since the start; empty while open"),
    "failures": ("", "packages that failed at home"),
    "opened": ("weeks", "week in which talks opened, since the start; empty where they did not"),
    "waited": ("", "packages agreed that waited for a summit of the leaders"),
    "reopened": ("", "deals that were gone back on"),
    "instalments": ("", "equal parts in which pledges agreed are delivered; empty without one"),
    "extended": ("", "threats that were let pass on their date"),
    "executed": ("", "threats that were carried out on their date"),
    "jumps": ("", "weeks in which a side changed what it threatens"),
    "capped": ("weeks", "week in which a court capped a tariff at the table; empty if none did"),
}
AT_SIGNING = {  # of both sides
    "efficiency": (
        "1",
        "joint gain over impasse at signing, over the largest feasible at the same division",
    ),
    **{
        f"from_{point}": ("1", f"distance of the two surplus shares from those {of}")
        for point, of in (
            ("nash", "of the Nash solution"),
            ("kalai_smorodinsky", "of the Kalai-Smorodinsky solution"),
            ("equal_gains", "at equal gains"),
        )
    },
}
BY_COUNTRY = {
    "utility": ("USD bn/year", "salience-weighted utility of what applies at the end; 0 is ideal"),
    "money": ("USD bn/year", "money worth of what applies at the end, against the status quo"),
    "surplus_share": ("1", "gain at signing over the best gain that leaves the other its impasse"),
    "realised": (
        "USD bn/year",
        "discounted utility of the whole course as a yearly flow, with outside options taken up",
    ),
    "paid": ("USD bn", "what the other side's tariffs cost while talks were open"),
    "withdrawn": ("", "own offers that gave the other side less than the one before"),
    "delivered": ("1", "share delivered of the parts of its pledges that fell due; empty if none"),
    "leaders": ("", "changes of leader over the whole course"),
    "audience_cost": ("USD bn/year", "utility lost at home by backing down from public demands"),
    "hedging": ("1", "how far it has turned to other partners by the end"),
    "approval": ("1", "approval at home at the end; empty where nothing keeps it"),
}
BY_ALLIANCE = {
    "trust": ("1", "trust at the end"),
    "lowest_trust": ("1", "lowest trust on the way"),
    "fear": ("1", "chance, as the ally believes at the end, that the patron abandons it"),
}
BY_HUB = {  # a country at more tables than one
    "queue": ("", "place of the table in its queue, 1 first; empty where there is none"),
    "order": ("", "rank of the table in order of settling, 1 first; empty where it did not settle"),
}
BY_PARTNER = {  # of such a country
    "left": ("weeks", "week in which it left a front; empty where it did not"),
}


def columns(scenario: Scenario, points: int = 1) -> dict[str, dict[str, str]]:
    """Unit and meaning of every column of the outcomes, in order; `point` where there are some."""
    fixed = {key: of for key, of in FIXED.items() if points > 1 or key != "point"}
    found = {key: {"unit": u, "meaning": m} for key, (u, m) in fixed.items()}
    for table in scenario.tables.values():
        for basket, domains in table.baskets.items():
            meaning = f"week in which {', '.join(domains)} was settled; empty where it was not"
            found.setdefault(f"settled.{basket}", {"unit": "weeks", "meaning": meaning})
        for name, issue in table.issues.items():
            found.setdefault(f"issue.{name}", {"unit": issue.unit, "meaning": issue.title})
    tables = scenario.tables.values()
    hubs = [c for c in scenario.countries if sum(c in t.parties for t in tables) > 1]
    partners = [
        c
        for c in scenario.countries
        if any(c in t.parties and {*t.parties} & {*hubs} - {c} for t in tables)
    ]
    for group, members in (
        (BY_COUNTRY, scenario.countries),
        (BY_HUB, hubs),
        (BY_PARTNER, partners),
    ):
        for prefix, (unit, meaning) in group.items():
            for country in members:
                name = scenario.countries[country].name
                found[f"{prefix}.{country}"] = {"unit": unit, "meaning": f"{name}: {meaning}"}
    found.update({key: {"unit": u, "meaning": m} for key, (u, m) in AT_SIGNING.items()})
    for prefix, (unit, meaning) in BY_ALLIANCE.items():
        for key, alliance in scenario.alliances.items():
            one, two = (scenario.countries[c].name for c in (alliance.patron, alliance.ally))
            found[f"{prefix}.{key}"] = {"unit": unit, "meaning": f"{one} and {two}: {meaning}"}
    return found


def write_part(path: Path, rows: dict[str, np.ndarray]) -> dict[str, Any]:
    """Write one part; returns its name, rows and hashes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = [
        pa.array(value).dictionary_encode()
        if value.dtype.kind == "U"
        else pa.array(value, from_pandas=value.dtype.kind == "f")
        for value in rows.values()
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays, names=list(rows)), sink, compression="zstd")
    data = sink.getvalue().to_pybytes()
    write(path, data)
    return {
        "file": path.name,
        "rows": len(rows["world"]),
        "sha256": hashlib.sha256(data).hexdigest(),
        "values": value_hash(rows),
    }


def value_hash(rows: dict[str, np.ndarray]) -> str:
    """Hash of the values themselves; Parquet's bytes differ between versions of its writer."""
    digest = hashlib.sha256()
    for name, value in rows.items():
        digest.update(name.encode())
        if value.dtype.kind == "U":
            digest.update("\n".join(value.tolist()).encode())
        else:
            if value.dtype.kind == "f":  # a NaN has many bit patterns, of which Parquet keeps none
                value = np.where(np.isnan(value), np.nan, value)
            digest.update(np.ascontiguousarray(value).tobytes())
    return digest.hexdigest()


def provenance() -> dict[str, Any]:
    """What produced a result: version, commit, command, platform, CPU features, packages."""
    return {
        "version": _version("negotiation"),
        "commit": _commit(),
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "python": platform.python_version(),
        "platform": platform.platform(terse=True),
        "machine": platform.machine(),
        "cpu_features": _cpu_features(),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _commit() -> str | None:
    """Commit of the checkout that the package is imported from, if it is one."""
    here = Path(__file__).resolve().parents[2]
    if not (here / ".git").exists():
        return None
    with suppress(OSError, subprocess.SubprocessError):
        found = subprocess.run(
            ["git", "-C", str(here), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
        return found.stdout.strip()
    return None


def _cpu_features() -> list[str]:
    """CPU features that NumPy uses; with others the last bit of exp, log and power may differ."""
    with suppress(ImportError):
        from numpy._core._multiarray_umath import (  # type: ignore[attr-defined]
            __cpu_features__ as features,
        )

        return sorted(name for name, on in features.items() if on)
    return []


def write(path: Path, data: bytes) -> None:
    """Write a file aside, flush it to disk and rename it: whoever looks finds all of it or none.

    `OSError` where the disk is full or the folder cannot be written.
    """
    path.parent.mkdir(exist_ok=True)
    aside = path.with_name(f".{path.name}{ASIDE}{platform.node()}-{os.getpid()}")
    try:
        with aside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise


def write_text(path: Path, text: str) -> None:
    """The same for text."""
    write(path, text.encode())


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a result folder; `InputError` if it is none."""
    path = folder / MANIFEST
    if not path.is_file():
        remedy = "is not a result folder: it has no manifest.json; name one that run printed"
        raise InputError(remedy, file=str(folder))
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(folder, path, str(error)) from None
    lacking = [key for key in TOLD if not isinstance(found, dict) or key not in found]
    if lacking:
        raise _damaged(folder, path, f"it lacks {', '.join(lacking)}")
    return found


def _damaged(folder: Path, path: Path, what: str) -> InputError:
    again = command(folder, fresh=True)
    return InputError(f"is damaged: {what}; start over with: {again}", file=str(path))


def read_columns(folder: Path) -> dict[str, dict[str, str]]:
    """Unit and meaning of every column of a result; `InputError` if they cannot be read."""
    path = folder / COLUMNS
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problem = f"is damaged: {error}; write it anew with: {command(folder)}"
        raise InputError(problem, file=str(path)) from None


def command(folder: Path, fresh: bool = False) -> str:
    """The command that finishes the run of a folder, or starts it over."""
    words = ["negotiation", "run", str(folder / RESOLVED), "--out", str(folder)]
    return shlex.join([*words, *["--fresh"] * fresh])
