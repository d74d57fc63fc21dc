"""Large runs: memory and cost by number of worlds, and what a second process brings.

Every measurement is the console command in a process of its own, without the closing table. Sizes
are taken in turn and compared as ratios, so that a slow spell of the machine meets them all.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.full import ROOT, by_cell, cells, default_experiment, usage

SIZES = (10_000, 100_000, 1_000_000)
QUICK_SIZES = (10_000, 20_000, 100_000)
PAIR = 200_000  # worlds with which two processes are held against one
MEMORY = 1.3  # aim: peak memory at the last size over that at the one before
FLAT = 0.10  # aim: by how much the cost of a world may differ between sizes
SPEEDUP = 1.7  # aim: wall time with one process over that with two
Measured = dict[str, float]


def run_command(file: Path, worlds: int, jobs: int) -> Measured:
    """Run the console command; wall and CPU seconds and peak memory of its largest process."""
    each = by_cell(file, worlds)
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "negotiation", "run", str(file), "--quiet"]
        words += ["--worlds", str(each), "--jobs", str(jobs), "--out", str(Path(folder) / "run")]
        start = time.monotonic()
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        wall = time.monotonic() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr}")
    found = usage(resource.RUSAGE_CHILDREN)
    return {**found, "wall": wall, "worlds": each * cells(file)}


def measure(file: Path, worlds: int, jobs: int) -> Measured:
    """The same in a child, so that the peak is of this run alone."""
    words = [sys.executable, "-m", "benchmarks.sweep", str(file)]
    words += ["--child", str(worlds), "--jobs", str(jobs)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def compare_sizes(file: Path, sizes: Sequence[int], repeats: int) -> None:
    """Peak memory and cost of a world by number of worlds, in one process.

    What a run costs before its first world is measured with a single one, and taken off.
    """
    taken: dict[int, list[Measured]] = {worlds: [] for worlds in (cells(file), *sizes)}
    for _ in range(repeats):
        for worlds, found in taken.items():
            found.append(measure(file, worlds, 1))
    start = median(run["cpu"] for run in taken.pop(cells(file)))
    print(f"{file.name}, one process; {start:.1f} CPU seconds before the first world")
    peaks, costs = [], []
    for found in taken.values():
        peaks.append(median(run["peak"] for run in found))
        costs.append(median((run["cpu"] - start) / run["worlds"] for run in found))
        print(
            f"  {found[0]['worlds']:11,.0f} worlds: {1e3 * costs[-1]:6.3f} CPU seconds a thousand, "
            f"peak {peaks[-1]:,.0f} MB"
        )
    print(f"  memory, last over the one before: {peaks[-1] / peaks[-2]:.2f} (aim {MEMORY} at most)")
    aim = f"aim {1 - FLAT:.2f} to {1 + FLAT:.2f}"
    print(f"  cost of a world, last over first: {costs[-1] / costs[0]:.3f} ({aim})")


def compare_processes(file: Path, worlds: int, repeats: int) -> None:
    """Wall time with one process over that with two."""
    taken: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(repeats):
        for jobs, found in taken.items():
            found.append(measure(file, worlds, jobs)["wall"])
    one, two = (median(found) for found in taken.values())
    print(f"{file.name}, {worlds:,} worlds: {one:.1f} s with one process, {two:.1f} s with two")
    print(f"  one over two: {one / two:.2f} (aim {SPEEDUP} at least, on a quiet machine)")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweep", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="an experiment file")
    parser.add_argument("--quick", action="store_true", help="a tenth of the worlds")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--only", choices=("sizes", "processes"), help="one of the two comparisons")
    parser.add_argument("--child", type=int, metavar="WORLDS", help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    file = (options.file or default_experiment()).resolve()
    if options.child is not None:
        print(json.dumps(run_command(file, options.child, options.jobs)))
        return 0
    if options.only != "processes":
        compare_sizes(file, QUICK_SIZES if options.quick else SIZES, options.repeats)
    if options.only != "sizes":
        compare_processes(file, PAIR // 10 if options.quick else PAIR, options.repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
