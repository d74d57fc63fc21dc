"""Concession by the side that has more to lose from a breakdown."""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.curve import TINY, locate, pick
from negotiation.draws import Array
from negotiation.strategies.family import Concession
from negotiation.strategies.view import View


class Zeuthen(Concession):
    """Concede, just enough, where the own risk limit is the smaller (Zeuthen 1930).

    The risk limit of a side is the largest chance of a breakdown that it would run rather than take
    the other's offer: (own offer - other's offer) / (own offer - impasse), in its own utility. It
    is the smaller for the side whose offer has the smaller Nash product (Harsanyi 1956), and to
    concede just enough is to offer a package with a product as large as that of the other's offer
    (Rosenschein and Zlotkin 1994). The other's gains are believed ones, so both may be mistaken. A
    concession is never smaller than `step`; else two sides would creep.
    """

    weighs_other = True
    step: float = 0.03  # smallest concession, a share of the scope

    def aspiration(self, view: View) -> Array:
        if not view.fresh:
            return view.aspiration
        asked = view.impasse + view.aspiration * view.scope
        rival = _product(view, view.offered, view.claimed)
        limit = asked - self.step * view.scope
        enough = np.where(_at(view, limit) >= rival, limit, _highest(view, rival, limit))
        share = np.clip((enough - view.impasse) / view.scope, 0.0, view.aspiration)
        return np.where(_at(view, asked) <= rival, share, view.aspiration)


def _product(view: View, own: Array, other: Array) -> Array:
    """Gains of both sides over impasse, multiplied; nothing where either gains nothing."""
    gain = np.maximum(other - view.believed_impasse, 0.0)
    return np.maximum(own - view.impasse, 0.0) * gain


def _at(view: View, wanted: Array) -> Array:
    """Nash product of the package on the own path that is worth `wanted`."""
    step, share = locate(view.path.own, wanted)
    low = pick(view.path.other, step)
    return _product(view, wanted, low + share * (pick(view.path.other, step + 1) - low))


def _highest(view: View, rival: Array, limit: Array) -> Array:
    """Best own utility on the path below `limit` at which the product is `rival`, else the limit.

    Between two packages of the path both gains are linear, so the product is quadratic.
    """
    own, other = view.path.own, view.path.other
    reaches = (_product(view, own, other) >= rival) & (own <= limit)
    last = own.shape[0] - 1 - np.argmax(reaches[::-1], axis=0)
    at = np.minimum(last, own.shape[0] - 2)
    gain, theirs = pick(own, at) - view.impasse, pick(other, at) - view.believed_impasse
    rise, fall = pick(own, at + 1) - pick(own, at), pick(other, at + 1) - pick(other, at)
    slope, spare = gain * fall + theirs * rise, gain * theirs - rival
    root = np.sqrt(np.maximum(slope * slope - 4.0 * rise * fall * spare, 0.0))
    share = np.clip(2.0 * spare / np.maximum(root - slope, TINY), 0.0, 1.0)
    return np.where(reaches.any(axis=0), np.minimum(pick(own, at) + share * rise, limit), limit)
