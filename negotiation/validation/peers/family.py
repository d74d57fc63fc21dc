"""A family of cases: what it compares, how much work it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from negotiation.validation.case import Case

DOMAINS, SEED = 200, 1
TREND = 20  # domains over which a mean difference is told from chance


@dataclass(frozen=True)
class Size:
    """How many random domains, and the seed that draws them."""

    domains: int = DOMAINS
    seed: int = SEED

    @property
    def half(self) -> int:
        """Domains for what takes longer: half of them, but not fewer than tell a trend."""
        return max(self.domains // 2, min(self.domains, TREND))

    @property
    def few(self) -> int:
        """Domains for what takes long in each: a fifth, but not fewer than tell a trend."""
        return max(self.domains // 5, min(self.domains, TREND))

    @property
    def many(self) -> int:
        """Domains for what takes no time: five times as many."""
        return 5 * self.domains


@dataclass(frozen=True)
class Curve:
    """Mean differences between the engine and NegMAS by levels an issue.

    `what` is `steps` or `utility` (a share of what lies between no deal and the ideal).
    """

    label: str
    what: str
    levels: Sequence[int]
    means: Sequence[float]


@dataclass(frozen=True)
class Found:
    """What came of a family.

    Attributes
    ----------
    cases : the lines of the table.
    curves : mean differences by levels, for the figure.
    """

    cases: Sequence[Case]
    curves: Sequence[Curve] = ()


@dataclass(frozen=True)
class Family:
    """Cases that are worked out together.

    Attributes
    ----------
    id : what `--only` takes; ids of cases begin with it.
    name : what is compared.
    how : how both sides of the comparison are set up, for the page.
    run : works the cases out.
    work : how much that is, in negotiations of NegMAS, for the progress bar.
    negmas : whether it needs NegMAS.
    """

    id: str
    name: str
    how: str
    run: Callable[[Size], Found]
    work: Callable[[Size], int]
    negmas: bool = True
