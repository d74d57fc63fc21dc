"""Whole runs of an experiment: worlds for each CPU second and peak memory, by number of worlds.

Every measurement is a process of its own, so that one run's memory does not show in another's.
This module imports nothing heavy itself: a child's peak memory starts from its parent's.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from math import prod
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DEFAULTS = ("alliance_2025.toml", "two_islands.toml")
WORLDS = (10_000, 100_000)
QUICK_WORLDS = (2_000, 10_000)
AIM = 10_000  # worlds for each CPU second
FLAT = 0.10  # by how much the rate may differ between the numbers of worlds
COMMAND = ("-m", "negotiation", "run", "--quiet", "--jobs", "1")  # one process, all of it counted


def default_experiment() -> Path:
    """The main experiment if it is there, else the small one."""
    folder = ROOT / "experiments"
    found = [folder / name for name in DEFAULTS if (folder / name).is_file()]
    if not found:
        raise SystemExit(f"no experiment in {folder}; name one")
    return found[0]


def usage(who: int) -> dict[str, float]:
    """CPU seconds and peak memory (MB) of this process or of its children."""
    used = resource.getrusage(who)
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return {"cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / unit}


def cells(file: Path) -> int:
    """Number of combinations of the strategies that an experiment lists."""
    listed = tomllib.loads(file.read_text(encoding="utf-8"))["strategies"].values()
    return prod(len(names) if isinstance(names, list) else 1 for names in listed)


def by_cell(file: Path, worlds: int) -> int:
    """Worlds for each cell so that all cells together play about `worlds`."""
    return max(1, worlds // cells(file))


def play_chunks(file: Path, worlds: int) -> dict[str, float]:
    """Play an experiment chunk by chunk in this process, keeping no outcomes."""
    from negotiation.runs.chunk import play, price
    from negotiation.runs.resolve import resolve
    from negotiation.runs.work import plan

    resolved = resolve(file, worlds=by_cell(file, worlds))
    start = time.process_time()
    tariffs = price(resolved)
    priced = time.process_time()
    work = plan(resolved)
    for chunk in work:
        play(resolved, tariffs, chunk)
    played = time.process_time() - priced
    return {
        **usage(resource.RUSAGE_SELF),
        "worlds": sum(chunk.worlds for chunk in work),
        "price": priced - start,
        "play": played,
    }


def run_command(file: Path, worlds: int) -> dict[str, float]:
    """Run the console command in a process of its own, results and all."""
    each = by_cell(file, worlds)
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, *COMMAND, str(file), "--worlds", str(each)]
        words += ["--out", str(Path(folder) / "run")]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr}")
    found = usage(resource.RUSAGE_CHILDREN)
    return {**found, "worlds": each * cells(file), "play": found["cpu"], "price": 0.0}


def measure(file: Path, worlds: int, command: bool) -> dict[str, float]:
    """Measure one run in a child process."""
    words = [sys.executable, "-m", "benchmarks.full", str(file), "--child", str(worlds)]
    words += ["--command"] if command else []
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def compare(file: Path, sizes: tuple[int, ...], repeats: int, command: bool) -> None:
    """Measure each number of worlds in turn and print medians and flatness."""
    found: dict[int, list[dict[str, Any]]] = {worlds: [] for worlds in sizes}
    for _ in range(repeats):
        for worlds in sizes:
            found[worlds].append(measure(file, worlds, command))
    print(f"{file.name}, {'console command' if command else 'chunks in one process'}")
    rates = []
    for runs in found.values():
        rate = median(run["worlds"] / run["play"] for run in runs)
        peak = median(run["peak"] for run in runs)
        price = median(run["price"] for run in runs)
        priced = f", fitting tariffs took {price:.2f} s before" if price >= 0.01 else ""
        rates.append(rate)
        print(
            f"  {runs[0]['worlds']:9,} worlds: {rate:10,.0f} a CPU second (aim {AIM:,}), "
            f"peak {peak:,.0f} MB{priced}"
        )
    print(f"  flatness: {rates[-1] / rates[0]:.3f} (aim {1 - FLAT:.2f} to {1 + FLAT:.2f})")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.full", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="an experiment file")
    parser.add_argument("--quick", action="store_true", help="fewer worlds, once")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--command", action="store_true", help="measure the console command, start-up included"
    )
    parser.add_argument("--child", type=int, metavar="WORLDS", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    file = (options.file or default_experiment()).resolve()
    if options.child is not None:
        play = run_command if options.command else play_chunks
        print(json.dumps(play(file, options.child)))
        return 0
    sizes = QUICK_WORLDS if options.quick else WORLDS
    compare(file, sizes, 1 if options.quick else options.repeats, options.command)
    return 0


if __name__ == "__main__":
    sys.exit(main())
