"""The command for peers: options, what is missing, JSON and the page."""

from __future__ import annotations

import importlib.util
import json

import numpy as np
import pytest

from negotiation.figures.refinement import PANELS, refinement
from negotiation.validation.case import NOT_RUN
from negotiation.validation.peers.family import Curve
from negotiation.validation.peers.outside import WHY
from negotiation.validation.peers.page import write
from negotiation.validation.peers.validate import FAMILIES, Result, families, playable, validate


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--only", "crosing"], "--only: no family of peers: 'crosing'; did you mean 'crossing'?"),
        (["--only", "crossing", "--domains", "1"], "--domains: is 1; give at least 5"),
        (["--draws", "5"], "--draws: is for mechanisms and theory, not for peers; leave it out"),
        (["--worlds", "5"], "--worlds: is for mechanisms and history, not for peers; leave it out"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(said, words, expected):
    code, out, err = said("peers", *words)
    assert (code, out) == (2, "")
    assert err.strip() == f"Error: {expected}"


@pytest.fixture
def without_negmas(monkeypatch):
    """Let NegMAS not be installed."""
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *x: None if name == "negmas" else found(name, *x)
    )


@pytest.mark.usefixtures("without_negmas")
def test_among_all_kinds_what_cannot_be_played_is_told():
    rest, (line,) = playable(families())
    assert [family.id for family in rest] == ["programmes", "crossing", "outside"]
    assert line.verdict == NOT_RUN
    assert "python -m pip install" in line.note


@pytest.mark.usefixtures("without_negmas")
def test_without_negmas_one_line_says_how_to_get_it(said):
    code, out, err = said("peers", "--only", "one_issue")
    assert (code, out) == (2, "")
    assert err.strip() == (
        "Error: NegMAS is not installed, which one_issue needs; install it, in a clone, with: "
        'python -m pip install -e ".[peers]"; or do without: --only programmes,crossing,outside'
    )


def test_json_holds_an_object_for_each_case(said):
    code, out, _ = said(
        "peers", "--only", "crossing,outside", "--domains", "5", "--jobs", "1", "--json"
    )
    rows = json.loads(out)
    assert code == 0
    assert {"id", "expected", "obtained", "tolerance", "verdict"} <= set(rows[0])
    left_out = [row for row in rows if row["verdict"] == NOT_RUN]
    assert len(left_out) == len(WHY)
    assert all(row["note"] for row in left_out)
    assert len(rows) == len(left_out) + 6


def test_the_same_seed_gives_the_same_cases():
    chosen = families(["crossing"])
    one, same, other = (validate(chosen, seed, 5, jobs=1)[0].cases for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_the_page_has_a_section_with_every_family_and_a_figure(tmp_path):
    found = validate(families(["crossing", "outside"]), seed=1, domains=5, jobs=1)
    curves = (Curve("two issues", "steps", (5, 9), (1.0, 0.2)),)
    results = [Result(r.family, r.size, r.cases, curves) for r in found]
    page, *figures = write(results, tmp_path)
    text = page.read_text(encoding="utf-8")
    for result in results:
        assert f"### {result.family.name}" in text
    for what, why in WHY.values():
        assert f"**{what}.** {why}" in text
    assert {path.suffix for path in figures} == {".png", ".pdf", ".txt", ".tex"}
    assert f"({figures[0].parent.relative_to(tmp_path)}/refinement.png)" in text


def test_ids_of_families_are_those_of_their_cases():
    for family in FAMILIES.values():
        assert family.id in FAMILIES
    for family in families(["crossing", "outside"]):
        result = validate([family], seed=1, domains=5, jobs=1)[0]
        assert all(case.id.startswith(f"{family.id}.") for case in result.cases)


def test_the_figure_draws_the_means_and_what_a_level_would_explain():
    curves = [
        {"label": name, "what": what, "levels": (5, 9, 17), "means": (0.8, 0.3, 0.0)}
        for what in PANELS
        for name in ("one", "two")
    ]
    figure = refinement(curves)
    assert len(figure.axes) == len(PANELS)
    for ax in figure.axes:
        first, _, width = ax.get_lines()
        assert np.array_equal(first.get_ydata(), [0.8, 0.3, np.nan], equal_nan=True)
        assert np.allclose(width.get_ydata(), [0.8, 0.4, 0.2])
