"""Sources as a reader wants them, from BibTeX entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from negotiation.scenario.bibliography import entries

FIELD = re.compile(r"[,\s](\w+)\s*=\s*(?=[{\"\w])")
AND = re.compile(r" and (?![^{}]*\})")  # between authors, and not in the name of an office
SHOWN = ("author", "year", "title", "journal", "booktitle", "howpublished", "institution", "series",
         "volume", "publisher", "note")  # fmt: skip
LETTERS = {'\\"a': "ä", '\\"o': "ö", '\\"u': "ü", "\\'e": "é", "\\'a": "á", "\\'o": "ó",
           "\\'i": "í", "\\~n": "ñ", "\\~a": "ã", "\\c{c}": "ç", "\\c c": "ç", "{\\aa}": "å",
           "{\\o}": "ø", "\\&": "&", "\\%": "%", "~": " ", "--": "–", "\\": ""}  # fmt: skip


def listed(path: Path) -> list[tuple[str, str]]:
    """Key and sentence of each entry of a bibliography, in order; nothing where there is none."""
    if not path.is_file():
        return []
    found = entries(path.read_text(encoding="utf-8"))
    return [(key, sentence(entry)) for key, entry in found.items()]


def sentence(entry: str) -> str:
    """An entry in words: who, when, what, where."""
    found = dict(_fields(entry))
    if "author" in found:
        found["author"] = AND.sub("; ", found["author"])
    number = f"({found['number']})" if "number" in found else ""
    if "volume" in found:
        pages = f": {found['pages']}" if "pages" in found else ""
        found["volume"] = found["volume"] + number + pages
    elif "pages" in found:
        found["volume"] = f"pp. {found['pages']}"
    elif number:
        found["volume"] = found["number"]
    parts = [_plain(found[name]) for name in SHOWN if found.get(name)]
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts)


def _fields(entry: str) -> Iterator[tuple[str, str]]:
    """Name and raw value of each field, however many stand on a line."""
    at = 0
    while match := FIELD.search(entry, at):
        at = _end(entry, match.end())
        value = " ".join(entry[match.end() : at].split())
        yield match[1].lower(), value[1:-1] if value[:1] in ("{", '"') else value


def _end(text: str, start: int) -> int:
    """Where a value ends that begins at `start`: in braces that pair up, in quotes, or bare."""
    if text[start] not in '{"':
        return start + len(re.split(r"[,}\s]", text[start:], maxsplit=1)[0])
    deep = 0
    for at in range(start, len(text)):
        deep += {"{": 1, "}": -1}.get(text[at], 0)
        if deep == 0 and text[at] in '}"' and at > start:
            return at + 1
    return len(text)


def _plain(value: str) -> str:
    for mark, letter in LETTERS.items():
        value = value.replace(mark, letter)
    return value.replace("{", "").replace("}", "")
