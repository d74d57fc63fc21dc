"""Where panels stand: in a grid, with room for what is around each of them.

Matplotlib's constrained layout does the same and more, and takes as long as to draw the figure: it
measures all that there is twice, hidden and clipped things with it. Here axes are measured once,
and then, in the room that is left, what is written beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import LayoutEngine
from matplotlib.spines import Spine
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike

from negotiation.draws import Array

RIM, INNER = 2.16, 4.0  # points around what is drawn: at the edge of the sheet, between panels


class Panels(LayoutEngine):
    """Panels of one grid, of sizes in the ratios of the grid, below or above legends.

    Legends of the figure stand outside the grid, and take their height from it.
    """

    _adjust_compatible = False
    _colorbar_gridspec = False

    def execute(self, fig: Figure) -> None:
        """Put all panels of a figure in their places."""
        panels = [ax for ax in fig.axes if ax.get_in_layout()]
        renderer = FigureCanvasAgg(fig).get_renderer()
        legends = _legends(fig, renderer)
        around = [_around(ax, _axes(ax, renderer)) for ax in panels]
        _place(fig, panels, around, legends)
        for _ in range(2):  # what stands beside axes moves with their size
            beside = [_around(ax, _beside(ax, renderer)) for ax in panels]
            wider = [np.maximum(*both) for both in zip(around, beside, strict=True)]
            _place(fig, panels, wider, legends)


def _around(ax: Axes, box: Bbox) -> Array:
    """Dots by which a box goes beyond axes: left, right, above and below."""
    axes = ax.get_window_extent()
    return np.array([axes.x0 - box.x0, box.x1 - axes.x1, box.y1 - axes.y1, axes.y0 - box.y0])


def _place(
    fig: Figure, panels: Sequence[Axes], around: Sequence[Array], legends: tuple[float, float]
) -> None:
    """Give each panel the room around it, and share out what is left."""
    spans = [span for ax in panels if (span := ax.get_subplotspec()) is not None]
    grid = spans[0].get_gridspec()
    wide, high = fig.bbox.size
    columns, lines = (_Bands(count, fig.dpi / 72.0) for count in (grid.ncols, grid.nrows))
    for span, (left, right, above, below) in zip(spans, around, strict=True):
        columns.make_room(span.colspan, left, right)
        lines.make_room(span.rowspan, above, below)
    starts, ends = columns.places(grid.get_width_ratios(), 0.0, wide)
    tops, bottoms = lines.places(grid.get_height_ratios(), legends[0], high - legends[1])
    for ax, span in zip(panels, spans, strict=True):
        x = starts[span.colspan.start], ends[span.colspan.stop - 1]
        y = high - bottoms[span.rowspan.stop - 1], high - tops[span.rowspan.start]
        ax.set_position(Bbox([[x[0] / wide, y[0] / high], [x[1] / wide, y[1] / high]]))


class _Bands:
    """Columns of a grid, or its lines, with room before and after each of them, in dots."""

    def __init__(self, count: int, point: float):
        self.before, self.after = np.full(count, INNER * point), np.full(count, INNER * point)
        self.before[0] = self.after[-1] = RIM * point
        self._pads = self.before.copy(), self.after.copy()

    def make_room(self, span: range, before: float, after: float) -> None:
        """Room for what a panel needs besides, where it begins and where it ends."""
        first, last = span.start, span.stop - 1
        self.before[first] = max(self.before[first], self._pads[0][first] + before)
        self.after[last] = max(self.after[last], self._pads[1][last] + after)

    def places(self, ratios: ArrayLike, start: float, end: float) -> tuple[Array, Array]:
        """Where each column or line begins and ends, between `start` and `end`."""
        shares = np.asarray(ratios, np.float64)
        free = end - start - float(np.sum(self.before + self.after))
        sizes = free * shares / float(np.sum(shares))
        ends = start + np.cumsum(self.before + sizes + self.after) - self.after
        return ends - sizes, ends


def _axes(ax: Axes, renderer: RendererAgg) -> Bbox:
    """Box of a panel with its labels and its title."""
    found = ax.get_tightbbox(renderer, bbox_extra_artists=[], for_layout_only=True)
    return ax.get_window_extent() if found is None else found


def _beside(ax: Axes, renderer: RendererAgg) -> Bbox:
    """Box of a panel with what is drawn or written in it and beside it."""
    artists = [one for one in ax.get_default_bbox_extra_artists() if not isinstance(one, Spine)]
    found = [box for one in artists if (box := one.get_tightbbox(renderer)) is not None]
    whole = [box for box in found if np.isfinite(box.extents).all() and box.width and box.height]
    return Bbox.union([ax.get_window_extent(), *whole])


def _legends(fig: Figure, renderer: RendererAgg) -> tuple[float, float]:
    """Dots that legends take above and below."""
    above = below = 0.0
    for legend in fig.legends:
        box = legend.get_window_extent(renderer)
        tall = box.height + 2.0 * RIM * fig.dpi / 72.0
        if box.y0 + box.y1 > fig.bbox.height:
            above = max(above, tall)
        else:
            below = max(below, tall)
    return above, below
