"""`negotiation run` and `negotiation sweep`: play an experiment and print what came of it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negotiation.cli_shared import INTERRUPTED, Bar, print_lines, stop
from negotiation.errors import InputError, Interrupted

if TYPE_CHECKING:
    from negotiation.runs.resolve import Resolved

File = Annotated[Path, typer.Argument(help="The experiment file.")]
Worlds = Annotated[int | None, typer.Option(help="Worlds for each cell, and for each point.")]
Seed = Annotated[int | None, typer.Option(help="Seed of all draws, and of a design.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a number or a choice by its dotted key."),
]
Plugins = Annotated[
    list[Path] | None,
    typer.Option("--plugin", metavar="FILE", help="A Python file with strategies of your own."),
]
Jobs = Annotated[int | None, typer.Option(help="Processes that play.")]
Out = Annotated[Path | None, typer.Option(help="Result folder.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Start over: throw away what is there.")]
Dask = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Play on a Dask cluster; 'local' starts one here."),
]
Chunks = Annotated[
    str | None, typer.Option(metavar="I/N", help="Play share I of N, one task of several.")
]
Until = Annotated[
    list[str] | None,
    typer.Option(
        metavar="'width(KEY) < X'",
        help="Add worlds until the 95 % interval of a mean or chance is narrower; may be repeated.",
    ),
]
Most = Annotated[
    int | None, typer.Option(help="Worlds for each cell at which --until gives up.", min=1)
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print the result folder alone.")]
Reproduce = Annotated[
    str | None,
    typer.Option(metavar="CELL:FIRST:WORLDS", help="Play one chunk alone, write nothing."),
]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY[=...]",
        help="LO:HI:N for a range, A,B,C for values; KEY alone for the scenario's range.",
    ),
]
Design = Annotated[str | None, typer.Option(help="grid, lhs, sobol, morris or saltelli.")]
Points = Annotated[int | None, typer.Option(help="Points of a design other than grid.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what it would come to, and play no more.")
]


@dataclass(frozen=True)
class Way:
    """How an experiment is carried out; nothing here changes a world."""

    out: Path | None
    jobs: int | None
    fresh: bool
    dask: str | None
    chunks: str | None
    until: list[str] | None
    most: int | None
    quiet: bool

    def __post_init__(self) -> None:
        if self.fresh and self.chunks:
            problem = "throws away what other shares have played; leave it out"
            raise InputError(problem, key="--fresh")
        if self.until and self.chunks:
            problem = "judges whole runs; leave it out, or --chunks"
            raise InputError(problem, key="--until")
        if self.most is not None and not self.until:
            raise InputError("is the ceiling of --until; give both", key="--most")

    def say(self, text: str) -> None:
        """A sentence that is no result."""
        if not self.quiet:
            typer.echo(text, err=True)


def run(
    experiment: File,
    worlds: Worlds = None,
    seed: Seed = None,
    set_: Sets = None,
    jobs: Jobs = None,
    out: Out = None,
    fresh: Fresh = False,
    dask: Dask = None,
    chunks: Chunks = None,
    until: Until = None,
    most: Most = None,
    reproduce: Reproduce = None,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """Run an experiment and print what came of it; the last line is the result folder.

    The same command again goes on where the last one ended.
    """
    with _stoppable():
        way = Way(out, jobs, fresh, dask, chunks, until, most, quiet)
        resolved = _resolve(experiment, set_, plugin, worlds=worlds, seed=seed)
        if reproduce is not None:
            _reproduce(resolved, reproduce)
        else:
            _carry_out(resolved, way, _summary)


def sweep(
    experiment: File,
    vary: Vary = None,
    design: Design = None,
    points: Points = None,
    worlds: Worlds = None,
    seed: Seed = None,
    set_: Sets = None,
    jobs: Jobs = None,
    out: Out = None,
    fresh: Fresh = False,
    dask: Dask = None,
    chunks: Chunks = None,
    until: Until = None,
    most: Most = None,
    plugin: Plugins = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
) -> None:
    """Run an experiment over more cells and points, and print what they change."""
    with _stoppable():
        from negotiation.cli_sweep import findings, plan
        from negotiation.runs.vary import check_not_set, parse_all

        way = Way(out, jobs, fresh, dask, chunks, until, most, quiet)
        varied = parse_all(vary or ())
        check_not_set(varied, [text.partition("=")[0].strip() for text in set_ or ()])
        swept = {"vary": varied, "design": design, "points": points}
        resolved = _resolve(experiment, set_, plugin, worlds=worlds, seed=seed, **swept)
        if points is not None and resolved.points != points:
            way.say(f"{resolved.points} points: what this design is made of")
        if dry_run:
            from negotiation.runs.estimate import estimate

            print_lines(plan(estimate(resolved, jobs)))
        else:
            _carry_out(resolved, way, findings)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ctrl-C at any moment says how to go on."""
    try:
        yield
    except KeyboardInterrupt as stopped:
        what = stopped if isinstance(stopped, Interrupted) else "stopped before the end"
        stop(f"{what}; go on with: {_again()}", INTERRUPTED)


