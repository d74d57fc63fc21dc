"""The closing table tells the outcomes asked for, at the tables that have them."""

from __future__ import annotations

from negotiation.analysis.load import load
from negotiation.analysis.summary import summarise
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
