"""One game, four ways: worlds for each CPU second, and whether all come to the same end."""

from __future__ import annotations

import argparse
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from benchmarks import timing
from benchmarks.game import CHUNK, Outcome, Worlds, draw, scenario
from benchmarks.peers import engine, kernel, plain_mesa, sao
from negotiation.scenario.schema import Scenario

ENGINE, MESA, COLLECTED, KERNEL, NEGMAS = (
    "engine",
    "plain Mesa",
    "plain Mesa, collected",
    "compiled kernel",
    "NegMAS",
)
AIMS = {MESA: 30.0, KERNEL: 0.4, NEGMAS: 5000.0}  # engine over peer
TOLERANCE = 1e-9  # on utilities of up to a few dozen
CHUNKS = (250, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True)
class Size:
    """Worlds that each peer plays in a repeat, and the number of repeats."""

    worlds: dict[str, int]
    repeats: int
    chunk_worlds: int


FULL = Size({ENGINE: 20_000, MESA: 500, COLLECTED: 500, KERNEL: 20_000, NEGMAS: 20}, 5, 16_000)
QUICK = Size({ENGINE: 4_000, MESA: 100, COLLECTED: 100, KERNEL: 4_000, NEGMAS: 4}, 3, 4_000)


class Peers:
    """All ways to play, each on the first of the same worlds; keeps the last outcome of each."""

    def __init__(self, data: Scenario, size: Size):
        self.data = data
        self.size = size
        self.found: dict[str, Outcome] = {}
        count = size.worlds
        self.worlds = draw(data, max(count.values()))
        self.lists = plain_mesa.unpacked(self.worlds, count[MESA])
        self.matches = sao.matches(self.worlds, count[NEGMAS])
        self.compiled = _first(self.worlds, count[KERNEL])

    def play(self, name: str) -> None:
        """Play all worlds of one peer."""
        if name == ENGINE:
            self.found[name] = engine.play(self.data, self.size.worlds[name])
        elif name in (MESA, COLLECTED):
            self.found[name] = plain_mesa.play(self.lists, collect=name == COLLECTED)
        elif name == KERNEL:
            self.found[name] = kernel.play(self.compiled)
        else:
            self.found[name] = sao.play(self.matches)

    def warm_up(self) -> None:
        """Import, compile and fill caches before anything is timed."""
        kernel.play(_first(self.worlds, 10))
        engine.play(self.data, CHUNK)
        plain_mesa.play(self.lists[:10], collect=True)
        sao.play(self.matches[:1])


def _first(worlds: Worlds, count: int) -> Worlds:
    """The first worlds alone."""
    return Worlds(
        np.ascontiguousarray(worlds.stake[:, :count]),
        np.ascontiguousarray(worlds.curvature[:, :count]),
        np.ascontiguousarray(worlds.beta[:, :count]),
        np.ascontiguousarray(worlds.half_life[:, :count]),
        np.ascontiguousarray(worlds.opening_share[:, :count]),
        np.ascontiguousarray(worlds.default[:count]),
        np.ascontiguousarray(worlds.opener[:count]),
    )


def differences(one: Outcome, two: Outcome) -> tuple[int, float]:
    """Worlds that settle in another week, and the largest difference in utility elsewhere."""
    count = min(len(one.week), len(two.week))
    week1, week2 = one.week[:count], two.week[:count]
    same = (week1 == week2) | (np.isnan(week1) & np.isnan(week2))
    apart = np.abs(one.utility[:, :count] - two.utility[:, :count])[:, same]
    apart = apart[~np.isnan(apart)]
    return int(np.count_nonzero(~same)), float(apart.max(initial=0.0))


def check(found: dict[str, Outcome]) -> bool:
    """Print whether the peers that play the very same game end as the engine does."""
    agree = True
    for name in (MESA, COLLECTED, KERNEL):
        weeks, utility = differences(found[ENGINE], found[name])
        good = weeks == 0 and utility <= TOLERANCE
        agree &= good
        print(
            f"  {name:24}{len(found[name].week):7,} worlds: {weeks} settle in another week, "
            f"utilities differ by at most {utility:.1e}{'' if good else '  MISMATCH'}"
        )
    return agree


def compare_grid(found: dict[str, Outcome]) -> None:
    """Print how near NegMAS's outcomes are, on a grid and without efficient offers."""
    count = len(found[NEGMAS].week)
    ours, theirs = found[ENGINE], found[NEGMAS]
    both = ~np.isnan(ours.week[:count]) & ~np.isnan(theirs.week)
    print(f"  {NEGMAS:24}{count:7,} worlds: both settle in {np.count_nonzero(both)}")
    if np.count_nonzero(both) < 3:
        return
    pairs = {
        "week": (ours.week[:count], theirs.week),
        "utility of the first": (ours.utility[0, :count], theirs.utility[0]),
        "utility of the second": (ours.utility[1, :count], theirs.utility[1]),
    }
    for what, (one, two) in pairs.items():
        x, y = one[both], two[both]
        print(
            f"    {what:22} correlation {np.corrcoef(x, y)[0, 1]:5.2f}, "
            f"mean difference {np.mean(x - y):+.2f} (engine less NegMAS; engine {np.mean(x):.2f})"
        )


def report(rates: dict[str, float]) -> None:
    """Print rates and ratios."""
    print("\nworlds for each CPU second (median), and how many times as fast the engine is")
    for name, rate in rates.items():
        ratio = rates[ENGINE] / rate
        aim = f"   aim {AIMS[name]:g}" if name in AIMS else ""
        print(f"  {name:24}{rate:12,.1f}{ratio:12,.3g}{aim}")


def sweep_chunks(data: Scenario, size: Size) -> None:
    """Print the engine's rate by worlds to a chunk."""
    calls = {str(n): lambda n=n: engine.play(data, size.chunk_worlds, n) for n in CHUNKS}
    seconds = timing.interleaved(calls, size.repeats)
    found = timing.rates(seconds, dict.fromkeys(calls, size.chunk_worlds))
    print("\nengine by worlds to a chunk")
    for name, rate in found.items():
        print(f"  {name:>6}{rate:12,.0f}")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 1 if outcomes that must agree do not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bilateral", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer worlds and repeats")
    size = QUICK if parser.parse_args(arguments).quick else FULL
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "mesa", "numba", "negmas"))
    print(f"Python {platform.python_version()}, {packages}")
    peers = Peers(scenario(), size)
    peers.warm_up()
    calls = {name: lambda name=name: peers.play(name) for name in size.worlds}
    seconds = timing.interleaved(calls, size.repeats)
    report(timing.rates(seconds, size.worlds))
    print("\nagreement with the engine")
    agree = check(peers.found)
    compare_grid(peers.found)
    sweep_chunks(peers.data, size)
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
