"""The work of a run: which chunks it has, whose they are, and which are still to be played.

The plan depends on the number of rows alone: not on who plays it, nor on what is there. So parts
are the same whatever has happened, and tasks that share a run agree without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from negotiation.errors import InputError
from negotiation.runs.resolve import Resolved

CHUNK = 10_000  # rows to a chunk: enough to spread the cost of Python, few enough for memory
LEAST = 1_000  # rows of a chunk for which a second process is worth its start


@dataclass(frozen=True)
class Chunk:
    """Rows `first` to `first + worlds - 1` of a cell; without points they are its worlds."""

    cell: int
    first: int
    worlds: int

    @property
    def last(self) -> int:
        """The row behind its last one."""
        return self.first + self.worlds

    @property
    def stem(self) -> str:
        """What its files are called, without an ending."""
        return f"part-{self.cell:04d}-{self.first:09d}-{self.worlds:07d}"

    def __str__(self) -> str:
        return f"{self.cell}:{self.first}:{self.worlds}"

    @classmethod
    def parse(cls, text: str, key: str) -> Chunk:
        """The chunk that `str` gave; `InputError` at `key` for anything else."""
        found = re.fullmatch(r"(\d+):(\d+):([1-9]\d*)", text)
        if not found:
            problem = f"is '{text}'; wants CELL:FIRST:WORLDS, such as 0:20000:10000"
            raise InputError(problem, key=key)
        return cls(*map(int, found.groups()))


@dataclass(frozen=True)
class Share:
    """Share `number`, from 1, of the chunks of a run divided into `of`."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @classmethod
    def parse(cls, text: str, key: str) -> Share:
        """A share written 3/8; `InputError` at `key` for anything else."""
        found = re.fullmatch(r"(\d+)/(\d+)", text)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise InputError(f"is '{text}'; wants I/N with I from 1 to N, such as 3/8", key=key)
        return cls(int(found[1]), int(found[2]))

    def take(self, chunks: list[Chunk]) -> list[Chunk]:
        """Its chunks: neighbours, so that a task meets few cells."""
        count = len(chunks)
        return chunks[(self.number - 1) * count // self.of : self.number * count // self.of]


WHOLE = Share()


def plan(resolved: Resolved) -> list[Chunk]:
    """All chunks of a run, cell by cell."""
    count, cells = resolved.rows, len(resolved.cells)
    size = _size(count * cells)
    return [
        Chunk(cell, first, min(size, count - first))
        for cell in range(cells)
        for first in range(0, count, size)
    ]


def _size(total: int) -> int:
    """Rows to a chunk; a run too small for one chunk is halved, so that two can play it."""
    return -(-total // 2) if 2 * LEAST <= total < CHUNK else CHUNK


def missing(chunks: Iterable[Chunk], there: Iterable[Chunk]) -> list[Chunk]:
    """What of the chunks is not covered by those there, which do not overlap."""
    by_cell: dict[int, list[Chunk]] = {}
    for part in sorted(there, key=lambda part: (part.cell, part.first)):
        by_cell.setdefault(part.cell, []).append(part)
    return [gap for chunk in chunks for gap in _gaps(chunk, by_cell.get(chunk.cell, []))]


def _gaps(chunk: Chunk, parts: list[Chunk]) -> Iterable[Chunk]:
    at = chunk.first
    for part in parts:
        if part.last > at and part.first < chunk.last:
            if part.first > at:
                yield Chunk(chunk.cell, at, part.first - at)
            at = part.last
    if at < chunk.last:
        yield Chunk(chunk.cell, at, chunk.last - at)


def overlap(one: Chunk, two: Chunk) -> bool:
    """Whether two chunks have rows in common."""
    return one.cell == two.cell and one.first < two.last and two.first < one.last
