"""Play one stored world again, check that it comes out the same, and keep what was said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from negotiation.bargaining.curve import Path as Curve
from negotiation.economy.tariffs import Tariffs, build_tariffs
from negotiation.errors import InputError, ReplayError
from negotiation.runs import store
from negotiation.runs.chunk import build, rows
from negotiation.runs.folder import PUT_BACK, check_run_id
from negotiation.runs.manifest import check_complete
from negotiation.runs.points import stored as with_points
from negotiation.runs.resolve import MODEL_VERSION, Resolved, resolve
from negotiation.runs.stored import read_lines
from negotiation.runs.surface import read as read_surface
from negotiation.runs.work import Chunk
from negotiation.world.model import NegotiationModel
from negotiation.world.outcomes import outcomes
from negotiation.world.seat import Seat
from negotiation.world.talks import Talks


@dataclass(frozen=True)
class Standing:
    """Where one side stood when an offer was made; utilities in USD bn a year times salience."""

    utility: float
    impasse: float
    floor: float
    opening: float
    target: float
    outside: float

    @property
    def share(self) -> float:
        """Gain over impasse as a share of the way to the own opening demand."""
        scope = self.opening - self.impasse
        return (self.utility - self.impasse) / scope if scope > 0 else float("nan")


@dataclass(frozen=True)
class Offer:
    """A package on the table and the answer to it."""

    week: int
    date: dt.date
    table: str
    docket: str
    by: str
    to: str
    values: dict[str, float]
    proposer: Standing
    responder: Standing
    accepted: bool
    answer: str


@dataclass(frozen=True)
class Note:
    """Something else that happened: a rule acted, a deal was sealed."""

    week: int
    date: dt.date
    rule: str
    text: str


@dataclass
class Transcript:
    """All that happened in one world, in order; passed to the model as its record."""

    events: list[Offer | Note] = field(default_factory=list)
    frontiers: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    _model: NegotiationModel | None = None

    @property
    def model(self) -> NegotiationModel:
        assert self._model is not None
        return self._model

    def begin(self, model: NegotiationModel) -> None:
        self._model = model

    def week(self, model: NegotiationModel) -> None:
        for event in model.setting.calendar:
            told = event.kind in ("election", "abandonment")  # by the rule that reads it
            if not told and model.calendar.week_of(event.date) == model.week:
                name = model.setting.countries[event.country].name
                what = f"{event.kind.replace('_', ' ')} ({name})"
                self.events.append(Note(*self._now(), "talks", what))

    def _now(self) -> tuple[int, dt.date]:
        return self.model.week, self.model.calendar.date_of(self.model.week)

    def acted(self, rule: str, where: np.ndarray, what: str) -> None:
        self.events.append(Note(*self._now(), rule, what))

    def settled(self, talks: Talks, worlds: np.ndarray) -> None:
        text = f"{talks.table.name}: settled ({talks.docket.name})"
        self.events.append(Note(*self._now(), "talks", text))

    def exchange(
        self,
        talks: Talks,
        proposer: int,
        speaking: np.ndarray,
        accepted: np.ndarray,
        sincere: np.ndarray,
    ) -> None:
        if not speaking[0]:
            return
        table, docket = talks.table, talks.docket
        asking, hearing = talks.seats[proposer], talks.seats[1 - proposer]
        first = asking.offer if proposer == 0 else 1.0 - asking.offer
        names = [table.issues[k] for k in docket.issues]
        values = table.values(first, docket.issues)[:, 0].tolist()
        offered = 1.0 - asking.offer
        refusal = _why(hearing, offered, bool(sincere[0]))
        agreed = bool(accepted[0] and sincere[0])
        self._keep_frontier(talks)
        self.events.append(
            Offer(
                *self._now(),
                table=table.name,
                docket=docket.name,
                by=table.sides[proposer].key,
                to=table.sides[1 - proposer].key,
                values=dict(zip(names, values, strict=True)),
                proposer=_standing(asking, asking.offer),
                responder=_standing(hearing, offered),
                accepted=agreed,
                answer="accepted" if agreed else refusal,
            )
        )

    def _keep_frontier(self, talks: Talks) -> None:
        """True contract curve of the docket in utility space as talks begin, for figures."""
        from negotiation.bargaining.curve import efficient, path

        key = talks.table.name, talks.docket.name
        if key in self.frontiers:
            return
        stake, curvature = talks.docket.stake, talks.docket.curvature
        problem = stake[0], curvature[0], stake[1], curvature[1]
        kinks = [talks.docket.kinks(side, talks.worlds) for side in (0, 1)]
        curve: Curve = path(efficient(*problem, 129, *kinks), *problem, *kinks)
        self.frontiers[key] = curve.own[:, 0], curve.other[:, 0]


def _standing(seat: Seat, own: np.ndarray) -> Standing:
    return Standing(
        utility=float(seat.worth(own)[0]),
        impasse=float(seat.impasse[0]),
        floor=float(seat.floor[0]),
        opening=float(seat.opening[0]),
        target=float(seat.target()[0]),
        outside=float(seat.outside[0]),
    )


def _why(seat: Seat, own: np.ndarray, sincere: bool) -> str:
    """Why an offer was not taken up, in words."""
    stand = _standing(seat, own)
    crossed = int(np.count_nonzero(own[:, 0] > seat.most[:, 0] + 1e-9))
    if crossed:
        return f"refused: crosses a red line on {crossed} issue" + ("s" if crossed > 1 else "")
    if stand.utility < stand.impasse:
        return "refused: worse than no deal"
    if stand.utility < stand.outside:
        return "refused: worth less than the outside option"
    if stand.utility < stand.floor:
        public = bool(seat.backing_down(np.array([stand.utility]), slice(0, 1))[0] > 0.0)
        return f"refused: would not pass at home{' before a public demand' if public else ''}"
    if stand.utility < stand.target:
        want = (stand.target - stand.impasse) / max(stand.opening - stand.impasse, 1e-12)
        given = _percent(stand.share)
        return f"refused: gives {given} of its opening demand, wants {_percent(want)}"
    if not sincere:
        return "not sealed: the proposer itself could not accept it"
    return "refused"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def load_run(folder: Path) -> tuple[Resolved, Tariffs | None, dict[str, Any]]:
    """The resolved experiment, tariffs and manifest of a result folder."""
    manifest = store.read_manifest(folder)
    check_complete(folder, manifest)
    if manifest["model"] != MODEL_VERSION:
        raise InputError(
            f"was made by model version {manifest['model']}, this is {MODEL_VERSION}; run it again",
            file=str(folder),
        )
    check_run_id(folder / store.RESOLVED, manifest, PUT_BACK)
    resolved = with_points(resolve(folder / store.RESOLVED), folder)
    surface = read_surface(folder)
    return resolved, build_tariffs(resolved.scenario, resolved.flows, surface), manifest


def replay(folder: Path, world: int, cell: int = 0, point: int = 0) -> Transcript:
    """Play a stored world again; `ReplayError` if it does not come out as stored, to the bit.

    `point` is that of a design of points, if there is one.
    """
    resolved, tariffs, manifest = load_run(folder)
    if not 0 <= world < manifest["worlds"]:
        problem = f"world {world} is not in the run; it has worlds 0 to {manifest['worlds'] - 1}"
        raise InputError(problem, file=str(folder))
    if not 0 <= cell < len(resolved.cells):
        problem = f"cell {cell} is not in the run; it has cells 0 to {len(resolved.cells) - 1}"
        raise InputError(problem, file=str(folder))
    if not 0 <= point < resolved.points:
        problem = f"point {point} is not in the run; it has points 0 to {resolved.points - 1}"
        raise InputError(problem, file=str(folder))
    transcript = Transcript()
    chunk = Chunk(cell, world * resolved.points + point, 1)
    model = build(resolved, tariffs, chunk, transcript)
    model.run()
    names = list(store.columns(resolved.scenario, resolved.points))
    again = rows(outcomes(model), chunk, names, resolved.points)
    _compare(again, read_lines(folder, cell, chunk.first, chunk.last), folder)
    return transcript  # which keeps the model, for figures of this world


def _compare(again: dict[str, np.ndarray], stored: dict[str, np.ndarray], folder: Path) -> None:
    for name, value in again.items():
        if name not in stored or len(stored[name]) != len(value):
            raise ReplayError(f"the stored rows lack column {name}", file=str(folder))
        was = stored[name]
        if value.dtype.kind == "f":
            same = np.array_equal(value, was.astype(np.float64), equal_nan=True)
        else:
            same = np.array_equal(value, was)
        if not same:
            raise ReplayError(
                f"world {again['world'][0]} came out differently: {name} is {value.tolist()}, "
                f"stored {was.tolist()}; the code, its libraries or the CPU differ from those "
                "in manifest.json",
                file=str(folder),
            )
