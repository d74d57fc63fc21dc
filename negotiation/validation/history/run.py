"""Play all forecasts and what goes with them, and score them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from negotiation.errors import InputError, nearest
from negotiation.scenario.quantity import Quantity
from negotiation.validation.case import Case
from negotiation.validation.command import SEED, Progress
from negotiation.validation.history import regularities
from negotiation.validation.history.assess import Scored, assess
from negotiation.validation.history.case import HistoryCase, library, read
from negotiation.validation.history.estimate import Seen
from negotiation.validation.history.forecast import Forecast, forecast
from negotiation.validation.history.regularities import Together, play_together, together, willing
from negotiation.validation.workers import Call, played

WORLDS = 4_000
FEWEST = 100  # worlds that make a distribution
RETALIATION = "phase_one_2018"  # the case in which China's answers lay ahead


@dataclass(frozen=True)
class History:
    """All that the report is made of."""

    forecasts: tuple[Forecast, ...]
    scored: tuple[Scored, ...]
    seen: tuple[Seen, ...]
    regularities: tuple[Case, ...]
    worlds: int
    seed: int

    @property
    def moved(self) -> dict[str, Quantity]:
        """For each shared parameter one of the numbers that it sets, of the last case with it."""
        found: dict[str, Quantity] = {}
        for one in self.forecasts:
            found.update(one.moved)
        return found


def history(
    *,
    only: Sequence[str] | None = None,
    worlds: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> History:
    """Forecast every case that ships with the package and score it.

    Parameters
    ----------
    only : names of the cases to forecast; regularities need them all and are then left out.
    worlds : for each forecast; those in which talks are over by its date are left out.
    jobs : worker processes; by default one for each core.
    progress : called with worlds done and worlds in all.

    Raises
    ------
    InputError : for numbers that make no sense, or a case that rests on what was not known.
    """
    worlds, seed = _checked(worlds, seed, jobs)
    cases = _chosen(only)
    calls: list[Call] = [
        (forecast, (case, as_of, worlds, seed)) for case in cases for as_of in case.data.as_of
    ]
    if only is None:
        first = next(case for case in cases if case.name == RETALIATION)
        for case in (together(), willing(together()), willing(first)):
            calls.append((play_together, (case, max(worlds // 2, FEWEST), seed)))
    found = played(calls, [worlds] * len(calls), jobs, progress)
    forecasts = [one for one in found if isinstance(one, Forecast)]
    scored, seen = assess(forecasts)
    shown = [] if only is not None else _regular(forecasts, *found[len(forecasts) :])
    return History(tuple(forecasts), tuple(scored), tuple(seen), tuple(shown), worlds, seed)


def _chosen(only: Sequence[str] | None) -> list[HistoryCase]:
    """The cases asked for, in order of their first forecast."""
    cases = library()
    known = [case.name for case in cases]
    for name in only or ():
        if name not in known:
            raise InputError(f"no case of this name: '{name}'{nearest(name, known)}", key="--only")
    return [case for case in cases if only is None or case.name in only]


def _regular(
    forecasts: Sequence[Forecast], all_three: Together, allies: Together, china: Together
) -> list[Case]:
    return [
        regularities.order(all_three, forecasts),
        regularities.clustering(all_three),
        *regularities.asks(forecasts),
        regularities.near_dates(forecasts),
        regularities.retaliation(china, allies),
    ]


def own(
    path: Path,
    *,
    worlds: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> list[Forecast]:
    """Forecast a case of one's own from its file, with the shared parameters as they are."""
    worlds, seed = _checked(worlds, seed, jobs)
    case = read(path)
    calls: list[Call] = [(forecast, (case, as_of, worlds, seed)) for as_of in case.data.as_of]
    return played(calls, [worlds] * len(calls), jobs, progress)


def _checked(worlds: int | None, seed: int | None, jobs: int | None) -> tuple[int, int]:
    worlds = WORLDS if worlds is None else worlds
    seed = SEED if seed is None else seed
    if worlds < FEWEST:
        raise InputError(f"is {worlds}; give at least {FEWEST}", key="--worlds")
    if not 0 <= seed < 2**63:
        raise InputError(f"is {seed}; give a whole number from 0 to 2^63 - 1", key="--seed")
    if jobs is not None and jobs < 1:
        raise InputError(f"is {jobs}; wants at least 1", key="--jobs")
    return worlds, seed
