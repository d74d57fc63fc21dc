"""Play an experiment from Python, as `negotiation run` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from negotiation.analysis.load import Run, load
from negotiation.errors import InputError, shown
from negotiation.runs.resolve import resolve


def run(
    experiment: str | Path,
    *,
    worlds: int | None = None,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
    plugins: str | Path | Sequence[str | Path] = (),
    jobs: int | None = None,
    out: str | Path | None = None,
) -> Run:
    """Play an experiment file and open its result.

    Parameters
    ----------
    experiment : the experiment file.
    worlds, seed, jobs, out : as the options of the command line.
    set : numbers and choices by their dotted keys, `{"countries.japan.patience": 0.99}`.
    plugins : Python files with strategies of one's own.

    The result folder is the one that the command line would take. `InputError` on a mistake.
    """
    from negotiation.runs.run import run as play

    if not isinstance(set, Mapping | None):
        problem = 'wants numbers and choices by key, {"countries.japan.patience": 0.99}'
        raise InputError(f"is {shown(set)}; {problem}", key="set")
    files = [plugins] if isinstance(plugins, str | Path) else plugins
    resolved = resolve(
        experiment,
        sets=tuple((set or {}).items()),
        worlds=worlds,
        seed=seed,
        plugins=tuple(str(path) for path in files),
    )
    return load(play(resolved, None if out is None else Path(out), jobs))
