"""Sources as a reader wants them, from BibTeX entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from negotiation.errors import InputError

if TYPE_CHECKING:
    from pybtex.database import Entry

SHOWN = ("author", "year", "title", "journal", "booktitle", "howpublished", "institution", "series",
         "volume", "publisher", "note")  # fmt: skip


def listed(path: Path) -> list[tuple[str, str]]:
    """Key and sentence of each entry of a bibliography, in order; nothing where there is none.

    `InputError` where it is no BibTeX.
    """
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    if not path.is_file():
        return []
    try:
        found = parse_string(path.read_text(encoding="utf-8"), "bibtex")
    except PybtexError as error:
        raise InputError(f"is no BibTeX: {' '.join(str(error).split())}", file=str(path)) from None
    return [(key, sentence(entry)) for key, entry in found.entries.items()]


def sentence(entry: Entry) -> str:
    """An entry in words: who, when, what, where."""
    found = {name.lower(): plain(value) for name, value in entry.fields.items()}
    found["author"] = "; ".join(plain(str(person)) for person in entry.persons.get("author", []))
    number = f"({found['number']})" if "number" in found else ""
    if "volume" in found:
        pages = f": {found['pages']}" if "pages" in found else ""
        found["volume"] = found["volume"] + number + pages
    elif "pages" in found:
        found["volume"] = f"pp. {found['pages']}"
    elif number:
        found["volume"] = found["number"]
    parts = [found[name] for name in SHOWN if found.get(name)]
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts)


def plain(value: str) -> str:
    """LaTeX as text: accents as letters, no braces."""
    from pybtex.richtext import Text

    text = str(Text.from_latex(value)).replace("\N{NO-BREAK SPACE}", " ")
    return text.replace("\\", "")  # it leaves the marks before $ and #
