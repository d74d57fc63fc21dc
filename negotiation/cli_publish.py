"""Commands that bring a result to paper or screen: plot, table and report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negotiation.cli_shared import Bar, print_lines, sweep, unswept

if TYPE_CHECKING:
    from negotiation.analysis.load import Run
    from negotiation.figures import Choice

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A result folder.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (plot, table, report):
        app.command()(command)


def plot(
    folder: Annotated[
        Path | None, typer.Argument(metavar="RUN", help="A result folder.", show_default=False)
    ] = None,
    figure: Annotated[list[str] | None, typer.Argument(help="Figures; all by default.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the files.")] = None,
    width: Annotated[
        str | None, typer.Option(metavar="single|double|MM", help="Width of the page or column.")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="pdf,svg,png", help="Formats, with commas between.")
    ] = "pdf,png",
    style: Annotated[
        str, typer.Option(metavar="paper|slides", help="For print, or large for slides.")
    ] = "paper",
    world: Annotated[int, typer.Option(help="World shown by figures of one world.")] = 0,
    cell: Annotated[int, typer.Option(help="Cell shown by figures of one cell.")] = 0,
    table: Annotated[
        str | None, typer.Option(help="Table shown by figures of one; by default all that fit.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Outcome shown by figures of one.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the figures and stop.")] = False,
    quiet: Quiet = False,
) -> None:
    """Draw figures of a result into its folder, and print their paths."""
    from negotiation.figures import FIGURES, Choice

    if list_:
        for name, sentence in FIGURES.items():
            typer.echo(f"{name:<14} {sentence}")
        return
    formats = [part.strip().lower() for part in format_.split(",")]
    choice = Choice(world, cell, table, outcome)
    with unswept():
        _plot(_given(folder), figure or [], out, choice, width, formats, style, quiet)


def _plot(
    folder: Path,
    names: list[str],
    out: Path | None,
    choice: Choice,
    width: str | None,
    formats: list[str],
    style: str,
    quiet: bool,
) -> None:
    """Draw what can be drawn; then an error that says what could not, and why."""
    from negotiation.analysis.load import load
    from negotiation.figures import choose, draw

    run = load(folder)
    chosen = [one.name for one in choose(run, names, choice)]
    unfit = _unfit(run, chosen)
    fit = [name for name in chosen if name not in unfit]
    if fit:
        with Bar(quiet, unit="figures") as bar:
            paths = draw(run, fit, out, choice, width, formats, style, _sweeping(bar))
        print_lines(map(str, paths))
    if unfit:
        from negotiation.errors import InputError

        said = ", ".join(f"{name} ({why})" for name, why in unfit.items())
        raise InputError(f"not drawn: {said}", file=str(run.folder))


def _sweeping(bar: Bar) -> Callable[[int, int], None]:
    """Show progress, and do away with figures that are drawn."""

    def show(done: int, total: int) -> None:
        bar.show(done, total)
        if done < total:
            sweep()

    return show


def _unfit(run: Run, names: list[str]) -> dict[str, str]:
    """Figures that the run has nothing for, and what it lacks."""
    from negotiation.figures import lacks

    return {name: why for name in names if (why := lacks(run, name))}


def table(
    folder: Annotated[
        Path | None, typer.Argument(metavar="RUN", help="A result folder.", show_default=False)
    ] = None,
    name: Annotated[
        list[str] | None, typer.Argument(metavar="[TABLE]...", help="Tables; all by default.")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="latex|markdown|csv", help="How to set them.")
    ] = "markdown",
    out: Annotated[
        Path | None, typer.Option(help="Folder for one file a table; printed by default.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Outcome that differences are of.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the tables and stop.")] = False,
) -> None:
    """Print tables of a result, with units and notes, or write them as files."""
    from negotiation.publish.tables import TABLES, tables

    if list_:
        for key, sentence in TABLES.items():
            typer.echo(f"{key:<14} {sentence}")
        return
    from negotiation.analysis.load import load
    from negotiation.publish.typeset import ENDINGS, typeset
    from negotiation.publish.write import write

    result = load(_given(folder))
    found = [(one.name, typeset(one, format_)) for one in tables(result, name or [], outcome)]
    for key, text in found:
        if out is None:
            typer.echo(text)
        else:
            typer.echo(str(write(out / f"{key}.{ENDINGS[format_]}", text)))


def report(
    folder: RunFolder,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The page; by default report.html in RUN.")
    ] = None,
    validation: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What validate mechanisms --json printed, to show."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Write one page with the question, results, figures, sources, checks and how to reproduce."""
    from negotiation.analysis.load import load
    from negotiation.publish.report import report as page
    from negotiation.publish.write import write

    target = folder / "report.html" if out is None else out
    with Bar(quiet, unit="figures") as bar:
        text = page(load(folder), validation, bar.show)
    typer.echo(str(write(target, text)))


def _given(folder: Path | None) -> Path:
    """The folder, or an error that says what else there is to ask for."""
    from negotiation.errors import InputError

    if folder is None:
        raise InputError("is missing; name a result folder, or ask for --list", key="RUN")
    return folder
