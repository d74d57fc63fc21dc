"""The shape of an experiment file and of the strategy presets."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator
from pydantic_core import PydanticCustomError

from negotiation.errors import shown
from negotiation.scenario.base import Number, Strict, Switch, Whole
from negotiation.scenario.quantity import Plain, Positive, Share


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
    partial: Switch = False
    public: Switch = False
    retaliate: Switch = False
    escalate: Switch = False
    at_date: Literal["enforce", "extend", "escalate", "erratic"] = "enforce"
    threaten_abandonment: Switch = False
    hedge: Switch = False
    early: Switch = False
    divide: Switch = False
    front: Switch = False
    reopen: Switch = False
    red_lines: tuple[RedLine, ...] = ()


class Span(Strict):
    """A number varied over `range`; by default that of the scenario.

    A grid takes `values` of them, evenly spaced, ends included. A design of points ignores that: it
    spreads its points evenly over a range given here, and by the number's own distribution over
    that of the scenario.
    """

    range: tuple[Number, Number] | None = None
    values: Annotated[Whole, Field(ge=2, le=10_000)] = 5

    @model_validator(mode="after")
    def _rising(self):
        if self.range is not None and not self.range[0] < self.range[1]:
            low, high = self.range
            problem = f"goes from {low:g} to {high:g}; put the lower end first"
            raise PydanticCustomError("quantity", "{problem}", {"problem": problem})
        return self


# The two forms of what varies, by name; the names are no part of a key in an error.
LISTED, SPANNED = "a list of values", "a span"


def _form(given: Any) -> str:
    return SPANNED if isinstance(given, dict | Span) else LISTED


Varied = Annotated[
    Annotated[tuple[Any, ...], Field(min_length=1), Tag(LISTED)] | Annotated[Span, Tag(SPANNED)],
    Discriminator(_form),
]
Design = Literal["grid", "lhs", "sobol", "morris", "saltelli"]


class Experiment(Strict):
    """A question, and the runs that answer it.

    `scenario` is the name of one in the library, a path, or a scenario written out in place.
    A list of strategies for a country is swept, and so is a list of values under `vary`, by the
    dotted key of a number or a choice. `arms` are named sets of such changes; `mechanisms.M3 =
    false` switches a mechanism, `strategies.usa = "..."` changes a player. Every combination is a
    cell. A `Span` under `vary` makes cells in a grid, and in any other `design` one dimension of
    `points` that are played in the same worlds of every cell. `presets` are named strategies of
    one's own. `outcomes` are the columns of the result that the question is about; a run prints
    them in its closing table.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")
    question: str
    scenario: str | dict[str, Any]
    worlds: Annotated[Whole, Field(ge=1, le=1_000_000_000)]
    seed: Annotated[Whole, Field(ge=0, le=2**63 - 1)]
    strategies: dict[str, tuple[str, ...]]
    presets: dict[str, Preset] = {}
    mechanisms: dict[str, Switch] = {}
    set: dict[str, Any] = {}
    vary: dict[str, Varied] = {}
    design: Design = "grid"
    points: Annotated[Whole, Field(ge=2, le=1_000_000)] | None = None
    arms: dict[str, dict[str, Any]] = {}
    plugins: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()

    @property
    def levers(self) -> dict[str, tuple[Any, ...]]:
        """What makes cells: values by dotted key."""
        return {key: given for key, given in self.vary.items() if isinstance(given, tuple)}

    @property
    def spans(self) -> dict[str, Span]:
        """Numbers over a range, by dotted key in the order of the alphabet."""
        return {k: v for k, v in sorted(self.vary.items()) if isinstance(v, Span)}

    @field_validator("strategies", mode="before")
    @classmethod
    def _lists(cls, value):
        if not isinstance(value, dict):
            return value
        return {country: _names(country, names) for country, names in value.items()}


def _names(country: str, names: Any) -> tuple[str, ...]:
    """Strategies of a country, one or several, as the file gives them."""
    listed = names if isinstance(names, list | tuple) else (names,)
    for name in listed:
        if not isinstance(name, str):
            problem = f"is {shown(names)}; wants text, the name of a strategy, or a list of names"
            at = f"strategies.{country}"
            raise PydanticCustomError("reference", "{problem}", {"at": at, "problem": problem})
    return tuple(listed)
