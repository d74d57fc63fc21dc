"""Paper style: column widths, small type, and colours that survive colour blindness and grey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from negotiation.errors import InputError, nearest
from negotiation.figures.font import family
from negotiation.figures.layout import Panels

MM = 1.0 / 25.4  # inches
SINGLE = 89 * MM  # one column of a journal page
DOUBLE = 183 * MM  # its full width
TALLEST = 240 * MM  # of a page, with a line of the caption below
WIDTHS = {"single": SINGLE, "double": DOUBLE}
NARROWEST, WIDEST = 60, 300  # millimetres that a figure may be wide
STYLES = ("paper", "slides")
SLIDE = 110 * MM  # layout of a slide: shown 13.3 inches wide, the smallest type has 18 points
SLIDE_DOTS = 1920  # across the picture of a slide
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
    "font.size": TEXT,
    "text.hinting": "no_hinting",  # letters as wide in print as on any screen
    "axes.titlesize": TEXT,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # where it would come to stand anyway; else each drawing seeks it
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
    "svg.fonttype": "path",  # letters as shapes: the same where the font is not installed
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
    settings["font.family"] = family()
    return matplotlib.rc_context(settings)


_wide: ContextVar[float | None] = ContextVar("_wide", default=None)
_dots: ContextVar[float | None] = ContextVar("_dots", default=None)


@contextmanager
def page(width: str | float | None = None, style: str = "paper") -> Iterator[None]:
    """Width and style of the figures drawn in the block.

    Parameters
    ----------
    width : a key of `WIDTHS` or millimetres; by default as wide as each figure needs.
    style : a member of `STYLES`. Slides are laid out on a small sheet, so that type and lines are
        large once it fills the screen.
    """
    if style not in STYLES:
        raise InputError(f"unknown style '{style}'{nearest(style, STYLES)}", key="--style")
    wide = None if width is None else inches(width)
    dots = None
    if style == "slides":
        wide = wide or SLIDE
        dots = SLIDE_DOTS / wide
    before = _wide.set(wide), _dots.set(dots)
    try:
        yield
    finally:
        _wide.reset(before[0])
        _dots.reset(before[1])


def inches(width: str | float) -> float:
    """A width by name or in millimetres; `InputError` if it is neither."""
    if width in WIDTHS:
        return WIDTHS[str(width)]
    try:
        wide = float(width)
    except ValueError:
        wide = 0.0
    if not NARROWEST <= wide <= WIDEST:
        problem = f"is '{width}'; wants {', '.join(WIDTHS)} or {NARROWEST} to {WIDEST} millimetres"
        raise InputError(problem, key="--width")
    return wide * MM


def wide(own: float) -> float:
    """Width of the sheet in inches: the one asked for, or else the figure's own."""
    asked = _wide.get()
    return own if asked is None else asked


def dots() -> float:
    """Dots an inch of pictures."""
    return _dots.get() or DPI


def across(most: int, least: float, own: float = DOUBLE) -> int:
    """How many panels of at least so many inches stand side by side, `most` at most."""
    return max(1, min(most, int((wide(own) + 0.01) / least)))


def sheet(width: float, height: float, constrained: bool = False) -> Figure:
    """An empty figure of a size in inches, laid out so that nothing is cut off.

    Slower, and `constrained`, where there are figures in it, a bar of colours, a common label or
    a text that is broken as the room has it; and in figures that are not of a run.
    """
    size = wide(width), height
    return Figure(size, dpi=DPI, layout="constrained" if constrained else Panels())


def owner(ax: Axes) -> Figure:
    """The figure that axes belong to."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def finish(ax: Axes) -> Figure:
    """The figure of the axes, laid out once and for all while the settings of the paper hold."""
    figure = owner(ax)
    engine = figure.get_layout_engine()
    _leave_empty_labels(figure)
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)
    return figure


def _leave_empty_labels(figure: Figure) -> None:
    """Fix the place of labels without text; else each drawing seeks one beside the ticks."""
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            if not axis.label.get_text():
                axis.set_label_coords(0.0, 0.0)


def boxes(
    ax: Axes,
    left: ArrayLike,
    right: ArrayLike,
    bottom: ArrayLike,
    top: ArrayLike,
    color: str,
    **look: Any,
) -> None:
    """Many rectangles of one look, drawn as one; the limits of the axes stay as they are."""
    corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
    outlines = np.moveaxis(np.array(corners), -1, 0)
    drawn = PolyCollection(list(outlines), facecolors=color, **{"edgecolors": "none", **look})
    ax.add_collection(drawn, autolim=False)


def enough(axes: Sequence[Axes], wanted: int, what: str) -> list[Axes]:
    """The axes given, if they are as many as the figure needs; `InputError` if not."""
    if len(axes) != wanted:
        raise InputError(f"got {len(axes)} axes; wants {wanted}, {what}", key="axes")
    return list(axes)


def name(ax: Axes, text: str, letters: int) -> None:
    """Title of a panel; in small type, broken between two countries, where it is too long."""
    if len(text) <= letters:
        ax.set_title(text)
    else:
        ax.set_title(text.replace("–", "–\n"), loc="center", fontsize=SMALL)


def nothing(text: str) -> Figure:
    """A small figure that says why it is empty."""
    with paper():
        ax = sheet(SINGLE, 1.0).add_subplot()
        ax.set_axis_off()
        say(ax, text)
        return finish(ax)


def say(ax: Axes, text: str) -> None:
    """Write in the middle of empty axes why they are empty."""
    ax.text(
        0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=GREY,
        fontsize=SMALL, in_layout=False,
    )  # fmt: skip
