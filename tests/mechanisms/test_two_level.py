"""M9: what a failure at home does to the talks."""

from __future__ import annotations

from functools import cache

import numpy as np
from varied import TABLE, fixed, model, off

WEEKS, STALL, PAUSE = 60, 10, 4
UNSURE = {"noise": 0.3, "win_set": 0.5, "attempts": 9.0, "pause": float(PAUSE)}


class Watched:
    """Worlds in which packages fail at home, and what the first party saw; [world].

    `gaps` are those after its own asks, [week, world], NaN in other weeks; `failed` is the week of
    the last failure, `suspended` that of the first suspension after it.
    """

    def __init__(self, worlds: int = 800) -> None:
        numbers = [fixed(f"mechanisms.M9.{key}", value) for key, value in UNSURE.items()]
        stances = {key: ["package_linkage"] for key in ("avalon", "lyonesse")}
        stall = fixed("talks.stall_weeks", STALL)
        islands = model(*numbers, stall, off("M2"), worlds=worlds, strategies=stances)
        self.table = islands.tables[TABLE]
        self.failed, self.suspended = (np.full(worlds, np.nan) for _ in range(2))
        self.asked, self.heard = (np.full((WEEKS, worlds), np.nan) for _ in range(2))
        while islands.week < WEEKS:
            week, before = islands.week, self.table.failures.copy()
            islands.step()
            for talks in self.table.dockets[0].talks:
                self._see(week, talks)
            again = self.table.failures > before
            self.failed[again], self.suspended[again] = week, np.nan

    def _see(self, week: int, talks) -> None:
        asks = (talks.opener + talks.exchanges - 1) % 2 == 0
        spoke = talks.live & talks.speaking
        row = self.asked if asks else self.heard
        row[week, talks.worlds[spoke]] = talks.seats[0].gap()[spoke]
        out = talks.worlds[talks.live & talks.suspended & np.isnan(self.suspended[talks.worlds])]
        self.suspended[out] = week

    def given_up(self) -> np.ndarray:
        """Worlds suspended after a failure at home."""
        return np.flatnonzero(self.suspended > self.failed)

    def seen(self, world: int) -> np.ndarray:
        """Gaps that count since the failure, [week]: after it the other side has spoken first."""
        back = int(self.failed[world]) + PAUSE
        spoken = np.flatnonzero(np.isfinite(self.heard[back:, world]))
        gaps = self.asked[:, world].copy()
        gaps[: back + spoken[0] if len(spoken) else WEEKS] = np.nan
        return gaps


@cache
def watched() -> Watched:
    return Watched()


def test_the_pause_after_a_failure_is_no_stall():
    """Talks have all their weeks once they go on."""
    seen = watched()
    assert (seen.table.failures > 0).sum() > 100
    assert len(seen.given_up())
    weeks = (seen.suspended - seen.failed)[seen.given_up()]
    assert (weeks > PAUSE + STALL).all()


def test_what_is_gained_after_a_failure_counts():
    """Nobody is suspended while the gap narrows, be it wider than when the package failed."""
    seen, stall_gap = watched(), 0.005
    for world in seen.given_up():
        week, gaps = int(seen.suspended[world]), seen.seen(world)
        early, late = gaps[: week - STALL], gaps[week - STALL : week + 1]
        assert np.isfinite(early).any()
        assert np.nanmin(late) >= np.nanmin(early) - stall_gap - 1e-12
