"""Figures come out of real runs, fit for print, the same each time, and on edge cases too."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from importlib import import_module
from itertools import combinations

import matplotlib
import pytest
from matplotlib.axes import Axes
from matplotlib.axis import Tick
from matplotlib.figure import Figure
from matplotlib.text import Text

from negotiation.analysis.load import Run
from negotiation.errors import InputError
from negotiation.figures import FIGURES, draw
from negotiation.figures.style import DOUBLE, SINGLE, SMALL

RUNS = ("small", "single", "failing", "silent")


def figure(name: str, run: Run) -> Figure:
    return getattr(import_module(f"negotiation.figures.{name}"), name)(run)


def texts(drawn: Figure) -> list[Text]:
    """Texts that are seen; Matplotlib also keeps labels of ticks that it no longer shows."""
    unseen = {id(t) for ax in drawn.axes for t in _idle_labels(ax)}
    found = [t for t in drawn.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [t for t in found if id(t) not in unseen]


def _idle_labels(ax: Axes) -> list[Text]:
    """Labels of ticks beyond the limits or left over from an earlier layout."""
    found: list[Text] = []
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        used = axis.get_major_ticks()
        shown = [t.label1 for t in used if low - 1e-9 <= t.get_loc() <= high + 1e-9]
        labels = [label for tick in axis.findobj(Tick) for label in (tick.label1, tick.label2)]
        found += [label for label in labels if all(label is not other for other in shown)]
    return found


@pytest.mark.parametrize(
    ("run", "name"),
    [
        *(("small", name) for name in FIGURES),
        *(("single", name) for name in FIGURES),
        *(("failing", name) for name in ("outcomes", "agreement", "offers")),
        *(("silent", name) for name in ("outcomes", "agreement", "offers")),
    ],
)
def test_is_fit_for_print(run, name, request):
    """In the width of a column, large enough, nothing cut off or overprinted, units on axes."""
    drawn = figure(name, request.getfixturevalue(run))
    assert drawn.get_figwidth() in (pytest.approx(SINGLE), pytest.approx(DOUBLE))
    assert drawn.get_figheight() < 247 / 25.4
    boxes = [(text, text.get_window_extent()) for text in texts(drawn)]
    for text, box in boxes:
        assert text.get_fontsize() >= SMALL, text.get_text()
        assert box.x0 >= -0.5, text.get_text()
        assert box.y0 >= -0.5, text.get_text()
        assert box.x1 <= drawn.bbox.x1 + 0.5, text.get_text()
        assert box.y1 <= drawn.bbox.y1 + 0.5, text.get_text()
    for (one, first), (two, second) in combinations(boxes, 2):
        apart = not first.padded(-1.0).overlaps(second.padded(-1.0))
        assert apart, f"{one.get_text()!r} and {two.get_text()!r}"
    for ax in drawn.axes:
        shared = getattr(ax.figure, "_supxlabel", None)
        said = ax.get_xlabel() or (shared.get_text() if shared else "")
        assert any(mark in said for mark in ("(", "Weeks")), f"no unit: {said!r}"


def test_files_are_whole_repeat_to_the_byte_and_embed_truetype(small, tmp_path):
    written = draw(small)
    names = [f"{name}.{kind}" for name in FIGURES for kind in ("pdf", "png", "txt")]
    assert [p.relative_to(small.folder).as_posix() for p in written] == [
        f"figures/{name}" for name in names
    ]
    assert sorted(p.name for p in (small.folder / "figures").iterdir()) == sorted(names)
    again = draw(small, out=tmp_path)
    for one, two in zip(written, again, strict=True):
        content = one.read_bytes()
        assert content == two.read_bytes(), one.name
        if one.suffix == ".pdf":
            assert b"/Type3" not in content
            assert b"/FontFile2" in content
            assert b"/CreationDate" not in content


@pytest.mark.parametrize("name", FIGURES)
def test_caption_states_worlds_seed_and_scenario(name, small):
    text = import_module(f"negotiation.figures.{name}").caption(small)
    assert "60 worlds in each of 2 cells" in text
    assert f"seed {small.manifest['seed']}" in text
    assert "two_islands" in text
    assert "interval" in text


def test_unknown_name_gives_the_nearest(small, tmp_path):
    with pytest.raises(InputError, match="did you mean 'outcomes'"):
        draw(small, ["outcome"], tmp_path)
    assert not list(tmp_path.iterdir())


def test_unwritable_folder_is_a_users_mistake(small, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(InputError, match="choose another --out"):
        draw(small, ["stakes"], blocked)


def test_settings_of_matplotlib_stay_as_they_were(small):
    before = dict(matplotlib.rcParams)
    figure("outcomes", small)
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("run", ["failing", "silent"])
def test_says_so_where_there_is_no_deal(run, request):
    run = request.getfixturevalue(run)
    assert "no deal in any world" in [t.get_text() for t in texts(figure("agreement", run))]


def test_says_so_where_there_is_no_offer(silent):
    assert "no offers" in [t.get_text() for t in texts(figure("offers", silent))]


@dataclasses.dataclass(frozen=True)
class Changed(Run):
    """A run in which every world ends one way."""

    ending: str = "deal"

    def frame(self, columns=None, table=None):
        found = super().frame(columns, table)
        found["outcome"] = self.ending
        found["week"] = 5.0
        return found


@pytest.mark.parametrize("ending", ["deal", "partial", "ratification_failed", "breakdown"])
@pytest.mark.parametrize("name", ["outcomes", "agreement"])
def test_one_and_the_same_end_everywhere(name, ending, small):
    run = Changed(small.folder, small.manifest, small.columns, ending)
    figure(name, run)


@pytest.mark.parametrize(("name", "count"), [("outcomes", 1), ("agreement", 1), ("stakes", 1)])
def test_draws_into_axes_that_are_given(name, count, small):
    own = Figure()
    function = getattr(import_module(f"negotiation.figures.{name}"), name)
    axes = own.add_subplot()
    assert function(small, axes if name == "outcomes" else [axes]) is own
    assert axes.has_data()


def test_wrong_number_of_axes_is_refused(small):
    from negotiation.figures.agreement import agreement

    with pytest.raises(InputError, match="wants 1"):
        agreement(small, [])


def test_offers_end_where_the_results_say(small):
    """The agreement in the figure is the stored one."""
    from negotiation.figures.offers import offers

    rows = small.frame(["outcome", "week"])
    row = rows[(rows["outcome"] == "deal") & (rows["cell"] == 0)].iloc[0]
    drawn = offers(small, int(row["world"]))
    marks = [line for line in drawn.axes[0].lines if line.get_marker() == "D"]
    assert [float(line.get_xdata()[0]) for line in marks] == [row["week"]]


def test_offers_refuse_an_unknown_table(small):
    from negotiation.figures.offers import offers

    with pytest.raises(InputError, match="unknown table"):
        offers(small, 0, "nowhere")


def test_importing_the_list_imports_no_heavy_library():
    heavy = "{'matplotlib', 'pandas', 'mesa', 'scipy', 'pyarrow'}"
    code = f"import sys, negotiation.figures; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
