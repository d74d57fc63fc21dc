"""Every figure looks as it did, in the width of a column, and stands what results hold.

After a change that is meant, look at the pictures and write them anew:

    NEGOTIATION_BASELINES=write python -m pytest tests/figures/test_images.py -n 0
"""

from __future__ import annotations

import os
from importlib import import_module
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from test_figures import assert_clear, renderers, texts

from negotiation.figures import FIGURES
from negotiation.figures.style import SINGLE, SMALL, page, paper

BASELINE = Path(__file__).parent / "baseline"
DRAWN_WITH = "3.11"  # Matplotlib of the baselines
SAME, OTHER = 2.0, 15.0  # root mean square of levels of 255 that may differ, on it and elsewhere
DPI = 72
PLAYED_AGAIN = ("offers", "calendar", "trust", "stakes")  # which need a world
EMPTY = ("no worlds", "no deal", "0 worlds", "never opened", "settled in no world", "none")
RUNS = {
    "order": "alliance",
    "trust": "alliance",
    "terms": "alliance",
    "agreement": "alliance",
    "doses": "dosed",
    "steps": "dosed",
    "heatmap": "mapped",
    "ablation": "off",
}


def figure(name: str, run) -> Figure:
    with page("single"):
        return getattr(import_module(f"negotiation.figures.{name}"), name)(run)


def pixels(drawn: Figure) -> np.ndarray:
    stream = BytesIO()
    with paper():
        drawn.savefig(stream, format="png", dpi=DPI)
    stream.seek(0)
    return 255.0 * matplotlib.image.imread(stream)[..., :3]


@pytest.mark.parametrize("name", FIGURES)
def test_looks_as_it_did_in_a_column(name, library, unplayed):
    drawn = figure(name, library[RUNS.get(name, "islands")])
    assert drawn.get_figwidth() == pytest.approx(SINGLE)
    assert drawn.get_figheight() < 247 / 25.4
    assert all(text.get_fontsize() >= SMALL for text in texts(drawn))
    assert_clear(drawn, *renderers(drawn)[0])
    path = BASELINE / f"{name}.png"
    if os.environ.get("NEGOTIATION_BASELINES") == "write":
        with paper():
            drawn.savefig(path, dpi=DPI, metadata={"Software": None})
    found = pixels(drawn)
    wanted = 255.0 * matplotlib.image.imread(path)[..., :3]
    assert found.shape == wanted.shape
    allowed = SAME if matplotlib.__version__.startswith(DRAWN_WITH) else OTHER
    assert np.sqrt(np.mean((found - wanted) ** 2)) <= allowed


def test_a_line_more_is_seen(library):
    """The tolerance is narrower than what a thin line changes."""
    drawn = figure("survival", library["islands"])
    before = pixels(drawn)
    drawn.axes[0].plot([0, 20], [0, 100], linewidth=0.7)
    assert np.sqrt(np.mean((pixels(drawn) - before) ** 2)) > SAME


@pytest.mark.parametrize(
    ("worlds", "ending"), [(40, "open"), (40, "deal"), (1, None), (1, "breakdown")]
)
@pytest.mark.parametrize("name", FIGURES)
def test_stands_one_world_all_deals_and_no_deal(name, worlds, ending, library, unplayed):
    run = library[RUNS.get(name, "islands") if name != "terms" else "islands"]
    module = import_module(f"negotiation.figures.{name}")
    run = run.but(worlds, ending)
    drawn = figure(name, run)
    assert drawn.axes
    said = module.caption(run)
    assert f"{worlds} world" in said
    assert "nan" not in said
    assert not any("nan" in text.get_text() for text in texts(drawn))


@pytest.mark.parametrize("name", [name for name in FIGURES if name not in PLAYED_AGAIN])
def test_says_so_where_there_are_no_worlds(name, library):
    run = library[RUNS.get(name, "islands") if name != "terms" else "islands"].but(0)
    drawn = figure(name, run)
    said = " ".join(text.get_text() for text in texts(drawn))
    assert any(text in said for text in EMPTY)
    assert "nan" not in said
    caption = import_module(f"negotiation.figures.{name}").caption(run)
    assert "0 worlds" in caption
    assert "nan" not in caption
