"""What two numbers do: a map of one outcome, with contours and the uncertainty of its cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from negotiation.analysis import paired
from negotiation.analysis.load import Run
from negotiation.analysis.measures import POINTS, Measure
from negotiation.analysis.outcome import outcome_measures
from negotiation.draws import Array
from negotiation.figures import style, words
from negotiation.figures.flags import LETTER
from negotiation.figures.once import once
from negotiation.figures.outcomes import ink

ACROSS, LEAST = 3, 2.2  # maps side by side at most; inches that one needs
COLOURS = "cividis"  # even in lightness, so that it survives grey and colour blindness
LEVELS = 5  # contours at most
AROUND = 44.0  # points of a map's width that its labels and the colour bar take
HIGH, EDGE = 1.75, 0.3  # inches of a map; of what is around all maps


@dataclass(frozen=True)
class _Map:
    """Mean and the ends of its 95 % interval, [second number, first number]."""

    table: str
    mean: Array
    low: Array
    high: Array

    @property
    def half(self) -> Array:
        """Half of the width of the intervals."""
        return (self.high - self.low) / 2.0


def heatmap(run: Run, outcome: str | None = None, axes: Sequence[Axes] | None = None) -> Figure:
    """One map a table: mean by cell, with its interval in print or the width of it as a ring.

    Parameters
    ----------
    outcome : column of the result; by default the chance of any deal.
    axes : one for each table that has the outcome.
    """
    words.need(run, lacks(run))
    measures = outcome_measures(run, outcome)
    across, up = _numbers(run)
    maps = _maps(run, outcome)
    ends = _values(run, across), _values(run, up)
    with style.paper():
        own = _axes(len(maps)) if axes is None else axes
        own = style.enough(own, len(maps), "one for each table with the outcome")
        norm = _norm(maps)
        levels, printed = _levels(norm, maps), _roomy(maps)
        for ax, one in zip(own, maps, strict=True):
            _draw(ax, one, ends, norm, levels, printed)
            ax.set_title(words.table(run, one.table))
            ax.set_xlabel(_name(run, across), fontsize=style.SMALL)
        per_row = style.across(ACROSS, LEAST) if axes is None else len(own)
        for ax in own[::per_row]:
            ax.set_ylabel(_name(run, up), fontsize=style.SMALL)
        _bar(own, norm, levels, next(iter(measures.values())))
        return style.finish(own[0])


def caption(run: Run, outcome: str | None = None) -> str:
    """What the figure shows."""
    measures = outcome_measures(run, outcome)
    measure = next(iter(measures.values()))
    across, up = _numbers(run)
    maps = _maps(run, outcome)
    widest = max((float(np.nanmax(m.half)) for m in maps if np.isfinite(m.half).any()), default=0.0)
    said = (
        "In each cell: the mean, and below it its 95 % interval"
        if _roomy(maps)
        else "Rings: half of the 95 % interval, their area in proportion to the widest"
    )
    method = words.method(run, measure.chance, paired=False)
    return words.join(
        f"{measure.name} by {words.lever(run, across)} and {words.lever(run, up)}: mean over "
        f"worlds, by table. {said} ({method}); half of the widest is {words.number(widest, 2)}. "
        "Contours join cell centres in straight lines, stand on the colour bar, and are left out "
        "where they would lie closer than intervals are wide.",
        "All cells share their worlds, so differences between cells are surer than the intervals "
        "suggest.",
        words.finite(run),
        _held(run, across, up),
        words.cells(run),
        words.setting(run),
    )


def lacks(run: Run) -> str:
    """What the run would need."""
    if len(_candidates(run)) > 1:
        return ""
    return "varies fewer than two numbers, and a map needs two; list their values under [vary]"


def _candidates(run: Run) -> list[str]:
    """Numbers with two values or more, most values first."""
    vary = run.resolved.experiment.levers
    found = [
        key
        for key, values in vary.items()
        if len(values) > 1
        and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    ]
    return sorted(found, key=lambda key: -len(vary[key]))


def _numbers(run: Run) -> tuple[str, str]:
    across, up = _candidates(run)[:2]
    return across, up


def _values(run: Run, key: str) -> list[float]:
    return sorted(float(value) for value in run.resolved.experiment.levers[key])


def _others(run: Run, across: str, up: str) -> list[str]:
    return [key for key in run.cells[0] if key not in (across, up)]


def _cells(run: Run, across: str, up: str) -> dict[int, tuple[float, float]]:
    """Both numbers by cell, where all else is as in the first cell."""
    first, others = run.cells[0], _others(run, across, up)
    return {
        number: (float(cell[across]), float(cell[up]))
        for number, cell in enumerate(run.cells)
        if all(str(cell[key]) == str(first[key]) for key in others)
    }


def _held(run: Run, across: str, up: str) -> str:
    """Caption sentence on levers of which the map shows the first choice only."""
    varied = [key for key in words.varied(run) if key not in (across, up)]
    if len(_cells(run, across, up)) == len(run.cells) or not varied:
        return ""
    return f"All cells shown have {words.plays(run, 0, varied)}."


@once
def _maps(run: Run, outcome: str | None) -> list[_Map]:
    """A map for each table that has the outcome."""
    across, up = _numbers(run)
    found = outcome_measures(run, outcome).items()
    return [_map(run, table, measure, across, up) for table, measure in found]


def _map(run: Run, table: str, measure: Measure, across: str, up: str) -> _Map:
    first, second = _values(run, across), _values(run, up)
    mean = np.full((len(second), len(first)), np.nan)
    low, high = mean.copy(), mean.copy()
    at = _cells(run, across, up)
    for found in paired.levels(run, table, measure):
        if found.cell in at and found.rows:
            x, y = at[found.cell]
            place = second.index(y), first.index(x)
            mean[place] = found.mean
            low[place], high[place] = found.low, found.high
    return _Map(table, mean, low, high)


def _norm(maps: Sequence[_Map]) -> Normalize:
    """One scale for all maps."""
    known = np.concatenate([one.mean[np.isfinite(one.mean)] for one in maps])
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    return Normalize(low, high if high > low else low + 1.0)


def _levels(norm: Normalize, maps: Sequence[_Map]) -> Array:
    """Round values at which contours are drawn, no closer than intervals are wide.

    None where a map is not whole, or flatter than that.
    """
    from matplotlib.ticker import MaxNLocator

    if any(np.isnan(one.mean).any() for one in maps):
        return np.array([])
    low, high = float(norm.vmin or 0.0), float(norm.vmax or 1.0)
    width = 2.0 * float(np.median(np.concatenate([one.half.ravel() for one in maps])))
    steps = LEVELS if not width > 0.0 else min(LEVELS, int((high - low) / width))
    if steps < 2:
        return np.array([])
    found = np.asarray(MaxNLocator(steps).tick_values(low, high))
    return found[(found > low) & (found < high)]


def _laid(maps: int) -> tuple[int, float]:
    """Maps side by side, and the usual width of the sheet."""
    across = min(maps, style.across(ACROSS, LEAST, style.SINGLE if maps == 1 else style.DOUBLE))
    return across, style.SINGLE if across == 1 else style.DOUBLE


def _roomy(maps: Sequence[_Map]) -> bool:
    """Whether cells are wide enough for what would be printed in them."""
    across, width = _laid(len(maps))
    texts = (_text(one, at) for one in maps for at in np.ndindex(*one.mean.shape))
    longest = max(len(line) for text in texts for line in text.split("\n"))
    columns = maps[0].mean.shape[1]
    return LETTER * longest <= (72.0 * style.wide(width) / across - AROUND) / columns


def _axes(maps: int) -> list[Axes]:
    across, width = _laid(maps)
    down = math.ceil(maps / across)
    figure = style.sheet(width, EDGE + (HIGH + 0.5) * down, constrained=True)
    grid = figure.subplots(down, across, squeeze=False)
    for ax in grid.flat[maps:]:
        ax.remove()
    return list(grid.flat[:maps])


def _draw(
    ax: Axes,
    one: _Map,
    ends: tuple[list[float], list[float]],
    norm: Normalize,
    levels: Array,
    printed: bool,
) -> None:
    """Cells stand side by side in equal size, whatever the steps between values."""
    colours = ScalarMappable(norm, COLOURS)
    ax.pcolormesh(np.ma.masked_invalid(one.mean), norm=norm, cmap=COLOURS, edgecolors="white",
                  linewidth=0.3)  # fmt: skip
    rows, columns = one.mean.shape
    centres = np.arange(columns) + 0.5, np.arange(rows) + 0.5
    if len(levels) and min(rows, columns) > 1 and np.ptp(one.mean) > 0.0:
        within = levels[(levels > np.min(one.mean)) & (levels < np.max(one.mean))]
        if len(within):
            ax.contour(*centres, one.mean, levels=within, colors=style.BLACK, linewidths=1.7,
                       alpha=0.6)  # fmt: skip
            ax.contour(*centres, one.mean, levels=within, colors="white", linewidths=0.8)
    widest = np.nanmax(one.half) if np.isfinite(one.half).any() else 1.0
    for row, column in np.ndindex(rows, columns):
        mean, half = float(one.mean[row, column]), float(one.half[row, column])
        colour = ink(colours.to_rgba(np.array(mean))) if np.isfinite(mean) else style.GREY
        at = column + 0.5, row + 0.5
        if printed:
            under = colours.to_rgba(np.array(mean)) if np.isfinite(mean) else "white"
            ax.text(
                *at, _text(one, (row, column)), ha="center", va="center", fontsize=style.SMALL,
                color=colour, linespacing=1.0, zorder=4,
                bbox={"facecolor": under, "edgecolor": "none", "pad": 0.3},
            )  # fmt: skip
        elif np.isfinite(half):
            size = 5.0 * math.sqrt(half / widest) if widest > 0.0 else 0.0
            ax.plot(*at, "o", markersize=size, mfc="none", mec=colour, mew=0.6)
    for values, centre, place in ((ends[0], centres[0], ax.set_xticks),
                                  (ends[1], centres[1], ax.set_yticks)):  # fmt: skip
        place(centre, [f"{value:g}" for value in values])
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _text(one: _Map, at: tuple[int, int]) -> str:
    """The mean, and the ends of its interval below it."""
    mean, low, high = (float(part[at]) for part in (one.mean, one.low, one.high))
    if not np.isfinite(mean):
        return "none"
    if not np.isfinite(low):
        return words.number(mean, 2)
    digits = words.decimals((high - low) / 2.0)
    middle, first, last = (_printed(value, digits) for value in (mean, low, high))
    between = "\nto " if "\N{MINUS SIGN}" in first + last else "\N{EN DASH}"
    return f"{middle}\n{first}{between}{last}"


def _printed(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def _name(run: Run, key: str) -> str:
    unit = words.lever_unit(run, key)
    return words.balance(f"{words.lever(run, key)}{f', {unit}' if unit else ''}", 30)


def _bar(axes: Sequence[Axes], norm: Normalize, levels: Array, measure: Measure) -> None:
    """The scale, with a line at each contour."""
    unit = {POINTS: "%"}.get(measure.unit, measure.unit)
    bar = style.owner(axes[0]).colorbar(
        ScalarMappable(norm, COLOURS), ax=list(axes), aspect=30, fraction=0.05, pad=0.015
    )
    bar.set_label(f"{measure.name} ({unit})", fontsize=style.SMALL)
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=style.SMALL)
    for level in levels:
        bar.ax.axhline(level, color="white", linewidth=0.8)
