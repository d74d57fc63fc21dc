"""Sources as a reader wants them, from BibTeX entries."""

from __future__ import annotations

import re
from pathlib import Path

from negotiation.scenario.bibliography import entries

FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\}\s*,?\s*$", re.MULTILINE)
SHOWN = ("author", "year", "title", "journal", "booktitle", "howpublished", "publisher", "note")
ACCENTS = {'\\"a': "ä", '\\"o': "ö", '\\"u': "ü", "\\'e": "é", "\\'a": "á", "\\'o": "ó",
           "\\'i": "í", "\\~n": "ñ", "\\c{c}": "ç", "\\&": "&", "\\%": "%", "~": " ", "--": "–",
           "\\": ""}  # fmt: skip


def listed(path: Path) -> list[tuple[str, str]]:
    """Key and sentence of each entry of a bibliography, in order; nothing where there is none."""
    if not path.is_file():
        return []
    found = entries(path.read_text(encoding="utf-8"))
    return [(key, sentence(entry)) for key, entry in found.items()]


def sentence(entry: str) -> str:
    """An entry in words: who, when, what, where."""
    fields = {name.lower(): _plain(value) for name, value in FIELD.findall(entry)}
    parts = [fields[name] for name in SHOWN if fields.get(name)]
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _plain(value: str) -> str:
    for mark, letter in ACCENTS.items():
        value = value.replace(mark, letter)
    return value.replace("{", "").replace("}", "").replace(" and ", ", ")
