"""What can only be checked once an experiment, its scenario and its strategies are together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from negotiation.errors import InputError, nearest
from negotiation.runs.design import changes, check_levers
from negotiation.runs.players import LIBRARY_PRESETS, from_preset
from negotiation.runs.spans import check_spans
from negotiation.runs.stances import check_stances, named
from negotiation.runs.store import columns
from negotiation.scenario.bibliography import cited
from negotiation.scenario.experiment import Preset
from negotiation.scenario.read import presets
from negotiation.strategies.family import BASES, load

if TYPE_CHECKING:
    from negotiation.runs.resolve import Resolved

KEYS = ("cell", "world", "point", "table")  # columns that say which row it is, not what came of it


def check_together(resolved: Resolved) -> None:
    """What needs the experiment, its scenario and the strategies together."""
    _check_presets(resolved)
    _check_named(resolved)
    check_sources(resolved)
    _check_outcomes(resolved)
    check_levers(resolved)
    check_spans(resolved)
    _check_baskets(resolved)
    check_stances(resolved)


def _check_presets(resolved: Resolved) -> None:
    """The experiment's own presets: a name of their own, parts that exist, issues that exist."""
    load()
    issues = {name for table in resolved.scenario.tables.values() for name in table.issues}
    for name, preset in resolved.experiment.presets.items():
        at = f"presets.{name}"
        for what, taken in (("preset", presets()), ("concession", BASES["concession"].registry)):
            if name in taken:
                problem = f"there is a {what} of this name; choose another"
                raise InputError(problem, file=resolved.file, key=at)
        from_preset(name, preset, resolved.file, at)
        for i, line in enumerate(preset.red_lines):
            for issue in line.issues:
                if issue not in issues:
                    problem = f"unknown issue '{issue}'{nearest(issue, issues)}"
                    key = f"{at}.red_lines.{i}.issues"
                    raise InputError(problem, file=resolved.file, key=key)


def _check_named(resolved: Resolved) -> None:
    """Every strategy that a country is given exists."""
    for key, _, name in named(resolved):
        try:
            resolved.strategy(name)
        except InputError as error:
            if error.key != "strategies":
                raise
            raise InputError(error.problem, file=error.file, key=key) from None


def _check_baskets(resolved: Resolved) -> None:
    """A basket that may be settled alone needs something to give on both sides, in every cell."""
    partial = {name: resolved.strategy(name).stance.partial for name in resolved.names}
    at_first = any(rule.id == "M6" for rule in resolved.rules())
    for cell in resolved.cells:
        _, linked = changes(resolved.experiment, cell).get("mechanisms.M6", ("", at_first))
        for name, table in resolved.scenario.tables.items():
            if linked and not all(partial[cell[party]] for party in table.parties):
                continue
            for basket, domains in table.baskets.items():
                givers = table.givers(domains)
                if len(givers) == 1:
                    raise resolved.origin.fault(
                        f"only {givers.pop()} gives in it, so it cannot be settled alone; "
                        "move a domain in which the other side gives into it",
                        f"tables.{name}.baskets.{basket}",
                    )


def check_sources(resolved: Resolved) -> None:
    """Every source is in the bibliography: of the scenario, of own presets, of those in play."""
    known, origin = resolved.bibliography, resolved.origin
    for at, source in cited(resolved.data["scenario"]):
        if source not in known:
            raise origin.fault(_unknown_source(source, known, "scenario"), at)
    for name, preset in resolved.known_presets.items():
        own = name in resolved.experiment.presets
        for at, source in preset_sources(preset) if own or name in resolved.names else ():
            if source not in known:
                file = resolved.file if own else LIBRARY_PRESETS
                key = f"presets.{name}.{at}" if own else f"{name}.{at}"
                problem = _unknown_source(source, known, "experiment")
                raise InputError(problem, file=file, key=key)


def preset_sources(preset: Preset) -> Iterator[tuple[str, str]]:
    """Every (key, source) of a preset: its passages, and the sources of its numbers."""
    yield from (("sources", source) for source in preset.sources)
    yield from cited(preset.model_dump())


def _unknown_source(source: str, known: dict[str, str], what: str) -> str:
    remedy = f"add it to sources.bib beside the {what}"
    return f"unknown source '{source}'; {remedy}{nearest(source, known)}"


def _check_outcomes(resolved: Resolved) -> None:
    """The outcomes that the question is about are columns of the result."""
    known = [name for name in columns(resolved.scenario) if name not in KEYS]
    for name in resolved.experiment.outcomes:
        if name not in known:
            problem = f"no column '{name}' in the result{nearest(name, known)}"
            raise InputError(problem, file=resolved.file, key="outcomes")
