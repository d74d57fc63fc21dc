"""What `negotiation validate` can validate, and what each kind needs of the command's options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negotiation.errors import InputError, nearest

if TYPE_CHECKING:
    from negotiation.validation.case import Case

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Options:
    """Options of the command; None where the kind's own number is to be used.

    Attributes
    ----------
    only : ids of the rows or families to validate; None for all.
    worlds, draws : sizes of the samples.
    seed : of all draws.
    jobs : worker processes.
    write : folder for the page and its figures.
    """

    only: tuple[str, ...] | None = None
    worlds: int | None = None
    draws: int | None = None
    seed: int | None = None
    jobs: int | None = None
    write: Path | None = None


@dataclass(frozen=True)
class Report:
    """What came of it: objects for JSON, lines for the terminal, files, and whether any is short.

    The page is the first of the files.
    """

    rows: list[dict[str, Any]]
    lines: list[str]
    paths: list[Path]
    short: bool


@dataclass(frozen=True)
class Kind:
    """One kind of validation: what its progress is counted in, and how it is run."""

    unit: str
    run: Callable[[Options, Progress], Report]


def kind(name: str) -> Kind:
    """The kind of a name; `InputError` with the nearest if there is none."""
    if name not in KINDS:
        raise InputError(f"cannot validate '{name}'{nearest(name, KINDS)}")
    return KINDS[name]


def validate(name: str, options: Options, progress: Progress) -> Report:
    """Run one kind of validation."""
    chosen = kind(name)
    if options.write is not None and options.only is not None:
        raise InputError("writes the whole page; leave out --only", key="--write")
    if options.seed is not None and not 0 <= options.seed < 2**63:
        problem = f"is {options.seed}; give a whole number from 0 to 2^63 - 1"
        raise InputError(problem, key="--seed")
    if options.jobs is not None and options.jobs < 1:
        raise InputError(f"is {options.jobs}; wants at least 1", key="--jobs")
    return chosen.run(options, progress)


def _mechanisms(options: Options, progress: Progress) -> Report:
    from negotiation.validation import validate as validation
    from negotiation.validation.page import write
    from negotiation.validation.report import described, lines
    from negotiation.validation.row import rows

    found = validation.validate(
        rows(options.only or ()),
        draws=validation.DRAWS if options.draws is None else options.draws,
        worlds=options.worlds,
        seed=validation.SEED if options.seed is None else options.seed,
        jobs=options.jobs,
        progress=progress,
    )
    paths = [] if options.write is None else write(found, options.write)
    short = any(result.verdict != validation.HOLDS for result in found)
    return Report(described(found), list(lines(found)), paths, short)


def _theory(options: Options, progress: Progress) -> Report:
    from negotiation.validation.theory.family import families
    from negotiation.validation.theory.page import write
    from negotiation.validation.theory.validate import SEED
    from negotiation.validation.theory.validate import validate as play

    if options.worlds is not None:
        problem = "is for mechanisms; the samples of theory are --draws"
        raise InputError(problem, key="--worlds")
    chosen = families(options.only or ())
    seed = SEED if options.seed is None else options.seed
    found = play(chosen, seed, options.draws, options.jobs, progress)
    paths = [] if options.write is None else write(found, options.write)
    return of_cases([case for result in found for case in result.cases], paths)


def of_cases(cases: Sequence[Case], paths: list[Path]) -> Report:
    """The report of a kind whose result is a table of cases."""
    from negotiation.validation.case import described, lines, short

    return Report(described(cases), list(lines(cases)), paths, short(cases))


KINDS = {
    "mechanisms": Kind("worlds", _mechanisms),
    "theory": Kind("samples", _theory),
}
