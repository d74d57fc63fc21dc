"""Reasons and proposals: told beside the rows that they speak of, and gone where these hold."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from made_up import made_up

from negotiation.validation.case import Case
from negotiation.validation.history.assess import LEFT_OUT, assess, of
from negotiation.validation.history.case import library
from negotiation.validation.history.changes import CHANGES, missed, proposals
from negotiation.validation.history.words import NO_REASON, REASONS, reasoned
from negotiation.validation.judge import HOLDS, SHORT

PAGE = Path(__file__).parents[3] / "docs" / "validation.md"
FACTS = {"partial": 1, "forecasts": 2, "given": 3.0}


@pytest.fixture(scope="module")
def section() -> str:
    """The section on history of the committed page."""
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index("## History") :]


@pytest.fixture(scope="module")
def verdicts(section) -> dict[str, str]:
    """Verdicts of the committed page by row, of what is judged."""
    table = section.split("### What is judged")[1].split("\n\n")[1]
    cells = [line.split(" | ") for line in table.splitlines()[2:]]
    return {row[0].removeprefix("| "): row[-1].removesuffix(" |") for row in cells}


def test_every_row_that_falls_short_has_a_reason_and_no_other_has_one(verdicts, section):
    short = {row for row, verdict in verdicts.items() if verdict == SHORT}
    assert set(REASONS) == short
    assert all(reason in section for reason in REASONS.values())
    assert NO_REASON not in section


def test_every_row_that_falls_short_has_a_proposal_and_no_other_has_one(verdicts):
    short = {row for row, verdict in verdicts.items() if verdict == SHORT}
    assert {row for change in CHANGES for row in change.rows} == short


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.title)
def test_a_proposal_stands_beside_all_that_it_names(section, change):
    told = section.split("### What would have to change")[1].split("### Every outcome")[0]
    seen = told.split(f"- *{change.title}.*")[1].split("\n- *")[0].split("\n  Seen in ")[1]
    for row in change.rows:
        assert f"`{row}` (" in seen
    for outcome in change.outcomes:
        case, issue = outcome.split(".")
        assert re.search(rf"`{case}\.[\d-]+\.{issue}` \(", seen)


def test_proposals_name_outcomes_that_there_are():
    known = {
        f"{case.name}.{issue}"
        for case in library()
        for issue in ("first_settlement", *(term.issue for term in case.data.terms))
    }
    assert {outcome for change in CHANGES for outcome in change.outcomes} <= known


def row(id: str, verdict: str) -> Case:
    return Case(id, "x", "A", "B", None, verdict)


def test_a_reason_is_given_only_where_a_row_falls_short():
    assert reasoned(row("regularity.order", SHORT)).note == REASONS["regularity.order"]
    assert reasoned(row("regularity.order", HOLDS)).note == ""
    assert reasoned(row("calibration.50", SHORT)).note == NO_REASON
    noted = replace(row("calibration.50", SHORT), note="Of 5.")
    assert reasoned(noted).note == f"Of 5. {NO_REASON}"


@pytest.fixture(scope="module")
def scored(cases):
    """Scores of made-up forecasts of two cases, none of which misses anything."""
    found = assess([made_up(cases[name]) for name in ("us_japan_2025", "us_japan_2019")])[0]
    good = {"crps": 1.0, "naive": {"a": 2.0}, "outcome": 1.0, "most": (0.0, 2.0)}
    return [
        replace(one, marks=tuple(replace(mark, **good) for mark in one.marks))
        for one in of(found, LEFT_OUT)
    ]


def with_mark(scored, issue, **changes):
    return [
        replace(
            one, marks=tuple(replace(m, **changes) if m.issue == issue else m for m in one.marks)
        )
        for one in scored
    ]


def test_without_faults_nothing_is_proposed(scored):
    assert list(proposals([row("regularity.order", HOLDS)], scored, FACTS)) == []


def test_a_proposal_comes_with_the_row_that_falls_short(scored):
    found = list(proposals([row("regularity.order", SHORT)], scored, FACTS))
    assert found[0].startswith("- *Who settles first.*")
    assert found[1:] == ["  Seen in `regularity.order` (B; expected A)."]


@pytest.mark.parametrize("changes", [{"crps": 3.0}, {"outcome": 5.0}])
def test_a_proposal_comes_with_the_outcome_that_is_missed(scored, changes):
    bad = with_mark(scored, "metal_tariff", **changes)
    assert any(missed(mark) for one in bad for mark in one.marks)
    found = list(proposals([], bad, FACTS))
    assert found[0].startswith("- *Tariffs that stay.*")
    assert "`us_japan_2025.2025-04-16.metal_tariff` (" in found[1]
    assert len(found) == 2


def test_what_no_proposal_names_is_not_explained(scored):
    (found,) = proposals(
        [row("calibration.50", SHORT)], with_mark(scored, "beef_tariff", crps=3.0), FACTS
    )
    assert found.startswith("- *Not explained.*")
    assert "`calibration.50`" in found
    assert "`us_japan_2019.2019-04-15.beef_tariff`" in found
