"""Read scenario, experiment and preset files; every fault becomes one line that helps."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from negotiation.errors import InputError, nearest
from negotiation.scenario.experiment import Experiment, Preset
from negotiation.scenario.quantity import Quantity, Unit
from negotiation.scenario.schema import Country, Scenario

LIBRARY = files("negotiation.scenario") / "library"
Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file; `InputError` when it is missing, unreadable or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("no such file; check the path", file=str(path)) from None
    except IsADirectoryError:
        raise InputError("is a folder; name a TOML file", file=str(path)) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text; save it as UTF-8", file=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"is not TOML: {error}; mend that line", file=str(path)) from None


def library_scenarios() -> list[str]:
    """Names of the scenarios that ship with the package."""
    names = (entry.name for entry in LIBRARY.iterdir())
    return sorted(n[:-5] for n in names if n.endswith(".toml") and n != "presets.toml")


def scenario_data(name: str, beside: Path | None = None) -> tuple[dict[str, Any], str]:
    """Raw scenario and the file it came from: a path (also relative to `beside`) or a name."""
    if name.endswith(".toml") or "/" in name:
        path = Path(name)
        if beside is not None and not path.is_absolute() and (beside / path).exists():
            path = beside / path
        return read_toml(path), str(path)
    if name not in library_scenarios():
        hint = nearest(name, library_scenarios())
        raise InputError(f"unknown scenario '{name}'{hint}; or give a path ending in .toml")
    with (LIBRARY / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream), f"{name}.toml"


def parse_scenario(data: dict[str, Any], file: str) -> Scenario:
    """Validate a raw scenario; what a country leaves out comes from `shared`."""
    shared = data.get("shared", {})
    countries = data.get("countries", {})
    if not isinstance(shared, dict) or not isinstance(countries, dict):
        key = "shared" if not isinstance(shared, dict) else "countries"
        raise InputError("must be a table", file=file, key=key)
    for key in shared:
        if key not in Country.model_fields:
            hint = nearest(key, Country.model_fields)
            raise InputError(f"unknown key{hint}", file=file, key=f"shared.{key}")
    merged = {k: {**shared, **v} if isinstance(v, dict) else v for k, v in countries.items()}
    return _validate(Scenario, {**data, "countries": merged}, file, data)


def parse_experiment(data: dict[str, Any], file: str) -> Experiment:
    """Validate a raw experiment; its name defaults to that of the file."""
    return _validate(Experiment, {"name": Path(file).stem, **data}, file)


@cache
def presets() -> dict[str, Preset]:
    """The strategies that ship with the package, by name."""
    with (LIBRARY / "presets.toml").open("rb") as stream:
        data = tomllib.load(stream)
    return {k: _validate(Preset, v, "presets.toml", at=k) for k, v in data.items()}


def parse_quantity(data: Any, unit: Unit, file: str, at: str) -> Quantity:
    """Validate a number of a mechanism, whose unit only the mechanism knows."""
    if not isinstance(data, dict):
        problem = (
            f"is {_short(data)}, a bare value; write a table "
            '{ value, unit, source } or { value, unit, range, basis = "assumption" }'
        )
        raise InputError(problem, file=file, key=at)
    quantity = _validate(Quantity, data, file, at=at)
    try:
        return unit.check(quantity)
    except PydanticCustomError as error:
        raise InputError(error.message(), file=file, key=at) from None


def is_scenario(data: dict[str, Any]) -> bool:
    """Whether a raw file is a scenario rather than an experiment."""
    return "tables" in data or "countries" in data


def _validate(
    model: type[Model], data: dict[str, Any], file: str, written: Any = None, at: str = ""
) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        key, problem = _explain(error.errors()[0])
    if at:
        key = f"{at}.{key}" if key else at
    if written is not None:
        key = _where_written(key, written)
    raise InputError(problem, file=file, key=key or None)


REMEDIES = {
    "missing": "is missing; add it",
    "float_type": "wants a number",
    "float_parsing": "wants a number",
    "int_type": "wants a whole number",
    "int_parsing": "wants a whole number",
    "int_from_float": "wants a whole number",
    "string_type": "wants text in quotes",
    "bool_type": "wants true or false",
    "bool_parsing": "wants true or false",
    "dict_type": "wants a table",
    "model_type": "wants a table",
    "date_type": "wants a date, such as 2025-04-09",
    "date_from_datetime_parsing": "wants a date, such as 2025-04-09",
    "date_parsing": "wants a date, such as 2025-04-09",
    "tuple_type": "wants a list",
}


def _explain(error) -> tuple[str, str]:
    """Dotted key and one-line problem of a pydantic error."""
    kind, context = error["type"], error.get("ctx", {})
    where = [str(part) for part in error["loc"]]
    if where[-1:] in (["str"], ["dict[str,any]"]):  # the branch of a union
        where.pop()
    if kind == "unknown_key":
        return ".".join([*where, context["key"]]), error["msg"]
    if kind == "reference":
        return context["at"], context["problem"]
    if kind == "quantity":
        return ".".join(where), context["problem"]
    if kind == "missing":
        return ".".join(where), REMEDIES["missing"]
    if kind == "model_type" and not isinstance(error["input"], dict):
        return ".".join(where), (
            f"is {_short(error['input'])}, a bare value; write a table "
            '{ value, unit, source } or { value, unit, range, basis = "assumption" }'
        )
    remedy = REMEDIES.get(kind)
    if remedy is None:
        remedy = error["msg"][0].lower() + error["msg"][1:]
    return ".".join(where), f"is {_short(error['input'])}; {remedy}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _where_written(key: str, written: dict[str, Any]) -> str:
    """A country's key that stands in `shared` is reported there."""
    parts = key.split(".")
    if len(parts) >= 3 and parts[0] == "countries":
        country = written.get("countries", {}).get(parts[1], {})
        if parts[2] not in country and parts[2] in written.get("shared", {}):
            return ".".join(["shared", *parts[2:]])
    return key
