"""A family of cases: what it compares, how much work it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from negotiation.validation.case import Case

DOMAINS, SEED = 200, 1
Tick = Callable[[], None]


@dataclass(frozen=True)
class Size:
    """How many random domains, and the seed that draws them."""

    domains: int = DOMAINS
    seed: int = SEED

    @property
    def few(self) -> int:
        """Domains for what takes long in each: a fifth, but two at the least."""
        return max(self.domains // 5, 2)

    @property
    def many(self) -> int:
        """Domains for what takes no time: five times as many."""
        return 5 * self.domains


@dataclass(frozen=True)
class Found:
    """What came of a family.

    Attributes
    ----------
    cases : the lines of the table.
    curves : mean differences by levels, for the figure; see `negotiation.figures.refinement`.
    """

    cases: Sequence[Case]
    curves: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Family:
    """Cases that are worked out together.

    Attributes
    ----------
    id : what their ids begin with.
    text : how the games are set up, for the page.
    work : how often `run` will call the function that it is given, for the progress bar.
    needs : the development extra without which it cannot run, or nothing.
    """

    id: str
    title: str
    text: str
    work: Callable[[Size], int]
    run: Callable[[Size, Tick], Found]
    needs: str = ""
