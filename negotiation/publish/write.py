"""Write a text file aside, then rename it, so that it is never half written."""

from __future__ import annotations

from pathlib import Path

from negotiation.errors import InputError


def write(path: Path, text: str) -> Path:
    """Write the text and return the path; `InputError` where that cannot be."""
    aside = path.with_name(path.name + ".aside")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}; choose another --out"
        raise InputError(problem, file=str(path)) from None
    return path
