"""One world: what happened when, week by week, at every table."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from negotiation.analysis.load import Run
from negotiation.figures import style, words
from negotiation.figures.flags import LETTER
from negotiation.runs.replay import Note, Offer, Transcript, replay

ROW, HEAD, EDGE = 0.118, 0.3, 0.35  # inches of a row, of the name of a table, of what is around
LETTERS = 42  # of a label, at most
EVERYWHERE = ""  # what happens at no table in particular
ENDS = ("settled", "talks broken off", "no further attempt at home")


@dataclass
class _Strip:
    """What happened at one table: weeks by what, in order of first mention."""

    table: str
    weeks: dict[str, list[int]] = field(default_factory=dict)

    def add(self, what: str, week: int) -> None:
        self.weeks.setdefault(what, []).append(week)


def calendar(run: Run, world: int = 0, cell: int = 0, axes: Sequence[Axes] | None = None) -> Figure:
    """One panel a table, one row a kind of event, one mark an event; the world is replayed.

    Parameters
    ----------
    world, cell : which world, as numbered in the results.
    axes : one for each table at which something happened, after one for what happened at none.
    """
    strips = _strips(run, _transcript(run, world, cell))
    with style.paper():
        own = _axes(strips) if axes is None else axes
        own = style.enough(own, len(strips), "one for each table, and one for what is at none")
        for ax, strip in zip(own, strips, strict=True):
            _draw(ax, run, strip)
        own[-1].set_xlabel(words.weeks(run))
        own[-1].tick_params(labelbottom=True)
        return style.finish(own[0])


def caption(run: Run, world: int = 0, cell: int = 0) -> str:
    """What the figure shows."""
    tables = run.manifest["tables"]
    ends = [f"{words.table(run, table)} {words.end(run, table, world, cell)}" for table in tables]
    return words.join(
        f"What happened when in world {world} of cell {cell} ({words.cell(run, cell)}), replayed "
        f"from the results. Outcomes: {'; '.join(ends)}.",
        "Filled blue: done by the first country of a table; hollow red: by the second; black: by "
        "both, or by a rule; diamonds: settled; crosses: over without a deal. Grey: weeks from the "
        "first offer to the last. Kinds of event beyond what a page holds are left out, those that "
        "happened least often first.",
        "One world, so no intervals: an illustration, not an estimate.",
        words.setting(run),
    )


def _transcript(run: Run, world: int, cell: int) -> Transcript:
    return replay(run.folder, world, cell)


def _strips(run: Run, transcript: Transcript) -> list[_Strip]:
    """Events sorted by table, as many kinds as a page has room for."""
    found = {name: _Strip(name) for name in (EVERYWHERE, *run.manifest["tables"])}
    for event in transcript.events:
        if isinstance(event, Offer):
            found[event.table].add(f"offers by {words.country(run, event.by)}", event.week)
        else:
            table, what = _kind(run, event)
            found[table].add(what, event.week)
    strips = [strip for strip in found.values() if strip.weeks or strip.table]
    room = (style.TALLEST - EDGE - (HEAD + 0.1) * len(strips)) / ROW
    while sum(len(strip.weeks) for strip in strips) > room:
        fullest = max(strips, key=lambda strip: len(strip.weeks))
        rarest = [what for what in fullest.weeks if not what.startswith((*ENDS, "offers"))]
        del fullest.weeks[min(rarest, key=lambda what: len(fullest.weeks[what]))]
    return strips


def _kind(run: Run, note: Note) -> tuple[str, str]:
    """Table and kind of an event: its text without table, issue, amount and reason."""
    table, _, what = note.text.partition(": ")
    if table not in run.manifest["tables"]:
        table, what = EVERYWHERE, note.text
    what = re.sub(r" steps to .*$", " moves", what)
    what = re.sub(r" (because .*|to [\d.]+)$", "", what)
    if not what.startswith(("settled", *(c.name for c in _countries(run)))):
        what = re.sub(r" \([a-z_]+\)$", "", what)
    what = re.sub(r" \([a-z]+_[a-z_]*\)$", "", what)
    what = re.sub(r" between .+ (falls|is) ", r" \1 ", what)
    what = re.sub(r"( its protection) of .*$", r"\1", what)
    return table, what.replace("_", " ")


def _countries(run: Run):
    return run.resolved.scenario.countries.values()


def _axes(strips: Sequence[_Strip]) -> list[Axes]:
    rows = [HEAD + ROW * max(len(strip.weeks), 1) for strip in strips]
    figure = style.sheet(style.SINGLE, EDGE + sum(rows) + 0.1 * len(rows))
    return list(figure.subplots(len(rows), 1, sharex=True, squeeze=False, height_ratios=rows).flat)


def _draw(ax: Axes, run: Run, strip: _Strip) -> None:
    names = [words.country(run, c) for c in _parties(run, strip.table)]
    talking = [week for what, weeks in strip.weeks.items() if what.startswith("offers") for week in
               weeks]  # fmt: skip
    if talking:
        ax.axvspan(min(talking), max(talking), color=style.PALE, alpha=0.5, linewidth=0)
    for row, (what, weeks) in enumerate(strip.weeks.items()):
        ax.plot(weeks, [row] * len(weeks), linestyle="none", clip_on=False, **_look(what, names))
    marks = words.landmarks(run, strip.table) if strip.table else []
    for mark in marks:
        ax.axvline(mark.week, color=style.GREY, linewidth=0.4, zorder=0)
    letters = min(LETTERS, int(0.6 * 72.0 * style.wide(style.SINGLE) / LETTER))
    labels = [textwrap.shorten(what, letters, placeholder=" …") for what in strip.weeks]
    ax.set_yticks(range(len(labels)), labels, fontsize=style.SMALL)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(max(len(labels), 1) - 0.4, -0.6)
    ax.set_xlim(-0.5, run.resolved.scenario.weeks)
    ax.spines["left"].set_visible(False)
    ax.set_title(words.table(run, strip.table) if strip.table else "Everywhere", pad=3.0)
    if not strip.weeks:
        style.say(ax, "nothing happened")


def _parties(run: Run, table: str) -> tuple[str, ...]:
    return run.resolved.scenario.tables[table].parties if table else ()


def _look(what: str, names: Sequence[str]) -> dict[str, Any]:
    """Marker of a kind of event, by how talks end and by who acts."""
    actor = what.removeprefix("offers by ")
    if what.startswith("settled"):
        return {"marker": "D", "color": style.BLACK, "markersize": 4.0}
    if what.startswith(ENDS[1:]):
        return {"marker": "X", "color": style.BLACK, "markersize": 4.0}
    if names and actor.startswith(names[0]):
        return {"marker": "o", "color": style.SIDES[0], "markersize": 2.6}
    if len(names) > 1 and actor.startswith(names[1]):
        return {"marker": "s", "color": style.SIDES[1], "markersize": 2.6,
                "markerfacecolor": "white", "markeredgewidth": 0.7}  # fmt: skip
    return {"marker": "|", "color": style.BLACK, "markersize": 4.0, "markeredgewidth": 1.0}
