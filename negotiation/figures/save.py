"""Write a figure and its caption: aside first, then renamed, so that none is ever half written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from negotiation.errors import InputError
from negotiation.figures.style import DPI, paper

FORMATS: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None},  # no date, so that the bytes repeat
    "png": {"Software": None},
}


def save(figure: Figure, folder: Path, name: str, caption: str) -> list[Path]:
    """Save as PDF and PNG in its own size, with the caption beside them; returns the paths."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [_save_one(figure, folder, name, kind) for kind in FORMATS]
        target = folder / f"{name}.txt"
        aside = _aside(target)
        aside.write_text(caption + "\n", encoding="utf-8")
        aside.replace(target)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}; choose another --out"
        raise InputError(problem, file=str(folder)) from None
    return [*written, target]


def _save_one(figure: Figure, folder: Path, name: str, kind: str) -> Path:
    target = folder / f"{name}.{kind}"
    aside = _aside(target)
    try:
        with paper():
            figure.savefig(aside, format=kind, dpi=DPI, metadata=FORMATS[kind])
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return target


def _aside(target: Path) -> Path:
    return target.with_name(target.name + ".aside")
