"""What commands share: a progress bar, lines of text, and how a command stops."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer

INTERRUPTED = 130  # what a shell reports of a command that Ctrl-C has ended


class Bar:
    """A progress bar on standard error for whatever takes longer than two seconds."""

    def __init__(self, quiet: bool, unit: str = "worlds"):
        self.quiet = quiet
        self.unit = unit
        self.progress: Any = None

    def __enter__(self) -> Bar:
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
        self.progress.update(self.task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        if self.progress is not None:
            self.progress.stop()


@contextmanager
def unswept() -> Iterator[None]:
    """Look for no garbage in circles while the block lasts, but where it calls `sweep`.

    Nearly all that drawing makes, modules first, stays until the end, and looking through it time
    and again takes a twentieth of the time of a figure.
    """
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


def sweep() -> None:
    """Do away with garbage in circles among what is new since the last sweep."""
    gc.collect(0)


def print_lines(lines: Iterable[str]) -> None:
    """One line after the other."""
    for line in lines:
        typer.echo(line)


def stop(problem: str, code: int) -> NoReturn:
    """End the command with one line on standard error."""
    print(f"Error: {' '.join(problem.split())}", file=sys.stderr)
    sys.exit(code)
