"""Real dates and the weekly rounds that they fall into."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Calendar:
    """Round t covers the seven days from `start` plus t weeks."""

    start: dt.date
    weeks: int

    def week_of(self, day: dt.date) -> int:
        """Round in which a day falls; negative before the start."""
        return (day - self.start).days // 7

    def date_of(self, week: int) -> dt.date:
        """First day of a round."""
        return self.start + dt.timedelta(weeks=int(week))
