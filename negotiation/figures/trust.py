"""Trust between allies over the weeks, and the two states that draw it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negotiation.analysis.basins import between, states
from negotiation.analysis.clustered import share
from negotiation.analysis.load import Run
from negotiation.draws import Array
from negotiation.figures import style, words
from negotiation.figures.once import once
from negotiation.runs.course import Course, courses

WORLDS = 300  # worlds of the run, or rows of a design, that are played again, at most
THREADS = 8  # of them drawn by themselves
SPREAD = (10.0, 50.0, 90.0)
HIGH, EDGE = 1.45, 0.65  # inches of a row of panels; of what is around all rows
SIDES: tuple[tuple[str, str, Any], ...] = (
    ("recovery", style.BLUE, "-"),
    ("fracture", style.VERMILION, (0, (4, 1.5))),
)


def trust(run: Run, cell: int = 0, axes: Sequence[Axes] | None = None) -> Figure:
    """One row an alliance: trust by week, split by where it ends, and a histogram of the end.

    The worlds are played again from the result, which holds trust at the end only.

    Parameters
    ----------
    cell : number of the cell.
    axes : two for each alliance: weeks and histogram.
    """
    words.need(run, lacks(run))
    found = _courses(run, cell)
    with style.paper():
        own = _axes(len(found)) if axes is None else axes
        own = style.enough(own, 2 * len(found), "two for each alliance")
        for k, (key, course) in enumerate(found.items()):
            _weeks(own[2 * k], run, key, course)
            _ends(own[2 * k + 1], course)
        own[-2].set_xlabel(words.weeks(run))
        played = len(next(iter(found.values())).trust[0])
        own[-1].set_xlabel(f"{'Worlds' if run.points == 1 else 'Rows'} of {played:,}")
        marks: dict[str, Any] = {"linestyle": "none", "markersize": 3.6, "color": style.BLACK}
        handles = [
            *(Line2D([], [], color=c, linestyle=d, label=f"ends in {n}") for n, c, d in SIDES),
            Line2D([], [], marker="<", label="stable state", **marks),
        ]
        if any(_states(course)[1] for course in found.values()):
            look: dict[str, Any] = {"color": style.BLACK, "lw": 0.7, "linestyle": (0, (1, 1))}
            handles.append(Line2D([], [], label="turning point", **look))
        style.owner(own[0]).legend(
            handles=handles, loc="outside upper center", ncols=4 if style.wide(style.SINGLE) > 4.5
            else 2, columnspacing=1.2, borderaxespad=0.1,
        )  # fmt: skip
        return style.finish(own[0])


def caption(run: Run, cell: int = 0) -> str:
    """What the figure shows."""
    found = _courses(run, cell)
    worlds, points = _played(run)
    each = f" at {points:,} points" if run.points > 1 else ""
    return words.join(
        "Trust between allies: median (line) and central 80 % of worlds (band) by week, apart for "
        "worlds that end above the turning point (recovery) and below it (fracture), and single "
        "worlds (thin). Spreads of what happened, not errors of estimation. Stable states and the "
        "turning point between them are those without events, at the median of the numbers over "
        "worlds; worlds are sorted by their own. At the right: trust at the end.",
        " ".join(_said(run, key, course) for key, course in found.items()),
        f"The first {worlds:,} worlds{each} of cell {cell} ({words.cell(run, cell)}), played "
        "again; trust at the end is as stored, to the bit. Shares with 95 % Wilson intervals.",
        words.finite(run),
        "Vertical lines: dates of threats and events of the scenario.",
        *(words.dates(run, _table(run, key)) for key in found),
        words.setting(run),
    )


def lacks(run: Run) -> str:
    """What the run would need."""
    if run.resolved.scenario.alliances:
        return ""
    return "has no alliance, so no trust; draw a scenario with one"


@once
def _courses(run: Run, cell: int) -> dict[str, Course]:
    """Trust by alliance in the first worlds of a cell."""
    worlds, points = _played(run)
    return courses(run.folder, words.known_cell(run, cell), worlds * points)


def _played(run: Run) -> tuple[int, int]:
    """How many worlds are played again, and at how many points; of many points one world's."""
    worlds = min(run.manifest["worlds"], max(1, WORLDS // run.points))
    return worlds, run.points if worlds > 1 else min(run.points, WORLDS)


def _sides(course: Course) -> list[np.ndarray]:
    """Worlds that end in recovery and in fracture, two masks [world]."""
    middle: Array | float = 0.5
    if course.feedback is not None and course.turning_point is not None:
        found = between(course.feedback, course.turning_point)
        middle = np.where(np.isnan(found), 0.5, found)
    above = course.trust[-1] >= middle
    return [above, ~above]


def _name(run: Run, key: str) -> str:
    alliance = run.resolved.scenario.alliances[key]
    return f"{words.country(run, alliance.patron)}–{words.country(run, alliance.ally)}"


def _said(run: Run, key: str, course: Course) -> str:
    above, _ = _sides(course)
    part, low, high, _ = share(above.reshape(_played(run)))
    said = f"{words.percent(part)} % [{words.percent(low)}, {words.percent(high)}]"
    two = ""
    if course.feedback is not None and course.turning_point is not None:
        share_two = float(np.isfinite(between(course.feedback, course.turning_point)).mean())
        two = f" {words.percent(share_two)} % of worlds have two states; others are parted at 1/2."
    still = "" if course.feedback is not None else " Mechanism M16 is off, so trust stays."
    return f"{_name(run, key)}: {said} of worlds end in recovery.{two}{still}"


def _axes(alliances: int) -> list[Axes]:
    figure = style.sheet(style.SINGLE, EDGE + HIGH * alliances)
    grid = figure.subplots(
        alliances, 2, sharey=True, sharex="col", squeeze=False, width_ratios=(3.4, 1)
    )
    return list(grid.flat)


def _weeks(ax: Axes, run: Run, key: str, course: Course) -> None:
    weeks = np.arange(len(course.trust))
    for mask, (_, colour, dash) in zip(_sides(course), SIDES, strict=True):
        if not mask.any():
            continue
        for world in np.flatnonzero(mask)[:THREADS]:
            ax.plot(weeks, course.trust[:, world], color=colour, linewidth=0.3, alpha=0.6)
        low, middle, high = np.percentile(course.trust[:, mask], SPREAD, axis=1)
        ax.fill_between(weeks, low, high, color=colour, alpha=0.15, linewidth=0)
        ax.plot(weeks, middle, color=colour, linestyle=dash, linewidth=1.2)
    stable, unstable = _states(course)
    for level in unstable:
        ax.axhline(level, color=style.BLACK, linewidth=0.7, linestyle=(0, (1, 1)))
    ax.plot([1.0] * len(stable), stable, "<", color=style.BLACK, markersize=3.6, clip_on=False,
            transform=ax.get_yaxis_transform(), zorder=6)  # fmt: skip
    for mark in words.landmarks(run, _table(run, key)):
        ax.axvline(mark.week, color=style.GREY, linewidth=0.4, zorder=0)
    ax.set_xlim(0, len(weeks) - 1)
    ax.set_ylim(0.0, 1.0)
    ax.set_yticks(np.linspace(0.0, 1.0, 5), ["0", "0.25", "0.5", "0.75", "1"])
    ax.set_ylabel("Trust (index, 0 to 1)")
    ax.set_title(_name(run, key))


def _states(course: Course) -> tuple[list[float], list[float]]:
    """Stable states and turning points at the median of the numbers; none where trust stays."""
    if course.feedback is None or course.turning_point is None:
        return [], []
    stable, unstable = states(
        float(np.median(course.feedback)), float(np.median(course.turning_point))
    )
    return list(stable), list(unstable)


def _table(run: Run, key: str) -> str:
    alliance = run.resolved.scenario.alliances[key]
    pair = {alliance.patron, alliance.ally}
    tables = run.resolved.scenario.tables.items()
    return next(name for name, table in tables if set(table.parties) == pair)


def _ends(ax: Axes, course: Course) -> None:
    bins = np.linspace(0.0, 1.0, 26)
    base = np.zeros(len(bins) - 1)
    for mask, (_, colour, _) in zip(_sides(course), SIDES, strict=True):
        count, _ = np.histogram(course.trust[-1][mask], bins)
        hatch = "" if colour == style.BLUE else "////"
        some = count > 0
        style.boxes(
            ax, base[some], (base + count)[some], bins[:-1][some], bins[1:][some], color=colour,
            hatch=hatch, edgecolors="white", linewidths=0.3,
        )  # fmt: skip
        base = base + count
    longest = float(np.max(base))
    ax.set_xlim(0.0, max(ax.get_xlim()[1], 1.05 * longest))  # shared by all alliances
    ax.locator_params(axis="x", nbins=3)
