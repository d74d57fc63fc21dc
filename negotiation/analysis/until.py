"""Add worlds until intervals are narrow enough: `width(usa-japan.any_deal) < 0.02`.

A condition names a column, at one table or at every table that it is about, and the width of the
95 % interval of its mean that is asked for, in the column's unit. It holds if the interval is
narrower in every cell. To stop at a width that was looked for makes the last interval a little too
narrow (Chow and Robbins 1965, doi:10.1214/aoms/1177700156): its true level comes up to 95 % only as
the width asked for becomes small. Few looks keep this small, so each step adds as many worlds as
the width at hand suggests; `until.json` tells each look.

With a design of points a world counts once, with its mean over the points: the width is about
worlds, for the points as they are. More worlds cannot narrow what few points leave open, which the
intervals of `negotiation.analysis.clustered` count too; those are wider.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from negotiation.analysis.clustered import Interval, interval, means_by_point
from negotiation.analysis.intervals import WORDS, mean
from negotiation.analysis.load import ANY_DEAL, Run, load
from negotiation.analysis.summary import about
from negotiation.errors import InputError, nearest
from negotiation.runs import store
from negotiation.runs.resolve import Resolved
from negotiation.runs.stored import ROW_KEYS
from negotiation.runs.work import CHUNK

FILE = "until.json"
NO_NUMBER = (*WORDS, *ROW_KEYS)
OPTION = "--until"
LEAST = 100  # worlds below which an interval is not judged,
LEAST_OF_POINTS = 10  # or where each world is played at many points
MOST = 1_000_000  # worlds for each cell, unless another ceiling is given
FOLD = 4.0  # a step has at most this many times the worlds of the one before
SPARE = 1.1  # worlds added beyond what the width suggests, which spare another look
FORM = re.compile(r"\s*width\(\s*([^()\s]+)\s*\)\s*<\s*([^\s]+)\s*")


@dataclass(frozen=True)
class Condition:
    """The 95 % interval of the mean of `column` is to be narrower than `width`, in its unit.

    `table` is None where every table is meant that the column is about.
    """

    text: str
    column: str
    table: str | None
    width: float


@dataclass(frozen=True)
class Reached:
    """What a condition asked for came to in a cell; `low` to `high` is the 95 % interval.

    `worlds` is how many of those played have the number, each at `points` points.
    """

    condition: str
    cell: int
    table: str
    mean: float
    low: float
    high: float
    worlds: int
    asked: float
    points: int = 1

    @property
    def width(self) -> float:
        """Width of the interval; infinite where there are too few worlds for one."""
        width = self.high - self.low
        return width if width == width else math.inf

    @property
    def short(self) -> float:
        """How many times too wide it is."""
        return self.width / self.asked

    def told(self) -> str:
        """A line on it."""
        where = f"{self.condition} in cell {self.cell} at {self.table}"
        told = f"{where}: width {self.width:.3g} with {self.worlds:,} worlds"
        return told if self.points == 1 else f"{told}, for the {self.points:,} points as they are"

    def record(self) -> dict[str, Any]:
        """As JSON holds it: what there is not is null."""
        data = {**asdict(self), "width": self.width}
        missing = (k for k, v in data.items() if isinstance(v, float) and not math.isfinite(v))
        return data | dict.fromkeys(missing)


@dataclass(frozen=True)
class Stopped:
    """How it ended: the result, whether every condition holds, and the widest of the intervals."""

    folder: Path
    met: bool
    worlds: int
    widest: Reached

    def told(self) -> str:
        """A sentence on it."""
        how = "narrow enough" if self.met else "not narrow enough, --most is reached"
        return f"{how} at {self.worlds:,} worlds; the widest is {self.widest.told()}"


def parse(texts: Sequence[str], resolved: Resolved) -> list[Condition]:
    """Conditions as they are typed; `InputError` says what is wrong with one."""
    return [_parse(text, resolved) for text in texts]


def _parse(text: str, resolved: Resolved) -> Condition:
    found = FORM.fullmatch(text)
    if found is None:
        problem = f"cannot read '{text}'; write \"width({ANY_DEAL}) < 0.02\""
        raise InputError(problem, key=OPTION)
    name, limit = found.groups()
    tables = resolved.scenario.tables
    table = next((t for t in tables if name.startswith(f"{t}.")), None)
    column = name.removeprefix(f"{table}.") if table else name
    known = [ANY_DEAL, *(c for c in store.columns(resolved.scenario) if c not in NO_NUMBER)]
    if column in NO_NUMBER:
        problem = f"'{column}' has no mean; '{ANY_DEAL}' is the chance of a deal"
        raise InputError(problem, key=OPTION)
    if column not in known:
        wholly = [*known, *(f"{t}.{c}" for t in tables for c in known)]
        hint = nearest(name, wholly) or f"; '{ANY_DEAL}' is the chance of a deal"
        raise InputError(f"no number '{name}' in the result{hint}", key=OPTION)
    try:
        width = float(limit)
    except ValueError:
        width = math.nan
    if not 0.0 < width < math.inf:
        problem = f"'{limit}' is no width; give a number above 0 in the unit of {column}"
        raise InputError(problem, key=OPTION)
    if column == ANY_DEAL and width >= 1.0:
        problem = f"'{limit}' holds for any interval of a chance, which lies between 0 and 1"
        raise InputError(f"{problem}; give less than 1", key=OPTION)
    return Condition(text.strip(), column, table, width)


def worlds_there(resolved: Resolved, out: Path | None = None) -> int:
    """Worlds that the result folder of an experiment already has; 0 if it is another's, or none."""
    folder = out or Path("results") / resolved.experiment.name / resolved.run_id
    if not (folder / store.MANIFEST).is_file():
        return 0
    told = store.read_manifest(folder)
    return told["worlds"] if told["run"] == resolved.run_id else 0


