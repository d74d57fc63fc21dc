"""CPU time of several ways to do one thing, taken in turn so that all meet the same machine."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any


def cpu_seconds(call: Callable[[], Any]) -> float:
    """CPU seconds of this process spent in one call."""
    gc.collect()
    start = time.process_time()
    call()
    return time.process_time() - start


def interleaved(calls: Mapping[str, Callable[[], Any]], repeats: int) -> dict[str, list[float]]:
    """CPU seconds of each call in each repeat; every repeat goes through all calls in order."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            seconds[name].append(cpu_seconds(call))
    return seconds


def rates(seconds: Mapping[str, list[float]], worlds: Mapping[str, int]) -> dict[str, float]:
    """Worlds for each CPU second: the median over the repeats."""
    return {name: worlds[name] / median(taken) for name, taken in seconds.items()}
