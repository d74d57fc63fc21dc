"""How far answers are from those of theory, beside what is tolerated: a line for each family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from negotiation.figures import style

ROW, EDGE = 0.17, 0.45  # inches of a line; of what is around all lines
LEAST, MOST = -8, 1  # decimal powers at which all that is smaller or larger is drawn
STEP = 2  # powers from tick to tick
SPREAD = 0.24  # of a line's height, over which its cases lie


def known_answers(families: Mapping[str, Sequence[float]]) -> Figure:
    """A dot for each case; those right of the line fall short.

    Parameters
    ----------
    families : for each family the differences of its cases, as shares of what is tolerated.
    """
    with style.paper():
        ax = style.sheet(style.SINGLE, EDGE + ROW * len(families), constrained=True).add_subplot()
        for line, shares in enumerate(families.values()):
            _line(ax, line, np.array(shares, dtype=np.float64))
        ax.axvline(0.0, color=style.GREY, lw=0.8)
        ax.set_yticks(range(len(families)), [f"{k} ({len(x)})" for k, x in families.items()])
        ax.set_ylim(len(families) - 0.5, -0.5)
        ax.tick_params(axis="y", length=0.0)
        ax.xaxis.set_major_locator(FixedLocator(list(range(LEAST, 1, STEP))))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_major_formatter(FuncFormatter(_power))
        ax.set_xlabel("difference, share of the tolerance")
        return style.finish(ax)


def caption() -> str:
    """What the figure shows."""
    return (
        "Difference between what is obtained and what theory expects, as a share of the tolerance, "
        "a dot for each case with a number (how many, in brackets); of a case over samples the "
        "largest. Scale logarithmic; what is smaller than its left end, or nothing at all, lies on "
        "that end. What lies right of the line falls short."
    )


def _line(ax: Axes, line: int, shares: np.ndarray) -> None:
    """The dots of a family, one below the other in turn so that they can be told apart."""
    powers = np.log10(np.clip(np.nan_to_num(shares, nan=np.inf), 10.0**LEAST, 10.0**MOST))
    at = line + np.linspace(-SPREAD, SPREAD, 3)[np.arange(len(shares)) % 3]
    colours = np.where(shares <= 1.0, style.BLUE, style.VERMILION)
    ax.axhline(line, color=style.PALE, lw=0.5, zorder=0)
    ax.scatter(powers, at, s=5.0, c=colours, linewidths=0.0, clip_on=False, zorder=2)


def _power(value: float, _: int) -> str:
    return "1" if value == 0.0 else rf"$10^{{{value:.0f}}}$"
