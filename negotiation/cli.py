"""The command line: parses and prints, nothing else. Heavy imports wait until they are needed."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negotiation import cli_publish, cli_results, cli_run
from negotiation.cli_shared import INTERRUPTED, Bar, stop
from negotiation.errors import NegotiationError

if TYPE_CHECKING:
    from negotiation.validation.command import Report

app = typer.Typer(
    name="negotiation",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
app.command()(cli_run.run)
app.command()(cli_run.sweep)
app.add_typer(cli_results.app)
cli_publish.register(app)


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A result folder.")],
    world: Annotated[int, typer.Option(help="The world to play again.")],
    cell: Annotated[int, typer.Option(help="The cell it is in.")] = 0,
    point: Annotated[int, typer.Option(help="The point of the design, if there is one.")] = 0,
) -> None:
    """Play one world again, check it against its stored row, and tell it round by round."""
    from negotiation.analysis.load import load
    from negotiation.analysis.transcript import tell
    from negotiation.runs.replay import replay as play_again

    transcript = play_again(folder, world, cell, point)
    stored = load(folder)
    designed = stored.resolved.points > 1
    at = f", point {point}" if designed else ""
    typer.echo(f"World {world}{at}, {stored.label(cell)}")
    for line in tell(transcript, stored.resolved.scenario):
        typer.echo(line)
    rows = stored.frame(["outcome", "week", *(["point"] if designed else [])])
    rows = rows[(rows["world"] == world) & (rows["cell"] == cell)]
    rows = rows[rows["point"] == point] if designed else rows
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
def validate(
    what: Annotated[
        str | None,
        typer.Argument(help="theory, mechanisms, peers or history; all of them if left out."),
    ] = None,
    only: Annotated[
        str | None, typer.Option(help="Rows or families by id, such as M6,M11 or rubinstein.")
    ] = None,
    worlds: Annotated[int | None, typer.Option(help="Worlds for each draw.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of all draws.")] = None,
    draws: Annotated[int | None, typer.Option(help="Draws of the other parameters.")] = None,
    domains: Annotated[
        int | None, typer.Option(help="Random domains that another engine plays too.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
    write: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the page and its figures there.")
    ] = None,
    case: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Forecast a case of your own (history).")
    ] = None,
) -> None:
    """Hold what is expected against what is played; exit code 1 if anything falls short."""
    import json

    from negotiation.validation import command

    ids = None if only is None else tuple(part.strip() for part in only.split(","))
    given = command.Options(ids, worlds, draws, domains, 0, jobs, write, case, what is None)
    reports: dict[str, Report] = {}
    for name in command.kinds(what, given):
        kind = command.kind(name)
        options = replace(given, seed=kind.seed if seed is None else seed)
        with Bar(quiet=False, unit=kind.unit) as bar:
            reports[name] = command.validate(name, options, bar.show)
        if not json_:
            _tell(reports[name], name if what is None else None)
    if json_:
        typer.echo(json.dumps([row for one in reports.values() for row in one.rows], indent=1))
    elif what is None:
        typer.echo(command.closing(reports))
    if any(report.short for report in reports.values()):
        raise typer.Exit(1)


def _tell(report: Report, name: str | None) -> None:
    """The lines of a report, under its name where there are several."""
    for line in (*([f"{name}:"] if name else []), *report.lines):
        typer.echo(line)
    for path in report.paths[:1]:
        typer.echo(str(path))


def _misread(error: Any) -> str:
    """What the parser says of a wrong option: the value, and where help on the command is."""
    words: list[str] = []
    context = getattr(error, "ctx", None)
    while context is not None and context.parent is not None:
        words.insert(0, context.info_name)
        context = context.parent
    names = getattr(getattr(error, "param", None), "opts", [])
    given = [word.partition("=") for word in sys.argv[1:]]
    after = [*sys.argv[2:], ""]
    values = [
        value if sign else after[k] for k, (name, sign, value) in enumerate(given) if name in names
    ]
    problem = error.format_message().rstrip(".")
    _, sign, should = error.message.partition("Input should be ")
    if values and sign:
        problem = f"{names[-1]}: is '{values[-1]}'; it should be {should.split(',')[0]}"
    return f"{problem}; see {' '.join(['negotiation', *words])} --help"


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"negotiation {version('negotiation')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Simulate bargaining over trade and alliances between countries."""


def main() -> None:
    """Entry point: a user's mistake is one line on standard error and exit code 2."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except NegotiationError as error:
        stop(str(error), error.code)
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
            stop(_misread(error), 2)
        raise
    if code == INTERRUPTED:
        stop("stopped before the end", INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)
