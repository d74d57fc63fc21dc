"""The closing table tells the outcomes asked for, at the tables that have them."""

from __future__ import annotations

from folders import with_points

from negotiation.analysis.load import load
from negotiation.analysis.summary import summarise, told
from negotiation.runs.resolve import resolve
from negotiation.runs.run import run


def test_what_is_between_allies_is_told_at_their_table_alone(islands, tmp_path):
    asked = ["trust.usa-japan", "fear.usa-korea", "hedging.japan", "settled.commercial"]
    resolved = resolve(
        islands.with_name("alliance_2025.toml"), worlds=8, sets=(("outcomes", asked),)
    )
    found = {s.table: set(s.wanted) for s in summarise(load(run(resolved, tmp_path / "run")))}
    assert found == {
        "usa-japan": {"trust.usa-japan", "hedging.japan", "settled.commercial"},
        "usa-korea": {"fear.usa-korea", "settled.commercial"},
        "usa-china": {"settled.commercial"},
    }


def test_with_points_rows_are_told_as_worlds_at_points(folder, tmp_path):
    """In the closing table and in captions, which say what intervals count."""
    from negotiation.figures import outcomes, survival

    run = load(with_points(folder, tmp_path / "run"))
    said = "\n".join(told(run))
    assert "of 25 worlds at 2 points" in said
    assert "rows of one world, and of one point, hang together" in said
    for caption, counted in ((outcomes.caption(run), True), (survival.caption(run), False)):
        assert "25 worlds at 2 points" in caption
        assert ("variances clustered by world and by point" in caption) == counted
        assert ("are too narrow" in caption) != counted
    assert "points" not in "\n".join(told(load(folder)))
