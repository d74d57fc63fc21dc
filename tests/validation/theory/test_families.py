"""Every family of theory holds on a small sample, and can be told and drawn."""

from __future__ import annotations

import json

import pytest

from negotiation.errors import InputError
from negotiation.validation.case import NOT_RUN, described
from negotiation.validation.judge import HOLDS
from negotiation.validation.table import HEAD, markdown
from negotiation.validation.theory.family import ORDER, families
from negotiation.validation.theory.page import section
from negotiation.validation.theory.validate import examine, validate

SLOW = ("rubinstein", "outside_option")  # tried with hypothesis in test_alternating.py
FEW = 5


@pytest.fixture(scope="module")
def results():
    """All families but the slow ones, on few samples."""
    return {key: examine(key, 3, FEW) for key in ORDER if key not in SLOW}


@pytest.mark.parametrize("key", [key for key in ORDER if key not in SLOW])
def test_a_family_holds(results, key):
    cases = results[key].cases
    assert {case.verdict for case in cases} <= {HOLDS, NOT_RUN}, [
        case for case in cases if case.verdict not in (HOLDS, NOT_RUN)
    ]
    for case in cases:
        assert case.id.startswith(f"{key}.")
        assert case.text
        assert case.note or case.verdict == HOLDS


def test_every_family_has_its_place():
    assert [family.id for family in families()] == list(ORDER)


def test_cases_are_plain_data_and_the_section_names_them_all(results):
    found = list(results.values())
    cases = [case for result in found for case in result.cases]
    ids = [case["id"] for case in json.loads(json.dumps(described(cases)))]
    assert len(set(ids)) == len(ids)
    text = "\n".join(section(found))
    assert all(f"| {id} |" in text for id in ids)
    assert all(f"### {result.family.name}" in text for result in found)
    rows = list(markdown(cases))
    assert len({row.count("|") - row.count("\\|") for row in rows}) == 1
    assert rows[0].count("|") == len(HEAD) + 1


def test_a_family_is_the_same_alone_and_beside_others():
    (alone,) = validate(families(["solutions"]), seed=5, samples=3, jobs=1)
    both = validate(families(["trade_tables", "solutions"]), seed=5, samples=3, jobs=1)
    assert [result.family.id for result in both] == ["solutions", "trade_tables"]
    assert both[0].cases == alone.cases


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: families(["rubinstien"]), "did you mean 'rubinstein'"),
        (lambda: validate(families(["solutions"]), seed=1, samples=1), "is 1; give at least 2"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()
