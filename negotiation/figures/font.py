"""The type of the figures: DejaVu Sans, which comes with Matplotlib, less what no figure needs.

A PDF embeds the letters that it uses, and fontTools picks them out of the whole font each time.
Most of that time goes into tables of the font that no figure uses: ligatures and the placing of
marks in many scripts. So the font is cut down once to common letters and signs, and kept where
Matplotlib keeps its own list of fonts. Letters look the same; those cut off come from the whole.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager

WHOLE, CUT = "DejaVu Sans", "DejaVu Sans cut"
WEIGHTS = ("normal", "bold")
FAMILY_NAMES = (1, 16)  # records of a font by which Matplotlib knows it
# Latin, Greek, punctuation, arrows and operators
LETTERS = ((0x20, 0x24F), (0x370, 0x3FF), (0x2000, 0x206F), (0x2190, 0x21FF), (0x2200, 0x226F))
IDLE = ("GSUB", "GPOS", "GDEF", "MATH", "FFTM")  # tables that no figure uses


@cache
def family() -> list[str]:
    """Names of the font, first that of the cut one; of the whole one alone where none can be kept.

    Once for each process, the cut font is made known to Matplotlib.
    """
    try:
        for path in [_kept(weight) for weight in WEIGHTS]:
            font_manager.fontManager.addfont(path)
    except OSError:
        return [WHOLE]
    return [CUT, WHOLE]


def _kept(weight: str) -> Path:
    """The file of a cut font, made if it is not there."""
    folder = Path(matplotlib.get_cachedir())
    path = folder / f"negotiation-{matplotlib.__version__}-{weight}.ttf"
    if not path.is_file():
        _cut(font_manager.findfont(f"{WHOLE}:{weight}"), path)
    return path


def _cut(whole: str, path: Path) -> None:
    """Write what is left of a font, aside first, so that nobody finds half of it."""
    from fontTools import subset

    options = subset.Options(
        glyph_names=True, notdef_outline=True, legacy_kern=True, layout_features=[],
        recalc_timestamp=False, name_IDs=["*"],
    )  # fmt: skip
    options.drop_tables += IDLE
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with subset.load_font(whole, options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[n for first, last in LETTERS for n in range(first, last + 1)])
        cutter.subset(font)
        for record in font["name"].names:
            if record.nameID in FAMILY_NAMES:
                record.string = CUT
        font.save(aside)
    aside.replace(path)
