"""`negotiation results`: list, show, verify, merge and export result folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from negotiation.runs.listing import Entry

app = typer.Typer(
    name="results",
    help="List, show, verify, merge and export result folders.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

FORMATS = ("csv", "ema")
Folder = Annotated[Path, typer.Argument(metavar="RUN", help="A result folder.")]


@app.command(name="list")
def list_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to look.")] = Path("results"),
) -> None:
    """List results, the newest first: when, state, size, cells and worlds, folder."""
    from negotiation.runs.listing import listing

    found = listing(folder)
    for entry in found:
        typer.echo(_line(entry))
    if not found:
        typer.echo(f"no results in {folder}", err=True)


@app.command()
def show(folder: Folder) -> None:
    """Say what a result is, what made it, and what came of it."""
    from negotiation.analysis.describe import described
    from negotiation.analysis.load import load
    from negotiation.analysis.summary import told

    run = load(folder, incomplete=True)
    for key, text in described(run):
        typer.echo(f"{key:<12}{text}")
    for line in told(run) if run.parts else ():
        typer.echo(line)


@app.command()
def verify(
    folder: Folder,
    json_: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Compute all hashes again and see that every row is there once; exit code 1 if not."""
    import json
    from dataclasses import asdict

    from negotiation.runs.verify import verify as examine

    found = examine(folder)
    if json_:
        typer.echo(json.dumps(asdict(found), indent=1))
    else:
        for fault in found.faults:
            typer.echo(f"{fault.where}: {fault.what}")
        for note in found.notes:
            typer.echo(note)
        if not found.faults:
            what = "the hash of bytes and values of each part, every row once"
            count = f"{found.parts:,} part{'s' * (found.parts != 1)}, {found.rows:,} rows"
            typer.echo(f"{folder}: sound: {count}; {what}")
    if found.faults:
        raise typer.Exit(1)


@app.command()
def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Results to join.")],
    out: Annotated[Path, typer.Option(help="Folder to write; it must not exist.")],
) -> None:
    """Join results of one design that hold other worlds, and print the folder written."""
    from negotiation.runs.merge import merge as join

    typer.echo(str(join(folders, out)))


@app.command()
def export(
    folder: Folder,
    out: Annotated[Path, typer.Option(help="File to write.")],
    format_: Annotated[str, typer.Option("--format", help="csv or ema (EMA Workbench).")] = "csv",
) -> None:
    """Write a result in another format, and print the files written."""
    from negotiation.errors import InputError, nearest

    if format_ not in FORMATS:
        raise InputError(f"no format '{format_}'{nearest(format_, FORMATS)}", key="--format")
    if out.exists():
        raise InputError("exists; choose another --out", file=str(out))
    from negotiation.analysis.load import load

    run = load(folder)
    if format_ == "csv":
        from negotiation.analysis.export_csv import export_csv as write
    else:
        from negotiation.analysis.export_ema import export_ema as write
    for path in write(run, out):
        typer.echo(str(path))


def _line(entry: Entry) -> str:
    if entry.fault:
        return f"{'-':<17}{'damaged':<12}{_bytes(entry.size):>9}  {entry.folder}: {entry.fault}"
    points = f" x {entry.points:,} points" if entry.points > 1 else ""
    worlds = f"{entry.worlds:,} world{'s' * (entry.worlds != 1)}"
    of = f"{entry.cells:,} cell{'s' * (entry.cells != 1)} x {worlds}{points}"
    when = entry.when[:16].replace("T", " ")
    return (
        f"{when:<17}{entry.state:<12}{_bytes(entry.size):>9}  {of:<28}  "
        f"{entry.experiment} {entry.run}  {entry.folder}"
    )


def _bytes(size: int) -> str:
    number = float(size)
    for unit in ("B", "kB", "MB"):
        if number < 999.5:
            return f"{number:.0f} {unit}"
        number /= 1000.0
    return f"{number:.1f} GB"
