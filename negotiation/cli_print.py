"""Commands that bring a result to paper or screen: plot, table and report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A result folder.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (plot,):
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
    outcome: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Outcome shown by figures of one.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the figures and stop.")] = False,
) -> None:
    """Draw figures of a result into its folder, and print their paths."""
    from negotiation.figures import FIGURES

    if list_:
        for name, sentence in FIGURES.items():
            typer.echo(f"{name:<14} {sentence}")
        return
    from negotiation.errors import InputError

    if folder is None:
        raise InputError("is missing; name a result folder, or ask for --list", key="RUN")
    from negotiation.analysis.load import load
    from negotiation.figures import draw

    formats = [part.strip() for part in format_.split(",")]
    for path in draw(load(folder), figure or [], out, world, outcome, width, formats, style):
        typer.echo(str(path))
