"""The same concession on every issue."""

from __future__ import annotations

from negotiation.strategies.family import Linkage


class IssueByIssue(Linkage):
    """Give the same share on each issue, trading none for another (Fatima et al. 2006)."""
