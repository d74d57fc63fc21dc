"""Validate mechanisms: play the arms of each row, judge its claims and nulls, and report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from negotiation.draws import Array
from negotiation.errors import InputError
from negotiation.runs.numbers import Number, numbers
from negotiation.runs.resolve import Resolved
from negotiation.validation.command import Progress
from negotiation.validation.judge import HOLDS, SHORT, Alike, Found, compare, judge
from negotiation.validation.play import given, play_group
from negotiation.validation.played import Played
from negotiation.validation.row import Claim, Row
from negotiation.validation.together import bind, groups
from negotiation.validation.workers import Call, played

FEWEST = 2  # draws that make an interval


@dataclass(frozen=True)
class Result:
    """A row, and what came of its claims and nulls.

    `given` is how many worlds to a draw were asked for, None where arms had what they want.
    """

    row: Row
    draws: int
    given: int | None
    seed: int
    claims: tuple[Found, ...]
    nulls: tuple[Alike, ...]

    @property
    def worlds(self) -> int:
        """Worlds to a draw in arms that want no number of their own."""
        return self.given or self.row.worlds

    def worlds_of(self, arms: Sequence[str]) -> int:
        """Worlds to a draw in arms that are compared."""
        return self.given or self.row.worlds_of(arms[0])

    @property
    def verdict(self) -> str:
        """`holds` if no claim and no null falls short."""
        verdicts = [*(c.verdict for c in self.claims), *(n.verdict for n in self.nulls)]
        return SHORT if SHORT in verdicts else HOLDS


def validate(
    rows: Sequence[Row],
    *,
    draws: int | None = None,
    worlds: int | None = None,
    seed: int,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """Play and judge some rows; rows go to worker processes.

    Parameters
    ----------
    draws : values of the other parameters; by default as many as the row asks for.
    worlds : worlds of each draw; by default as many as the row asks for.
    jobs : worker processes; by default one for each core.
    progress : called with worlds done and worlds in all.

    Raises
    ------
    InputError : for a number of draws, worlds, a seed or workers that makes no sense.
    """
    _check(draws, worlds, seed, jobs)
    wanted = [draws or row.draws for row in rows]
    sizes = [
        number * sum(worlds or row.worlds_of(arm) for arm in row.used)
        for row, number in zip(rows, wanted, strict=True)
    ]
    calls: list[Call] = [
        (examine, (row, number, worlds, seed)) for row, number in zip(rows, wanted, strict=True)
    ]
    return played(calls, sizes, jobs, progress)


def _check(draws: int | None, worlds: int | None, seed: int, jobs: int | None) -> None:
    if draws is not None and draws < FEWEST:
        raise InputError(f"is {draws}; give at least {FEWEST}", key="--draws")
    if worlds is not None and worlds < 1:
        raise InputError(f"is {worlds}; give at least 1", key="--worlds")
    if not 0 <= seed < 2**63:
        raise InputError(f"is {seed}; give a whole number from 0 to 2^63 - 1", key="--seed")
    if jobs is not None and jobs < 1:
        raise InputError(f"is {jobs}; wants at least 1", key="--jobs")


def examine(row: Row, draws: int, worlds: int | None, seed: int) -> Result:
    """Play the arms of one row and judge what it says; `worlds` to a draw, or what arms want."""
    arms: dict[str, Played] = {}
    for group in groups(row):
        arms |= play_group(row, group, draws, worlds or row.worlds_of(group[0]), seed)
    asked = set().union(*(arm.asked for arm in arms.values()))
    bound = {name: bind(row, row.arms[name], seed) for name in row.used}
    claims = tuple(
        judge(
            claim,
            claim.measured([arms[name] for name in claim.arms]),
            _shared(claim, row, bound, draws),
            draws,
            asked,
        )
        for claim in row.claims
    )
    nulls = tuple(compare(null, *(arms[name] for name in null.arms)) for null in row.nulls)
    return Result(row, draws, worlds, seed, claims, nulls)


def _shared(claim: Claim, row: Row, bound: Mapping[str, Resolved], draws: int) -> dict[str, Array]:
    """Values [draw] of the numbers that no arm of a claim sets."""
    known: dict[str, Number] = {}
    for arm in claim.arms:
        known.update(numbers(bound[arm]))
    sets = [key for arm in claim.arms for key in row.arms[arm].sets]
    seed = bound[claim.arms[0]].experiment.seed
    return given(known, sets, draws, seed, row.noise_by_draw)
