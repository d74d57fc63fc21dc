"""How much strategies differ: one outcome, paired differences as marks and in print."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from negotiation.analysis.load import Run
from negotiation.analysis.measures import POINTS, Measure
from negotiation.analysis.outcome import outcome_measures
from negotiation.analysis.paired import Difference, compare
from negotiation.figures import style, words
from negotiation.figures.differences import NO_ROWS, lacks

__all__ = ["caption", "forest", "lacks"]

ROW, EDGE = 0.16, 0.74  # inches of a row; of what is around all rows
WIDE = 24  # letters in a line of a label


@dataclass(frozen=True)
class _Row:
    """A line of the figure: a table with the mean of its first cell, or a difference."""

    at: float
    label: str
    first: str = ""
    found: Difference | None = None


def forest(run: Run, outcome: str | None = None, ax: Axes | None = None) -> Figure:
    """One row a cell below its table: mean paired difference to the first cell, and its interval.

    Parameters
    ----------
    outcome : column of the result; by default the chance of any deal.
    """
    words.need(run, lacks(run))
    measures = outcome_measures(run, outcome)
    rows = _rows(run, measures)
    measure = next(iter(measures.values()))
    with style.paper():
        if ax is None:
            height = EDGE + ROW * (rows[-1].at + 1.0)
            ax = style.sheet(style.SINGLE, height, constrained=True).add_subplot()
        ax.axvline(0.0, color=style.GREY, linewidth=0.6)
        for row in rows:
            _draw(ax, row)
        _frame(ax, run, rows, measure)
        return style.finish(ax)


def caption(run: Run, outcome: str | None = None) -> str:
    """What the figure shows."""
    measures = outcome_measures(run, outcome)
    rows = _rows(run, measures)
    drawn = len({row.found.cell for row in rows if row.found}) + 1
    counts = [row.found.rows for row in rows if row.found]
    measure = next(iter(measures.values()))
    method = words.method(run, measure.chance)
    return words.join(
        f"{measure.name}: what each cell changes against the first ({words.cell(run, 0)}), in the "
        f"same worlds. Mean of the paired differences (square) and its 95 % interval ({method}), "
        "also in print; filled where the interval leaves zero out. Beside each table: the mean in "
        "its first cell.",
        "Any deal is full or partial."
        if outcome in (None, "outcome")
        else f"Column {outcome}: {run.columns[str(outcome)]['meaning']}.",
        f"Worlds that lack the number in one of two cells are left out: the fewest are "
        f"{min(counts):,}."
        if counts and min(counts) < words.rows(run)
        else "",
        f"Only the first {words.only(drawn, run)} have room." if drawn < len(run.cells) else "",
        words.finite(run),
        words.cells(run),
        words.setting(run),
    )


def _rows(run: Run, measures: dict[str, Measure]) -> list[_Row]:
    rows: list[_Row] = []
    at = 0.0
    room = (style.TALLEST - EDGE) / ROW / len(measures)
    for table, measure in measures.items():
        (compared,) = compare(run, table, [measure])
        rows.append(_Row(at, words.table(run, table), _level(compared.levels[0], measure)))
        at, top = at + 1.0, at
        for found in compared.differences[0]:
            label = _label(run, found.cell)
            if at - top + 1.0 + label.count("\n") > room:
                break
            rows.append(_Row(at + 0.3 * label.count("\n"), label, found=found))
            at += 1.0 + 0.6 * label.count("\n")
        at += 0.3
    return rows


def _level(found: Difference, measure: Measure) -> str:
    if not found.rows:
        return "no worlds"
    unit = {POINTS: "%"}.get(measure.unit, measure.unit)
    return f"{words.number(found.mean, 2)} {unit}"


def _label(run: Run, cell: int) -> str:
    return words.balance(" / ".join(words.strategies(run, cell)), WIDE)


def _draw(ax: Axes, row: _Row) -> None:
    side = ax.get_yaxis_transform()
    found = row.found
    if found is None:
        ax.annotate(
            row.label, (0.0, row.at), (-4.0, 0.0), xycoords=side, textcoords="offset points",
            ha="right", va="center_baseline", fontweight="bold", fontsize=style.SMALL,
        )  # fmt: skip
        ax.text(1.02, row.at, row.first, transform=side, va="center_baseline", color=style.GREY,
                fontsize=style.SMALL)  # fmt: skip
        return
    text = NO_ROWS
    if found.rows:
        clear = found.low > 0.0 or found.high < 0.0
        ax.plot([found.low, found.high], [row.at, row.at], color=style.BLUE, linewidth=0.9)
        ax.plot(
            found.mean, row.at, "s", color=style.BLUE, markersize=3.2, mew=0.7,
            markerfacecolor=style.BLUE if clear else "white",
        )  # fmt: skip
        text = words.bounded(found.mean, found.low, found.high)
    ax.text(1.02, row.at, text, transform=side, va="center_baseline", fontsize=style.SMALL)


def _frame(ax: Axes, run: Run, rows: list[_Row], measure: Measure) -> None:
    bars = [row for row in rows if row.found is not None]
    ax.set_yticks([row.at for row in bars], [row.label for row in bars], fontsize=style.SMALL)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(rows[-1].at + 0.7, -0.7)
    ax.spines["left"].set_visible(False)
    ax.locator_params(axis="x", nbins=4)
    ax.set_xlabel(f"{measure.name}: difference\n({measure.unit})")
    ax.text(1.02, -0.75, "difference [95 %]", transform=ax.get_yaxis_transform(), va="bottom",
            color=style.GREY, fontsize=style.SMALL)  # fmt: skip
    ax.set_title(f"against {words.cell(run, 0)}", fontsize=style.SMALL, fontweight="normal", x=0.5,
                 ha="center", loc="center", color=style.GREY, wrap=True, pad=12.0)  # fmt: skip