def _resolve(
    experiment: Path, sets: Sequence[str] | None, plugins: Sequence[Path] | None, **given: Any
) -> Resolved:
    from negotiation.runs.resolve import resolve
    from negotiation.scenario.override import parse_assignment

    return resolve(
        experiment,
        sets=tuple(parse_assignment(text) for text in sets or ()),
        plugins=tuple(str(p) for p in plugins or ()),
        **given,
    )


def _carry_out(resolved: Resolved, way: Way, told: Callable[[Path], Iterator[str]]) -> None:
    """Play an experiment, print what came of it, and its result folder."""
    from negotiation.runs.manifest import how_far, is_complete
    from negotiation.runs.store import read_manifest

    folder, narrow = _until(resolved, way) if way.until else (_play(resolved, way), True)
    manifest = read_manifest(folder)
    if not is_complete(manifest):
        way.say(f"share {way.chunks} is done; of the whole run {how_far(folder, manifest)}")
    elif not way.quiet:
        print_lines(told(folder))
    typer.echo(str(folder))
    if not narrow:
        raise typer.Exit(1)


def _play(resolved: Resolved, way: Way) -> Path:
    from negotiation.runs.run import run as play
    from negotiation.runs.work import WHOLE, Share

    share = WHOLE if way.chunks is None else Share.parse(way.chunks, "--chunks")
    with Bar(way.quiet) as bar:
        return play(
            resolved,
            way.out,
            way.jobs,
            bar.show,
            dask=way.dask,
            share=share,
            fresh=way.fresh,
            say=way.say,
        )


def _until(resolved: Resolved, way: Way) -> tuple[Path, bool]:
    """Play until intervals are narrow enough; the folder, and whether they are."""
    from dataclasses import replace

    from negotiation.analysis.until import MOST, parse, play_until, worlds_there

    conditions = parse(way.until or (), resolved)
    there = 0 if way.fresh else worlds_there(resolved, way.out)
    again = replace(way, fresh=False)
    ways = iter([way])
    found = play_until(
        resolved,
        conditions,
        lambda asked: _play(asked, next(ways, again)),
        there,
        MOST if way.most is None else way.most,
    )
    typer.echo(found.told(), err=True)  # quiet too: it says whether the width was reached
    return found.folder, found.met


def _summary(folder: Path) -> Iterator[str]:
    """The question, what came of it, and what the numbers of a design do."""
    from negotiation.analysis.load import load
    from negotiation.analysis.summary import told
    from negotiation.cli_sweep import effects

    result = load(folder)
    yield result.manifest["question"]
    yield from told(result)
    yield from effects(folder)


def _reproduce(resolved: Resolved, text: str) -> None:
    from negotiation.runs.reproduce import reproduce
    from negotiation.runs.work import Chunk

    chunk = Chunk.parse(text, "--reproduce")
    typer.echo(f"{chunk} plays through; its values have the hash {reproduce(resolved, chunk)}")


def _again() -> str:
    """The command that goes on where this one ends."""
    return shlex.join(["negotiation", *(word for word in sys.argv[1:] if word != "--fresh")])
