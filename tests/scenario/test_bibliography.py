"""Entries of the bibliography, and the keys that a scenario cites."""

from __future__ import annotations

from negotiation.scenario.bibliography import cited, entries

TEXT = """% Sources of a test.

@book{nash1950,
  title = {The Bargaining Problem, with an e-mail: a@b.c},
  year = {1950},
}
% A remark between two entries.

@article { rubinstein1982,
  title = {Perfect Equilibrium in a Bargaining Model},
}
"""


def test_entries_are_split_by_key_and_lose_the_remarks_between_them():
    found = entries(TEXT)
    assert list(found) == ["nash1950", "rubinstein1982"]
    assert found["nash1950"].startswith("@book{nash1950,")
    assert found["nash1950"].endswith("}\n")
    assert "remark" not in "".join(found.values())
    assert "a@b.c" in found["nash1950"]


def test_a_text_without_entries_has_none():
    assert entries("") == {}
    assert entries("% nothing yet\n") == {}


def test_every_source_is_found_with_its_key():
    data = {
        "shared": {"beta": {"value": 1, "source": "nash1950"}},
        "tables": {"t": {"threats": [{"by": "a"}, {"source": "order1, order2"}]}},
        "economy": {"flows": "x.csv", "flows_source": "icio"},
        "source": 3,
    }
    assert list(cited(data)) == [
        ("shared.beta.source", "nash1950"),
        ("tables.t.threats.1.source", "order1"),
        ("tables.t.threats.1.source", "order2"),
        ("economy.flows_source", "icio"),
    ]


def test_nothing_cited():
    assert list(cited({"a": [1, "source"], "b": None})) == []
