"""A row must see that its mechanism is gone: with a rule that does nothing it falls short."""

from __future__ import annotations

from dataclasses import replace

import pytest

from negotiation.mechanisms import ORDER
from negotiation.runs import rules as home
from negotiation.validation.judge import SHORT
from negotiation.validation.row import Row, rows
from negotiation.validation.validate import examine
from negotiation.world.rule import Rule

DRAWS, WORLDS = 3, 2
CLAIM = {"M14": 2}  # its first two are also about what the members' strategies ask for


def idle(rule: type[Rule]) -> type[Rule]:
    """A rule with the same name and numbers that never acts."""
    return type("Idle", (Rule,), {"id": rule.id, "name": rule.name, "numbers": rule.numbers})


def one(row: Row) -> Row:
    """One judged claim, the first by default, between the ends of its doses: quick to play."""
    claim = [claim for claim in row.claims if claim.judged][CLAIM.get(row.id, 0)]
    arms = tuple(dict.fromkeys((claim.arms[0], claim.arms[-1])))
    return replace(row, claims=(replace(claim, arms=arms, doses=()),), nulls=())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_falls_short_where_its_rule_does_nothing(row, monkeypatch):
    without = tuple(idle(rule) if rule.id == row.id else rule for rule in ORDER)
    monkeypatch.setattr(home, "ORDER", without)
    (found,) = examine(one(row), DRAWS, WORLDS, 1).claims
    assert found.verdict == SHORT
    assert found.agree == 0
