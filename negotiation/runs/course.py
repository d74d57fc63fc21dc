"""Worlds played again for what results do not hold: the course of trust, week by week."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from negotiation.draws import Array
from negotiation.errors import InputError, ReplayError
from negotiation.mechanisms.alliance_trust import AllianceTrust
from negotiation.runs.chunk import Chunk, build
from negotiation.runs.replay import load_run
from negotiation.runs.stored import read_lines
from negotiation.world.model import NegotiationModel


@dataclass(frozen=True)
class Course:
    """Trust in one alliance.

    Attributes
    ----------
    trust : [week, world], from the start of the scenario to its end.
    feedback, turning_point : numbers of the ally that draw trust to its states, [world]; None
        where trust does not move.
    """

    trust: Array
    feedback: Array | None
    turning_point: Array | None


def courses(folder: Path, cell: int, worlds: int) -> dict[str, Course]:
    """Trust over the weeks by alliance, in the first worlds of a cell; with points, its first rows.

    `ReplayError` where trust at the end is not what the result holds.
    """
    resolved, tariffs, manifest = load_run(folder)
    if not 0 <= cell < len(resolved.cells):
        problem = f"cell {cell} is not in the run; it has cells 0 to {len(resolved.cells) - 1}"
        raise InputError(problem, file=str(folder))
    rows = min(worlds, manifest["worlds"] * resolved.points)
    model = build(resolved, tariffs, Chunk(cell, 0, rows))
    kept: dict[str, list[Array]] = {k: [a.trust.copy()] for k, a in model.alliances.items()}
    while model.week < model.calendar.weeks:
        model.step()
        for key, alliance in model.alliances.items():
            kept[key].append(alliance.trust.copy())
    found = {key: _course(model, key, np.stack(rows)) for key, rows in kept.items()}
    model.forget()
    for key, one in found.items():
        _compare(folder, cell, key, one.trust[-1])
    return found


def _course(model: NegotiationModel, key: str, trust: Array) -> Course:
    rule = next((rule for rule in model.rules if isinstance(rule, AllianceTrust)), None)
    if rule is None:
        return Course(trust, None, None)
    ally = model.alliances[key].ally.key
    feedback, turn = (rule.value(model, name, ally) for name in ("feedback", "turning_point"))
    return Course(trust, feedback.copy(), turn.copy())


def _compare(folder: Path, cell: int, key: str, end: Array) -> None:
    """Whether trust at the end is what was stored, to the bit."""
    name = f"trust.{key}"
    stored = read_lines(folder, cell, 0, len(end), [name])[name]
    stored = stored[np.isfinite(stored)]
    if not np.array_equal(stored, end):
        raise ReplayError(
            f"{name} comes out differently from what is stored; the code, its libraries or the "
            "CPU differ from those in manifest.json",
            file=str(folder),
        )
