"""What a row of the validation is: arms to play, claims about them, and where nothing may differ.

A row is one short file in `negotiation/validation/mechanisms` that calls `add`. It says what to
compare; playing, drawing the other numbers, intervals and verdicts are not its business.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from negotiation.draws import Array
from negotiation.errors import InputError, nearest
from negotiation.validation.played import Columns, Played, everything
from negotiation.world.model import NegotiationModel

Expected = Literal["more", "less", "not less", "not more"]
Watch = Callable[[NegotiationModel], Array]
DRAWS = 50  # values of the other parameters, unless a row asks for more
FEW = 20  # worlds to a draw, unless a row or an arm asks for more
NOTHING: Mapping[str, Any] = {}
PLAINLY = {"mechanisms.M2": False, "mechanisms.M9": False}  # without dates and ratification
MANY = 100  # worlds to a draw where an effect is small beside what coins and openers do


@dataclass(frozen=True)
class Arm:
    """One way to play a scenario.

    Attributes
    ----------
    scenario : a scenario of the library, or a path.
    strategies : by country.
    sets : numbers, switches and choices by dotted key, as `--set` takes them.
    presets : strategies that only this arm knows, as an experiment file holds them.
    until : the last week that is looked at, after which nothing is played; all by default.
    worlds : worlds to a draw, where this arm wants another number than its row.
    """

    scenario: str
    strategies: Mapping[str, str]
    sets: Mapping[str, Any] = field(default_factory=dict)
    presets: Mapping[str, Any] = field(default_factory=dict)
    until: int | None = None
    worlds: int | None = None

    def but(self, sets: Mapping[str, Any] = NOTHING, **other: Any) -> Arm:
        """The same with more keys set, and with `other` attributes."""
        return replace(self, sets={**self.sets, **sets}, **other)


@dataclass(frozen=True)
class Condition:
    """Draws in which a claim is made: in words, and as a function of the draws' numbers.

    `holds` takes the values [draw] of the numbers by purpose and returns the draws meant.
    """

    text: str
    holds: Callable[[Mapping[str, Array]], np.ndarray]


@dataclass(frozen=True)
class Claim:
    """That something comes out more, or less, in the last of some arms than in the first.

    Attributes
    ----------
    text : the claim in a sentence, with its source.
    arms : names of arms of the row, by rising dose. With one arm the measure itself is the effect.
    measure : what is compared, see `negotiation.validation.played`.
    across : whether the measure takes all arms at once and returns the effect itself.
    expected : `more` and `less` want the sign; `not less` and `not more` are content with none.
    unit : what the measure is counted in.
    doses, dose : the dose of each arm, where it is a number, and what it is called.
    where : the draws for which the claim is made; all by default.
    derived : functions of the draws' numbers among which, besides these numbers themselves, to
        look for where the sign turns, by what they are called.
    note : what a reader must know to judge the comparison.
    judged : whether the verdict of the row depends on it, or it is only told.
    """

    text: str
    arms: tuple[str, ...]
    measure: Callable[..., Array]
    expected: Expected
    unit: str
    doses: tuple[float, ...] = ()
    dose: str = ""
    where: Condition | None = None
    derived: Mapping[str, Callable[[Mapping[str, Array]], Array]] = field(default_factory=dict)
    note: str = ""
    judged: bool = True
    across: bool = False

    def measured(self, arms: Sequence[Played]) -> list[Array]:
        """What is compared: an array for each arm, or the effect alone."""
        return [self.measure(*arms)] if self.across else [self.measure(arm) for arm in arms]

    @property
    def sign(self) -> int:
        """1 where more is expected, -1 where less is."""
        return 1 if self.expected in ("more", "not less") else -1

    @property
    def strict(self) -> bool:
        """Whether the effect must show, rather than only not turn round."""
        return self.expected in ("more", "less")


@dataclass(frozen=True)
class Null:
    """Two arms that must come out alike: where theory gives the mechanism nothing to act on.

    `same` picks the columns to compare, all of them by default; `where` the worlds, by what
    happened in the first of the two arms.
    """

    text: str
    arms: tuple[str, str]
    same: Callable[[Played], Columns] = everything
    where: Callable[[Played], np.ndarray] | None = None


@dataclass(frozen=True)
class Row:
    """A mechanism, what it must show and where it must do nothing.

    `watch` are arrays [world] to be read off the model after every week, by name. `draws` is how
    many draws the row needs, `worlds` how many worlds a draw. With `noise_by_draw` the salience
    drawn anew for each issue is the same in all worlds of a draw, for a claim whose condition it
    decides; else it is noise. `reads` are the rules whose acts measures look up; of the others no
    diary is kept. `divided` says that a measure looks up how deals divide the gain; in arms that no
    null compares these columns are left out else.
    """

    id: str
    name: str
    arms: Mapping[str, Arm]
    claims: tuple[Claim, ...]
    nulls: tuple[Null, ...]
    watch: Mapping[str, Watch] = field(default_factory=dict)
    worlds: int = FEW
    draws: int = DRAWS
    noise_by_draw: bool = False
    reads: tuple[str, ...] = ()
    divided: bool = False

    def __post_init__(self) -> None:
        for arm in self._named():
            if arm not in self.arms:
                raise InputError(f"unknown arm '{arm}'{nearest(arm, self.arms)}", key=self.id)
        for arms in [c.arms for c in self.claims] + [n.arms for n in self.nulls]:
            if len({(self.worlds_of(arm), self.arms[arm].until) for arm in arms}) > 1:
                problem = f"{', '.join(arms)} are compared and differ in worlds to a draw or in "
                raise InputError(f"{problem}the week they end; give them the same", key=self.id)

    def _named(self) -> set[str]:
        of_claims = (arm for claim in self.claims for arm in claim.arms)
        return {*of_claims, *(arm for null in self.nulls for arm in null.arms)}

    def worlds_of(self, arm: str) -> int:
        """Worlds to a draw in an arm."""
        return self.arms[arm].worlds or self.worlds

    def divides(self, arm: str) -> bool:
        """Whether the columns on how deals divide the gain are needed of an arm."""
        return self.divided or any(arm in null.arms for null in self.nulls)

    @property
    def used(self) -> list[str]:
        """Arms that some claim or null needs, in the row's order."""
        return [arm for arm in self.arms if arm in self._named()]


_ROWS: dict[str, Row] = {}


def add(row: Row) -> Row:
    """Register a row; `InputError` if its id is taken."""
    if row.id in _ROWS:
        raise InputError("there is a row of this id; choose another", key=row.id)
    _ROWS[row.id] = row
    return row


def rows(ids: Iterable[str] = ()) -> list[Row]:
    """The rows asked for, all by default, by number; `InputError` names the nearest known id."""
    package = importlib.import_module("negotiation.validation.mechanisms")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    for wanted in ids:
        if wanted not in _ROWS:
            problem = f"no row of this mechanism: '{wanted}'{nearest(wanted, _ROWS)}"
            raise InputError(problem, key="--only")
    chosen = [_ROWS[key] for key in dict.fromkeys(ids or _ROWS)]
    return sorted(chosen, key=lambda row: int(row.id[1:]))
