"""Every row plays, does nothing where it must, and can be drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.image import imread

from negotiation.figures.mechanism import WIDTH, caption, mechanism
from negotiation.figures.save import save
from negotiation.mechanisms import BY_ID
from negotiation.scenario.bibliography import entries
from negotiation.scenario.read import LIBRARY
from negotiation.validation.judge import HOLDS
from negotiation.validation.report import described
from negotiation.validation.row import Row, rows
from negotiation.validation.validate import examine

DRAWS = 3


def thin(row: Row) -> Row:
    """The row with the last arm of each claim alone, if that will do, to be played quickly."""
    last = (c if c.across else replace(c, arms=c.arms[-1:], doses=()) for c in row.claims)
    return replace(row, claims=tuple(last))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_plays_and_its_null_is_exact(row):
    result = examine(thin(row), DRAWS, 2, 3)
    for found in result.claims:
        assert len(found.effects) == DRAWS
        assert found.agree + found.against + found.ties + found.empty == DRAWS
        assert len(found.levels) == 1
    assert [alike.verdict for alike in result.nulls] == [HOLDS] * len(row.nulls)
    assert result.nulls


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_is_complete(row):
    assert row.name == BY_ID[row.id].name
    for claim in row.claims:
        assert claim.text.endswith(".")
        assert claim.unit
        assert len(claim.doses) in (0, len(claim.arms))
        assert bool(claim.doses) == bool(claim.dose)
        assert list(claim.doses) == sorted(claim.doses)
    assert set(row.used) == set(row.arms)


def test_sources_of_an_arms_presets_are_in_the_bibliography():
    known = entries((LIBRARY / "sources.bib").read_text(encoding="utf-8"))
    for row in rows():
        for arm in row.arms.values():
            for preset in arm.presets.values():
                assert set(preset["sources"]) <= set(known)


def test_a_figure_fits_a_column_and_is_not_empty(made_up, tmp_path):
    doses = replace(made_up.claims[0], doses=(0.1, 0.95), dose="share insisted on")
    result = examine(replace(made_up, claims=(doses, made_up.claims[1])), 6, 2, 1)
    (row,) = described([result])
    figure = mechanism(row)
    assert figure.get_size_inches()[0] == pytest.approx(85 / 25.4)
    assert pytest.approx(85 / 25.4) == WIDTH
    assert len(figure.axes) == 3
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in figure.axes)
    paths = save(figure, tmp_path, "M99", caption(row))
    assert all(path.stat().st_size > 0 for path in paths)
    picture = imread(next(path for path in paths if path.suffix == ".png"))
    assert picture.shape[1] == pytest.approx(300 * 85 / 25.4, abs=1)
    assert (picture[..., :3] < 0.98).any(axis=2).mean() > 0.01
