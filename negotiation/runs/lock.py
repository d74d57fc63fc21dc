"""Who may write into a result folder: one run, or the shares of one division of it.

The locks are the operating system's (`flock`): they end with the process that holds them, however
it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from negotiation.errors import InputError
from negotiation.runs.work import WHOLE, Share

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCKS = ".lock"
PATIENCE = 120.0  # seconds to wait for others who look at the folder or describe it


@contextmanager
def hold(folder: Path, share: Share) -> Iterator[BaseFileLock]:
    """Hold a share of a folder; yields the gate, to be held for what all shares write.

    `InputError` if somebody else writes the same share, or divides the run otherwise.
    """
    from filelock import FileLock

    (folder / LOCKS).mkdir(parents=True, exist_ok=True)
    gate = FileLock(folder / LOCKS / "gate", timeout=PATIENCE)
    own = FileLock(_path(folder, share), timeout=0)
    try:
        with gate:
            _refuse_others(folder, share)
            own.acquire()
    except TimeoutError:
        raise _taken(folder, share) from None
    except NotImplementedError:
        problem = "lies on a file system without locks (flock); choose another --out"
        raise InputError(problem, file=str(folder)) from None
    try:
        yield gate
    finally:
        own.release()


def others(folder: Path, share: Share) -> list[Share]:
    """The other shares that are being written now."""
    named = (re.fullmatch(r"(\d+)-of-(\d+)", path.name) for path in (folder / LOCKS).iterdir())
    found = (Share(int(name[1]), int(name[2])) for name in named if name)
    return [other for other in found if other != share and _is_held(_path(folder, other))]


def held(folder: Path) -> bool:
    """Whether anybody writes into a folder now; asked at the gate, so that nobody is kept out."""
    from filelock import FileLock

    shares = list((folder / LOCKS).glob("*-of-*"))
    try:
        with FileLock(folder / LOCKS / "gate", timeout=0) if shares else nullcontext():
            return any(_is_held(path) for path in shares)
    except TimeoutError:  # somebody is at the gate
        return True
    except (OSError, NotImplementedError):  # a place where nobody may lock, nor write
        return False


def _refuse_others(folder: Path, share: Share) -> None:
    for other in others(folder, share):
        if other.of != share.of:
            raise _taken(folder, other)


def _taken(folder: Path, share: Share) -> InputError:
    what = "another run writes into it" if share == WHOLE else f"another task plays share {share}"
    return InputError(f"{what}; wait for its end, or give another --out", file=str(folder))


def _path(folder: Path, share: Share) -> Path:
    return folder / LOCKS / f"{share.number}-of-{share.of}"


def _is_held(path: Path) -> bool:
    from filelock import FileLock

    try:
        with FileLock(path, timeout=0):
            return False
    except TimeoutError:
        return True
