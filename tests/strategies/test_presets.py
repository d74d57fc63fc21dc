"""Named strategies: each builds, says where it comes from, and can come to a deal."""

from __future__ import annotations

import numpy as np
import pytest

from negotiation.errors import InputError
from negotiation.runs.chunk import Chunk, build, play, price
from negotiation.runs.players import from_preset, strategy
from negotiation.runs.resolve import resolve
from negotiation.scenario.bibliography import entries
from negotiation.scenario.quantity import Quantity
from negotiation.scenario.read import LIBRARY, presets
from negotiation.strategies.family import BASES, FAMILIES, member

KNOWN = sorted(presets())
PARTNERS = [
    "total_rollback",
    "partial_deal",
    "investment_first",
    "issue_by_issue",
    "wait_out",
    "quiet_compliance",
    "first_mover",
    "united_front",
    "hedge",
    "retaliate",
]
HUBS = [
    "maximum_pressure",
    "package_linkage",
    "trade_only",
    "deadline_brinkmanship",
    "divide_and_conquer",
    "erratic",
]
RIVALS = ["retaliate_and_wait", "charm_offensive"]
BIBLIOGRAPHY = entries((LIBRARY / "sources.bib").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", KNOWN)
def test_a_preset_builds(name):
    built = from_preset(name, presets()[name])
    assert built.name == name
    for family in FAMILIES:
        assert isinstance(getattr(built, family), BASES[family])


@pytest.mark.parametrize("name", KNOWN)
def test_a_preset_names_real_sources(name):
    sources = presets()[name].sources
    assert sources
    assert set(sources) <= set(BIBLIOGRAPHY)


@pytest.mark.parametrize("name", KNOWN)
def test_a_preset_explains_itself(name):
    preset = presets()[name]
    assert preset.title
    assert preset.text.endswith(".")


WITHOUT_OBJECT = {"hedge", "retaliate"}  # Lyonesse is nobody's ally, and has no tariff


@pytest.mark.parametrize("name", sorted({*KNOWN} - WITHOUT_OBJECT))
def test_no_preset_is_deaf(name, islands):
    played = ("strategies.avalon", "package_linkage"), ("strategies.lyonesse", name)
    resolved = resolve(islands, sets=played)
    found = play(resolved, price(resolved), Chunk(0, 0, 60))
    assert "deal" in set(found["avalon-lyonesse"]["outcome"])


@pytest.mark.parametrize("hub", HUBS)
def test_no_pair_of_presets_is_deaf(hub, islands, alliance_tariffs):
    """Some worlds settle something, whoever of the partners meets whichever of the hubs."""
    file = islands.with_name("alliance_2025.toml")
    alone = [name for name in PARTNERS if name != "united_front"]  # which wants a second member
    half = len(alone) // 2
    pairs = [*zip(alone[: half + 1], alone[half:], strict=True), ("united_front", "united_front")]
    for i, (one, two) in enumerate(pairs):
        names = {"usa": hub, "japan": one, "korea": two, "china": RIVALS[i % len(RIVALS)]}
        resolved = resolve(file, sets=tuple((f"strategies.{c}", n) for c, n in names.items()))
        model = build(resolved, alliance_tariffs, Chunk(0, 0, 24))
        deaf = list(model.tables)
        while deaf and model.week < model.calendar.weeks:
            model.step()
            deaf = [name for name in deaf if np.isnan(model.tables[name].agreed).all()]
        assert not deaf, names


def test_the_lists_above_leave_no_preset_out():
    assert sorted({*PARTNERS, *HUBS, *RIVALS}) == KNOWN


STANCES = {
    "total_rollback": {"public"},
    "united_front": {"public", "front"},
    "hedge": {"hedge"},
    "charm_offensive": {"hedge", "partial"},
    "retaliate_and_wait": {"retaliate"},
    "maximum_pressure": {"escalate", "threaten_abandonment", "partial"},
    "divide_and_conquer": {"divide", "partial"},
    "erratic": {"reopen", "partial"},
    "quiet_compliance": {"partial"},
}


@pytest.mark.parametrize("name", STANCES)
def test_a_stance_makes_the_choices_of_its_preset_and_no_others(name):
    stance = strategy(name, "x.toml").stance
    assert {key for key, value in vars(stance).items() if value is True} == STANCES[name]


def test_a_preset_passes_its_choices_on():
    built = strategy("total_rollback", "x.toml")
    (line,) = built.stance.red_lines
    assert (line.limit, line.public, line.kind, line.imposed_by) == (0.1, True, "tariff", "other")
    assert line.covers("steel", "tariff", mine=False)
    assert not line.covers("steel", "tariff", mine=True)
    assert not line.covers("rice", "stated", mine=False)
    assert strategy("maximum_pressure", "x.toml").stance.escalate
    assert strategy("issue_by_issue", "x.toml").linkage.name == "issue_by_issue"
    assert strategy("wait_out", "x.toml").beta_scale.value == 0.5


def test_parameters_of_a_part_arrive():
    plain = presets()["package_linkage"]
    half = Quantity(value=0.4, unit="1", basis="definition")
    part = plain.acceptance.model_copy(update={"name": "constant", "parameters": {"level": half}})
    built = from_preset("patient", plain.model_copy(update={"acceptance": part}))
    assert built.acceptance.level == 0.4


def test_a_concession_by_name_gets_standard_parts():
    built = strategy("hold_firm", "x.toml")
    assert built.concession.name == "hold_firm"
    assert (built.linkage.name, built.acceptance.name, built.opponent.name) == (
        "package",
        "next_offer",
        "none",
    )


def test_an_unknown_member_gets_the_nearest_name():
    with pytest.raises(InputError, match=r"unknown linkage 'packege'; did you mean 'package'\?"):
        member("linkage", "packege")


def test_an_unknown_parameter_gets_the_nearest_name():
    with pytest.raises(InputError, match=r"no parameter 'levle'; did you mean 'level'\?"):
        member("acceptance", "constant", {"levle": 0.5})
