"""Try families of theory on their samples; families go to worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from negotiation.errors import InputError
from negotiation.validation.case import Case
from negotiation.validation.command import Progress
from negotiation.validation.theory.family import Family, Sample, families
from negotiation.validation.workers import Call, played

FEWEST = 2  # samples that tell anything


@dataclass(frozen=True)
class Result:
    """A family and its cases, tried on so many samples of a seed."""

    family: Family
    samples: int
    seed: int
    cases: tuple[Case, ...]


def validate(
    chosen: Sequence[Family],
    seed: int,
    samples: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """Try families, in their order.

    Parameters
    ----------
    samples : parameters drawn for each family; by default as many as the family asks for.
    jobs : worker processes; by default one for each core.
    progress : called with samples done and samples in all.

    Raises
    ------
    InputError : for a number of samples that makes no sense.
    """
    if samples is not None and samples < FEWEST:
        raise InputError(f"is {samples}; give at least {FEWEST}", key="--draws")
    sizes = [samples or family.samples for family in chosen]
    calls: list[Call] = [
        (examine, (family.id, seed, size)) for family, size in zip(chosen, sizes, strict=True)
    ]
    return played(calls, sizes, jobs, progress)


def examine(family: str, seed: int, samples: int) -> Result:
    """Try one family, given by its id so that a worker need not be sent code."""
    (chosen,) = families([family])
    return Result(chosen, samples, seed, tuple(chosen.cases(Sample(seed, samples))))
