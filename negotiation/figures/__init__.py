"""Figures of results, one function each; none simulates. Matplotlib waits until one is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from negotiation.errors import InputError, nearest

if TYPE_CHECKING:
    from negotiation.analysis.load import Run

FIGURES: dict[str, str] = {
    "outcomes": "How talks end: shares of worlds by outcome, with the chance of any deal.",
    "agreement": "When talks succeed: cumulative incidence of agreement over the weeks.",
    "offers": "One world: offers issue by issue and in utility space, with the frontier.",
    "stakes": "What each issue is worth to each side, in money and weighted by salience.",
    "differences": "What sets cells apart: paired differences to the first cell, by table.",
    "doses": "What a number does: measures against the number that is varied, by table.",
}
COMPARING = ("differences",)  # figures that need more than one cell
DOSED = ("doses",)  # figures that need a number varied
ONE_WORLD = ("offers",)  # figures that take the world to show


def draw(
    run: Run, names: Sequence[str] = (), out: str | Path | None = None, world: int = 0
) -> list[Path]:
    """Draw figures as PDF and PNG, each with its caption; returns the paths written.

    Parameters
    ----------
    run : a loaded result folder.
    names : keys of `FIGURES`; by default all that the run has something for.
    out : folder to write to; by default `figures` inside the result folder.
    world : the world shown by figures of one world.
    """
    for name in names:
        if name not in FIGURES:
            raise InputError(f"unknown figure '{name}'{nearest(name, FIGURES)}", key="figure")
    from importlib import import_module

    from negotiation.figures.save import save

    folder = run.folder / "figures" if out is None else Path(out)
    paths: list[Path] = []
    for name in dict.fromkeys(names or _fitting(run)):
        module = import_module(f"negotiation.figures.{name}")
        options = {"world": world} if name in ONE_WORLD else {}
        figure = getattr(module, name)(run, **options)
        paths += save(figure, folder, name, module.caption(run, **options))
    return paths


def _fitting(run: Run) -> list[str]:
    """Figures that the run has something for."""
    from negotiation.figures.doses import fits

    unfit: tuple[str, ...] = () if len(run.cells) > 1 else COMPARING
    unfit += () if fits(run) else DOSED
    return [name for name in FIGURES if name not in unfit]
