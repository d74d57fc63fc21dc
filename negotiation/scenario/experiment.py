"""The shape of an experiment file and of the strategy presets."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from negotiation.scenario.base import Strict
from negotiation.scenario.quantity import Plain, Positive, Share


class Experiment(Strict):
    """A question, and the runs that answer it.

    `scenario` is the name of one in the library, a path, or a scenario written out in place.
    A list of strategies for a country is swept: every combination is a cell.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    question: str
    scenario: str | dict[str, Any]
    worlds: int = Field(ge=1, le=1_000_000_000)
    seed: int = Field(ge=0, le=2**63 - 1)
    strategies: dict[str, tuple[str, ...]]
    mechanisms: dict[str, bool] = {}
    set: dict[str, Any] = {}
    plugins: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()

    @field_validator("strategies", mode="before")
    @classmethod
    def _lists(cls, value):
        if not isinstance(value, dict):
            return value
        return {k: (v,) if isinstance(v, str) else v for k, v in value.items()}


class Part(Strict):
    """A member of a family, by name, with its own parameters where it has any."""

    name: str
    parameters: dict[str, Plain] = {}


class RedLine(Strict):
    """Issues on which a country will not concede more than `concession_at_most`."""

    kind: Literal["tariff", "defence", "transfer", "pledge", "stated"] | None = None
    issues: tuple[str, ...] = ()
    imposed_by: Literal["other", "self"] | None = None
    concession_at_most: Share
    public: bool = True


class Preset(Strict):
    """A named strategy: five choices, and the passage that it comes from."""

    title: str
    text: str
    sources: tuple[str, ...]
    concession: Part = Part(name="polynomial")
    linkage: Part = Part(name="package")
    acceptance: Part = Part(name="next_offer")
    opponent: Part = Part(name="none")
    beta_scale: Positive | None = None
    partial: bool = False
    public: bool = False
    retaliate: bool = False
    escalate: bool = False
    at_date: Literal["enforce", "extend", "escalate", "erratic"] = "enforce"
    red_lines: tuple[RedLine, ...] = ()
