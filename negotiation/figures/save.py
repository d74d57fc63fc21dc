"""Write a figure and its caption: aside first, then renamed, so that none is ever half written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from negotiation.errors import InputError, nearest
from negotiation.figures import latex
from negotiation.figures.style import dots, paper

FORMATS: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None},  # no date, so that the bytes repeat
    "png": {"Software": None},
    "svg": {"Date": None},
}
QUICK = {"compress_level": 2}  # of pictures: less time than the usual 6, for a ninth more bytes
USUAL = ("pdf", "png")


def known(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats, each once; `InputError` for one that cannot be written."""
    for kind in formats:
        if kind not in FORMATS:
            raise InputError(f"unknown format '{kind}'{nearest(kind, FORMATS)}", key="--format")
    return tuple(dict.fromkeys(formats))


def save(
    figure: Figure, folder: Path, name: str, caption: str, formats: Sequence[str] = USUAL
) -> list[Path]:
    """Save in each format in its own size, with the caption beside it as text and as LaTeX.

    Returns the paths: pictures first, then `name.txt` and `name.tex`.
    """
    formats = known(formats)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [_save_one(figure, folder, name, kind) for kind in formats]
        texts = {"txt": caption, "tex": latex.caption(caption, f"fig:{name}")}
        for kind, text in texts.items():
            target = folder / f"{name}.{kind}"
            aside = _aside(target)
            aside.write_text(text + "\n", encoding="utf-8")
            aside.replace(target)
            written.append(target)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}; choose another --out"
        raise InputError(problem, file=str(folder)) from None
    return written


def _save_one(figure: Figure, folder: Path, name: str, kind: str) -> Path:
    target = folder / f"{name}.{kind}"
    aside = _aside(target)
    try:
        with paper():
            more: dict[str, Any] = {"pil_kwargs": QUICK} if kind == "png" else {}
            figure.savefig(aside, format=kind, dpi=dots(), metadata=FORMATS[kind], **more)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return target


def _aside(target: Path) -> Path:
    return target.with_name(target.name + ".aside")
