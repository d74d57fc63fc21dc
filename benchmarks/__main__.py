"""Run all benchmarks: `python -m benchmarks [--quick]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ALL = ("benchmarks.bilateral", "benchmarks.full", "benchmarks.mechanisms")


def main() -> int:
    """Run each benchmark in a process of its own; 1 if any of them fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer worlds and repeats")
    options = ["--quick"] if parser.parse_args().quick else []
    failed = False
    for name in ALL:
        print(f"== {name}", flush=True)
        failed |= subprocess.call([sys.executable, "-m", name, *options], cwd=ROOT) != 0
        print(flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
