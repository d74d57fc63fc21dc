"""Figures of results, one function each; none simulates. Matplotlib waits until one is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negotiation.errors import InputError, nearest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from negotiation.analysis.load import Run

FIGURES: dict[str, str] = {
    "outcomes": "How talks end: shares of worlds by outcome, with the chance of any deal.",
    "agreement": "When talks succeed: cumulative incidence of agreement over the weeks.",
    "survival": "How long talks last: Kaplan-Meier, with deal and breakdown as competing risks.",
    "terms": "What is agreed: each issue against its ask, its default and the dated record.",
    "order": "Who settles first: ranks of the tables of one country, and whole sequences.",
    "offers": "One world: offers issue by issue and in utility space, with the frontier.",
    "calendar": "One world: what happened when, week by week, at every table.",
    "linkage": "Who gave what for what: how often two issues move in one deal.",
    "trust": "Trust between allies over the weeks, and the two states that draw it.",
    "stakes": "What each issue is worth to each side, in money and weighted by salience.",
    "differences": "What sets cells apart: paired differences to the first cell, by table.",
    "forest": "How much strategies differ: one outcome, paired differences in print.",
    "doses": "What a number does: measures against the number that is varied, by table.",
    "steps": "What a number changes: paired differences to its first value, by table.",
    "heatmap": "What two numbers do: a map of an outcome, its contours and its uncertainty.",
    "ablation": "What each mechanism contributes: paired differences with it off.",
}


@dataclass(frozen=True)
class Choice:
    """What a figure may be asked to show; a figure takes those that it has a parameter for.

    Attributes
    ----------
    world : the world shown by figures of one world.
    cell : the cell shown by figures of one cell.
    table : the table shown by figures of one or a few; by default as many as fit.
    outcome : column of the result shown by figures of one outcome; by default the chance of a deal.
    """

    world: int = 0
    cell: int = 0
    table: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Drawing:
    """A figure of a run that is ready to be drawn."""

    name: str
    draw: Callable[[], Figure]
    caption: Callable[[], str]


def draw(
    run: Run,
    names: Sequence[str] = (),
    out: str | Path | None = None,
    choice: Choice | None = None,
    width: str | float | None = None,
    formats: Sequence[str] = ("pdf", "png"),
    style: str = "paper",
    show: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Draw figures to files, each with its caption as text and LaTeX; returns the paths written.

    Parameters
    ----------
    run : a loaded result folder.
    names : keys of `FIGURES`; by default all that the run has something for.
    out : folder to write to; by default `figures` inside the result folder.
    choice : what figures of one world, cell, table or outcome show.
    width : "single", "double" or millimetres; by default as wide as each figure needs.
    formats : of "pdf", "png" and "svg".
    style : "paper", or "slides" with large type.
    show : is told how many figures are drawn, and how many there are.
    """
    drawings = choose(run, names, choice)
    from negotiation.figures.save import known, save
    from negotiation.figures.style import page

    folder = run.folder / "figures" if out is None else Path(out)
    known(formats)
    paths: list[Path] = []
    with page(width, style):
        for done, one in enumerate(drawings, 1):
            paths += save(one.draw(), folder, one.name, one.caption(), formats)
            if show is not None:
                show(done, len(drawings))
    return paths


def choose(run: Run, names: Sequence[str] = (), choice: Choice | None = None) -> list[Drawing]:
    """Figures by name, or all that the run has something for.

    `InputError` for an unknown figure, and for a world, cell, table or column that the run lacks,
    whether or not a figure shows it.
    """
    for name in names:
        if name not in FIGURES:
            raise InputError(f"unknown figure '{name}'{nearest(name, FIGURES)}", key="figure")
    choice = choice or Choice()
    _check(run, choice)
    wanted = names or [name for name in FIGURES if not lacks(run, name)]
    return [_drawing(run, name, choice) for name in dict.fromkeys(wanted)]


def _check(run: Run, choice: Choice) -> None:
    from negotiation.analysis.outcome import outcome_measures
    from negotiation.figures import words

    words.known_cell(run, choice.cell)
    words.known_world(run, choice.world)
    if choice.table is not None:
        words.known_table(run, choice.table)
    if choice.outcome is not None:
        outcome_measures(run, choice.outcome)


def lacks(run: Run, name: str) -> str:
    """What a run would need to have something for a figure; empty if nothing is missing."""
    module = _module(name)
    return module.lacks(run) if hasattr(module, "lacks") else ""


def _drawing(run: Run, name: str, choice: Choice) -> Drawing:
    from inspect import signature

    module = _module(name)
    function = getattr(module, name)
    taken = {k: v for k, v in vars(choice).items() if k in signature(function).parameters}
    return Drawing(name, lambda: function(run, **taken), lambda: module.caption(run, **taken))


def _module(name: str) -> Any:
    from importlib import import_module

    return import_module(f"negotiation.figures.{name}")
