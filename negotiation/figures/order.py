"""Who settles first: ranks of the tables of one country, and whole sequences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from negotiation.analysis.clustered import Interval, share
from negotiation.analysis.load import ANY_DEAL, Run
from negotiation.figures import style, words
from negotiation.figures.cells import EASY
from negotiation.figures.once import once

RANKS = (
    ("first", style.BLUE, ""),
    ("second", style.SKY, "//////"),
    ("third", style.ORANGE, "......"),
    ("later", style.PURPLE, "xxxxxx"),
)
NONE = ("not settled", style.PALE, "")
BAR, DOT, EDGE = 0.13, 0.08, 0.5  # inches of a bar, of a dot, and of what is around a panel
MOST = 8  # sequences shown
MARKS = ("o", "s", "D", "^")


def order(run: Run, axes: Sequence[Axes] | None = None) -> Figure:
    """Above: ranks in settling, a bar for each table and cell. Below: how often each sequence.

    Parameters
    ----------
    axes : two, for ranks and sequences.
    """
    words.need(run, lacks(run))
    hub = _hub(run)
    partners = _partners(run, hub)
    cells = list(range(len(run.cells)))[:EASY]
    found = _sequences(run, cells, list(partners))
    with style.paper():
        if axes is None:
            sequences = len(found)
            heights = (
                0.2 + BAR * (len(partners) * (len(cells) + 0.35)),
                0.2 + sequences * max(0.15, 0.05 + DOT * len(cells)),
            )
            figure = style.sheet(style.SINGLE, 2 * EDGE + sum(heights) + 0.14 * len(cells))
            own = list(figure.subplots(2, 1, height_ratios=heights))
        else:
            own = style.enough(axes, 2, "for ranks and sequences")
        _ranks(own[0], run, partners, cells)
        _draw_sequences(own[1], run, found, partners, cells)
        figure = style.owner(own[0])
        handles = [
            Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0.4, label=name)
            for name, colour, hatch in [*RANKS[: len(partners)], NONE]
        ]
        figure.legend(
            handles=handles, loc="outside upper center", ncols=len(handles), columnspacing=1.0,
            handlelength=1.4, borderaxespad=0.1,
        )  # fmt: skip
        if len(cells) > 1:
            figure.legend(
                handles=[_handle(run, cell) for cell in cells], loc="outside lower center",
                title=words.only(len(cells), run), title_fontsize=style.SMALL, borderaxespad=0.1,
            )  # fmt: skip
        return style.finish(own[0])


def caption(run: Run) -> str:
    """What the figure shows."""
    hub = _hub(run)
    cells = min(len(run.cells), EASY)
    return words.join(
        f"Who settles with {words.country(run, hub)} first. Above: rank of each partner by the "
        "week of its last settlement, be it of a part; who settles in one week shares the better "
        "rank. "
        "Below: how often each whole sequence came about, with 95 % Wilson intervals; = joins "
        f"those of one week, and who did not settle is left out. At most {MOST} sequences, the "
        "most frequent over the cells drawn.",
        words.finite(run),
        f"Only the first {words.only(cells, run)} are drawn." if cells < len(run.cells) else "",
        words.cells(run),
        words.setting(run),
    )


def lacks(run: Run) -> str:
    """What the run would need."""
    if _hubs(run):
        return ""
    return "no country sits at two tables, so there is no order; draw a scenario where one does"


def _hubs(run: Run) -> list[str]:
    tables = run.resolved.scenario.tables.values()
    return [
        country
        for country in run.resolved.scenario.countries
        if sum(country in table.parties for table in tables) > 1
    ]


def _hub(run: Run) -> str:
    """The country at most tables."""
    tables = run.resolved.scenario.tables.values()
    return max(_hubs(run), key=lambda country: sum(country in t.parties for t in tables))


def _partners(run: Run, hub: str) -> dict[str, str]:
    """Table by partner of the hub."""
    found = {}
    for name, table in run.resolved.scenario.tables.items():
        if hub in table.parties:
            one, two = table.parties
            found[two if one == hub else one] = name
    return found


@once
def _ranks_of(run: Run, cell: int) -> np.ndarray:
    """Ranks in settling, [row, partner]; see `_ranked`."""
    weeks = []
    for table in _partners(run, _hub(run)).values():
        rows = run.arrays([ANY_DEAL, "week"], table, cell)
        weeks.append(np.where(rows[ANY_DEAL] > 0.0, rows["week"], np.inf))
    return _ranked(np.stack(weeks, axis=1))


def _sequences(run: Run, cells: list[int], partners: list[str]) -> dict[str, list[Interval]]:
    """Share of rows with each sequence by cell, those most frequent over the cells first."""
    codes: list[np.ndarray] = []
    names: dict[int, np.ndarray] = {}
    base = len(partners) + 1
    for cell in cells:
        ranks = _ranks_of(run, cell)
        codes.append(ranks @ base ** np.arange(len(partners))[::-1])
        known, first = np.unique(codes[-1], return_index=True)
        names.update(zip(known.tolist(), ranks[first], strict=True))
    count = {code: sum(int((one == code).sum()) for one in codes) for code in names}
    most = sorted(count, key=lambda code: -count[code])[:MOST]
    return {
        _name(names[code], partners): [
            share((one == code).reshape(-1, run.points)) for one in codes
        ]
        for code in most
    }


def _ranked(weeks: np.ndarray) -> np.ndarray:
    """Ranks [world, table], 1 first, ties sharing the better one; 0 where there was no deal."""
    earlier = (weeks[:, None, :] < weeks[:, :, None]).sum(axis=2)
    return np.where(np.isfinite(weeks), earlier + 1, 0)


def _name(ranks: np.ndarray, partners: list[str]) -> str:
    """Keys of the partners in order, with > between those of one week and the next."""
    steps = []
    for rank in sorted({int(r) for r in ranks} - {0}):
        steps.append("=".join(p for p, r in zip(partners, ranks, strict=True) if r == rank))
    return ">".join(steps)


def _ranks(ax: Axes, run: Run, partners: dict[str, str], cells: list[int]) -> None:
    labels, at = [], 0.0
    ticks = []
    for k, partner in enumerate(partners):
        for cell in cells:
            ranks = _ranks_of(run, cell)
            left = 0.0
            for rank in [*range(1, len(partners) + 1), 0]:
                part = float(np.mean(ranks[:, k] == rank)) if len(ranks) else 0.0
                _, colour, hatch = NONE if rank == 0 else RANKS[min(rank, len(RANKS)) - 1]
                ax.barh(
                    at, 100 * part, 0.74, left, color=colour, hatch=hatch, edgecolor="white",
                    linewidth=0.4,
                )  # fmt: skip
                left += 100 * part
            if len(cells) > 1:
                ax.plot(
                    -2.5, at, MARKS[cell], color=style.LINES[cell][0], markersize=2.8,
                    clip_on=False,
                )  # fmt: skip
            at += 1.0
        ticks.append(at - (len(cells) + 1) / 2)
        labels.append(words.country(run, partner))
        at += 0.35
    ax.set_yticks(ticks, labels)
    ax.tick_params(axis="y", length=0, pad=7.0 if len(cells) > 1 else 2.0)
    ax.spines["left"].set_visible(False)
    ax.set_xlim(0, 100)
    ax.set_ylim(at - 0.5, -0.7)
    ax.set_xlabel("Worlds by rank in settling (%)")
    if not any(len(_ranks_of(run, cell)) for cell in cells):
        style.say(ax, "no worlds")


def _draw_sequences(
    ax: Axes, run: Run, found: dict[str, list[Interval]], partners: dict[str, str],
    cells: list[int],
) -> None:  # fmt: skip
    names = list(found)
    for row, shares in enumerate(found.values()):
        for k, (cell, (part, low, high, _)) in enumerate(zip(cells, shares, strict=True)):
            y, colour = row + 0.8 * ((k + 0.5) / len(cells) - 0.5), style.LINES[cell][0]
            ax.plot([100 * low, 100 * high], [y, y], color=colour, linewidth=0.8)
            ax.plot(100 * part, y, MARKS[cell], color=colour, markersize=2.8)
    ax.set_yticks(range(len(names)), [_spelt(run, name, partners) for name in names])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(max(len(names), 1) - 0.4, -0.6)
    ax.set_xlim(left=0)
    ax.grid(axis="y", color=style.PALE, linewidth=0.4)
    ax.set_axisbelow(True)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("Worlds with this sequence (%)")
    if not names:
        style.say(ax, "no worlds")


def _spelt(run: Run, name: str, partners: dict[str, str]) -> str:
    """A sequence in the names of countries."""
    if not name:
        return "nobody"
    for partner in partners:
        name = name.replace(partner, words.country(run, partner))
    return name.replace(">", " → ").replace("=", " = ")


def _handle(run: Run, cell: int) -> Line2D:
    return Line2D([], [], color=style.LINES[cell][0], marker=MARKS[cell], markersize=2.8,
                  linewidth=0.8, label=words.cell(run, cell))  # fmt: skip
