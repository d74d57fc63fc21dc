"""plot, table and report from the command line: what they write, and one line for a mistake."""

from __future__ import annotations

import shutil

import pytest
from typer.testing import CliRunner

from negotiation.cli import app
from negotiation.errors import InputError
from negotiation.figures.style import inches


def run(*words) -> str:
    """What a command prints; its error is raised."""
    found = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


def test_plot_takes_width_formats_and_style(small, tmp_path):
    words = ["--width", "120", "--format", "svg,png", "--style", "slides", "--out", tmp_path]
    printed = run("plot", small.folder, "outcomes", *words)
    assert [line.rpartition(".")[2] for line in printed.split()] == ["svg", "png", "txt", "tex"]
    from matplotlib.image import imread

    assert imread(tmp_path / "outcomes.png").shape[1] == pytest.approx(1920, abs=1)


def test_plot_draws_what_it_can_and_then_tells_what_it_cannot(small, tmp_path):
    words = ["plot", small.folder, "trust", "outcomes", "--format", "PNG", "--out", tmp_path]
    found = CliRunner().invoke(app, [str(word) for word in words])
    assert isinstance(found.exception, InputError)
    assert "not drawn: trust (has no alliance" in str(found.exception)
    assert found.stdout.split()[0].endswith("outcomes.png")


def test_plot_lists_its_figures():
    assert "survival" in run("plot", "--list")


def test_table_prints_or_writes(small, tmp_path):
    assert "| Table |" in run("table", small.folder, "summary")
    (path,) = run("table", small.folder, "summary", "--format", "latex", "--out", tmp_path).split()
    assert path.endswith("summary.tex")


def test_report_goes_beside_the_result_and_repeats_to_the_byte(small, written):
    (path,) = run("report", small.folder, "--quiet").split()
    assert path == str(small.folder / "report.html")
    assert (small.folder / "report.html").read_text(encoding="utf-8") == written


@pytest.mark.parametrize("name", ["outcomes", "offers", "calendar"])
def test_a_damaged_part_is_told_in_one_line(name, small, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(small.folder, copy)
    part = next((copy / "outcomes").iterdir())
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(InputError, match=r"cannot be read: .*; `negotiation results ver") as told:
        run("plot", copy, name)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (["plot", "{}", "outcome"], "did you mean 'outcomes'"),
        (["plot", "{}", "--width", "1"], "wants single, double or 60 to 300 millimetres"),
        (["plot", "{}", "--width", "wide"], "wants single, double or 60 to 300 millimetres"),
        (["plot", "{}", "--format", "pgn"], "did you mean 'png'"),
        (["plot", "{}", "--style", "slide"], "did you mean 'slides'"),
        (["plot", "{}", "forest", "--outcome", "utility.avalom"], "did you mean 'utility.avalon'"),
        (["plot", "{}", "terms", "--table", "avalon"], "unknown table 'avalon'"),
        (["plot", "{}", "linkage", "--cell", "7"], "cells 0 to 1"),
        (["plot", "{}", "heatmap"], "varies fewer than two numbers"),
        (["plot", "{}", "ablation"], "switches no mechanism off"),
        (["plot", "{}", "trust"], "has no alliance"),
        (["plot", "{}", "order"], "no country sits at two tables"),
        (["plot", "{}", "survival", "--table", "avalon"], "unknown table 'avalon'"),
        (["plot", "{}", "survival", "--cell", "99"], "cells 0 to 1"),
        (["plot", "{}", "survival", "--world", "9999"], "worlds 0 to 59"),
        (["plot", "{}", "survival", "--outcome", "weak"], "did you mean 'week'"),
        (["plot"], "name a result folder"),
        (["plot", "nowhere"], "is not a result folder"),
        (["table", "{}", "terms", "--format", "tex"], "unknown format"),
        (["table", "nowhere"], "is not a result folder"),
        (["report", "nowhere"], "is not a result folder"),
    ],
)
def test_a_mistake_is_one_line(words, match, small, tmp_path):
    words = [word.format(small.folder) for word in words]
    out = ["--out", str(tmp_path / "out")]
    with pytest.raises(InputError, match=match) as raised:
        run(*words, *out)
    assert "\n" not in str(raised.value)


def test_widths_by_name_and_in_millimetres():
    assert inches("single") == pytest.approx(89 / 25.4)
    assert inches("double") == pytest.approx(183 / 25.4)
    assert inches("140") == pytest.approx(140 / 25.4)
