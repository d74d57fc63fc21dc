"""Bind an experiment to its scenario, strategies and mechanisms, and check what needs all of them.

A chunk of work is rebuilt from the resolved configuration anywhere: `Resolved` holds plain data
and the fitted tariffs, and names its strategies and plugins.
"""

from __future__ import annotations

import copy
import hashlib
import importlib.util
import itertools
import json
import sys
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from negotiation.errors import InputError, NegotiationError, nearest
from negotiation.scenario.bibliography import cited, entries
from negotiation.scenario.experiment import Experiment, Preset
from negotiation.scenario.override import override
from negotiation.scenario.quantity import Quantity
from negotiation.scenario.read import (
    LIBRARY,
    is_scenario,
    parse_experiment,
    parse_scenario,
    presets,
    read_toml,
    scenario_data,
)
from negotiation.scenario.schema import Scenario
from negotiation.strategies.family import member
from negotiation.strategies.stance import RedLine, Stance, Strategy

MODEL_VERSION = "1"  # raised whenever a change to the rules can change a world
WEEKLY = "USD bn/year"


@dataclass(frozen=True)
class Resolved:
    """An experiment with everything it names.

    Attributes
    ----------
    experiment, scenario : as validated, overrides applied.
    data : the raw resolved experiment, with the scenario written out; a file of it runs as it is.
    cells : strategy by country, one dict for each cell.
    plugins : paths of the user's own files.
    flows : text of the trade data, empty if none.
    bibliography : BibTeX entries by key.
    file : the experiment file, for errors.
    """

    experiment: Experiment
    scenario: Scenario
    data: dict[str, Any]
    cells: tuple[dict[str, str], ...]
    plugins: tuple[str, ...]
    flows: str
    bibliography: dict[str, str]
    file: str

    @property
    def plugin_hashes(self) -> dict[str, str]:
        """SHA-256 of each plugin's content by file name."""
        return {
            Path(p).name: hashlib.sha256(Path(p).read_bytes()).hexdigest() for p in self.plugins
        }

    @property
    def preset_sources(self) -> set[str]:
        """Sources of the presets in play."""
        known = presets()
        return {key for name in self.names if name in known for key in known[name].sources}

    def rules(self) -> list[Any]:
        """The mechanisms that are on, in their order, built afresh."""
        return rules(self, self.file)

    @property
    def run_id(self) -> str:
        """Hash of all that can change a world; not of how many, by whom or where to."""
        matter = {
            "model": MODEL_VERSION,
            "scenario": self.data["scenario"],
            "strategies": self.experiment.strategies,
            "mechanisms": self.experiment.mechanisms,
            "seed": self.experiment.seed,
            "plugins": sorted(self.plugin_hashes.values()),
            "flows": hashlib.sha256(self.flows.encode()).hexdigest(),
            "presets": [presets_used(self, name) for name in sorted(self.names)],
        }
        text = json.dumps(matter, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def names(self) -> set[str]:
        """Names of all strategies in play."""
        return {name for cell in self.cells for name in cell.values()}


def presets_used(resolved: Resolved, name: str) -> str:
    """The content of a preset, for the run id."""
    known = presets()
    return known[name].model_dump_json() if name in known else name


def resolve(
    path: str | Path,
    *,
    sets: tuple[tuple[str, Any], ...] = (),
    worlds: int | None = None,
    seed: int | None = None,
    plugins: tuple[str, ...] = (),
) -> Resolved:
    """Read an experiment file and everything it names; `InputError` on the first fault."""
    path = Path(path)
    data = read_toml(path)
    if is_scenario(data):
        raise InputError(
            "is a scenario, not an experiment; write an experiment that names it", file=str(path)
        )
    return resolve_data(data, path, sets=sets, worlds=worlds, seed=seed, plugins=plugins)


def resolve_data(
    data: dict[str, Any],
    path: Path,
    *,
    sets: tuple[tuple[str, Any], ...] = (),
    worlds: int | None = None,
    seed: int | None = None,
    plugins: tuple[str, ...] = (),
) -> Resolved:
    """The same from raw data; `path` is where it came from."""
    data = copy.deepcopy(data)
    for key, value in (("worlds", worlds), ("seed", seed)):
        if value is not None:
            data[key] = value
    inner = [pair for pair in sets if not _set_experiment(data, *pair)]
    experiment = parse_experiment(data, path.name)
    raw, scenario_file, beside = _scenario(experiment, path)
    for key, value in [*experiment.set.items(), *inner]:
        override(raw, key, value, scenario_file)
    scenario = parse_scenario(raw, scenario_file)
    loaded = (*(_beside(path, p) for p in experiment.plugins), *plugins)
    for plugin in loaded:
        load_plugin(plugin)
    cells = _cells(experiment, scenario, path.name)
    resolved = Resolved(
        experiment=experiment,
        scenario=scenario,
        data=_written(experiment, raw, loaded),
        cells=cells,
        plugins=loaded,
        flows=_flows(scenario, beside, scenario_file),
        bibliography=_bibliography(beside),
        file=path.name,
    )
    for name in sorted(resolved.names):
        strategy(name, path.name)
    rules(resolved, scenario_file)
    _check_strategies(resolved, path.name)
    _check_sources(resolved, scenario_file)
    return resolved


def _set_experiment(data: dict[str, Any], key: str, value: Any) -> bool:
    """Apply an override that is about the experiment itself; False if it is for the scenario."""
    first, _, rest = key.partition(".")
    if first in ("worlds", "seed", "question", "name") and not rest:
        data[first] = value
        return True
    if first == "strategies" and rest:
        data.setdefault("strategies", {})[rest] = value
        return True
    if first == "mechanisms" and "." not in rest and isinstance(value, bool):
        data.setdefault("mechanisms", {})[rest] = value
        return True
    return False


def _scenario(experiment: Experiment, path: Path) -> tuple[dict[str, Any], str, Path | Traversable]:
    """Raw scenario, the file to blame, and the folder its data files lie in."""
    if isinstance(experiment.scenario, dict):
        return copy.deepcopy(experiment.scenario), path.name, path.parent
    raw, file = scenario_data(experiment.scenario, path.parent)
    folder: Path | Traversable = LIBRARY if "/" not in file and file[:-5] else Path(file).parent
    if Path(file).exists():
        folder = Path(file).parent
    return raw, Path(file).name, folder


def _flows(scenario: Scenario, beside: Path | Traversable, file: str) -> str:
    """Text of the trade data: beside the scenario, or in the library."""
    if scenario.economy is None:
        return ""
    for folder in (beside, LIBRARY):
        found = folder / scenario.economy.flows
        if found.is_file():
            return found.read_text(encoding="utf-8")
    raise InputError(
        f"no file '{scenario.economy.flows}' beside the scenario or in the library; check the name",
        file=file,
        key="economy.flows",
    )


def _beside(path: Path, plugin: str) -> str:
    place = Path(plugin)
    return str(place if place.is_absolute() else path.parent / place)


def _written(
    experiment: Experiment, raw: dict[str, Any], plugins: tuple[str, ...]
) -> dict[str, Any]:
    """The resolved experiment as a file would hold it."""
    data = experiment.model_dump(exclude_defaults=True, exclude={"set", "scenario", "plugins"})
    data["strategies"] = {k: list(v) for k, v in experiment.strategies.items()}
    if plugins:
        data["plugins"] = [str(Path(p).resolve()) for p in plugins]
    return {**data, "scenario": raw}


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
    try:
        spec.loader.exec_module(module)
    except NegotiationError:
        del sys.modules[name]
        raise
    except Exception as error:
        del sys.modules[name]
        problem = f"cannot be loaded: {type(error).__name__}: {error}; mend the plugin"
        raise InputError(problem, file=plugin) from error


def _cells(experiment: Experiment, scenario: Scenario, file: str) -> tuple[dict[str, str], ...]:
    """Every combination of the strategies listed, in the order of the scenario's countries."""
    for country in experiment.strategies:
        if country not in scenario.countries:
            hint = nearest(country, scenario.countries)
            raise InputError(f"unknown country{hint}", file=file, key=f"strategies.{country}")
    for country in scenario.countries:
        if not experiment.strategies.get(country):
            remedy = f'has no strategy; add strategies.{country} = "..."'
            raise InputError(remedy, file=file, key=f"strategies.{country}")
    lists = [experiment.strategies[country] for country in scenario.countries]
    return tuple(
        dict(zip(scenario.countries, combination, strict=True))
        for combination in itertools.product(*lists)
    )


def strategy(name: str, file: str) -> Strategy:
    """Build a strategy: a preset, or a concession member (a plugin's, say) with standard parts."""
    known = presets()
    if name in known:
        return from_preset(name, known[name])
    from negotiation.strategies.family import BASES, load

    load()
    if name in BASES["concession"].registry:
        return from_preset(name, Preset(title=name, text="", sources=(), concession={"name": name}))  # type: ignore[arg-type]
    names = [*known, *BASES["concession"].registry]
    raise InputError(
        f"unknown strategy '{name}'{nearest(name, names)}; see negotiation list strategies",
        file=file,
        key="strategies",
    )


def from_preset(name: str, preset: Preset) -> Strategy:
    """Turn a preset's data into a strategy."""
    parts = {
        family: member(
            family,
            getattr(preset, family).name,
            {k: q.value for k, q in getattr(preset, family).parameters.items()},
        )
        for family in ("concession", "linkage", "acceptance", "opponent")
    }
    lines = tuple(
        RedLine(line.concession_at_most.value, line.public, line.kind, line.issues, line.imposed_by)
        for line in preset.red_lines
    )
    stance = Stance(
        partial=preset.partial,
        public=preset.public,
        retaliate=preset.retaliate,
        escalate=preset.escalate,
        at_date=preset.at_date,
        red_lines=lines,
    )
    return Strategy(name=name, stance=stance, beta_scale=preset.beta_scale, **parts)


def rules(resolved: Resolved, file: str) -> list[Any]:
    """The mechanisms that are on, in order, with their numbers checked."""
    from negotiation.mechanisms import BY_ID, ORDER

    settings = resolved.scenario.mechanisms
    for key in (*settings, *resolved.experiment.mechanisms):
        if key not in BY_ID:
            hint = nearest(key, BY_ID)
            raise InputError(f"unknown mechanism{hint}", file=file, key=f"mechanisms.{key}")
    found = []
    for rule in ORDER:
        on = settings.get(rule.id, {}).get("on", rule.id in settings)
        on = resolved.experiment.mechanisms.get(rule.id, on)
        if on:
            found.append(_rule(rule, resolved.scenario, file))
    return found


def _rule(rule: Any, scenario: Scenario, file: str) -> Any:
    at = f"mechanisms.{rule.id}"
    section = {k: v for k, v in scenario.mechanisms.get(rule.id, {}).items() if k != "on"}
    own = section.pop("countries", {})
    values = _numbers(rule, section, file, at)
    for country in own:
        if country not in scenario.countries:
            hint = nearest(country, scenario.countries)
            raise InputError(f"unknown country{hint}", file=file, key=f"{at}.countries.{country}")
    by_country = {c: _numbers(rule, v, file, f"{at}.countries.{c}") for c, v in own.items()}
    for key in rule.numbers:
        everywhere = key in values or all(key in by_country.get(c, {}) for c in scenario.countries)
        if not everywhere:
            remedy = f"is missing; the mechanism needs it in {rule.numbers[key].name}"
            raise InputError(remedy, file=file, key=f"{at}.{key}")
    return rule(values, by_country)


def _numbers(rule: Any, section: dict[str, Any], file: str, at: str) -> dict[str, Quantity]:
    from negotiation.scenario.read import parse_quantity

    for key in section:
        if key not in rule.numbers:
            hint = nearest(key, rule.numbers)
            raise InputError(f"unknown key{hint}", file=file, key=f"{at}.{key}")
    return {
        key: parse_quantity(value, rule.numbers[key], file, f"{at}.{key}")
        for key, value in section.items()
    }


def _bibliography(beside: Path | Traversable) -> dict[str, str]:
    """The library's bibliography, and sources.bib beside the scenario where there is one."""
    found: dict[str, str] = {}
    for folder in (LIBRARY, beside):
        file = folder / "sources.bib"
        if file.is_file():
            found |= entries(file.read_text(encoding="utf-8"))
    return found


def _check_sources(resolved: Resolved, file: str) -> None:
    for at, source in cited(resolved.data["scenario"]):
        if source not in resolved.bibliography:
            hint = nearest(source, resolved.bibliography)
            remedy = "; or add it to sources.bib beside the scenario"
            raise InputError(f"unknown source '{source}'{hint}{remedy}", file=file, key=at)


def _check_strategies(resolved: Resolved, file: str) -> None:
    """A basket that may be settled alone needs something to give on both sides."""
    linked = any(rule.id == "M6" for rule in resolved.rules())
    for cell in resolved.cells:
        built = {country: strategy(name, file) for country, name in cell.items()}
        for name, table in resolved.scenario.tables.items():
            if linked and not all(built[party].stance.partial for party in table.parties):
                continue
            for basket, domains in table.baskets.items():
                givers = table.givers(domains)
                if len(givers) == 1:
                    raise InputError(
                        f"only {givers.pop()} gives in it, so it cannot be settled alone; "
                        "move a domain in which the other side gives into it",
                        file=file,
                        key=f"tables.{name}.baskets.{basket}",
                    )


def check(path: Path) -> str:
    """Check an experiment or scenario file; a sentence on what it holds, or `InputError`."""
    data = read_toml(path)
    if not is_scenario(data):
        resolved = resolve(path)
        cells, worlds = len(resolved.cells), resolved.experiment.worlds
        return f"a sound experiment: {_count(cells, 'cell')} of {_count(worlds, 'world')}"
    scenario = parse_scenario(data, path.name)
    alone = Resolved(
        experiment=Experiment(
            name="check", question="", scenario="", worlds=1, seed=0, strategies={}
        ),
        scenario=scenario,
        data={"scenario": data},
        cells=(),
        plugins=(),
        flows=_flows(scenario, path.parent, path.name),
        bibliography=_bibliography(path.parent),
        file=path.name,
    )
    rules(alone, path.name)
    _check_sources(alone, path.name)
    tables, countries = len(scenario.tables), len(scenario.countries)
    return f"a sound scenario: {_count(countries, 'country')} at {_count(tables, 'table')}"


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} " + (noun[:-1] + "ies" if noun.endswith("y") else noun + "s")