def play_until(
    resolved: Resolved,
    conditions: Sequence[Condition],
    play: Callable[[Resolved], Path],
    there: int = 0,
    most: int = MOST,
) -> Stopped:
    """Play the experiment with more and more worlds until every condition holds.

    Parameters
    ----------
    play : plays an experiment and returns its result folder; what is there already may be kept.
    there : worlds that the result has before, with which to begin if they are more.
    most : worlds for each cell at which to stop in any case.

    Each look is written to `until.json` in the result. `InputError` if `most` is less than the
    worlds to begin with, or a column is about no table.
    """
    worlds = max(resolved.experiment.worlds, there)
    if most < worlds:
        problem = f"is {most:,}; there are {worlds:,} worlds to begin with, so give more"
        raise InputError(problem, key="--most")
    looks: list[dict[str, Any]] = []
    while True:
        run = load(play(_with_worlds(resolved, worlds)))
        found = list(reached(run, conditions))
        widest = max(found, key=lambda r: r.short)
        least = min(most, LEAST if run.points == 1 else LEAST_OF_POINTS)
        met = widest.short < 1.0 and worlds >= least
        looks.append({"worlds": worlds, "widest": widest.told()})
        _write(run.folder, conditions, met, worlds, found, looks)
        if met or worlds >= most:
            return Stopped(run.folder, met, worlds, widest)
        worlds = min(most, max(least, next_worlds(worlds, widest.short, run.points)))


def reached(run: Run, conditions: Sequence[Condition]) -> Iterator[Reached]:
    """What every condition came to, by table and cell."""
    for condition in conditions:
        tables = run.manifest["tables"] if condition.table is None else [condition.table]
        here = [t for t in tables if about(run, condition.column, t)]
        if not here:
            problem = f"{condition.column} is about none of {', '.join(tables)}"
            raise InputError(problem, key=f"{OPTION} {condition.text}")
        for table in here:
            for cell in run.which(None):
                found = _by_world(run, condition.column, table, cell)
                yield Reached(condition.text, cell, table, *found, condition.width, run.points)


def _by_world(run: Run, column: str, table: str, cell: int) -> Interval:
    """Mean of a column and its interval, a world counting once, with its mean over its points."""
    if run.points == 1:
        return mean(run, column, table, cell)
    rows = run.values(column, table, cell).reshape(-1, run.points)
    return interval(means_by_point(rows.T))


def next_worlds(worlds: int, short: float, points: int = 1) -> int:
    """Worlds of the next step, where the widest interval is `short` times too wide.

    Width falls with the square root of the worlds. Whole chunks where there are many, else whole
    hundreds.
    """
    wanted = worlds * min(FOLD, SPARE * short**2)
    whole = LEAST if wanted * points <= CHUNK else max(1, CHUNK // points)
    return max(worlds + 1, math.ceil(wanted / whole) * whole)


def _with_worlds(resolved: Resolved, worlds: int) -> Resolved:
    """The same experiment with other worlds; its run id stays."""
    experiment = resolved.experiment.model_copy(update={"worlds": worlds})
    return replace(resolved, experiment=experiment, data={**resolved.data, "worlds": worlds})


def _write(
    folder: Path,
    conditions: Sequence[Condition],
    met: bool,
    worlds: int,
    found: Sequence[Reached],
    looks: Sequence[dict[str, Any]],
) -> None:
    told = {
        "asked": [condition.text for condition in conditions],
        "met": met,
        "worlds": worlds,
        "looks": list(looks),
        "reached": [r.record() for r in found],
    }
    store.write_text(folder / FILE, json.dumps(told, indent=1) + "\n")
