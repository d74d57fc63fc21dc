"""How a rule tells a replay a number that differs from world to world."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array


def to(values: Array, form: str = ".4g") -> str:
    """' to 30', if all worlds share the value [world]; nothing if they do not.

    A replay tells of one world, and so of its own value.
    """
    found = np.unique(values)
    return f" to {found[0]:{form}}" if len(found) == 1 else ""
