"""Designs of points: numbers of a scenario at many values at once, in the same worlds.

A design of P points turns each world of a cell into P rows. Row j is world j // P at point j % P,
so that more worlds extend a run, and all points of a world share its draws (common random numbers).
A number is fixed at its value in a row, just as `--set` fixes it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation.draws import Array
from negotiation.errors import InputError
from negotiation.runs import store
from negotiation.runs.numbers import setters
from negotiation.scenario.override import look_up
from negotiation.scenario.quantity import Unit
from negotiation.scenario.read import parse_quantity

if TYPE_CHECKING:
    from negotiation.runs.resolve import Resolved
    from negotiation.runs.work import Chunk
    from negotiation.scenario.experiment import Experiment

FILE = "design.csv"
LEVELS = 4  # of a Morris design, as SALib has it


@dataclass(frozen=True)
class Points:
    """The points of a design.

    Attributes
    ----------
    keys : dotted keys of the numbers, in the order of the alphabet.
    units : in what each is measured.
    values : [point, key].
    """

    keys: tuple[str, ...]
    units: tuple[str, ...]
    values: Array

    def to_csv(self) -> str:
        """A line of units behind a #, a line of keys, and a line for each point."""
        text = io.StringIO()
        write = csv.writer(text, lineterminator="\n").writerow
        write(["# unit", *self.units])
        write(["point", *self.keys])
        for point, values in enumerate(self.values.tolist()):
            write([point, *map(repr, values)])
        return text.getvalue()

    @classmethod
    def from_csv(cls, text: str, file: str) -> Points:
        """The same points to the bit; `InputError` if the text is not what `to_csv` writes."""
        try:
            units, keys, *rows = csv.reader(io.StringIO(text))
            values = np.array([[float(x) for x in row[1:]] for row in rows], dtype=np.float64)
            if values.shape != (len(rows), len(keys) - 1) or len(units) != len(keys):
                raise ValueError("its lines differ in length")
        except ValueError as error:
            again = store.command(Path(file).parent, fresh=True)
            problem = f"is damaged: {error}; start over with: {again}"
            raise InputError(problem, file=file) from None
        return cls(tuple(keys[1:]), tuple(units[1:]), values)


def drawn(resolved: Resolved) -> Resolved:
    """The experiment with the points of its design; as it is where it has none."""
    experiment = resolved.experiment
    if not experiment.spans or resolved.design is not None:
        return resolved
    uniform = _uniform(experiment.design, resolved.points, len(experiment.spans), experiment.seed)
    found = [_spread(resolved, key, uniform[:, k]) for k, key in enumerate(experiment.spans)]
    units, values = zip(*found, strict=True)
    points = Points(tuple(experiment.spans), units, np.stack(values, axis=1))
    return replace(resolved, design=points)


def keep(resolved: Resolved, folder: Path) -> None:
    """Write the design into a result folder; `InputError` if another one lies there."""
    if resolved.design is None:
        return
    path, text = folder / FILE, resolved.design.to_csv()
    if path.is_file() and path.read_text(encoding="utf-8") != text:
        problem = "is not the design that scipy or SALib draw by now; give another --out"
        raise InputError(problem, file=str(path))
    store.write_text(path, text)


def stored(resolved: Resolved, folder: Path) -> Resolved:
    """The experiment with the points that its result folder holds."""
    if not resolved.experiment.spans:
        return resolved
    file = folder / FILE
    try:
        points = Points.from_csv(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        again = store.command(folder, fresh=True)
        problem = f"cannot be read: {error}; start over with: {again}"
        raise InputError(problem, file=str(file)) from None
    if (*points.values.shape, points.keys) != (
        resolved.points,
        len(resolved.experiment.spans),
        tuple(resolved.experiment.spans),
    ):
        raise InputError("is not the design of this run; run it again", file=str(file))
    return replace(resolved, design=points)


def fixed(resolved: Resolved, chunk: Chunk) -> dict[str, Array]:
    """The numbers that the points fix in the rows of a chunk, [row], by purpose."""
    if not resolved.experiment.spans:
        return {}
    points = drawn(resolved).design
    assert points is not None
    point = np.arange(chunk.first, chunk.first + chunk.worlds) % resolved.points
    column = {key: k for k, key in enumerate(points.keys)}
    return {
        purpose: np.take(points.values[:, column[key]], point)
        for purpose, key in setters(resolved, chunk.cell).items()
    }


def _spread(resolved: Resolved, key: str, uniform: Array) -> tuple[str, Array]:
    """Unit and values of a number, [point]: evenly over its span, or as the scenario draws it."""
    named, span = f"vary.{key}", resolved.experiment.spans[key]
    node = look_up(resolved.data["scenario"], key, resolved.file, named)
    if span.range is not None:
        low, high = span.range
        return node["unit"], np.clip(low + (high - low) * uniform, low, high)
    quantity = parse_quantity(node, Unit(node["unit"]), resolved.file, named)
    return node["unit"], quantity.spread(uniform)


@lru_cache(maxsize=4)
def _uniform(design: str, points: int, numbers: int, seed: int) -> Array:
    """Points in the unit cube, [point, number]."""
    digest = blake2b(f"{seed}:design".encode(), digest_size=4).digest()
    own = int.from_bytes(digest, "little")
    if design in ("lhs", "sobol"):
        from scipy.stats import qmc

        if design == "lhs":
            return qmc.LatinHypercube(numbers, seed=own).random(points)
        return qmc.Sobol(numbers, scramble=True, seed=own).random(points)
    if design == "morris":
        from SALib.sample import morris

        return morris.sample(_cube(numbers), points // (numbers + 1), LEVELS, seed=own)
    from SALib.sample import sobol

    base = points // (numbers + 2)
    return sobol.sample(_cube(numbers), base, calc_second_order=False, seed=own)


def _cube(numbers: int) -> dict[str, Any]:
    """The unit cube, as SALib describes a problem."""
    names = [f"x{k}" for k in range(numbers)]
    return {"num_vars": numbers, "names": names, "bounds": [[0.0, 1.0]] * numbers}


def positions(experiment: Experiment) -> tuple[dict[str, Any], Array]:
    """The problem and the points in the unit cube, as SALib's analyses want them."""
    numbers = len(experiment.spans)
    points = experiment.points or 0
    return _cube(numbers), _uniform(experiment.design, points, numbers, experiment.seed)
