"""What tariffs are worth in a run: fitted once, kept in its folder, and read by every sitting."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from negotiation.economy.surface import Surface
from negotiation.economy.tariffs import Tariffs, build_tariffs
from negotiation.runs import store
from negotiation.runs.folder import TARIFFS
from negotiation.runs.resolve import Resolved


def price(resolved: Resolved, folder: Path) -> Tariffs | None:
    """The tariffs with the surface of a result folder, fitted and kept there if it has none."""
    kept = read(folder)
    tariffs = build_tariffs(resolved.scenario, resolved.flows, kept)
    if tariffs is not None and kept is None:
        sink = io.BytesIO()
        np.savez(sink, allow_pickle=False, **tariffs.surface.to_arrays())
        store.write(folder / TARIFFS, sink.getvalue())
    return tariffs


def read(folder: Path) -> Surface | None:
    """The surface that a result folder holds, if it holds one."""
    try:
        with (folder / TARIFFS).open("rb") as stream, np.load(stream) as arrays:
            return Surface.from_arrays(dict(arrays))
    except (FileNotFoundError, BadZipFile, ValueError, KeyError, EOFError):
        return None  # none, or damaged
