"""Bind an experiment to its scenario, strategies and mechanisms, and check what needs all of them.

A chunk of work is rebuilt from the resolved configuration anywhere: `Resolved` holds plain data
and the fitted tariffs, and names its strategies and plugins.
"""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negotiation.errors import InputError
from negotiation.runs import design
from negotiation.runs.checks import check_sources, check_together, preset_sources
from negotiation.runs.origin import Origin, Override, blamed
from negotiation.runs.players import load_plugin, strategy
from negotiation.runs.rules import rules
from negotiation.runs.spans import bound
from negotiation.scenario import flows as trade
from negotiation.scenario.bibliography import entries
from negotiation.scenario.experiment import Experiment, Preset
from negotiation.scenario.override import override
from negotiation.scenario.read import (
    LIBRARY,
    is_scenario,
    library_scenarios,
    parse_experiment,
    parse_scenario,
    presets,
    read_toml,
    scenario_data,
    written_out,
)
from negotiation.scenario.schema import Scenario
from negotiation.strategies.stance import Strategy

if TYPE_CHECKING:
    from negotiation.runs.points import Points

MODEL_VERSION = "4"  # raised whenever a change to the rules can change a world
OF_EXPERIMENT = ("worlds", "seed", "question", "name", "outcomes", "design", "points")  # bare keys


