"""M2: suspension and deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.draws import Array
from negotiation.scenario.quantity import Unit
from negotiation.world.rule import Rule
from negotiation.world.table import Table
from negotiation.world.threat import NEVER, Threat

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.model import NegotiationModel

EXTEND, ENFORCE, ESCALATE = range(3)
WORDS = ("extends the date", "carries out the threat", "carries out the threat and raises it")
STANCES = {"extend": EXTEND, "enforce": ENFORCE, "escalate": ESCALATE}


class Deadline(Rule):
    """On the date the threatener enforces, extends or escalates, as its stance says.

    It extends where its offer and the other side's are closer than `closeness` (a share of its
    own scope), or where it can bear no more stress; `erratic` tosses a coin among the three. An
    extension puts the date off by `extension` weeks. An executed tariff stays at least `stays`
    weeks and is then taken back with chance `recall`. An escalation carries the threat out and
    threatens `escalation` times as much for a date `extension` weeks on.

    What a date does in the meantime is no act of this rule. While it is ahead, both sides count on
    the change Delta that it brings with the credibility pi of its maker (M3): by

        pi delta^(weeks to the date) Delta

    in what no deal is worth (delta the weekly discount), and by

        w = min(pi, |pi Delta| / (clock_scale x scope))

    as the weight of the clock to the date against that of delay (`View.deadline_weight`; scope is
    what lies between the opening demand and no deal). So a threat that nobody believes, or that
    changes nothing, hurries nobody, and before a believed date the hazard of agreement peaks (Roth,
    Murnighan and Schoumaker 1988; Yildiz 2004). Off, nothing has a date: no threat is announced,
    and what a truce puts aside does not come back.
    """

    id = "M2"
    name = "suspension and deadline"
    numbers = {
        "closeness": Unit("1", 0),
        "extension": Unit("weeks", 1),
        "stays": Unit("weeks", 0),
        "recall": Unit("1", 0, 1),
        "escalation": Unit("1", 1),
    }

    def begin(self, model: NegotiationModel) -> None:
        model.dates = True
        for country in model.countries.values():
            country.recall = self.value(model, "recall", country.key)
        self._announce(model, first=True)

    def _announce(self, model: NegotiationModel, first: bool = False) -> None:
        """Open the threats of the scenario on the day on which they were announced."""
        for table in model.tables.values():
            for i, threat in enumerate(table.data.threats):
                announced = model.calendar.week_of(threat.announced)
                if announced > 0 if first else announced != model.week or announced <= 0:
                    continue
                by, issue = table.side_of(threat.by), table.issues.index(threat.issue)
                due = np.full(model.worlds, float(model.calendar.week_of(threat.date)))
                value = model.draw(f"tables.{table.name}.threats.{i}.value", threat.value)
                still = table.unsettled[issue] & table.open
                table.threaten(by, issue, value, due, still)
                name = table.sides[by].data.name
                model.acted(self, still, f"{table.name}: {name} threatens {threat.issue}")

    def calendar(self, model: NegotiationModel) -> None:
        self._announce(model)
        for country in model.countries.values():
            due = [
                (table, threat, (threat.due == model.week) & table.unsettled[threat.issue])
                for table in model.tables.values()
                for threat in table.threats
                if table.sides[threat.by] is country
            ]
            due = [(table, threat, now) for table, threat, now in due if now.any()]
            for table, threat, now in due:  # what would hurt nobody any more is dropped
                at, moot = np.flatnonzero(now), np.zeros_like(now)
                moot[at] = ~table.hurts(threat, at)
                threat.due = np.where(moot, NEVER, threat.due)
                table.touch(moot & (threat.value != table.now[threat.issue]))
                issue = table.issues[threat.issue]
                model.acted(self, moot, f"{table.name}: the threat on {issue} is moot")
            due = [(t, threat, now & (threat.due == model.week)) for t, threat, now in due]
            due = [(table, threat, now) for table, threat, now in due if now.any()]
            self._take_back(model, country)
            if due:
                self._decide(model, country, due)

    def _decide(
        self,
        model: NegotiationModel,
        country: Country,
        due: list[tuple[Table, Threat, np.ndarray]],
    ) -> None:
        """Decide table by table; dates that fall together share one unit of the record."""
        together = np.maximum(np.sum([now for _, _, now in due], axis=0), 1)
        for table, threat, now in due:
            close = self._close(model, country, table, threat)
            choice = np.where(close | country.strained, EXTEND, self._stance(model, table, threat))
            extended = now & (choice == EXTEND)
            executed = now & (choice != EXTEND)
            escalated = now & (choice == ESCALATE)
            table.note("extended", extended)
            table.note("executed", executed)
            table.extended += extended
            table.executed += executed
            country.dated = country.dated + now / together
            country.executed = country.executed + executed / together
            later = model.week + np.rint(self.value(model, "extension", country.key))
            self._execute(model, country, table, threat, executed)
            raised = threat.value * self.value(model, "escalation", country.key)
            threat.due = np.where(executed, NEVER, threat.due)
            table.threaten(threat.by, threat.issue, raised, later, escalated)
            table.threaten(threat.by, threat.issue, threat.value, later, extended)
            self._tell(model, table, threat, now, choice, close)

    def _close(
        self, model: NegotiationModel, country: Country, table: Table, threat: Threat
    ) -> np.ndarray:
        """Worlds in which offers are so close that the date is put off."""
        return table.gap(threat.by, threat.issue) < self.value(model, "closeness", country.key)

    def _stance(self, model: NegotiationModel, table: Table, threat: Threat) -> np.ndarray:
        """What the threatener's stance makes of the date, [world]."""
        stance = table.sides[threat.by].stance.at_date
        if stance == "erratic":
            at = f"mechanisms.M2.coin.{table.name}.{table.issues[threat.issue]}"
            return np.floor(3.0 * model.draws.uniform(at, model.week)).astype(np.int64)
        return np.full(model.worlds, STANCES[stance])

    def _tell(
        self,
        model: NegotiationModel,
        table: Table,
        threat: Threat,
        now: np.ndarray,
        choice: np.ndarray,
        close: np.ndarray,
    ) -> None:
        """Tell a replay what was decided, and why a date passes whatever the stance."""
        if model.record is None:
            return
        country = table.sides[threat.by]
        who, issue = f"{table.name}: {country.data.name}", table.issues[threat.issue]
        strained = country.strained & ~close
        for where, why in ((close, "offers are close"), (strained, "tariffs strain it at home")):
            model.acted(self, now & where, f"{who} {WORDS[EXTEND]} because {why} ({issue})")
        by_stance = now & ~(close | strained)
        for code, word in enumerate(WORDS):
            model.acted(self, by_stance & (choice == code), f"{who} {word} ({issue})")

    def _execute(
        self,
        model: NegotiationModel,
        country: Country,
        table: Table,
        threat: Threat,
        where: np.ndarray,
    ) -> None:
        stays: Array = np.maximum(np.rint(self.value(model, "stays", country.key)), 1.0)
        threat.calm = np.where(where, table.now[threat.issue], threat.calm)
        threat.until = np.where(where, model.week + stays, threat.until)
        table.set_default(threat.issue, threat.value, where)

    def _take_back(self, model: NegotiationModel, country: Country) -> None:
        """Once it has stayed as long as it must, an executed tariff may be taken back."""
        for table in model.tables.values():
            for threat in table.threats:
                free = (threat.until == model.week) & table.unsettled[threat.issue]
                if table.sides[threat.by] is not country or not free.any():
                    continue
                at = f"mechanisms.M2.recall.{table.name}.{table.issues[threat.issue]}"
                coin = model.draws.uniform(at, model.week)
                back = free & (coin < self.value(model, "recall", country.key))
                threat.until = np.where(free, -NEVER, threat.until)
                table.set_default(threat.issue, threat.calm, back)
                issue = table.issues[threat.issue]
                model.acted(self, back, f"{table.name}: {country.data.name} takes back {issue}")
