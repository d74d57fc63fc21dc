"""Spans: numbers that vary over a range, and what they come to in a scenario."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from negotiation.errors import InputError, shown
from negotiation.runs.numbers import setters
from negotiation.scenario.experiment import Experiment, Span
from negotiation.scenario.override import look_up, override
from negotiation.scenario.read import parse_scenario

if TYPE_CHECKING:
    from negotiation.runs.resolve import Resolved

POINTS = 128  # of a Latin hypercube or a Sobol sequence, where nobody says how many
TRAJECTORIES = 10  # of a Morris design
BASE = 64  # of a Saltelli design
BY_SALIB = ("morris", "saltelli")


def bound(experiment: Experiment, raw: dict[str, Any], file: str) -> Experiment:
    """The experiment with its spans as the raw scenario lets them be.

    Spans of a grid become lists of values. Those of a design of points stay; their numbers in `raw`
    get ranges that hold them, as numbers that are set do, and the points get their full count.
    `InputError` names the key under `vary` in `file`.
    """
    spans = experiment.spans
    if experiment.design == "grid":
        if experiment.points is not None:
            problem = f"is {experiment.points}, but a grid has none; choose a design of points"
            raise InputError(problem, file=file, key="points")
        grid = {key: _grid(span, key, raw, file) for key, span in spans.items()}
        vary = {key: grid.get(key, given) for key, given in experiment.vary.items()}
        return experiment.model_copy(update={"vary": vary})
    if not spans:
        remedy = "give a number a span under vary (--vary KEY=LO:HI, or KEY alone)"
        problem = f"is {experiment.design}, but no number has a span to put points in; {remedy}"
        raise InputError(problem, file=file, key="design")
    if experiment.design in BY_SALIB and find_spec("SALib") is None:
        remedy = "python -m pip install -e '.[sensitivity]' in the clone, or choose lhs or sobol"
        problem = f"is {experiment.design}, which needs SALib; {remedy}"
        raise InputError(problem, file=file, key="design")
    for key, span in spans.items():
        _widen(span, key, raw, file)
    return experiment.model_copy(update={"points": count(experiment)})


def count(experiment: Experiment) -> int:
    """Points of the design: those asked for, rounded up to what the design is made of."""
    wanted, numbers = experiment.points, len(experiment.spans)
    if experiment.design == "lhs":
        return wanted or POINTS
    if experiment.design == "sobol":
        return _power(wanted or POINTS)
    if experiment.design == "morris":
        steps = numbers + 1
        return steps * max(math.ceil(wanted / steps) if wanted else TRAJECTORIES, 2)
    rows = numbers + 2
    return rows * _power(max(math.ceil(wanted / rows), 2) if wanted else BASE)


def _power(count: int) -> int:
    """The power of two that is no less."""
    return 1 << (count - 1).bit_length()


def _grid(span: Span, key: str, raw: dict[str, Any], file: str) -> tuple[Any, ...]:
    """Evenly spaced values; whole where the scenario wants a whole number."""
    node = _node(key, raw, file)
    low, high = _ends(span, node, key, file)
    step = (high - low) / (span.values - 1)
    values = [float(f"{low + step * k:.12g}") for k in range(span.values - 1)] + [high]
    if not isinstance(node, int):
        return tuple(values)
    for value in values:
        if value != int(value):
            problem = f"takes {value:g}, but wants whole numbers; choose ends or values anew"
            raise InputError(problem, file=file, key=f"vary.{key}")
    return tuple(int(value) for value in values)


def _node(key: str, raw: dict[str, Any], file: str) -> Any:
    """The number in the raw scenario: a quantity or a bare one; `InputError` if it is none."""
    named = f"vary.{key}"
    first = key.partition(".")[0]
    if first in ("presets", "strategies"):
        problem = "is no number of the scenario; list strategies, or presets that differ in it"
        raise InputError(problem, file=file, key=named)
    node = look_up(raw, key, file, named)
    if isinstance(node, dict) and {"value", "unit"} <= node.keys():
        return node
    if isinstance(node, int | float) and not isinstance(node, bool):
        return node
    problem = f"is {shown(node)}, which is no number; list its values, KEY=A,B,C"
    if isinstance(node, dict | list):
        inside = list(_inside(node, key))
        name = f"name a number in it, such as {inside[0]}" if inside else "no number is in it"
        problem = f"is a table and no number; {name}"
    raise InputError(problem, file=file, key=named)


def _inside(node: Any, key: str) -> Iterator[str]:
    """Keys of the quantities in a table, its own first."""
    if isinstance(node, dict) and {"value", "unit"} <= node.keys():
        yield key
    elif isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for name, inner in pairs:
            yield from _inside(inner, f"{key}.{name}")


def _ends(span: Span, node: Any, key: str, file: str) -> tuple[float, float]:
    """Ends of a span, its own or those of the scenario."""
    if span.range is not None:
        return span.range
    ends = node.get("range") if isinstance(node, dict) else None
    if ends is None or not ends[0] < ends[1]:
        problem = "has no range in the scenario; give one, KEY=LO:HI:N"
        raise InputError(problem, file=file, key=f"vary.{key}")
    return float(ends[0]), float(ends[1])


def _widen(span: Span, key: str, raw: dict[str, Any], file: str) -> None:
    node = _node(key, raw, file)
    low, high = _ends(span, node, key, file)
    if not isinstance(node, dict):
        raise _once(key, file)
    below, above = node.get("range", (node["value"],) * 2)
    if low < below or high > above:
        widened = {**node, "range": [min(low, below), max(high, above)]}
        override(raw, key, widened, file, f"vary.{key}")


def _once(key: str, file: str) -> InputError:
    problem = "is taken once for all worlds, so that points cannot differ in it"
    return InputError(f"{problem}; list its values, KEY=A,B,C", file=file, key=f"vary.{key}")


def check_spans(resolved: Resolved) -> None:
    """Every point of a design gives a sound scenario; `InputError` names the key under `vary`."""
    experiment, file = resolved.experiment, resolved.file
    if not experiment.spans:
        return
    for key in experiment.spans:
        for name, changed in experiment.arms.items():
            if key in changed:
                problem = f"is set by the arm '{name}' too; leave it out of one of them"
                raise InputError(problem, file=file, key=f"vary.{key}")
    left = dict.fromkeys(experiment.spans)
    for cell in range(len(resolved.cells)):
        for key in {*setters(resolved, cell).values()}:
            left.pop(key, None)
        if not left:
            break
    for key in left:
        rule = key.split(".")[1] if key.startswith("mechanisms.") else ""
        if rule and all(rule not in on for on in _switched_on(resolved)):
            problem = f"is a number of {rule}, which is off in every cell; switch it on or leave"
            raise InputError(f"{problem} this out", file=file, key=f"vary.{key}")
        raise _once(key, file)
    _check_priced(resolved)
    check_limits(resolved)


def _switched_on(resolved: Resolved) -> list[set[str]]:
    cells = range(len(resolved.cells))
    return [{rule.id for rule in resolved.at(cell).rules()} for cell in cells]


def check_limits(resolved: Resolved) -> None:
    """Read the scenario once more with each number of the design drawn evenly over its span."""
    if not resolved.experiment.spans:
        return
    raw = copy.deepcopy(resolved.data["scenario"])
    for key, span in resolved.experiment.spans.items():
        node = _node(key, raw, resolved.file)
        low, high = _ends(span, node, key, resolved.file)
        kept = {k: v for k, v in node.items() if k not in ("sd", "log_sd")}
        value = min(max(node["value"], low), high)
        even = {**kept, "value": value, "range": [low, high], "distribution": "uniform"}
        override(raw, key, even, resolved.file, f"vary.{key}")
    scenario = parse_scenario(raw, resolved.origin.file, resolved.origin.under)
    replace(resolved, scenario=scenario, data={**resolved.data, "scenario": raw}).rules()


def _check_priced(resolved: Resolved) -> None:
    """What the trade model starts from is the same for all worlds, since it is fitted once."""
    scenario = resolved.scenario
    for name, table in scenario.tables.items():
        for issue_name, issue in table.issues.items():
            at = f"tables.{name}.issues.{issue_name}"
            first = issue.applies(scenario.start)
            steps = {f"{at}.default.{i}.value": step.value for i, step in enumerate(issue.default)}
            started = {**steps, f"{at}.status_quo": issue.status_quo}
            for key, quantity in started.items() if scenario.prices(issue) else ():
                if key in resolved.experiment.spans and quantity is first:
                    raise _once(key, resolved.file)
