"""Try families of theory on their samples; families go to worker processes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from negotiation.errors import InputError
from negotiation.validation.case import Case
from negotiation.validation.command import Progress
from negotiation.validation.theory.family import Family, Sample, families

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
    from joblib import Parallel, delayed

    sizes = {family.id: samples or family.samples for family in chosen}
    workers = max(1, min(jobs or os.cpu_count() or 1, len(chosen)))
    calls = (delayed(examine)(family.id, seed, sizes[family.id]) for family in chosen)
    done, found = 0, []
    for result in Parallel(n_jobs=workers, return_as="generator_unordered")(calls):
        found.append(result)
        done += sizes[result.family.id]
        if progress is not None:
            progress(done, sum(sizes.values()))
    order = [family.id for family in chosen]
    return sorted(found, key=lambda result: order.index(result.family.id))


def examine(family: str, seed: int, samples: int) -> Result:
    """Try one family, given by its id so that a worker need not be sent code."""
    (chosen,) = families([family])
    return Result(chosen, samples, seed, tuple(chosen.cases(Sample(seed, samples))))
