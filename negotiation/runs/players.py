"""Strategies by name: presets, and members from the user's own files."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from negotiation.errors import InputError, NegotiationError, nearest
from negotiation.scenario.experiment import Part, Preset
from negotiation.scenario.read import presets
from negotiation.strategies.family import BASES, FAMILIES, load, member
from negotiation.strategies.stance import RedLine, Stance, Strategy

LIBRARY_PRESETS = "presets.toml"


def load_plugin(plugin: str) -> None:
    """Import a user's file; its classes register by name."""
    place = Path(plugin)
    if not place.is_file():
        raise InputError("no such plugin; check the path", file=plugin)
    name = "negotiation_plugin_" + hashlib.sha256(str(place.resolve()).encode()).hexdigest()[:12]
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, place)
    if spec is None or spec.loader is None:
        raise InputError("is not a Python file; a plugin ends in .py", file=plugin)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    load()  # what ships with the package comes first, and keeps its names
    try:
        spec.loader.exec_module(module)
        _check_names(name, plugin)
    except NegotiationError:
        _forget(name)
        raise
    except (Exception, SystemExit) as error:
        _forget(name)
        problem = f"cannot be loaded: {type(error).__name__}: {error}; mend the plugin"
        raise InputError(problem, file=plugin) from error


def _check_names(module: str, plugin: str) -> None:
    """A preset would win over a member of the same name without a word."""
    for base in BASES.values():
        for member_name, cls in base.registry.items():
            if cls.__module__ == module and member_name in presets():
                problem = f"the name '{member_name}' is taken by a preset; rename the class"
                raise InputError(problem, file=plugin)


def _forget(module: str) -> None:
    """Unregister what a plugin registered before it failed."""
    sys.modules.pop(module, None)
    for base in BASES.values():
        for member_name, cls in list(base.registry.items()):
            if cls.__module__ == module:
                del base.registry[member_name]


def strategy(name: str, file: str, own: dict[str, Preset] | None = None) -> Strategy:
    """Build a strategy: a preset, or a concession member (a plugin's, say) with standard parts.

    `own` are the experiment's presets, `file` the experiment.
    """
    own = own or {}
    if name in own:
        return from_preset(name, own[name], file, f"presets.{name}")
    known = presets()
    if name in known:
        return from_preset(name, known[name])
    load()
    concessions = BASES["concession"].registry
    if name in concessions:
        return from_preset(
            name, Preset(title=name, text="", sources=(), concession=Part(name=name))
        )
    hint = nearest(name, [*own, *known, *concessions])
    problem = f"unknown strategy '{name}'{hint}; see negotiation list strategies"
    raise InputError(problem, file=file, key="strategies")


def from_preset(
    name: str, preset: Preset, file: str = LIBRARY_PRESETS, at: str | None = None
) -> Strategy:
    """Turn a preset's data into a strategy; an error names `file` and the key `at`."""
    parts = {
        family: _part(family, getattr(preset, family), file, at or name) for family in FAMILIES
    }
    lines = tuple(
        RedLine(
            line.concession_at_most.value, preset.public, line.kind, line.issues, line.imposed_by
        )
        for line in preset.red_lines
    )
    chosen = {f.name: getattr(preset, f.name) for f in fields(Stance) if f.name != "red_lines"}
    stance = Stance(**chosen, red_lines=lines)
    return Strategy(name=name, stance=stance, beta_scale=preset.beta_scale, **parts)


def _part(family: str, part: Part, file: str, at: str) -> Any:
    parameters = {key: number.value for key, number in part.parameters.items()}
    try:
        return member(family, part.name, parameters)
    except InputError as error:
        raise error.placed(file=file, key=f"{at}.{family}") from None
