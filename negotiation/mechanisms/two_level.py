"""M9: two-level game."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.model import NegotiationModel
    from negotiation.world.talks import Talks


class TwoLevelGame(Rule):
    """A deal holds only inside the domestic win-set (Putnam 1988).

    At home a package passes if U >= D + theta (R - D), R the best utility believed to leave the
    other side its impasse value and theta the share of that gain which the domestic side insists
    on. The negotiator knows theta up to noise. Approval drifts by weekly shocks and falls with
    stress; what it has lost since its start, times `approval_effect`, is added to theta. For
    `campaign` weeks before an election theta rises by `campaign_effect`; the election draws
    approval anew. A failure reveals what theta is then, not how it moves on, and costs `pause`
    weeks; the one numbered `attempts` on a docket is final. Pause and attempts are the first
    party's numbers. Off, theta is 0 and nobody votes: every package that is agreed holds.
    There is no approval, and elections change nothing.
    """

    id = "M9"
    name = "two-level game"
    numbers = {
        "win_set": Unit("1", 0, 1),
        "noise": Unit("1", 0),
        "approval": Unit("1", 0, 1),
        "approval_shock": Unit("1", 0),
        "approval_effect": Unit("1", 0),
        "stress_effect": Unit("1", 0),
        "campaign": Unit("weeks", 0),
        "campaign_effect": Unit("1", 0),
        "election_shock": Unit("1", 0),
        "pause": Unit("weeks", 0),
        "attempts": Unit("1", 1),
    }

    def begin(self, model: NegotiationModel) -> None:
        self._base: dict[str, Array] = {}
        self._error: dict[str, Array] = {}
        self._learnt: dict[str, Array] = {}
        for key, country in model.countries.items():
            self._base[key] = self.value(model, "win_set", key)
            noise = model.draws.normal(f"mechanisms.M9.guess.{key}")
            self._error[key] = self.value(model, "noise", key) * noise
            self._learnt[key] = np.full(model.worlds, np.nan)
            country.approval = self.value(model, "approval", key)
            self._set(model, country)

    def politics(self, model: NegotiationModel) -> None:
        for key, country in model.countries.items():
            self._forget(model, country)
            shock = model.draws.normal(f"mechanisms.M9.shock.{key}", model.week)
            drift = self.value(model, "approval_shock", key) * shock
            strain = self.value(model, "stress_effect", key) * country.stress
            country.approval = np.clip(country.approval + drift - strain, 0.0, 1.0)
            self._hold_elections(model, country)
            self._set(model, country)

    def _forget(self, model: NegotiationModel, country: Country) -> None:
        """A new leader starts with the approval of the start, and has yet to learn its home."""
        if country.turnover.any():
            start = self.value(model, "approval", country.key)
            country.approval = np.where(country.turnover, start, country.approval)
            learnt = self._learnt[country.key]
            self._learnt[country.key] = np.where(country.turnover, np.nan, learnt)

    def _hold_elections(self, model: NegotiationModel, country: Country) -> None:
        for event in model.setting.calendar:
            held = event.kind == "election" and event.country == country.key
            if held and model.calendar.week_of(event.date) == model.week:
                swing = model.draws.normal(f"mechanisms.M9.election.{country.key}", model.week)
                start = self.value(model, "approval", country.key)
                shock = self.value(model, "election_shock", country.key) * swing
                country.approval = np.clip(start + shock, 0.0, 1.0)
                everywhere = np.ones(model.worlds, dtype=bool)
                model.acted(self, everywhere, f"election in {country.data.name}")

    def _set(self, model: NegotiationModel, country: Country) -> None:
        """Win-set of the week, and what the negotiator takes it to be."""
        key = country.key
        country.approval_lost = self.value(model, "approval", key) - country.approval
        lost = self.value(model, "approval_effect", key) * country.approval_lost
        theta = self._base[key] + lost
        theta = theta + self._campaign(model, country)
        country.win_set = np.clip(theta, 0.0, 1.0)
        guess = np.clip(theta + self._error[key], 0.0, 1.0)
        learnt = self._learnt[key]
        country.win_set_guess = np.where(np.isnan(learnt), guess, learnt)

    def _campaign(self, model: NegotiationModel, country: Country) -> Array:
        before = np.zeros(model.worlds)
        for event in model.setting.calendar:
            if event.kind != "election" or event.country != country.key:
                continue
            ahead = model.calendar.week_of(event.date) - model.week
            near = (ahead > 0) & (ahead <= self.value(model, "campaign", country.key))
            effect = self.value(model, "campaign_effect", country.key)
            before = np.maximum(before, np.where(near, effect, 0.0))
        return before

    def ratify(self, model: NegotiationModel, talks: Talks) -> np.ndarray:
        at = talks.agreed
        worlds = talks.worlds[at]
        failing = np.zeros(len(at), dtype=bool)
        for side, worth in enumerate(talks.worths):
            country, seat = talks.table.sides[side], talks.seats[side]
            impasse, best = seat.impasse[at], seat.rational[at]
            least = impasse + country.win_set[worlds] * np.maximum(best - impasse, 0.0)
            fails = worth < least - 1e-9 * np.abs(least)
            if fails.any():
                failing |= fails
                where = worlds[fails]
                self._learnt[country.key][where] = country.win_set[where]
                what = f"{talks.table.name}: the package fails at home in {country.data.name}"
                model.acted(self, fails, what)
        if failing.any():
            self._pause(model, talks, at[failing])
        return failing

    def _pause(self, model: NegotiationModel, talks: Talks, at: np.ndarray) -> None:
        table, worlds = talks.table, talks.worlds[at]
        lead = table.sides[0].key
        table.failures[worlds] += 1.0
        talks.docket.failures[worlds] += 1.0
        pause = np.rint(self.value(model, "pause", lead)[worlds])
        talks.pause(at, model.week + pause)
        last = self.value(model, "attempts", lead)[worlds]
        talks.finished[at] |= talks.docket.failures[worlds] >= last
