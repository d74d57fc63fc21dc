"""What `negotiation validate` can validate, and what each kind needs of the command's options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negotiation.errors import InputError, nearest

if TYPE_CHECKING:
    from negotiation.validation.case import Case

SEED = 1
UNSEEN = 705  # for mechanisms: no claim or number of worlds was chosen on the draws of this seed
SIZES = {  # options that set how much is tried, and the kinds that take them
    "worlds": ("mechanisms", "history"),
    "draws": ("mechanisms", "theory"),
    "domains": ("peers",),
}
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Options:
    """Options of the command; None where the kind's own number is to be used.

    Attributes
    ----------
    only : ids of the rows or families to validate; None for all.
    worlds, draws, domains : sizes of the samples.
    seed : of all draws.
    jobs : worker processes.
    write : folder for the page and its figures.
    case : file of a case of one's own, for history alone.
    whole : all kinds are validated; what cannot be played here is told and left out.
    """

    only: tuple[str, ...] | None = None
    worlds: int | None = None
    draws: int | None = None
    domains: int | None = None
    seed: int = SEED
    jobs: int | None = None
    write: Path | None = None
    case: Path | None = None
    whole: bool = False


@dataclass(frozen=True)
class Report:
    """What came of it: objects for JSON, lines for the terminal, files, and whether any is short.

    The page is the first of the files. Objects have an `id`, `expected`, `obtained`, `tolerance`
    and `verdict` at least, and the `kind` that they are of.
    """

    rows: list[dict[str, Any]]
    lines: list[str]
    paths: list[Path]
    short: bool


@dataclass(frozen=True)
class Kind:
    """One kind of validation: what its progress is counted in, how it is run, with which seed."""

    unit: str
    run: Callable[[Options, Progress], Report]
    seed: int = SEED


def kind(name: str) -> Kind:
    """The kind of a name; `InputError` with the nearest if there is none."""
    if name not in KINDS:
        raise InputError(f"cannot validate '{name}'{nearest(name, KINDS)}")
    return KINDS[name]


def kinds(name: str | None, options: Options) -> list[str]:
    """The kinds asked for: one, or all where none is named.

    Raises
    ------
    InputError : for an unknown name, or options that are for one kind where none is named.
    """
    if name is not None:
        kind(name)
        return [name]
    for key in ("only", "case", "write", *SIZES):
        if getattr(options, key) is not None:
            raise InputError(f"is for one of {', '.join(KINDS)}; name it", key=f"--{key}")
    return list(KINDS)


def validate(name: str, options: Options, progress: Progress) -> Report:
    """Run one kind of validation."""
    chosen = kind(name)
    if options.write is not None and options.only is not None:
        raise InputError("writes the whole page; leave out --only", key="--write")
    if options.case is not None and name != "history":
        raise InputError("is for history alone; leave it out", key="--case")
    if not 0 <= options.seed < 2**63:
        problem = f"is {options.seed}; give a whole number from 0 to 2^63 - 1"
        raise InputError(problem, key="--seed")
    if options.jobs is not None and options.jobs < 1:
        raise InputError(f"is {options.jobs}; wants at least 1", key="--jobs")
    for size, kinds in SIZES.items():
        if getattr(options, size) is not None and name not in kinds:
            problem = f"is for {' and '.join(kinds)}, not for {name}"
            raise InputError(f"{problem}; leave it out", key=f"--{size}")
    report = chosen.run(options, progress)
    return replace(report, rows=[{"kind": name, **row} for row in report.rows])


def closing(reports: Mapping[str, Report]) -> str:
    """What came of several kinds in one line; a mechanism with all its claims counts as a case."""
    from negotiation.validation.table import counted

    rows = [row["verdict"] for report in reports.values() for row in report.rows]
    return f"{len(reports)} kinds of validation ({', '.join(reports)}), cases: {counted(rows)}"


def _mechanisms(options: Options, progress: Progress) -> Report:
    from negotiation.validation import validate as validation
    from negotiation.validation.document import refresh
    from negotiation.validation.page import write
    from negotiation.validation.report import described, lines
    from negotiation.validation.row import rows

    found = validation.validate(
        rows(options.only or ()),
        draws=options.draws,
        worlds=options.worlds,
        seed=options.seed,
        jobs=options.jobs,
        progress=progress,
    )
    paths = [] if options.write is None else [*write(found, options.write), refresh(options.write)]
    short = any(result.verdict != validation.HOLDS for result in found)
    return Report(described(found), list(lines(found)), paths, short)


def _theory(options: Options, progress: Progress) -> Report:
    from negotiation.validation.theory.family import families
    from negotiation.validation.theory.page import write
    from negotiation.validation.theory.validate import validate as play

    chosen = families(options.only or ())
    found = play(chosen, options.seed, options.draws, options.jobs, progress)
    paths = [] if options.write is None else write(found, options.write)
    return of_cases([case for result in found for case in result.cases], paths)


def _peers(options: Options, progress: Progress) -> Report:
    from negotiation.validation.peers.page import versions, write
    from negotiation.validation.peers.validate import families, playable
    from negotiation.validation.peers.validate import validate as play

    chosen = families(options.only or ())
    chosen, missing = playable(chosen) if options.whole else (chosen, [])
    found = play(chosen, options.seed, options.domains, options.jobs, progress)
    paths = [] if options.write is None else write(found, options.write)
    report = of_cases([*missing, *(case for result in found for case in result.cases)], paths)
    report.lines.append(f"Played with {versions()}; seed {options.seed}.")
    return report


def _history(options: Options, progress: Progress) -> Report:
    from negotiation.validation.case import described, short
    from negotiation.validation.history.page import write
    from negotiation.validation.history.report import lines, own_rows
    from negotiation.validation.history.run import history, own
    from negotiation.validation.history.verdicts import rows

    sizes = {"worlds": options.worlds, "seed": options.seed, "jobs": options.jobs}
    if options.case is not None:
        for key in ("only", "write"):
            if getattr(options, key) is not None:
                raise InputError("is for the cases that ship; leave it out", key=f"--{key}")
        cases = own_rows(own(options.case, progress=progress, **sizes))
        return Report(described(cases), list(lines(cases)), [], short(cases))
    found = history(only=options.only, progress=progress, **sizes)
    paths = [] if options.write is None else write(found, options.write)
    cases = rows(found)
    return Report(described(cases), list(lines(cases)), paths, short(cases))


def of_cases(cases: Sequence[Case], paths: list[Path]) -> Report:
    """The report of a kind whose result is a table of cases."""
    from negotiation.validation.case import described, short
    from negotiation.validation.table import lines

    return Report(described(cases), list(lines(cases)), paths, short(cases))


KINDS = {
    "theory": Kind("samples", _theory),
    "mechanisms": Kind("worlds", _mechanisms, UNSEEN),
    "peers": Kind("negotiations", _peers),
    "history": Kind("worlds", _history),
}
