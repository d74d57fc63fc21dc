"""M16: alliance trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.world.alliance import Alliance
    from negotiation.world.model import NegotiationModel

BUILDS = ("settled", "extended")
ERODES = ("executed", "withdrawn", "walked_out", "abandonment", "reopened")
# Weeks after a date or the default changed in which an offer may be withdrawn. No number of the
# scenario: sides take turns, so that where they meet each has asked anew by then, even at one offer
# a week.
EXCUSED = 1


class AllianceTrust(Rule):
    """Trust between allies feeds on itself and on what happens at their table.

        T += speed (sigma(feedback (T - turning_point) + E) - T),    sigma(x) = 1 / (1 + exp(-x))
        E(t) = (1 - fade) E(t-1) + sum over events of +- weight x count

    once a week. E is the memory of events: a settlement or an extended date builds trust; a
    threat carried out, an offer withdrawn, talks left, a threat of abandonment and a deal
    reopened erode it. Trust of a steady state solves T = sigma(feedback (T - turning_point)):
    without events and with turning_point 1/2 there is one below a feedback of 4 and two stable
    ones above it, recovery and fracture, for the slope of sigma is at most 1/4 (the mean-field
    choice model of Brock and Durlauf 2001). Trust at the start scales how far pledges are
    believed (M4) and what the patron's guarantee is worth to the ally. The numbers are the ally's.
    Off, trust stays at its start and scales neither.
    """

    id = "M16"
    name = "alliance trust"
    numbers = {
        "speed": Unit("1/week", 0, 1),
        "feedback": Unit("1", 0),
        "turning_point": Unit("1", 0, 1),
        "fade": Unit("1/week", 0, 1),
        **dict.fromkeys((*BUILDS, *ERODES), Unit("1", 0)),
    }

    def begin(self, model: NegotiationModel) -> None:
        self._memory: dict[str, Array] = {}
        for key, alliance in model.alliances.items():
            self._memory[key] = np.zeros(model.worlds)
            alliance.assurance = alliance.trust
            if alliance.guarantee is not None:
                money = alliance.table.terms.money[alliance.ally_side]
                money[alliance.guarantee] = money[alliance.guarantee] * alliance.trust

    def flows(self, model: NegotiationModel) -> None:
        for key, alliance in model.alliances.items():
            fade, speed, feedback, turn = (
                self.value(model, name, alliance.ally.key)
                for name in ("fade", "speed", "feedback", "turning_point")
            )
            events = self._events(model, alliance)
            memory = self._memory[key] = (1.0 - fade) * self._memory[key] + events
            trust = alliance.trust
            drawn_to = 1.0 / (1.0 + np.exp(-(feedback * (trust - turn) + memory)))
            now = alliance.trust = trust + speed * (drawn_to - trust)
            alliance.lowest = np.minimum(alliance.lowest, now)
            self._tell(model, alliance, trust, now)

    def _events(self, model: NegotiationModel, alliance: Alliance) -> Array:
        """What this week adds to the memory of events, [world]."""
        table, total = alliance.table, np.zeros(model.worlds)
        for word in (*BUILDS, *ERODES):
            count = table.happened.get(word)
            if count is None:
                continue
            if word == "withdrawn":  # who asks for more after the other moved a date is excused
                count = np.where(model.week - table.since > EXCUSED, count, 0.0)
            weight = self.value(model, word, alliance.ally.key)
            total = total + (weight if word in BUILDS else -weight) * count
        return total

    def _tell(self, model: NegotiationModel, alliance: Alliance, was: Array, now: Array) -> None:
        """Say where trust passes the middle."""
        names = f"{alliance.patron.data.name} and {alliance.ally.data.name}"
        falls = (was >= 0.5) & (now < 0.5)
        rises = (was < 0.5) & (now >= 0.5)
        model.acted(self, falls, f"{alliance.key}: trust between {names} falls below one half")
        model.acted(self, rises, f"{alliance.key}: trust between {names} is above one half again")
