"""Write TOML that people can read: a number with its unit and source stays on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Item, Table


def to_toml(data: Mapping[str, Any]) -> str:
    """Render nested dicts; a dict that holds `value` and `unit` becomes an inline table."""
    document = tomlkit.document()
    _fill(document, data)
    return tomlkit.dumps(document)


def _fill(container: Any, data: Mapping[str, Any]) -> None:
    # TOML wants a table's own keys before its sub-tables.
    for key, value in data.items():
        if not _is_table(value):
            container.add(key, _item(value))
    for key, value in data.items():
        if _is_table(value):
            container.add(key, _item(value))


def _is_table(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not _is_number(value)
    return isinstance(value, list | tuple) and any(_is_table(v) for v in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, Mapping) and (
        {"value", "unit"} <= value.keys() or {"since", "value"} == value.keys()
    )


def _item(value: Any) -> Item:
    if _is_number(value):
        inline: InlineTable = tomlkit.inline_table()
        for key, part in value.items():
            inline.append(key, _item(part))
        return inline
    if isinstance(value, Mapping):
        table: Table = tomlkit.table(
            is_super_table=bool(value) and all(map(_is_table, value.values()))
        )
        _fill(table, value)
        return table
    if isinstance(value, list | tuple):
        if value and all(isinstance(v, Mapping) and not _is_number(v) for v in value):
            array = tomlkit.aot()
            for part in value:
                array.append(_item(part))
            return array
        plain = tomlkit.array()
        plain.multiline(any(isinstance(v, Mapping) for v in value))
        for part in value:
            plain.append(_item(part))
        return plain
    return tomlkit.item(value)
