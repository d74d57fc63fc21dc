"""Read scenario, experiment and preset files; every fault becomes one line that helps."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from negotiation.errors import InputError, nearest, shown
from negotiation.scenario.built import build
from negotiation.scenario.experiment import LISTED, SPANNED, Experiment, Preset
from negotiation.scenario.quantity import Quantity, Unit
from negotiation.scenario.schema import Country, Scenario

LIBRARY = files("negotiation.scenario") / "library"
Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file; `InputError` when it is missing, unreadable or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError("no such file; check the path", file=str(path)) from None
    except IsADirectoryError:
        raise InputError("is a folder; name a TOML file", file=str(path)) from None
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; check the path and its permissions"
        raise InputError(problem, file=str(path)) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text; save it as UTF-8", file=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"is not TOML: {error}; mend that line", file=str(path)) from None


def library_scenarios() -> list[str]:
    """Names of the scenarios that ship with the package."""
    names = (entry.name for entry in LIBRARY.iterdir())
    return sorted(n[:-5] for n in names if n.endswith(".toml") and n != "presets.toml")


def scenario_data(name: str, beside: Path | None = None) -> tuple[dict[str, Any], str]:
    """Raw scenario and the file it came from: a path (also relative to `beside`) or a name.

    What it takes from a base is written out. An `InputError` that names no file is the fault of
    whoever gave the name.
    """
    if name.endswith(".toml") or "/" in name:
        path = Path(name)
        if beside is not None and not path.is_absolute() and (beside / path).exists():
            path = beside / path
        if not path.exists():
            raise InputError(f"no file '{name}'; check the path, which starts from this file's own")
        return written_out(read_toml(path), str(path), path.parent), str(path)
    if name not in library_scenarios():
        hint = nearest(name, library_scenarios())
        raise InputError(f"unknown scenario '{name}'{hint}; or give a path ending in .toml")
    return written_out(_from_library(name), f"{name}.toml", LIBRARY), f"{name}.toml"


def _from_library(name: str) -> dict[str, Any]:
    with (LIBRARY / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)


def written_out(
    data: dict[str, Any],
    file: str,
    beside: Path | Traversable,
    under: str = "",
    above: tuple[str, ...] = (),
) -> dict[str, Any]:
    """A raw scenario with what it takes from its base in it; one without a base is as it was.

    The base is in the library or in the folder `beside`, and sound by itself. `under` is the key
    that a scenario written in place stands under; `above` are the files that are built on this.
    """
    if "base" not in data:
        if "keep" in data:
            problem = "keeps tables of no base; add base, the scenario that they are in"
            raise InputError(problem, file=file, key=f"{under}keep")
        return data
    base, found = _base(data["base"], file, beside, f"{under}base")
    if found in (*above, file):
        problem = f"'{data['base']}' is built on this file; build on another"
        raise InputError(problem, file=file, key=f"{under}base")
    base = written_out(base, found, beside, above=(*above, file))
    sound = parse_scenario(base, found)
    try:
        return build(data, base, sound)
    except InputError as error:
        raise InputError(error.problem, file=file, key=f"{under}{error.key}") from None


def _base(name: Any, file: str, beside: Path | Traversable, key: str) -> tuple[dict[str, Any], str]:
    """Raw base and its file."""
    if not isinstance(name, str):
        raise InputError(f"is {shown(name)}; wants the name of a scenario", file=file, key=key)
    if name in library_scenarios():
        return _from_library(name), f"{name}.toml"
    if isinstance(beside, Path) and name.endswith(".toml") and Path(name).name == name:
        return read_toml(beside / name), str(beside / name)
    hint = nearest(name, library_scenarios())
    problem = f"unknown scenario '{name}'{hint}; or give the name of a .toml file in this folder"
    raise InputError(problem, file=file, key=key)


def parse_scenario(data: dict[str, Any], file: str, under: str = "") -> Scenario:
    """Validate a raw scenario; what a country leaves out comes from `shared`.

    `under` is the key, with its dot, that a scenario written in place stands under.
    """
    shared = data.get("shared", {})
    countries = data.get("countries", {})
    for key, table in (("shared", shared), ("countries", countries)):
        if not isinstance(table, dict):
            raise InputError(f"is {shown(table)}; wants a table", file=file, key=f"{under}{key}")
    for key in shared:
        if key not in Country.model_fields:
            hint = nearest(key, Country.model_fields)
            raise InputError(f"unknown key{hint}", file=file, key=f"{under}shared.{key}")
    merged = {k: {**shared, **v} if isinstance(v, dict) else v for k, v in countries.items()}
    try:
        return validated(Scenario, {**data, "countries": merged}, file)
    except InputError as error:
        key = under + _where_written(error.key or "", data)
        raise InputError(error.problem, file=file, key=key or None) from None


def parse_experiment(data: dict[str, Any], file: str) -> Experiment:
    """Validate a raw experiment; its name defaults to that of the file."""
    return validated(Experiment, {"name": Path(file).stem, **data}, file)


@cache
def presets() -> dict[str, Preset]:
    """The strategies that ship with the package, by name."""
    with (LIBRARY / "presets.toml").open("rb") as stream:
        data = tomllib.load(stream)
    return {k: validated(Preset, v, "presets.toml", k) for k, v in data.items()}


def parse_quantity(data: Any, unit: Unit, file: str, at: str) -> Quantity:
    """Validate a number of a mechanism, whose unit only the mechanism knows."""
    quantity = validated(Quantity, data, file, at)
    try:
        return unit.check(quantity)
    except PydanticCustomError as error:
        raise InputError(error.message(), file=file, key=at) from None


def is_scenario(data: dict[str, Any]) -> bool:
    """Whether a raw file is a scenario rather than an experiment."""
    return not {"tables", "countries", "base", "keep"}.isdisjoint(data)


def validated(model: type[Model], data: Any, file: str, at: str = "") -> Model:
    """Raw data as a model, `InputError` on the first fault; `at` is the key it stands under."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        key, problem = _explain(error.errors()[0])
    if at:
        key = f"{at}.{key}" if key else at
    raise InputError(problem, file=file, key=key or None)


