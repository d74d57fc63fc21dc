"""Work of validation in worker processes, with how much of it is done."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from negotiation.validation.command import Progress

Call = tuple[Callable[..., Any], tuple[Any, ...]]


def played(
    calls: Sequence[Call], sizes: Sequence[int], jobs: int | None, progress: Progress | None
) -> list[Any]:
    """Results of the calls, in their order; the largest are begun first.

    Parameters
    ----------
    calls : a function of some module and what it is given; both are sent to a worker.
    sizes : how much work each is.
    jobs : worker processes; by default one for each core.
    progress : called with work done and work in all.
    """
    from joblib import Parallel, delayed

    order = sorted(range(len(calls)), key=lambda k: -sizes[k])
    workers = max(1, min(jobs or os.cpu_count() or 1, len(calls)))
    work = (delayed(_numbered)(k, *calls[k]) for k in order)
    done, found = 0, {}
    with warnings.catch_warnings():
        # a worker whose memory has not come back is replaced, which is no news to anybody
        warnings.filterwarnings("ignore", "A worker stopped", UserWarning)
        for k, result in Parallel(n_jobs=workers, return_as="generator_unordered")(work):
            found[k] = result
            done += sizes[k]
            if progress is not None:
                progress(done, sum(sizes))
    return [found[k] for k in range(len(calls))]


def _numbered(k: int, call: Callable[..., Any], given: tuple[Any, ...]) -> tuple[int, Any]:
    return k, call(*given)
