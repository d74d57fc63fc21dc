"""The bibliography: BibTeX entries by key, and the keys that a scenario uses.

Entries stay as they were written, since a result is given those that it used; what is in them
is read where they are told, in `negotiation.publish.sources`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ENTRY = re.compile(r"^@\w+\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)


def entries(text: str) -> dict[str, str]:
    """Split BibTeX text into entries by key; each begins with @ in the first column."""
    starts = [(match.start(), match.group(1)) for match in ENTRY.finditer(text)]
    ends = [*(start for start, _ in starts), len(text)][1:]
    return {key: _entry(text[start:end]) for (start, key), end in zip(starts, ends, strict=True)}


def _entry(text: str) -> str:
    """An entry without the comments that follow it."""
    lines = text.rstrip().splitlines()
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("%")):
        lines.pop()
    return "\n".join(lines) + "\n"


def cited(data: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every (dotted key, source) in raw data; one source may name several keys with commas."""
    if isinstance(data, dict):
        for key, value in data.items():
            where = f"{at}.{key}" if at else str(key)
            if key in ("source", "flows_source") and isinstance(value, str):
                yield from ((where, part.strip()) for part in value.split(","))
            else:
                yield from cited(value, where)
    elif isinstance(data, list | tuple):
        for i, value in enumerate(data):
            yield from cited(value, f"{at}.{i}")
