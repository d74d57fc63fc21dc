"""Concession that answers the other side's concession."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.curve import pick
from negotiation.draws import Array
from negotiation.strategies.family import Concession
from negotiation.strategies.view import View


def repay_relative(own: Array, before: Array, after: Array) -> Array:
    """The own value changed in the proportion in which the other changed its own, inverted.

    Relative tit-for-tat of Faratin et al. 1998: a buyer at 10 facing a seller who goes from 20 to
    18 bids 10 x 20 / 18.
    """
    return own * before / after


def repay_absolute(own: Array, before: Array, after: Array) -> Array:
    """The own value changed by as much as the other changed its own (Faratin et al. 1998)."""
    return own + (before - after)


class RelativeTitForTat(Concession):
    """Repay in proportion the concession just received (relative tit-for-tat, Faratin et al. 1998).

    The aspiration falls in the proportion in which the other side's denial of it fell.
    """

    kindness: float = 0.0  # share of the aspiration given up in each answer on top

    def aspiration(self, view: View) -> Array:
        if not view.fresh:
            return view.aspiration
        before, after = np.maximum(view.denied_before, 1e-9), np.maximum(view.denied, 1e-9)
        answered = view.aspiration / repay_relative(np.ones_like(before), before, after)
        answered = np.where(np.isfinite(view.offered_before), answered, view.aspiration)
        return np.clip(answered * (1.0 - self.kindness), 0.0, view.aspiration)


class AveragedTitForTat(Concession):
    """Repay in proportion the mean concession of late (averaged tit-for-tat, Faratin et al. 1998).

    The mean over the last `window` concessions is geometric, so that a steady concession is repaid
    at its own rate. With a window of one this is relative tit-for-tat.
    """

    window: float = 3.0  # concessions of the other side that are averaged

    def aspiration(self, view: View) -> Array:
        if not view.fresh:
            return view.aspiration
        width = max(round(self.window), 1) + 1
        past = view.memory.get("offered", np.full((width, *view.offered.shape), -np.inf))
        heard = np.concatenate([past[1:], view.offered[None]])
        view.memory["offered"] = np.where(view.speaking, heard, past)
        steps = np.count_nonzero(np.isfinite(heard), axis=0) - 1
        oldest = pick(heard, width - 1 - np.maximum(steps, 0))
        before, after = (np.maximum(view.denial(x), 1e-9) for x in (oldest, view.offered))
        change = repay_relative(np.ones_like(before), before, after)
        answered = view.aspiration / change ** (1.0 / np.maximum(steps, 1))
        return np.clip(answered, 0.0, view.aspiration)


class AbsoluteTitForTat(Concession):
    """Give as much as was just received (absolute tit-for-tat, Faratin et al. 1998)."""

    kindness: float = 0.0  # extra concession in each answer, a share of the scope

    def aspiration(self, view: View) -> Array:
        if not view.fresh:
            return view.aspiration
        answered = repay_absolute(view.aspiration, view.denied, view.denied_before)
        answered = np.where(np.isfinite(view.offered_before), answered, view.aspiration)
        return np.clip(answered - self.kindness, 0.0, view.aspiration)
