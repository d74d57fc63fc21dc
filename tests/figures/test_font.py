"""The cut font looks like the whole one, and stands in for it where it can."""

from __future__ import annotations

from io import BytesIO

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from negotiation.figures import font
from negotiation.figures.style import paper

PLAIN = "Worlds with a deal (%) – Åland, Σ, × −0.25 → “end”"


@pytest.fixture
def apart(tmp_path, monkeypatch):
    """A folder for cut fonts of its own, and nothing known of them yet."""
    monkeypatch.setattr(matplotlib, "get_cachedir", lambda: str(tmp_path))
    font.family.cache_clear()
    yield tmp_path
    font.family.cache_clear()


def drawn(text: str, family: list[str]) -> np.ndarray:
    stream = BytesIO()
    with paper(), matplotlib.rc_context({"font.family": family}):
        figure = Figure(figsize=(4, 1), dpi=100)
        figure.text(0.1, 0.6, text)
        figure.text(0.1, 0.2, text, fontweight="bold")
        figure.savefig(stream, format="png")
    stream.seek(0)
    return matplotlib.image.imread(stream)


def test_letters_look_the_same():
    family = font.family()
    assert family == [font.CUT, font.WHOLE]
    np.testing.assert_array_equal(drawn(PLAIN, family), drawn(PLAIN, [font.WHOLE]))


def test_letters_cut_off_come_from_the_whole():
    np.testing.assert_array_equal(drawn("Ж", font.family()), drawn("Ж", [font.WHOLE]))


def test_is_cut_once_and_the_same_each_time(apart):
    font.family()
    (first, second) = sorted(apart.iterdir())
    before = first.read_bytes(), second.read_bytes()
    assert all(len(data) < 200_000 for data in before)
    for path in (first, second):
        path.unlink()
    font.family.cache_clear()
    font.family()
    assert (first.read_bytes(), second.read_bytes()) == before


def test_does_without_where_nothing_can_be_kept(apart, monkeypatch):
    monkeypatch.setattr(matplotlib, "get_cachedir", lambda: str(apart / "nowhere"))
    assert font.family() == [font.WHOLE]
