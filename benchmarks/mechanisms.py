"""What mechanisms cost: the same worlds with all of them on, with each off in turn, and with none.

Worlds for each CPU second of play, in one chunk; the ways are taken in turn. Mechanisms change what
happens in a world (dates end talks, deals are gone back on), and that is part of what they cost.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.full import default_experiment
from benchmarks.timing import interleaved, rates

WORLDS = 10_000
QUICK_WORLDS = 2_000
AIM = 3.0  # cost of a world with all mechanisms over that with none, at most


def ways(file: Path, worlds: int, each: bool) -> dict[str, Callable[[], Any]]:
    """The calls to time: all mechanisms of the scenario, none, and without each one if asked."""
    from negotiation.runs.chunk import play, price
    from negotiation.runs.resolve import resolve
    from negotiation.runs.work import Chunk

    def without(*off: str) -> Callable[[], Any]:
        sets = tuple((f"mechanisms.{rule}", False) for rule in off)
        resolved = resolve(file, worlds=worlds, sets=sets)
        tariffs = price(resolved)
        return lambda: play(resolved, tariffs, Chunk(0, 0, worlds))

    ids = [rule.id for rule in resolve(file).rules()]
    found = {"all": without(), "none": without(*ids)}
    return found | ({f"all but {rule}": without(rule) for rule in ids} if each else {})


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mechanisms", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="an experiment file")
    parser.add_argument("--quick", action="store_true", help="fewer worlds, once")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--each", action="store_true", help="also with each mechanism off in turn")
    options = parser.parse_args(arguments)
    file = (options.file or default_experiment()).resolve()
    worlds = QUICK_WORLDS if options.quick else WORLDS
    calls = ways(file, worlds, options.each)
    for call in calls.values():
        call()  # the first play of a process fills caches
    seconds = interleaved(calls, 1 if options.quick else options.repeats)
    found = rates(seconds, dict.fromkeys(calls, worlds))
    print(f"{file.name}, {worlds:,} worlds, worlds for each CPU second")
    for name, rate in found.items():
        print(f"  {name:<12} {rate:8,.0f}   {found['all'] / rate:.2f} of the cost with all")
    print(f"  all over none: {found['none'] / found['all']:.2f} (aim {AIM:g} at most)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
