"""One world round by round: offers on each issue, and in utility space against the frontier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negotiation.analysis.load import Run
from negotiation.figures import style, words
from negotiation.figures.flags import LETTER
from negotiation.figures.utility_space import SHAPES, utility_space
from negotiation.runs.replay import Offer, Transcript, replay

STRIP, LINE = 0.62, 0.1  # inches that a strip is high, and a second line of its title
TALL = 4  # issues up to which one column of strips will do
AREA, LOW = 2.2, 1.9  # inches that a utility space is high beside the strips, and below them
BESIDE = 5.5  # inches of the sheet from which utility space stands beside the strips


@dataclass(frozen=True)
class _Story:
    """What was said at one table, and the issues with the ideals of both sides."""

    run: Run
    table: str
    transcript: Transcript
    offers: list[Offer]
    ideals: dict[str, tuple[float, float]]
    dockets: list[str]

    @property
    def parties(self) -> tuple[str, str]:
        return self.run.resolved.scenario.tables[self.table].parties


def offers(
    run: Run,
    world: int = 0,
    table: str | None = None,
    cell: int = 0,
    axes: Sequence[Axes] | None = None,
) -> Figure:
    """Offers over the rounds of one table in one stored world, which is replayed.

    Left, a strip for each issue, from one side's ideal to the other's; right, utility space, one
    panel for each set of issues negotiated together.

    Parameters
    ----------
    world, cell : which world, as numbered in the results.
    table : key of the table; by default the first.
    axes : one for each issue, then one for each set of issues negotiated together; shared labels
        and the legend are then left to the caller.
    """
    story = _replay(run, world, _table(run, table), cell)
    issues, dockets = list(story.ideals), story.dockets or [""]
    with style.paper():
        panels = _panels(len(issues), len(dockets)) if axes is None else list(axes)
        wanted = "one for each issue, then one for each docket"
        panels = style.enough(panels, len(issues) + len(dockets), wanted)
        strips, areas = panels[: len(issues)], panels[len(issues) :]
        for ax, issue in zip(strips, issues, strict=True):
            _strip(ax, story, issue, _letters(len(issues)))
        names = [words.country(run, key) for key in story.parties]
        marks: dict[str, Line2D] = {}
        for ax, docket in zip(areas, dockets, strict=True):
            said = [offer for offer in story.offers if offer.docket == docket]
            frontier = story.transcript.frontiers.get((story.table, docket))
            marks |= utility_space(ax, said, story.parties, names, frontier)
            if len(dockets) > 1:
                ax.set_title(docket.replace("_", " "))
        if axes is None:
            figure = style.owner(panels[0])
            _label(figure, story, f"world {world}", marks)
        return style.finish(panels[0])


def caption(run: Run, world: int = 0, table: str | None = None, cell: int = 0) -> str:
    """What the figure shows."""
    table = _table(run, table)
    plays = ", ".join(
        f"{words.country(run, c)} plays {words.choice(run.cells[cell][c])}"
        for c in run.resolved.scenario.tables[table].parties
    )
    return words.join(
        f"Offers at the table {words.table(run, table)} in world {world} of cell {cell} ({plays}), "
        f"replayed from the results. Outcome: {words.end(run, table, world, cell)}.",
        "Strips: offers on each issue, the axis running from one side's ideal to the other's in "
        "this world; vertical lines are dates of the scenario. Utility space: the same offers in "
        "true "
        "utility (0 is the own ideal on all issues), "
        "with the contract curve (red lines left aside), the impasse values at the last exchange "
        "(dotted: how they moved before), each as its own side holds them, and the Nash and "
        "Kalai-Smorodinsky solutions for them. Dashed lines: reservation utilities, the higher of "
        "impasse and outside option at the last exchange; whoever gets less walks away.",
        words.dates(run, table),
        "One world, so no intervals: an illustration, not an estimate.",
        words.setting(run),
    )


def _table(run: Run, table: str | None) -> str:
    return run.manifest["tables"][0] if table is None else words.known_table(run, table)


def _replay(run: Run, world: int, table: str, cell: int) -> _Story:
    transcript = replay(run.folder, world, cell)
    said = [e for e in transcript.events if isinstance(e, Offer) and e.table == table]
    played = transcript.model.tables[table]
    zero = np.zeros(1)
    ends = [(s.to_value(zero), s.to_value(zero + 1.0)) for s in played.terms.scales]
    ideals = {
        name: (float(first[0]), float(second[0]))
        for name, (first, second) in zip(played.issues, ends, strict=True)
    }
    dockets = list(dict.fromkeys(docket.name for docket in played.dockets))
    return _Story(run, table, transcript, said, ideals, dockets)


def _across(issues: int) -> int:
    """Strips side by side."""
    return 1 if issues <= TALL else 2


def _letters(issues: int) -> int:
    """Letters in a line of a strip's title."""
    if _beside():
        return 40 if issues > TALL else 62
    return int((72.0 * style.wide(style.DOUBLE) / _across(issues) - 30.0) / LETTER)