@dataclass(frozen=True)
class Resolved:
    """An experiment with everything it names.

    Attributes
    ----------
    experiment, scenario : as validated, overrides applied.
    data : the raw resolved experiment, with the scenario written out; a file of it runs as it is.
    cells : choice by lever, one dict for each cell; see `negotiation.runs.design`.
    plugins : paths of the user's own files.
    flows : text of the trade data, empty if none.
    bibliography : BibTeX entries by key.
    file : the experiment file as the user gave it, for errors.
    origin : where the scenario was written, for errors.
    design : the points of a design, once they are drawn; see `negotiation.runs.points`.
    """

    experiment: Experiment
    scenario: Scenario
    data: dict[str, Any]
    cells: tuple[design.Cell, ...]
    plugins: tuple[str, ...]
    flows: str
    bibliography: dict[str, str]
    file: str
    origin: Origin
    design: Points | None = None

    @property
    def points(self) -> int:
        """Points at which each world of a cell is played; 1 without a design of points."""
        return self.experiment.points or 1

    @property
    def rows(self) -> int:
        """Rows of a cell: each of its worlds at every point."""
        return self.experiment.worlds * self.points

    @property
    def plugin_hashes(self) -> dict[str, str]:
        """SHA-256 of each plugin's content by file name."""
        return {
            Path(p).name: hashlib.sha256(Path(p).read_bytes()).hexdigest() for p in self.plugins
        }

    @property
    def preset_sources(self) -> set[str]:
        """Sources of the presets in play and of the experiment's own."""
        known, own = self.known_presets, self.experiment.presets
        written = (known[name] for name in known if name in self.names or name in own)
        return {source for preset in written for _, source in preset_sources(preset)}

    @property
    def known_presets(self) -> dict[str, Preset]:
        """Presets of the library and the experiment's own, by name."""
        return {**presets(), **self.experiment.presets}

    def strategy(self, name: str) -> Strategy:
        """Build a strategy that a cell names."""
        return strategy(name, self.file, self.experiment.presets)

    def rules(self) -> list[Any]:
        """The mechanisms that are on, in their order, built afresh."""
        return rules(self.scenario, self.origin, self.experiment.mechanisms, self.file)

    @property
    def run_id(self) -> str:
        """Hash of all that can change a world; not of how many, by whom or where to."""
        return self.run_id_with(self.plugin_hashes)

    def run_id_with(self, plugins: dict[str, str]) -> str:
        """The same with plugins of these hashes by file name, which may have moved since."""
        matter = {
            "model": MODEL_VERSION,
            "scenario": self.data["scenario"],
            "strategies": self.experiment.strategies,
            "mechanisms": self.experiment.mechanisms,
            "seed": self.experiment.seed,
            "plugins": sorted(plugins.values()),
            "flows": hashlib.sha256(self.flows.encode()).hexdigest(),
            "presets": [presets_used(self, name) for name in sorted(self.names)],
        }
        experiment = self.experiment
        spans = {key: span.range for key, span in experiment.spans.items()}
        matter |= {
            key: value
            for key, value in (
                ("vary", experiment.levers),
                ("arms", experiment.arms),
                ("design", (experiment.design, experiment.points, spans) if spans else ()),
                ("order", list(experiment.levers) if len(experiment.levers) > 1 else ()),
            )
            if value
        }
        text = json.dumps(matter, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def names(self) -> set[str]:
        """Names of all strategies in play."""
        return {cell[country] for cell in self.cells for country in self.scenario.countries}

    def at(self, cell: int) -> Resolved:
        """The experiment as one of its cells plays it."""
        return design.at(self, cell)


def presets_used(resolved: Resolved, name: str) -> str:
    """The content of a preset, for the run id."""
    known = resolved.known_presets
    return known[name].model_dump_json() if name in known else name


def resolve(
    path: str | Path,
    *,
    sets: tuple[tuple[str, Any], ...] = (),
    worlds: int | None = None,
    seed: int | None = None,
    plugins: tuple[str, ...] = (),
    vary: tuple[tuple[str, Any], ...] = (),
    design: str | None = None,
    points: int | None = None,
    reading: bool = False,
) -> Resolved:
    """Read an experiment file and everything it names; `InputError` on the first fault.

    `vary`, `design` and `points` add to what the file varies, as the options of `sweep` do. Whoever
    reads a result plays nothing: with `reading` plugins are left alone, which may have
    moved, and what hangs on them is not checked again.
    """
    path = Path(path)
    data = read_toml(path)
    if is_scenario(data):
        raise InputError(
            "is a scenario, not an experiment; write an experiment that names it", file=str(path)
        )
    swept = (*((f"vary.{k}", v) for k, v in vary), ("design", design), ("points", points))
    return resolve_data(
        data,
        path,
        sets=sets,
        worlds=worlds,
        seed=seed,
        plugins=plugins,
        swept=swept,
        reading=reading,
    )


def resolve_data(
    data: dict[str, Any],
    path: Path,
    *,
    sets: tuple[tuple[str, Any], ...] = (),
    worlds: int | None = None,
    seed: int | None = None,
    plugins: tuple[str, ...] = (),
    swept: tuple[tuple[str, Any], ...] = (),
    reading: bool = False,
) -> Resolved:
    """The same from raw data; `path` is where it came from, `swept` what `sweep` adds to it."""
    data, file = copy.deepcopy(data), str(path)
    options = _options(worlds, seed, sets, swept)
    inner = [option for option in options if not _set_experiment(data, option, file)]
    with blamed(options, Origin(file)):
        experiment = parse_experiment(data, file)
    raw, origin, folder = _scenario(experiment, path)
    own = [Override(k, v, file, f"set.{k}") for k, v in experiment.set.items()]
    overrides = (*own, *inner)
    _apply(overrides, raw, origin)
    loaded = (*(_beside(path, p) for p in experiment.plugins), *plugins)
    for plugin in () if reading else loaded:
        load_plugin(plugin)
    if experiment.spans:
        with blamed(options, Origin(file)), blamed(overrides, origin):
            parse_scenario(raw, origin.file, origin.under)  # sound before its ranges are widened
    spanned = [Override(key, None, file, f"vary.{key}") for key in experiment.spans]
    with blamed(options, Origin(file)), blamed((*overrides, *spanned), origin):
        experiment = bound(experiment, raw, file)
        scenario = parse_scenario(raw, origin.file, origin.under)
        resolved = Resolved(
            experiment=experiment,
            scenario=scenario,
            data=_written(experiment, data, raw, loaded),
            cells=design.cells(experiment, scenario, file),
            plugins=loaded,
            flows=_flows(scenario, folder, origin),
            bibliography=_bibliography(folder, path.parent),
            file=file,
            origin=origin,
        )
        if not reading:
            check_together(resolved)
    return resolved


def _options(
    worlds: int | None,
    seed: int | None,
    sets: tuple[tuple[str, Any], ...],
    swept: tuple[tuple[str, Any], ...],
) -> tuple[Override, ...]:
    """What the command line asks for, under the names that it has there."""
    asked = (("worlds", worlds), ("seed", seed), *swept)
    given = (
        Override(_place(k), v, None, f"--{k.replace('.', ' ', 1)}")
        for k, v in asked
        if v is not None
    )
    return (*given, *(Override(k, v, None, f"--set {k}") for k, v in sets))


def _place(key: str) -> str:
    """Where the file holds what is asked for: strategies are listed in a place of their own."""
    return key.removeprefix("vary.") if key.startswith("vary.strategies.") else key


def _apply(overrides: tuple[Override, ...], raw: dict[str, Any], origin: Origin) -> None:
    """Set numbers and choices of the raw scenario, once it is sound as it stands."""
    if overrides:
        parse_scenario(raw, origin.file, origin.under)
    for change in overrides:
        override(raw, change.key, change.value, change.file or origin.file, change.named)


def _set_experiment(data: dict[str, Any], option: Override, file: str) -> bool:
    """Apply an override that is about the experiment itself; False if it is for the scenario."""
    first, _, rest = option.key.partition(".")
    if first in OF_EXPERIMENT and not rest:
        data[first] = option.value
        return True
    if first in Experiment.model_fields and first not in Scenario.model_fields and not rest:
        raise InputError("is said in the experiment file alone; change it there", key=option.named)
    of_rule = first == "mechanisms" and "." not in rest and not isinstance(option.value, dict)
    if rest and (first in ("strategies", "vary") or of_rule):
        table = data.setdefault(first, {})
        if isinstance(table, dict):  # else the file is at fault, and reading it will say so
            table[rest] = option.value
        return True
    if rest and first == "presets":
        override(data, option.key, option.value, file, option.named)
        return True
    return False


def _scenario(
    experiment: Experiment, path: Path
) -> tuple[dict[str, Any], Origin, Path | Traversable]:
    """Raw scenario, where it was written, and the folder its data files lie in."""
    if isinstance(experiment.scenario, dict):
        origin = Origin(str(path), "scenario.")
        raw = copy.deepcopy(experiment.scenario)
        return written_out(raw, origin.file, path.parent, origin.under), origin, path.parent
    try:
        raw, file = scenario_data(experiment.scenario, path.parent)
    except InputError as error:  # one that names no file is about the name itself
        raise error if error.file else error.placed(file=str(path), key="scenario") from None
    in_library = experiment.scenario in library_scenarios()
    return raw, Origin(file), LIBRARY if in_library else Path(file).parent


def _flows(scenario: Scenario, beside: Path | Traversable, origin: Origin) -> str:
    """Text of the trade data: beside the scenario, or in the library."""
    if scenario.economy is None:
        return ""
    name = scenario.economy.flows
    for folder in (beside, LIBRARY):
        found = folder / name
        if found.is_file():
            text = _read(found)
            for key, problem in trade.faults(scenario.economy, trade.regions(text, str(found))):
                raise origin.fault(problem, key)
            return text
    remedy = f"no file '{name}' beside the scenario or in the library; check the name"
    raise origin.fault(remedy, "economy.flows")


def _read(found: Path | Traversable) -> str:
    try:
        return found.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text; save it as UTF-8", file=str(found)) from None
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; check its permissions"
        raise InputError(problem, file=str(found)) from None


def _beside(path: Path, plugin: str) -> str:
    place = Path(plugin)
    return str(place if place.is_absolute() else path.parent / place)


def _written(
    experiment: Experiment, given: dict[str, Any], raw: dict[str, Any], plugins: tuple[str, ...]
) -> dict[str, Any]:
    """The resolved experiment as a file would hold it."""
    left = {"set", "scenario", "plugins", "presets"}
    data = experiment.model_dump(exclude_defaults=True, exclude=left)
    data["strategies"] = {k: list(v) for k, v in experiment.strategies.items()}
    if plugins:
        data["plugins"] = [str(Path(p).resolve()) for p in plugins]
    if experiment.presets:
        data["presets"] = given["presets"]
    return {**data, "scenario": raw}


def _bibliography(*folders: Path | Traversable) -> dict[str, str]:
    """The library's bibliography, and sources.bib in the folders where there is one."""
    found: dict[str, str] = {}
    for folder in (LIBRARY, *folders):
        file = folder / "sources.bib"
        if file.is_file():
            found |= entries(_read(file))
    return found


def check(path: Path) -> str:
    """Check an experiment or scenario file; a sentence on what it holds, or `InputError`."""
    data, file = read_toml(path), str(path)
    if not is_scenario(data):
        resolved = resolve(path)
        cells, worlds = len(resolved.cells), resolved.experiment.worlds
        at = f"{_count(resolved.points, 'point')} in " if resolved.experiment.spans else ""
        return f"a sound experiment: {_count(cells, 'cell')} of {at}{_count(worlds, 'world')}"
    data = written_out(data, file, path.parent)
    scenario = parse_scenario(data, file)
    alone = Resolved(
        experiment=Experiment(
            name="check", question="", scenario="", worlds=1, seed=0, strategies={}
        ),
        scenario=scenario,
        data={"scenario": data},
        cells=(),
        plugins=(),
        flows=_flows(scenario, path.parent, Origin(file)),
        bibliography=_bibliography(path.parent),
        file=file,
        origin=Origin(file),
    )
    alone.rules()
    check_sources(alone)
    tables, countries = len(scenario.tables), len(scenario.countries)
    return f"a sound scenario: {_count(countries, 'country')} at {_count(tables, 'table')}"


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} " + (noun[:-1] + "ies" if noun.endswith("y") else noun + "s")
