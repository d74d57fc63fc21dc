"""The cells of an experiment: what is played beside what, in the same worlds.

A cell is one choice for every lever: the strategy of each country, a value for each key that lists
some under `vary`, and one of the `arms`, which are named sets of changes. Cells share their worlds,
so that they are compared world by world (common random numbers). Numbers with a span make points in
every cell; see `negotiation.runs.points`.
"""

from __future__ import annotations

import copy
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from negotiation.errors import InputError, nearest, shown
from negotiation.runs.spans import check_limits
from negotiation.scenario.experiment import Experiment
from negotiation.scenario.override import override
from negotiation.scenario.read import parse_scenario
from negotiation.scenario.schema import Scenario

if TYPE_CHECKING:
    from negotiation.runs.resolve import Resolved

Cell = dict[str, Any]
ARM = "arm"


def cells(experiment: Experiment, scenario: Scenario, file: str) -> tuple[Cell, ...]:
    """Every combination of levers, strategies first, in the order of the scenario's countries.

    Keys of a cell are countries, dotted keys of `vary` that list values, and `arm`.
    """
    _check_countries(experiment, scenario, file)
    _check_doubles(experiment, file)
    levers: dict[str, tuple[Any, ...]] = {
        country: experiment.strategies[country] for country in scenario.countries
    }
    levers |= experiment.levers
    if experiment.arms:
        levers[ARM] = tuple(experiment.arms)
    combinations = itertools.product(*levers.values())
    return tuple(_cell(experiment, dict(zip(levers, c, strict=True))) for c in combinations)


def _cell(experiment: Experiment, cell: Cell) -> Cell:
    """An arm may change who plays what, too."""
    for key, value in experiment.arms.get(cell.get(ARM, ""), {}).items():
        if key.startswith("strategies."):
            cell[key.removeprefix("strategies.")] = value
    return cell


def _check_countries(experiment: Experiment, scenario: Scenario, file: str) -> None:
    for country in experiment.strategies:
        if country not in scenario.countries:
            hint = nearest(country, scenario.countries)
            raise InputError(f"unknown country{hint}", file=file, key=f"strategies.{country}")
    for country in scenario.countries:
        if not experiment.strategies.get(country):
            remedy = f'has no strategy; add strategies.{country} = "..."'
            raise InputError(remedy, file=file, key=f"strategies.{country}")
    for key in experiment.vary:
        if key.startswith("strategies."):
            problem = "is listed under strategies, not under vary; move it there"
            raise InputError(problem, file=file, key=f"vary.{key}")
    for name, changes in experiment.arms.items():
        for key, value in changes.items():
            country = key.removeprefix("strategies.")
            at = f"arms.{name}.{key}"
            if key.startswith("strategies.") and country not in scenario.countries:
                hint = nearest(country, scenario.countries)
                raise InputError(f"unknown country{hint}", file=file, key=at)
            if key.startswith("strategies.") and not isinstance(value, str):
                raise InputError("wants the name of one strategy", file=file, key=at)


def _check_doubles(experiment: Experiment, file: str) -> None:
    """Refuse a value listed twice, which would make two cells alike."""
    listed = {f"strategies.{country}": given for country, given in experiment.strategies.items()}
    for key, values in (*listed.items(), *((f"vary.{k}", v) for k, v in experiment.levers.items())):
        for place, value in enumerate(values):
            if any(value == other and type(value) is type(other) for other in values[:place]):
                problem = f"lists {shown(value)} twice; leave one out"
                raise InputError(problem, file=file, key=key)


def changes(experiment: Experiment, cell: Cell) -> dict[str, tuple[str, Any]]:
    """What a cell changes in the scenario: by key, where the experiment says so, and the value."""
    varied = {key: (f"vary.{key}", cell[key]) for key in experiment.levers}
    arm = cell.get(ARM, "")
    named = experiment.arms.get(arm, {})
    return varied | {
        key: (f"arms.{arm}.{key}", value)
        for key, value in named.items()
        if not key.startswith("strategies.")
    }


def at(resolved: Resolved, number: int) -> Resolved:
    """The experiment as one of its cells plays it."""
    changed = changes(resolved.experiment, resolved.cells[number])
    if not changed:
        return resolved
    raw = copy.deepcopy(resolved.data["scenario"])
    switches = dict(resolved.experiment.mechanisms)
    for key, (named, value) in changed.items():
        first, _, rest = key.partition(".")
        if first == "mechanisms" and isinstance(value, bool) and "." not in rest:
            switches[rest] = value
        elif first == "mechanisms" and "." not in rest and not isinstance(value, dict):
            problem = f"is {shown(value)}; wants true or false, without quotes"
            raise InputError(problem, file=resolved.file, key=named)
        else:
            override(raw, key, value, resolved.file, named)
    return replace(
        resolved,
        experiment=resolved.experiment.model_copy(update={"mechanisms": switches}),
        scenario=parse_scenario(raw, resolved.origin.file, resolved.origin.under),
        data={**resolved.data, "scenario": raw},
    )


def check_levers(resolved: Resolved) -> None:
    """Every value of a lever gives a sound scenario, taken alone; `InputError` names its key."""
    seen: set[tuple[str, str]] = set()
    last = len(resolved.cells) - 1
    for number in dict.fromkeys((0, last, *range(last))):  # ends of ranges first: they were given
        changed = changes(resolved.experiment, resolved.cells[number])
        levers = {(key, repr(value)) for key, (_, value) in changed.items()}
        if levers <= seen:
            continue
        seen |= levers
        _check_cell(resolved, number)


def _check_cell(resolved: Resolved, number: int) -> None:
    changed = changes(resolved.experiment, resolved.cells[number])
    try:
        played = at(resolved, number)
        played.rules()
        check_limits(played)
    except InputError as error:
        for key, (named, _) in changed.items():
            under = f"{resolved.origin.under}{key}."
            blamed = error.file == resolved.origin.file and f"{error.key}.".startswith(under)
            if blamed or error.key in (key, named):
                raise InputError(error.problem, file=resolved.file, key=named) from None
        if len(changed) == 1:  # the scenario is sound without it
            ((named, value),) = changed.values()
            problem = f"{shown(value)} does not go with the rest: {error.key}: {error.problem}"
            raise InputError(problem, file=resolved.file, key=named) from None
        raise
