"""Paper style: column widths, small type, and colours that survive colour blindness and grey."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from negotiation.errors import InputError

MM = 1.0 / 25.4  # inches
SINGLE = 89 * MM  # one column of a journal page
DOUBLE = 183 * MM  # its full width
TALLEST = 240 * MM  # of a page, with a line of the caption below
TEXT, SMALL = 7.0, 6.0  # points; nothing is set smaller than SMALL
DPI = 300  # of pictures; layout is done at it, too

# Okabe and Ito (2008), without their yellow, which is too pale for lines on white
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
GREY, PALE = "#6E6E6E", "#DADADA"
SIDES = (BLUE, VERMILION)  # first and second party of a table
LINES: tuple[tuple[str, Any], ...] = tuple(
    zip(
        (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK),
        ("-", (0, (4, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5)), (0, (8, 2)), (0, (2, 1)), "-."),
        strict=True,
    )
)

_SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib: the same on every machine
    "font.size": TEXT,
    "text.hinting": "no_hinting",  # letters as wide in print as on any screen
    "axes.titlesize": TEXT,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": TEXT,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "legend.handlelength": 2.2,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "lines.linewidth": 1.0,
    "lines.markersize": 3.0,
    "hatch.linewidth": 0.5,
    "axes.unicode_minus": True,
    "pdf.fonttype": 42,  # TrueType: text stays text
    "ps.fonttype": 42,
    "pdf.compression": 6,
    "svg.fonttype": "none",
    "svg.hashsalt": "negotiation",  # identifiers that repeat
    "figure.constrained_layout.h_pad": 0.03,
    "figure.constrained_layout.w_pad": 0.03,
    "savefig.facecolor": "white",
    "savefig.bbox": None,
}


def paper() -> AbstractContextManager[None]:
    """Settings of the paper for as long as the block lasts."""
    settings: dict[Any, Any] = dict(matplotlib.rcParamsDefault)
    settings.update(_SETTINGS, backend="agg")
    return matplotlib.rc_context(settings)


def sheet(width: float, height: float) -> Figure:
    """An empty figure of a size in inches, laid out so that nothing is cut off."""
    return Figure(figsize=(width, height), dpi=DPI, layout="constrained")


def owner(ax: Axes) -> Figure:
    """The figure that axes belong to."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def finish(ax: Axes) -> Figure:
    """The figure of the axes, laid out once and for all while the settings of the paper hold."""
    figure = owner(ax)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)
    return figure


def enough(axes: Sequence[Axes], wanted: int, what: str) -> list[Axes]:
    """The axes given, if they are as many as the figure needs; `InputError` if not."""
    if len(axes) != wanted:
        raise InputError(f"got {len(axes)} axes; wants {wanted}, {what}", key="axes")
    return list(axes)


def say(ax: Axes, text: str) -> None:
    """Write in the middle of empty axes why they are empty."""
    ax.text(
        0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=GREY,
        fontsize=SMALL, in_layout=False,
    )  # fmt: skip
