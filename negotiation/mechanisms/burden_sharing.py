"""M5: burden sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule

if TYPE_CHECKING:
    from negotiation.world.alliance import Alliance
    from negotiation.world.country import Country
    from negotiation.world.model import NegotiationModel
    from negotiation.world.table import Table


class BurdenSharing(Rule):
    """Defence spending buys its spender security and relieves its patron; lost cover is made up.

    Of what a defence issue costs the payer, the share `own_security_benefit` comes back as its own
    security, and the share `burden_relief` is worth as much to the other side (Olson and
    Zeckhauser 1966). Without a deal an ally spends what suits it best. With g its spending and G
    what its patron contributes, both in % of the ally's GDP, it minimises

        (1 - benefit) (g - plan)^2 + benefit (need - g - substitution G)^2:

    it minds spending other than its budget would have it, and security other than it needs, by
    the share of spending that is its own security; `substitution` says how far the patron's
    forces do the work of its own (Murdoch and Sandler 1984: allies' outputs substitute in part).
    The best response falls in G with slope

        dg/dG = -benefit x substitution,

    less than one for one unless both are 1. So at news of its patron (a threat to leave, a change
    of the guarantee's default) the ally draws its budget up anew: the default of its defence issue
    becomes g0 + benefit x substitution x contribution x lost, where

        lost = cut + (1 - cut) dependence (fear - fear at the start), not below 0,

    cut the share by which the default of the guarantee has fallen since the start. Fear counts by
    the ally's `dependence` (M10): a threat to leave is no news to who needs no patron. Between news
    the budget stands, so that talks are not unsettled every week. Off, defence is cost alone, and
    no budget answers.
    """

    id = "M5"
    name = "burden sharing"
    numbers = {"contribution": Unit("% of GDP", 0), "substitution": Unit("1", 0, 1)}

    def begin(self, model: NegotiationModel) -> None:
        for table in model.tables.values():
            for k, issue in enumerate(table.data.issues.values()):
                if issue.kind == "defence" and not issue.stakes:
                    self._price(model, table, k, table.side_of(str(issue.by)))
        self._calm = {key: a.fear for key, a in model.alliances.items()}
        self._cover = {key: _cover(a) for key, a in model.alliances.items()}
        self._before = dict(self._cover)
        self._budget: dict[tuple[str, int], tuple[Array, Array]] = {}

    def _price(self, model: NegotiationModel, table: Table, k: int, payer: int) -> None:
        """Count own security and the other side's relief in the money of a defence issue."""
        own, other = table.sides[payer], table.sides[1 - payer]
        spent = table.terms.money[payer][k].copy()
        benefit = _number(model, own, "own_security_benefit")
        table.terms.money[payer][k] = spent * (1.0 - benefit)
        table.terms.money[1 - payer][k] = spent * _number(model, other, "burden_relief")

    def politics(self, model: NegotiationModel) -> None:
        for key, alliance in model.alliances.items():
            cover = _cover(alliance)
            news = alliance.table.happened.get("abandonment", np.zeros(model.worlds)) > 0.0
            news = news & (alliance.dependence > 0.0) | (cover != self._before[key])
            self._before[key] = cover
            if not news.any():
                continue
            extra = self._slope(model, alliance) * self._lost(model, key, alliance)
            for k, issue in enumerate(alliance.table.data.issues.values()):
                if issue.kind == "defence" and issue.by == alliance.ally.key:
                    self._respond(model, alliance, k, extra, news)

    def _slope(self, model: NegotiationModel, alliance: Alliance) -> Array:
        """Rise of the ally's best spending for each unit of the patron's that is lost."""
        benefit = _number(model, alliance.ally, "own_security_benefit")
        return benefit * self.value(model, "substitution", alliance.ally.key)

    def _lost(self, model: NegotiationModel, key: str, alliance: Alliance) -> Array:
        """What the ally believes to lose of its patron's contribution, in % of its GDP."""
        start = self._cover[key]
        left = np.where(start > 0.0, _cover(alliance) / np.where(start > 0.0, start, 1.0), 1.0)
        cut = np.clip(1.0 - left, 0.0, 1.0)
        risen = np.maximum(alliance.fear - self._calm[key], 0.0)
        share = cut + (1.0 - cut) * alliance.dependence * risen
        return self.value(model, "contribution", alliance.ally.key) * share

    def _respond(
        self, model: NegotiationModel, alliance: Alliance, k: int, extra: Array, news: np.ndarray
    ) -> None:
        """Move the default of the ally's defence by what its best response adds to its plan."""
        table, at = alliance.table, (alliance.key, k)
        now = table.now[k].copy()
        plan, last = self._budget.get(at, (now, now))
        where = news & table.unsettled[k]
        moved = where & (now != last)  # who else has set the default made a new plan
        plan = np.where(moved, now, plan)
        budget = np.where(where, plan + extra, now)
        self._budget[at] = plan, np.where(where, budget, last)
        table.set_default(k, budget, where)
        what = f"{table.name}: {alliance.ally.data.name} draws up its defence budget anew"
        model.acted(self, where & (budget != now), what)


def _cover(alliance: Alliance) -> Array:
    """Default of what the patron does for the ally's security, [world]; 0 without such an issue."""
    table, issue = alliance.table, alliance.guarantee
    if issue is None or list(table.data.issues.values())[issue].by == alliance.ally.key:
        return np.zeros(table.model.worlds)
    return table.now[issue].copy()


def _number(model: NegotiationModel, country: Country, field: str) -> Array:
    """A number of a country, [world], as it was drawn for its stakes."""
    return model.draw(f"countries.{country.key}.{field}", getattr(country.data, field))
