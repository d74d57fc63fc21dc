"""The numbers that worlds drew, drawn again: with the seed they follow from the world alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from negotiation.analysis.load import Run
from negotiation.draws import Array, Draws
from negotiation.errors import InputError, nearest
from negotiation.runs.numbers import numbers
from negotiation.scenario.quantity import Quantity

if TYPE_CHECKING:
    import pandas as pd


def parameters(run: Run, keys: Sequence[str] | None = None, cell: int = 0) -> pd.DataFrame:
    """Numbers that differ between worlds, one row a world, one column for each.

    Parameters
    ----------
    keys : the numbers wanted, by the purpose for which they are drawn; all by default. See
        `negotiation.runs.numbers`.
    cell : a lever may change how a number is drawn.

    Nothing is played. Numbers that a design sets are left out: `Run.design` has them by point. A
    mechanism may change a number in the course of a world; this is what the world began with.
    """
    import pandas as pd

    known = drawn(run, cell)
    for key in keys or ():
        if key not in known:
            problem = f"is no number that differs between worlds{nearest(key, known)}"
            raise InputError(problem, file=str(run.folder), key=key)
    chosen = {key: known[key] for key in (known if keys is None else keys)}
    worlds = run.manifest["worlds"]
    columns = {"world": np.arange(worlds)}
    found = pd.DataFrame(columns | sample(run, chosen, 0, worlds))
    found.attrs["units"] = {key: quantity.unit for key, quantity in chosen.items()}
    return found


def drawn(run: Run, cell: int = 0) -> dict[str, Quantity]:
    """Numbers that a cell draws anew for each world, by purpose, those set by a design left out."""
    run.which(cell)
    varied = [key for key in run.design() if key != "point"] if run.points > 1 else []
    return {
        purpose: number.quantity
        for purpose, number in numbers(run.resolved, cell).items()
        if number.quantity.distribution != "fixed"
        and number.quantity.uncertain
        and not any(number.set_by(key) for key in varied)
    }


def sample(run: Run, chosen: dict[str, Quantity], first: int, worlds: int) -> dict[str, Array]:
    """Values [world] of some numbers in `worlds` worlds from `first` on."""
    draws = Draws(run.manifest["seed"], first, worlds)
    return {key: quantity.sample(draws.uniform(key)) for key, quantity in chosen.items()}
