"""Tables hold what analysis finds, in every format, with units and notes."""

from __future__ import annotations

import io
import re

import numpy as np
import pandas as pd
import pytest
from folders import with_points

from negotiation.analysis import paired
from negotiation.analysis.load import load
from negotiation.analysis.measures import measures
from negotiation.analysis.outcome import outcome_measures
from negotiation.analysis.summary import summarise
from negotiation.errors import InputError
from negotiation.figures.latex import caption, escape
from negotiation.publish.tables import TABLES, Estimate, Sheet, tables
from negotiation.publish.typeset import ENDINGS, page, text, typeset

TABLE = "avalon-lyonesse"


def test_summary_is_that_of_the_run(small):
    (sheet,) = tables(small, ["summary"])
    for row, one in zip(sheet.rows, summarise(small), strict=True):
        assert row[2] == Estimate(*(100.0 * part for part in one.deal))
        assert row[4] == 100.0 * one.outcomes.get("deal", 0.0)


def test_differences_are_the_paired_ones(small):
    (sheet,) = tables(small, ["differences"])
    found = [paired.differences(small, TABLE, one)[0] for one in measures(small, TABLE)]
    assert [row[4] for row in sheet.rows] == [
        Estimate(one.mean, one.low, one.high, sign=True) for one in found
    ]


def test_the_note_on_differences_names_their_intervals(small, tmp_path):
    (sheet,) = tables(small, ["differences"])
    assert (
        "(Agresti and Min's for paired shares for chances, else Student's t over worlds)"
        in (sheet.notes[0])
    )
    pointed = load(with_points(small.folder, tmp_path / "run"))
    (sheet,) = tables(pointed, ["differences"], "outcome")
    assert "interval (Agresti and Min's for paired shares); rows that lack" in sheet.notes[0]
    assert "over worlds" not in " ".join(sheet.notes)
    assert "clustered by world and by point" in sheet.notes[1]


def test_a_unit_is_worth_its_share_of_the_money(small):
    (sheet,) = tables(small, ["stakes"])
    issue = small.resolved.scenario.tables[TABLE].issues["cloth_tariff"]
    width = abs(issue.ideal["avalon"].value - issue.ideal["lyonesse"].value)
    row = next(row for row in sheet.rows if row[1] == issue.title)
    assert row[5] == pytest.approx(row[3] / width)


@pytest.mark.parametrize("kind", ENDINGS)
@pytest.mark.parametrize("name", TABLES)
def test_every_table_in_every_format(name, kind, small):
    (sheet,) = tables(small, [name])
    found = typeset(sheet, kind)
    assert "nan" not in found
    if kind == "latex":
        assert r"\toprule" in found
        assert r"\bottomrule" in found
        assert found.count(" & ") % (len(sheet.columns) - 1) == 0
        assert "seed 7" in found
    elif kind == "csv":
        read = pd.read_csv(io.StringIO(found))
        assert len(read) == len(sheet.rows)
    else:
        assert found.count("\n|") >= len(sheet.rows) + 2


def test_csv_holds_numbers_in_full(small):
    (sheet,) = tables(small, ["summary"])
    read = pd.read_csv(io.StringIO(typeset(sheet, "csv")))
    assert read["Any deal low"].tolist() == [row[2].low for row in sheet.rows]


def test_page_escapes_what_it_shows():
    sheet = Sheet("x", "A < B", [("Name", "")], [["a & b"]], ["n > 1"])
    found = page(sheet)
    assert "A &lt; B" in found
    assert "a &amp; b" in found


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Estimate(2.34, 1.2, 3.5, sign=True), "+2.3 [+1.2, +3.5]"),
        (Estimate(-48.2, -54.1, -42.0, sign=True), "\N{MINUS SIGN}48 [\N{MINUS SIGN}54, "
         "\N{MINUS SIGN}42]"),
        (Estimate(np.nan, np.nan, np.nan), "–"),
        (1234, "1,234"),
        (float("nan"), "–"),
    ],
)  # fmt: skip
def test_values_are_printed_in_as_many_digits_as_they_are_worth(value, shown):
    assert text(value) == shown


def test_latex_marks_stand_for_themselves():
    assert escape("50 % of a_b & {c}") == r"50 \% of a\_b \& \{c\}"
    assert caption("95 %", "fig:x") == "\\caption{95 \\%}\n\\label{fig:x}"


def test_unknown_table_gives_the_nearest(small):
    with pytest.raises(InputError, match="did you mean 'summary'"):
        tables(small, ["sumary"])


def test_unknown_outcome_gives_the_nearest(small):
    with pytest.raises(InputError, match=r"did you mean 'utility\.avalon'"):
        outcome_measures(small, "utility.avalo")


def test_outcome_that_is_none_is_refused(small):
    with pytest.raises(InputError, match="is no outcome"):
        outcome_measures(small, "world")


@pytest.mark.parametrize("name", TABLES)
def test_a_latex_table_is_as_wide_as_its_line(name, small):
    """Each column has a share of the line, with room for its longest word."""
    (sheet,) = tables(small, [name])
    shares = [float(one) for one in re.findall(r"dimexpr([\d.]+)", typeset(sheet, "latex"))]
    assert len(shares) == len(sheet.columns)
    assert sum(shares) == pytest.approx(1.0, abs=0.01)
    assert min(shares) > 0.03


@pytest.mark.parametrize(("columns", "kind"), [(3, "table"), (9, "table*")])
def test_a_table_too_wide_for_a_column_spans_both(columns, kind):
    heads = [(f"Measure {k}", "%") for k in range(columns)]
    said = typeset(Sheet("x", "Title", heads, [[50.0] * columns], []), "latex")
    assert f"\\begin{{{kind}}}" in said
    assert f"\\end{{{kind}}}" in said
