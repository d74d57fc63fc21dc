"""How a country plays the politics: choices that rules read, with no code of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from negotiation.scenario.quantity import Quantity

AtDate = Literal["enforce", "extend", "escalate", "erratic"]


@dataclass(frozen=True)
class RedLine:
    """The country concedes no more than `limit` (0 to 1) on the issues picked out.

    An issue is covered if it is named, or if it is of `kind` and imposed or given by the side
    that `imposed_by` says. A public line is known to the other side; a private one is not.
    """

    limit: float
    public: bool = True
    kind: str | None = None
    issues: tuple[str, ...] = ()
    imposed_by: Literal["other", "self"] | None = None

    def covers(self, name: str, kind: str, mine: bool) -> bool:
        if name in self.issues:
            return True
        if self.kind is None or self.kind != kind:
            return False
        return self.imposed_by is None or (self.imposed_by == "self") == mine


@dataclass(frozen=True)
class Stance:
    """Choices that mechanisms read.

    Attributes
    ----------
    partial : willing to settle one basket before the others; else all or nothing (read by M7).
    public : makes its demands in public, so that backing down costs it at home (M8) and the other
        side knows its red lines (M7); else quiet.
    retaliate : answers an executed tariff with its own (M12).
    escalate : answers retaliation with a higher threat (M12).
    at_date : what the country does with its own threat on the day: enforce it, extend the date,
        escalate (enforce and open a higher threat), or toss a coin among these (erratic) (M2).
    threaten_abandonment : the patron questions its protection, with troops or by talking to a rival
        alone (M10).
    hedge : seeks other partners, which betters its outside option at a cost in trust (M10, M11).
    early : asks to be served before the others (M13).
    divide : offers partners terms that make it dearer for the others to hold out (M14).
    front : joins partners in a common floor (M14).
    reopen : goes back on a deal where it is strong enough to (M15).
    """

    partial: bool = False
    public: bool = False
    retaliate: bool = False
    escalate: bool = False
    at_date: AtDate = "enforce"
    threaten_abandonment: bool = False
    hedge: bool = False
    early: bool = False
    divide: bool = False
    front: bool = False
    reopen: bool = False
    red_lines: tuple[RedLine, ...] = ()


@dataclass(frozen=True)
class Strategy:
    """The five choices together. Members are duck-typed: see `negotiation.strategies.family`."""

    name: str
    stance: Stance
    concession: Any
    linkage: Any
    acceptance: Any
    opponent: Any
    beta_scale: Quantity | None = None
