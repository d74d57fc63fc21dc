"""Domains small enough to be worked out by hand."""

from __future__ import annotations

import numpy as np

from negotiation.validation.peers.domains import Domains


def one_issue(
    reserve: tuple[float, float] = (-1.0, -1.0), offers: int = 9, beta: float = 1.0
) -> Domains:
    """One issue worth 1 to both, with linear losses, in four domains that are alike."""
    count = 4
    return Domains(
        stake=np.ones((2, 1, count)),
        curvature=np.zeros((2, 1, count)),
        reserve=np.outer(reserve, np.ones(count)),
        beta=np.full((2, count), beta),
        offers=np.full(count, float(offers)),
    )


def two_issues() -> Domains:
    """Each side has an issue worth 2 to it and one worth 1; half of all is as good as no deal."""
    stake = np.array([[[2.0], [1.0]], [[1.0], [2.0]]])
    reserve = np.array([[-1.5], [-1.5]])
    return Domains(stake, np.zeros_like(stake), reserve, np.ones((2, 1)), np.array([9.0]))
