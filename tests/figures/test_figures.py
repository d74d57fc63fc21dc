"""Figures come out of real runs, fit for print, the same each time, and on edge cases too."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys
from importlib import import_module

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.axis import Tick
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_pdf import PdfFile, RendererPdf
from matplotlib.figure import Figure
from matplotlib.text import Text

from negotiation.analysis.load import Run
from negotiation.analysis.measures import measures
from negotiation.analysis.paired import Difference
from negotiation.errors import InputError
from negotiation.figures import FIGURES, Drawing, draw
from negotiation.figures.style import DOUBLE, DPI, SINGLE, SMALL, paper

# figures that need an alliance, several tables, numbers varied or mechanisms switched
DEMANDING = ("order", "trust", "doses", "steps", "heatmap", "ablation")
TABLE = "avalon-lyonesse"
PLAIN = [name for name in FIGURES if name not in DEMANDING]


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
        *(("small", name) for name in PLAIN),
        *(("dosed", name) for name in ("outcomes", "agreement", "differences", "doses")),
        *(("single", name) for name in ("outcomes", "agreement", "stakes")),
        *(("failing", name) for name in ("outcomes", "agreement")),
        *(("silent", name) for name in ("outcomes", "agreement", "offers")),
        *(("long", name) for name in ("outcomes", "agreement", "stakes")),
        ("nine", "agreement"),
        ("many", "outcomes"),
    ],
)
def test_is_fit_for_print(run, name, request, monkeypatch):
    """In the width of a column, large enough, nothing cut off or overprinted, units on axes."""
    found = request.getfixturevalue(run)
    if hasattr(found, "worth"):
        monkeypatch.setattr("negotiation.figures.stakes.worth", lambda _: found.worth())
    drawn = figure(name, found)
    assert drawn.get_figwidth() in (pytest.approx(SINGLE), pytest.approx(DOUBLE))
    assert drawn.get_figheight() < 247 / 25.4
    for text in texts(drawn):
        assert text.get_fontsize() >= SMALL, text.get_text()
    for dpi, renderer in renderers(drawn)[: 2 if run == "long" else 1]:
        assert_clear(drawn, dpi, renderer)
    if run == "many":
        assert "8 of 147 cells" in [text.get_text() for text in texts(drawn)]
    for ax in drawn.axes:
        shared = getattr(ax.figure, "_supxlabel", None)
        column = (other for other in drawn.axes if other.get_position().x0 == ax.get_position().x0)
        said = [shared.get_text()] if shared else [other.get_xlabel() for other in column]
        said.append(ax.get_title(loc="left"))  # where each panel has a unit of its own
        assert any(mark in one for one in said for mark in ("(", "Weeks")), f"no unit: {said!r}"


def renderers(drawn: Figure) -> list[tuple[float, RendererBase]]:
    """Resolution and renderer of each format; each measures type in its own way."""
    width, height = drawn.get_size_inches()
    picture = RendererAgg(round(width * DPI), round(height * DPI), DPI)
    page = RendererPdf(PdfFile(io.BytesIO()), 72, height, width)
    return [(DPI, picture), (72.0, page)]


def assert_clear(drawn: Figure, dpi: float, renderer: RendererBase) -> None:
    """Nothing leaves the page, and no text lies on another."""
    with paper(), renderer._draw_disabled():
        drawn.set_dpi(dpi)
        drawn.draw(renderer)
        check_clear(drawn, dpi / 72.0, renderer)


def check_clear(drawn: Figure, point: float, renderer: RendererBase) -> None:
    found = texts(drawn)
    boxes = np.array([text.get_window_extent(renderer).extents for text in found])
    low, high = boxes[:, :2], boxes[:, 2:]
    cut = np.any((low < point) | (high > drawn.bbox.max - point), axis=1)
    assert not cut.any(), [found[i].get_text() for i in np.flatnonzero(cut)]
    shrunk = high - 1.4 * point
    met = np.all((low[:, None] < shrunk[None]) & (low[None] < shrunk[:, None]), axis=-1)
    pairs = np.argwhere(np.triu(met, 1))
    assert not len(pairs), [[found[i].get_text() for i in pair] for pair in pairs]
    whole = drawn.get_tightbbox(renderer)
    assert np.all(whole.min >= 0.0)
    assert np.all(whole.max <= drawn.get_size_inches())


def test_files_are_whole_and_by_default_those_of_all_figures(small, monkeypatch):
    """Which figures and files; that each can be drawn of this run is tested above."""
    monkeypatch.setattr(
        "negotiation.figures._drawing",
        lambda run, name, choice: Drawing(name, lambda: Figure((1.0, 1.0)), lambda: name),
    )
    written = draw(small, formats=["png"])
    names = [f"{name}.{kind}" for name in PLAIN for kind in ("png", "txt", "tex")]
    assert [p.relative_to(small.folder).as_posix() for p in written] == [
        f"figures/{name}" for name in names
    ]
    assert sorted(p.name for p in (small.folder / "figures").iterdir()) == sorted(names)


def test_files_repeat_to_the_byte_and_embed_truetype(small, tmp_path):
    kinds = ["pdf", "png", "svg"]
    first = draw(small, ["outcomes"], tmp_path / "first", formats=kinds)
    again = draw(small, ["outcomes"], tmp_path / "again", formats=kinds)
    assert [p.suffix for p in first] == [".pdf", ".png", ".svg", ".txt", ".tex"]
    for one, two in zip(first, again, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name
    content = first[0].read_bytes()
    assert b"/Type3" not in content
    assert b"/FontFile2" in content
    assert b"/CreationDate" not in content


def test_says_so_where_there_is_no_room_for_every_cell(many):
    from negotiation.figures.agreement import caption

    assert "Only 42 of 147 cells are drawn, numbers 0 to 41." in caption(many)


def test_wide_line_is_the_first_settlement_and_thin_the_full_deal(long):
    """From the columns of the results, counted week by week."""
    columns = ["outcome", "week", "settled.commercial", "settled.security"]
    rows = long.arrays(columns, "usa-japan", 0)
    first = np.fmin(rows["settled.commercial"], rows["settled.security"])
    full = rows["week"][rows["outcome"] == "deal"]
    curves = [line for line in figure("agreement", long).axes[0].lines if len(line.get_xdata()) > 2]
    assert curves[0].get_linewidth() > curves[1].get_linewidth()
    for curve, week in zip(curves, (first, full), strict=True):
        share = [100 * np.sum(week <= at) / len(first) for at in curve.get_xdata()]
        np.testing.assert_allclose(curve.get_ydata(), share)


@pytest.mark.parametrize("name", PLAIN)
def test_caption_states_worlds_seed_and_scenario(name, small):
    text = import_module(f"negotiation.figures.{name}").caption(small)
    assert "60 worlds in each of 2 cells" in text
    assert f"seed {small.manifest['seed']}" in text
    assert "two_islands" in text
    assert "interval" in text


def test_captions_tell_what_levers_and_arms_are(dosed):
    from negotiation.figures.doses import caption

    text = caption(dosed)
    assert "What win set (M9) changes" in text
    assert "Avalon in public (strategies.avalon = total rollback)" in text
    assert "win set (M9) is mechanisms.M9.win_set (two-level game)." in text


def test_doses_are_the_means_of_their_cells(dosed):
    """One line for each arm, and one point for each value, of the measures asked for, too."""
    drawn = figure("doses", dosed)
    table = "avalon-lyonesse"
    means = dosed.frame(["utility.avalon"], table).groupby("cell")["utility.avalon"].mean()
    lines = drawn.axes[-1].lines
    assert [len(line.get_xdata()) for line in lines] == [3, 3]
    for arm, line in enumerate(lines):
        np.testing.assert_allclose(line.get_ydata(), means[[arm, 2 + arm, 4 + arm]])
    assert drawn.axes[-1].get_ylabel().replace("\n", " ") == "Utility (Avalon) (USD bn/year)"


def test_doses_want_a_number_in_several_values(small):
    with pytest.raises(InputError, match="varies no number in 3 values"):
        figure("doses", small)


def test_differences_begin_with_the_means_of_the_first_cell(dosed):
    drawn = figure("differences", dosed)
    first = dosed.frame(["outcome"], "avalon-lyonesse").query("cell == 0")["outcome"]
    share = 100 * first.isin(["deal", "partial"]).mean()
    assert f"{share:.2g}" in [text.get_text() for text in drawn.axes[0].texts]
    labels = [label.get_text() for label in drawn.axes[0].get_yticklabels()]
    assert labels[:2] == ["0.2 / neither in public", "0.2 / Avalon in public"]


def test_a_table_far_from_the_others_has_a_panel_of_its_own(small):
    from negotiation.figures.differences import Panel, _apart

    def panel(**means: float) -> Panel:
        found = {k: [Difference(1, k, m, m, m, 9)] for k, m in means.items()}
        measure = measures(small, "avalon-lyonesse")[0]
        return Panel("Any deal", measure, found, dict.fromkeys(means, 0.0))

    table = "avalon-lyonesse"
    near = panel(other=1.0, **{table: 3.0})
    assert _apart(small, near) == [near]
    unclear = panel(other=0.0, **{table: 3.0})
    assert _apart(small, unclear) == [unclear]
    parts = _apart(small, panel(one=0.5, other=1.0, **{table: 5.0}))
    assert [list(part.found) for part in parts] == [["one", "other"], [table]]
    assert [part.title for part in parts] == ["Any deal:\nothers", "Any deal:\nAvalon–Lyonesse"]


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

    def arrays(self, columns, table, cell):
        found = super().arrays(columns, table, cell)
        deal = float(self.ending in ("deal", "partial"))
        one = {"outcome": self.ending, "week": 5.0, "any_deal": deal}
        return {name: np.full_like(old, one.get(name, old)) for name, old in found.items()}

    def shares(self, column, table, cell):
        return {self.ending: 1.0}


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


def test_imports_no_library_before_it_is_needed():
    heavy = "{'matplotlib', 'pandas', 'mesa', 'scipy', 'pyarrow'}"
    code = (
        f"import sys, negotiation.figures; print({heavy} & set(sys.modules))\n"
        "import negotiation.figures.outcomes, negotiation.figures.agreement\n"
        "print({'scipy', 'mesa'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["set()", "set()"]


def test_survival_counts_the_worlds_at_risk_below_its_ticks(small):
    from negotiation.analysis.durations import durations
    from negotiation.figures.survival import _ends, survival

    drawn = survival(small)
    said = [t.get_text() for t in drawn.axes[0].texts]
    weeks = [int(week) for week in drawn.axes[0].get_xticks()]
    known = [durations(*_ends(small, TABLE, cell)).at_risk for cell in (0, 1)]
    counts = [f"{one[w] if w < len(one) else 0:.0f}" for one in known for w in weeks]
    assert said == ["at risk", *counts]
    assert counts[0] == "60"


@pytest.mark.parametrize(
    ("worlds", "most", "said"),
    [(60, 60, "60"), (9_999, 9_999, "9999"), (25_000, 25_000, "25k"), (4_946, 25_000, "4.9k"),
     (0, 25_000, "0"), (9_980, 25_000, "10k")],
)  # fmt: skip
def test_many_worlds_are_counted_in_thousands(worlds, most, said):
    from negotiation.figures.survival import _count

    assert _count(worlds, most) == said
