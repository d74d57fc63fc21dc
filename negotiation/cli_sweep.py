"""What `sweep` prints: the plan of a dry run, and at the end what cells and numbers change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from negotiation.analysis.rounded import rounded

if TYPE_CHECKING:
    from negotiation.analysis.load import Run
    from negotiation.analysis.measures import Measure
    from negotiation.analysis.points import Effect
    from negotiation.runs.estimate import Estimate

MOST = 8  # numbers shown for a measure
CELLS = 3  # cells whose numbers are shown
FEWEST = {"morris": (10, 1, "trajectories"), "saltelli": (64, 2, "base points")}
METHODS = {
    "lhs": "Change from a number's lowest to its highest value, by regression on ranks",
    "sobol": "Change from a number's lowest to its highest value, by regression on ranks",
    "morris": "Mean size of the change over a number's whole range (mu* of Morris)",
    "saltelli": "Total index: share of the variance between points with the number in it",
}

INTERVALS = {
    "lhs": "intervals count how few both are",
    "sobol": "intervals count how few both are",
    "morris": "intervals are SALib's bootstrap over trajectories, and take the worlds as they are",
    "saltelli": "intervals are SALib's bootstrap over points, and take the worlds as they are",
}


def plan(found: Estimate) -> Iterator[str]:
    """Lines of a dry run."""
    counts = found.cells, found.points, found.worlds
    cells, points, worlds = map(_count, counts, ("cell", "point", "world"))
    yield f"{cells} of {points} in {worlds}"
    yield f"{found.rows:,} rows in all, in {_count(found.chunks, 'chunk')}"
    workers = _count(found.workers, "worker")
    yield f"about {_time(found.seconds)} on {workers}, and {_size(found.size)} on disk"
    few, many = found.trial
    yield (
        f"reckoned by a straight line from {few:,} and {many:,} rows of the first cell, played "
        "just now; other cells may cost more or less, and so may a machine that is busy"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _time(seconds: float) -> str:
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    if seconds < 5400.0:
        return f"{seconds / 60.0:.0f} min"
    return f"{seconds / 3600.0:.1f} h"


def _size(bytes_: float) -> str:
    return f"{bytes_ / 1e9:.1f} GB" if bytes_ >= 1e9 else f"{bytes_ / 1e6:.1f} MB"


def findings(folder: Path) -> Iterator[str]:
    """Lines on what cells change in the same worlds, and on what the numbers of a design do."""
    from negotiation.analysis.load import load

    run = load(folder)
    yield run.manifest["question"]
    for cell in range(len(run.cells)):
        yield f"Cell {cell}: {run.label(cell)}"
    for table in run.resolved.scenario.tables:
        yield ""
        yield table
        yield from _differences(run, table)
        if run.resolved.experiment.spans:
            yield from _effects(run, table)
    yield ""
    yield from _legend(run)


def effects(folder: Path) -> Iterator[str]:
    """Lines on what the numbers of a design do, table by table; none without a design."""
    from negotiation.analysis.load import load

    run = load(folder)
    if not run.resolved.experiment.spans:
        return
    for table in run.resolved.scenario.tables:
        yield ""
        yield table
        yield from _effects(run, table)
    yield from _few(run)


def _wanted(run: Run, table: str) -> list[Measure]:
    """The chance of a deal, and what the experiment asks for."""
    from negotiation.analysis.measures import measures

    asked = {*run.resolved.experiment.outcomes} - {"outcome"}
    first, *rest = measures(run, table)
    of_one = (one for one in rest if "outcome" in one.columns or len(one.columns) == 1)
    return [first, *(measure for measure in of_one if asked & {*measure.columns})]


def _differences(run: Run, table: str) -> Iterator[str]:
    from negotiation.analysis.paired import compare

    for one in compare(run, table, _wanted(run, table)):
        measure, first = one.measure, one.levels[0].mean
        unit = "%" if measure.chance else measure.unit
        yield f"  {measure.name}: {rounded(first) if first == first else '-'} {unit} in cell 0"
        for apart in one.differences[0]:
            spread = _interval(apart.mean, apart.low, apart.high)
            yield f"    cell {apart.cell:<6}{spread} {measure.unit}"


def _effects(run: Run, table: str) -> Iterator[str]:
    from negotiation.analysis.points import effects

    for cell in range(min(len(run.cells), CELLS)):
        for measure in _wanted(run, table):
            found = effects(run, table, measure, cell)
            where = f", cell {cell}" if len(run.cells) > 1 else ""
            said = ", ".join(part for part in (_unit(run, measure), _explained(found)) if part)
            yield f"  What moves it most: {measure.name}{where} ({said})"
            for effect in found[:MOST]:
                spread = _interval(effect.size, effect.low, effect.high)
                yield f"    {effect.key:<44}{spread:<28}{_more(effect)}".rstrip()
            if len(found) > MOST:
                yield f"    and {len(found) - MOST} more"


def _explained(found: list[Effect]) -> str:
    share = found[0].more.get("share")
    return "" if share is None or share != share else f"{100 * share:.0f} % explained"


def _unit(run: Run, measure: Measure) -> str:
    """In what effects are counted."""
    if run.resolved.experiment.design == "saltelli":
        return "share of the variance"
    return measure.unit


def _few(run: Run) -> Iterator[str]:
    """A warning where a design is too small for what it is to tell."""
    fewest, more, noun = FEWEST.get(run.resolved.experiment.design, (0, 0, ""))
    each = len(run.resolved.experiment.spans) + more
    if run.points < fewest * each:
        yield (
            f"Only {run.points // each} {noun}: do not trust these numbers or their order; give "
            f"{fewest} or more, --points {fewest * each}."
        )


def _more(effect: Effect) -> str:
    shown = {k: v for k, v in effect.more.items() if k != "share"}
    return "".join(f"   {name} {rounded(value)}" for name, value in shown.items())


def _legend(run: Run) -> Iterator[str]:
    spans = run.resolved.experiment.spans
    shared = "worlds and points" if spans else "worlds"
    if len(run.cells) > 1:
        told = " that count how few both are" if spans else ""
        yield f"Differences to cell 0 in the same {shared}, with 95 % intervals{told}."
    if spans:
        worlds = run.manifest["worlds"]
        design = run.resolved.experiment.design
        yield f"From {worlds:,} worlds at {run.points:,} points; {INTERVALS[design]}."
        yield f"{METHODS[design]}."
        yield from _few(run)
        yield "The points are in design.csv."
        if len(run.cells) > CELLS:
            yield f"Numbers of the first {CELLS} cells; negotiation.analysis.points has the others."


def _interval(mean: float, low: float, high: float) -> str:
    if mean != mean:
        return "-"
    ends = "" if low != low else f" [{rounded(low)} to {rounded(high)}]"
    return rounded(mean) + ends
