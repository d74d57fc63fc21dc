"""Work out families of the comparison with peers; families go to worker processes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from negotiation.errors import InputError, nearest
from negotiation.validation.case import Case, not_run
from negotiation.validation.command import Progress
from negotiation.validation.peers import crossing, one_frontier, outside, refined, solutions
from negotiation.validation.peers.family import DOMAINS, Curve, Family, Size
from negotiation.validation.peers.other import check
from negotiation.validation.workers import Call, played

FAMILIES = {
    family.id: family
    for family in (
        *one_frontier.FAMILIES,
        *refined.FAMILIES,
        *solutions.FAMILIES,
        crossing.FAMILY,
        outside.FAMILY,
    )
}
FEWEST = 5  # domains that tell anything


@dataclass(frozen=True)
class Result:
    """A family and what came of it, for so many domains of a seed."""

    family: Family
    size: Size
    cases: tuple[Case, ...]
    curves: tuple[Curve, ...]


def families(ids: Iterable[str] = ()) -> list[Family]:
    """The families asked for, all by default; `InputError` names the nearest known id."""
    for wanted in ids:
        if wanted not in FAMILIES:
            problem = f"no family of peers: '{wanted}'{nearest(wanted, FAMILIES)}"
            raise InputError(problem, key="--only")
    return [FAMILIES[key] for key in FAMILIES if key in set(ids or FAMILIES)]


def playable(chosen: Sequence[Family]) -> tuple[list[Family], list[Case]]:
    """The families that can be played here, and a line for the others that says what is missing."""
    try:
        _check_negmas(chosen)
    except InputError as error:
        rest = [family for family in chosen if not family.negmas]
        return rest, [not_run("negmas", "The same games in NegMAS", None, f"{error}.")]
    return list(chosen), []


def validate(
    chosen: Sequence[Family],
    seed: int,
    domains: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """Work out families, in their order.

    Parameters
    ----------
    domains : random domains for each family, see `Size`.
    jobs : worker processes; by default one for each core.
    progress : called with negotiations done and negotiations in all, as far as families weigh.

    Raises
    ------
    InputError : where NegMAS is needed and not installed, or for too few domains.
    """
    size = Size(DOMAINS if domains is None else domains, seed)
    if size.domains < FEWEST:
        raise InputError(f"is {domains}; give at least {FEWEST}", key="--domains")
    _check_negmas(chosen)
    calls: list[Call] = [(examine, (family.id, size)) for family in chosen]
    return played(calls, [family.work(size) for family in chosen], jobs, progress)


def examine(family: str, size: Size) -> Result:
    """Work out one family, given by its id so that a worker need not be sent code."""
    chosen = FAMILIES[family]
    found = chosen.run(size)
    return Result(chosen, size, tuple(found.cases), tuple(found.curves))


def _check_negmas(chosen: Sequence[Family]) -> None:
    wanting = [family.id for family in chosen if family.negmas]
    if wanting:
        check(wanting, [family.id for family in FAMILIES.values() if not family.negmas])
