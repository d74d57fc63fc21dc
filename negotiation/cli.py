"""The command line: parses and prints, nothing else. Heavy imports wait until they are needed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from negotiation.errors import NegotiationError, ReplayError

if TYPE_CHECKING:
    from negotiation.analysis.summary import Spread, TableSummary

app = typer.Typer(
    name="negotiation",
    help="Simulate bargaining over trade and alliances between countries.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a number or a choice by its dotted key."),
]
Plugins = Annotated[
    list[Path] | None,
    typer.Option("--plugin", metavar="FILE", help="A Python file with strategies of your own."),
]


@app.command()
def run(
    experiment: Annotated[Path, typer.Argument(help="The experiment file.")],
    worlds: Annotated[int | None, typer.Option(help="Worlds for each cell.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of all draws.")] = None,
    set_: Sets = None,
    jobs: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
    out: Annotated[Path | None, typer.Option(help="Result folder.")] = None,
    plugin: Plugins = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the result folder alone.")] = False,
) -> None:
    """Run an experiment and print what came of it; the last line is the result folder."""
    from negotiation.errors import InputError
    from negotiation.runs.resolve import resolve
    from negotiation.scenario.override import parse_assignment

    if jobs is not None and jobs < 1:
        raise InputError(f"is {jobs}; wants at least 1", key="--jobs")
    resolved = resolve(
        experiment,
        sets=tuple(parse_assignment(text) for text in set_ or ()),
        worlds=worlds,
        seed=seed,
        plugins=tuple(str(p) for p in plugin or ()),
    )
    from negotiation.runs.run import run as play  # slow to import, so not before a mistake is found

    with _Bar(quiet) as bar:
        folder = play(resolved, out, jobs, bar.show)
    if not quiet:
        _print_summary(folder)
    typer.echo(str(folder))


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A result folder.")],
    world: Annotated[int, typer.Option(help="The world to play again.")],
    cell: Annotated[int, typer.Option(help="The cell it is in.")] = 0,
) -> None:
    """Play one world again, check it against its stored row, and tell it round by round."""
    from negotiation.analysis.load import load
    from negotiation.analysis.transcript import tell
    from negotiation.runs.replay import replay as play_again

    transcript = play_again(folder, world, cell)
    stored = load(folder)
    typer.echo(f"World {world}, {stored.label(cell)}")
    for line in tell(transcript, stored.resolved.scenario):
        typer.echo(line)
    rows = stored.frame(["outcome", "week"])
    rows = rows[(rows["world"] == world) & (rows["cell"] == cell)]
    typer.echo("")
    for row in rows.itertuples():
        typer.echo(f"{row.table}: {row.outcome}" + _in_week(row.week))


def _in_week(week: float) -> str:
    return "" if week != week else f" in week {week:.0f}"


@app.command()
def check(file: Annotated[Path, typer.Argument(help="An experiment or scenario file.")]) -> None:
    """Check a file without running it."""
    from negotiation.runs.resolve import check as examine

    typer.echo(f"{file}: {examine(file)}")


@app.command(name="list")
def list_(
    what: Annotated[
        str, typer.Argument(help="scenarios, strategies, mechanisms, issues or figures.")
    ],
) -> None:
    """List what there is to choose from."""
    from negotiation.figures import FIGURES
    from negotiation.runs.catalogue import catalogue

    for name, sentence in catalogue(what, FIGURES):
        typer.echo(f"{name:<32} {sentence}")


@app.command()
def plot(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A result folder.")],
    figure: Annotated[list[str] | None, typer.Argument(help="Figures; all by default.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the files.")] = None,
    world: Annotated[int, typer.Option(help="World shown by figures of one world.")] = 0,
) -> None:
    """Draw figures of a result into its folder, and print their paths."""
    from negotiation.analysis.load import load
    from negotiation.figures import draw

    for path in draw(load(folder), figure or [], out, world):
        typer.echo(str(path))


@app.command()
def validate(
    what: Annotated[str, typer.Argument(help="What to validate: theory or mechanisms.")],
    only: Annotated[
        str | None, typer.Option(help="Rows or families by id, such as M6,M11 or rubinstein.")
    ] = None,
    worlds: Annotated[int | None, typer.Option(help="Worlds for each draw.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of all draws.")] = None,
    draws: Annotated[int | None, typer.Option(help="Draws of the other parameters.")] = None,
    jobs: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
    write: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the page and its figures there.")
    ] = None,
) -> None:
    """Hold what is expected against what is played; exit code 1 if anything falls short."""
    import json

    from negotiation.validation import command

    ids = None if only is None else tuple(part.strip() for part in only.split(","))
    options = command.Options(ids, worlds, draws, seed, jobs, write)
    with _Bar(quiet=False, unit=command.kind(what).unit) as bar:
        report = command.validate(what, options, bar.show)
    if json_:
        typer.echo(json.dumps(report.rows, indent=1))
    else:
        for line in report.lines:
            typer.echo(line)
        for path in report.paths[:1]:
            typer.echo(str(path))
    if report.short:
        raise typer.Exit(1)


class _Bar:
    """A progress bar on standard error for whatever takes longer than two seconds."""

    def __init__(self, quiet: bool, unit: str = "worlds"):
        self.quiet = quiet
        self.unit = unit
        self.progress: Any = None

    def __enter__(self) -> _Bar:
        import time

        self.started = time.monotonic()
        return self

    def show(self, done: int, total: int) -> None:
        import time

        if self.quiet or time.monotonic() - self.started < 2.0:
            return
        if self.progress is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self.progress = Progress(
                TextColumn("{task.completed:,.0f} of {task.total:,.0f} " + self.unit),
                BarColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self.progress.start()
            self.task = self.progress.add_task(self.unit, total=total)
        self.progress.update(self.task, completed=done)

    def __exit__(self, *_: object) -> None:
        if self.progress is not None:
            self.progress.stop()


def _print_summary(folder: Path) -> None:
    """One block for each cell, one line for each table, and the terms below it."""
    from negotiation.analysis.load import load
    from negotiation.analysis.summary import summarise

    result = load(folder)
    typer.echo(result.manifest["question"])
    found = list(summarise(result))
    for cell in sorted({s.cell for s in found}):
        typer.echo("")
        typer.echo(f"Cell {cell}: {result.label(cell)}")
        for summary in (s for s in found if s.cell == cell):
            _print_table(summary)
    typer.echo("")
    typer.echo("Chances with 95 % intervals; weeks and terms as median [10 % to 90 % of worlds].")


def _print_table(summary: TableSummary) -> None:
    share, low, high = summary.deal
    typer.echo(
        f"  {summary.table:<18} deal in {100 * share:.0f} % [{100 * low:.0f} to {100 * high:.0f}]"
        f"   week {_spread(summary.week)}   of {summary.worlds:,} worlds"
    )
    rest = {k: v for k, v in summary.outcomes.items() if v > 0}
    typer.echo("    " + ", ".join(f"{k} {100 * v:.1f} %" for k, v in sorted(rest.items())))
    for name, (found, unit) in {**summary.terms, **summary.wanted}.items():
        typer.echo(f"    {name:<26}{_spread(found):<28}{unit}")


def _spread(found: Spread) -> str:
    if found.median != found.median:
        return "-"
    return f"{_number(found.median)} [{_number(found.low)} to {_number(found.high)}]"


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 999.5 else f"{value:,.0f}"


INTERRUPTED = 130  # what a shell reports of a command that Ctrl-C has ended


def main() -> None:
    """Entry point: a user's mistake is one line on standard error and exit code 2."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except ReplayError as error:
        _stop(str(error), 1)
    except NegotiationError as error:
        _stop(str(error), 2)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:  # whoever was reading has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            error.show()  # type: ignore[attr-defined]
            sys.exit(2)
        if hasattr(error, "format_message"):  # what the parser says of a wrong option
            _stop(f"{error.format_message()} See negotiation --help.", 2)
        raise
    if code == INTERRUPTED:
        _stop("stopped before the end; no result was written", INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _stop(problem: str, code: int) -> NoReturn:
    print(f"Error: {' '.join(problem.split())}", file=sys.stderr)
    sys.exit(code)
