"""A dated threat on one issue of a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation.draws import Array

NEVER = np.inf  # week of what has no date


@dataclass
class Threat:
    """A dated threat on one issue; arrays are [world].

    Attributes
    ----------
    by : side (0 or 1) that makes it.
    issue : position of the issue at the table.
    value : what the issue is set to if the threat is carried out.
    due : week of the date; infinite where nothing is threatened.
    calm : value to which an executed threat may be taken back.
    made : whether the threat was ever made.
    until : week until which an executed threat must stay; minus infinite where none was executed,
        or where what it brought no longer applies.
    change, relief : utility that execution, or taking it back, adds, truly and as believed, in the
        rows of `Default`.
    """

    by: int
    issue: int
    value: Array
    due: Array
    calm: Array
    until: Array
    made: np.ndarray

    def __post_init__(self) -> None:
        self.change, self.relief = np.zeros((2, 4, len(self.value)))