BARE = (
    "a bare value; write a table { value, unit, source } or "
    '{ value, unit, range, basis = "assumption" }'
)
OF_TABLES = ("calendar", "threats", "default", "record", "red_lines")
WHOLE = "wants a whole number"
REMEDIES = {
    "float_type": "wants a number",
    "finite_number": "wants a finite number",
    "int_type": WHOLE,
    "string_type": "wants text in quotes",
    "bool_type": "wants true or false, without quotes",
    "dict_type": "wants a table",
    "model_type": "wants a table",
    "date_type": "wants a date without quotes or time, such as 2025-04-09",
    "tuple_type": "wants a list",
    "string_too_short": "wants some text",
    "string_pattern_mismatch": "wants letters, digits, '_', '-' and '.' only, as in a file's name",
    "greater_than": "give more than {gt}",
    "greater_than_equal": "give at least {ge}",
    "less_than": "give less than {lt}",
    "less_than_equal": "give at most {le}",
}


def _explain(error) -> tuple[str, str]:
    """Dotted key and one-line problem of a pydantic error."""
    kind, context, given = error["type"], error.get("ctx", {}), error["input"]
    where = [str(part) for part in error["loc"] if part not in (LISTED, SPANNED)]
    if where[-1:] in (["str"], ["dict[str,any]"]):  # the branch of a union
        where.pop()
    key = ".".join(where)
    if kind == "unknown_key":
        return ".".join([*where, context["key"]]), error["msg"]
    if kind == "reference":
        return context["at"], context["problem"]
    if kind == "quantity":
        return key, context["problem"]
    if kind == "missing":
        return key, "is missing; add it"
    if kind in ("too_short", "too_long"):
        return key, _miscounted(kind, context)
    if kind == "model_type" and context["class_name"] == "Quantity":
        return key, f"is {shown(given)}, {BARE}"
    return key, f"is {shown(given)}{_remedy(error)}"


def _remedy(error) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        return nearest(str(error["input"]), re.findall(r"'([^']*)'", context["expected"]))
    if kind == "tuple_type" and error["loc"][-1] in OF_TABLES and isinstance(error["input"], dict):
        return "; wants a list of tables; write its name in double brackets [[ ]]"
    if kind in REMEDIES:
        limits = {key: _plain(limit) for key, limit in context.items()}
        return "; " + REMEDIES[kind].format(**limits)
    return "; " + error["msg"][0].lower() + error["msg"][1:]


def _plain(limit: Any) -> str:
    """A limit as a file would hold it; nothing for what is none."""
    if isinstance(limit, float):
        return f"{limit:g}"
    return str(limit)


def _miscounted(kind: str, context: dict[str, Any]) -> str:
    count = context["actual_length"]
    if kind == "too_short":
        return f"holds only {count}; give at least {context['min_length']}"
    return f"holds {count}; give at most {context['max_length']}"


def _where_written(key: str, written: dict[str, Any]) -> str:
    """A country's key that stands in `shared` is reported there."""
    parts = key.split(".")
    if len(parts) >= 3 and parts[0] == "countries":
        country = written.get("countries", {}).get(parts[1], {})
        if parts[2] not in country and parts[2] in written.get("shared", {}):
            return ".".join(["shared", *parts[2:]])
    return key
