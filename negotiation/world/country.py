"""A country: an agent that lives in many worlds at once and acts in the model's step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from negotiation.draws import Array
from negotiation.scenario import schema
from negotiation.strategies.stance import Strategy

if TYPE_CHECKING:
    from negotiation.world.model import NegotiationModel
    from negotiation.world.talks import Talks

DRAWN = ("patience", "hazard", "beta", "clock_scale", "opening_share", "credibility")


class Country(mesa.Agent):
    """One country; arrays are [world].

    Attributes
    ----------
    key : name in the scenario file.
    delta : weekly discount, patience x (1 - hazard that the matter is undone).
    discount : delta to the power of the weeks gone by.
    half_life : weeks in which delay halves what a deal is worth, ln(1/2) / ln(delta).
    credibility : believed chance that a threat of this country is carried out.
    dated, executed : threats of this country whose date has come, and those carried out.
    stress : USD bn a year that its announced tariffs cost it at home; `strained` where too much.
    recall : chance that the country takes back a tariff it has executed, once it may.
    approval : domestic approval, 0 to 1; rules set and move it, NaN where none does.
    approval_lost : approval lost since its start, or since the last change of leader.
    turnover : worlds in which a new leader takes over this week; `leaders` counts them.
    win_set : share of its best rational gain that the domestic side insists on (Putnam 1988).
    precedent_weight : how much its first deal on an issue binds its later ones, 0 to 1.
    win_set_guess : what the negotiator takes that share to be.
    hedging : how far it has turned to other partners, 0 to 1; stays at 0 unless a rule moves it.
    """

    def __init__(self, model: NegotiationModel, key: str, data: schema.Country, strategy: Strategy):
        super().__init__(model)
        self.key = key
        self.data = data
        self.strategy = strategy
        self.stance = strategy.stance
        drawn = {f: model.draw(f"countries.{key}.{f}", getattr(data, f)) for f in DRAWN}
        self.delta = drawn["patience"] * (1.0 - drawn["hazard"])
        self.discount = np.ones(model.worlds)
        self.half_life = np.log(0.5) / np.log(self.delta)
        self._bend = self._bending(model)
        self.beta = drawn["beta"] * self._bend
        self.clock_scale = drawn["clock_scale"]
        self.opening_share = drawn["opening_share"]
        self.prior_credibility = self.credibility = drawn["credibility"]
        self.dated = np.zeros(model.worlds)
        self.executed = np.zeros(model.worlds)
        self.stress = np.zeros(model.worlds)
        self.strained = np.zeros(model.worlds, dtype=bool)
        self.recall = np.zeros(model.worlds)
        self.approval = np.full(model.worlds, np.nan)
        self.approval_lost = np.zeros(model.worlds)
        self.turnover = np.zeros(model.worlds, dtype=bool)
        self.leaders = np.zeros(model.worlds)
        self.win_set = np.zeros(model.worlds)
        self.win_set_guess = np.zeros(model.worlds)
        self.hedging = np.zeros(model.worlds)
        self.precedent_weight = np.zeros(model.worlds)

    def _bending(self, model: NegotiationModel) -> Array:
        """Factor by which the strategy bends a leader's habit of conceding, [world]."""
        if self.strategy.beta_scale is None:
            return np.ones(model.worlds)
        return model.draw(f"strategies.{self.key}.beta_scale", self.strategy.beta_scale)

    def succeed(self, model: NegotiationModel, where: np.ndarray, uniform: Array) -> None:
        """A new leader takes over in some worlds, with a habit of conceding drawn anew."""
        at = np.flatnonzero(where)
        anew = model.anew(f"countries.{self.key}.beta", self.data.beta, uniform, at)
        self.beta[at] = anew * self._bend[at]
        self.turnover = self.turnover | where
        self.leaders = self.leaders + where

    def propose(self, talks: Talks) -> Array:
        """Put a package on the table; returns the own concession, [issue, world of the talks]."""
        seat = talks.seats[talks.side(self)]
        seat.aspiration = self.strategy.concession.aspiration(talks.view(seat))
        seat.fresh = False
        seat.ask = seat.target()
        seat.offer = seat.bid()
        return seat.offer

    def respond(self, talks: Talks, offer: Array) -> np.ndarray:
        """Judge the other side's package, given as the own concession; returns who accepts."""
        seat = talks.seats[talks.side(self)]
        seat.hear(offer)
        view = talks.view(seat)
        seat.aspiration = self.strategy.concession.aspiration(view)
        seat.fresh = False
        target = seat.target()
        worth, wish = seat.net(seat.offered), seat.net(target)
        wanted = self.strategy.acceptance.accepts(view, worth, wish)
        wanted = wanted & (seat.offered >= seat.floor)
        if seat.bound:
            wanted = wanted & np.all(offer <= seat.most + 1e-9, axis=0)
        return wanted
