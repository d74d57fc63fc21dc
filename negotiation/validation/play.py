"""Play the arms of a row: the same worlds in each, the other numbers one value a draw.

World w belongs to draw w // n. The numbers that nobody knows take one value for each draw, spread
over their ranges by Latin hypercube sampling (McKay, Beckman and Conover 1979), and the n worlds
of the draw share them. Openers, coins and noise differ by world; what is drawn anew for each issue
and side, with no number of its own in the scenario, is noise. All of it is the same in every
arm, so that arms are compared world by world (common random numbers).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from negotiation.draws import Array, Draws
from negotiation.economy.surface import Surface
from negotiation.economy.tariffs import Tariffs, build_tariffs, levers_of
from negotiation.runs.chunk import build
from negotiation.runs.numbers import Number, numbers
from negotiation.runs.resolve import Resolved
from negotiation.runs.work import Chunk
from negotiation.scenario.schema import Scenario
from negotiation.validation.played import Act, Columns, Played
from negotiation.validation.row import Row
from negotiation.validation.together import bind_all
from negotiation.world.model import NegotiationModel
from negotiation.world.outcomes import outcomes

Values = dict[str, Array]
AT_ONCE = 20_000  # rows: twice a chunk of a run, which spares a tenth of the time for 1.2 GB


class Diary:
    """A record that keeps what rules did, by world; of some rules alone if they are named."""

    def __init__(self, reads: Sequence[str] = ()) -> None:
        self.acts: list[Act] = []
        self._reads = reads

    def begin(self, model: NegotiationModel) -> None:
        self.model = model

    def week(self, model: NegotiationModel) -> None: ...

    def exchange(self, *_: object) -> None: ...

    def settled(self, *_: object) -> None: ...

    def acted(self, rule: str, where: np.ndarray, what: str) -> None:
        about_worlds = len(where) == self.model.worlds  # others speak of talks
        if about_worlds and (not self._reads or rule in self._reads):
            self.acts.append(Act(self.model.week, rule, what, where.copy()))


def sample(known: Mapping[str, Number], draws: int, seed: int, noise: bool = False) -> Values:
    """One value a draw, [draw], of every number that has a range; of `noise` too if asked for."""
    return {
        purpose: number.quantity.spread(_stratified(purpose, draws, seed))
        for purpose, number in known.items()
        if number.quantity.uncertain and (noise or not number.is_noise(purpose))
    }


def _stratified(purpose: str, draws: int, seed: int) -> Array:
    """One uniform number in each of `draws` equal strata, in random order.

    Order and place are those of the purpose, so that a new number shifts no other.
    """
    stream = Draws(seed, 0, draws)
    order = np.argsort(stream.uniform(f"validation.order.{purpose}"))
    return (order + stream.uniform(f"validation.place.{purpose}")) / draws


def given(
    known: Mapping[str, Number], sets: Iterable[str], draws: int, seed: int, noise: bool = False
) -> Values:
    """The values of the draws, [draw], of all numbers but those that the keys `sets` set."""
    keys = tuple(sets)
    free = {p: n for p, n in known.items() if not any(n.set_by(key) for key in keys)}
    return sample(free, draws, seed, noise)


def play_group(
    row: Row, names: Sequence[str], draws: int, worlds: int, seed: int
) -> dict[str, Played]:
    """Play arms that go together, `worlds` worlds of each draw; in parts, so that memory is small.

    Row j is world j // p of the p arms, and the (j % p)-th of them.
    """
    resolved, sets = bind_all(row, names, seed), row.arms[names[0]].sets
    values = given(numbers(resolved), sets, draws, seed, row.noise_by_draw)
    tariffs, points = price(resolved), resolved.points
    step = max(AT_ONCE // points, 1) * points  # a world's points stay together
    total = draws * worlds * points
    found: dict[str, list[Played]] = {name: [] for name in names}
    for first in range(0, total, step):
        chunk = Chunk(0, first, min(step, total - first))
        draw = np.arange(first, first + chunk.worlds) // (points * worlds)
        own = {purpose: np.take(value, draw) for purpose, value in values.items()}
        played = _play(row, names, resolved, tariffs, own, chunk)
        for k, name in enumerate(names):
            found[name].append(played.every(points, k % points))
    return {name: Played.joined(parts) for name, parts in found.items()}


def _play(
    row: Row,
    names: Sequence[str],
    resolved: Resolved,
    tariffs: Tariffs | None,
    own: Values,
    chunk: Chunk,
) -> Played:
    until = row.arms[names[0]].until
    diary = Diary(row.reads) if row.reads else None
    model = build(resolved, tariffs, chunk, diary, own)
    weeks = model.calendar.weeks if until is None else until + 1  # there is a week 0
    series: dict[str, list[Array]] = {key: [] for key in row.watch}
    while model.week < weeks:
        model.step()
        for key, watch in row.watch.items():
            series[key].append(watch(model))
    found: dict[str, Columns] = outcomes(model, any(map(row.divides, names)))
    asked = model.asked
    model.forget()
    stacked = {key: np.stack(value) for key, value in series.items()}
    told = diary.acts if diary else []
    acts = {rule: tuple(act for act in told if act.rule == rule) for rule in row.reads}
    return Played(found, stacked, acts, weeks, asked)


def price(resolved: Resolved) -> Tariffs | None:
    """What the tariffs are worth; a surface is fitted once for all arms that share its levers."""
    key = _matter(resolved.scenario, resolved.flows)
    if key not in _surfaces:
        tariffs = build_tariffs(resolved.scenario, resolved.flows)
        _surfaces[key] = None if tariffs is None else tariffs.surface
        return tariffs
    return build_tariffs(resolved.scenario, resolved.flows, _surfaces[key])


_surfaces: dict[tuple, Surface | None] = {}


def _matter(scenario: Scenario, flows: str) -> tuple:
    """All that a surface depends on."""
    economy = None if scenario.economy is None else scenario.economy.model_dump_json()
    return economy, flows, levers_of(scenario, flows)