def _beside() -> bool:
    """Whether the sheet is wide enough for utility space beside the strips."""
    return style.wide(style.DOUBLE) >= BESIDE


def _panels(issues: int, dockets: int) -> list[Axes]:
    across = _across(issues)
    down = math.ceil(issues / across)
    strip = STRIP + (LINE if across > 1 else 0.0)
    parts: Any
    if _beside():
        body = max(down * strip, dockets * AREA)
        figure = style.sheet(style.DOUBLE, 0.85 + body, constrained=True)
        parts = figure.subfigures(1, 2, width_ratios=(1.9 if across > 1 else 1.25, 1))
        left, right = parts
        room = max(dockets, round(body / AREA)), 1
    else:
        rows = math.ceil(dockets / 2)
        heights = 0.3 + down * strip, 0.2 + rows * LOW
        figure = style.sheet(style.DOUBLE, 0.75 + sum(heights), constrained=True)
        parts = figure.subfigures(2, 1, height_ratios=heights)
        left, right = parts
        room = rows, 2
    grid = left.subplots(down, across, sharex=True, squeeze=False)
    strips = list(grid.T.flat)  # column by column
    for ax in strips[issues:]:
        ax.remove()
    if issues < len(strips):
        strips[issues - 1].tick_params(labelbottom=True)
    areas = right.subplots(*room, squeeze=False)
    for ax in areas.flat[dockets:]:
        ax.remove()
    return [*strips[:issues], *areas.flat[:dockets]]


def _label(figure: Figure, story: _Story, world: str, marks: dict[str, Line2D]) -> None:
    """Title, shared axis labels of the strips, and one legend for all."""
    one, two = (words.country(story.run, key) for key in story.parties)
    strips = figure.subfigs[0]
    strips.supxlabel(words.weeks(story.run), fontsize=style.SMALL)
    strips.supylabel(f"ideal of {two}   ←   offer   →   ideal of {one}", fontsize=style.SMALL)
    figure.suptitle(f"{words.table(story.run, story.table)}, {world}", fontsize=style.TEXT)
    if marks:
        figure.legend(
            handles=list(marks.values()), loc="outside lower center",
            ncols=len(marks) if _beside() else 3, columnspacing=1.2,
        )  # fmt: skip


def _strip(ax: Axes, story: _Story, name: str, width: int) -> None:
    """One issue: offers of both sides over the weeks between the two ideals."""
    data = story.run.resolved.scenario.tables[story.table].issues[name]
    said = [offer for offer in story.offers if name in offer.values]
    for side, key in enumerate(story.parties):
        own = [offer for offer in said if offer.by == key]
        if own:
            weeks = [offer.week for offer in own]
            ax.plot(weeks, [offer.values[name] for offer in own], **SHAPES[side])
    for offer in said:
        if offer.accepted:
            ax.plot([offer.week], [offer.values[name]], **SHAPES["agreement"])
    first, second = story.ideals[name]
    ax.set_ylim(second, first)
    ax.set_yticks([second, first], [words.number(second), words.number(first)])
    ax.margins(x=0.03)
    for label, side in zip(ax.get_yticklabels(), (1, 0), strict=True):
        label.set_color(style.SIDES[side])
    title = words.issue(data, width, words.unit(data))
    ax.set_title(title, fontsize=style.SMALL, fontweight="normal", pad=4.0)
    for line in ax.lines:
        line.set_clip_on(False)
    last = max((offer.week for offer in story.offers), default=0)
    for mark in words.landmarks(story.run, story.table):
        if mark.week <= last:
            ax.axvline(mark.week, color=style.GREY, linewidth=0.4, zorder=0)
    if not said:
        ax.set_xlim(0, story.run.resolved.scenario.weeks)
        style.say(ax, "no offers")
