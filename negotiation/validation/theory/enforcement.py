"""What holds a deal together: the discount from which a pledge is kept, alone and pooled."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation.draws import Array
from negotiation.mechanisms.linkage import IssueLinkage
from negotiation.mechanisms.reopening import Reopening
from negotiation.scenario.quantity import Quantity
from negotiation.strategies.family import member
from negotiation.strategies.view import Problem
from negotiation.validation.case import Case, agree, close, true
from negotiation.validation.theory.family import Family, Sample, add
from negotiation.validation.theory.game import (
    SIDES,
    START,
    TABLE,
    Plan,
    build,
    discounts,
    edge,
    number,
    setting,
    strategy,
)

SOURCE = "Bernheim and Whinston (1990)"
GAIN, LOSS = np.array([[1.0], [3.0]]), np.array([[2.0], [1.0]])  # published, [deal, sample]
THRESHOLDS = {"a": 1 / 3, "b": 3 / 4, "linked": 4 / 7}
PATIENT = 0.6
LEAST, MOST = 0.05, 0.9999  # discounts that a scenario can hold
WEEKS = 4
SMALL = 1e-6
HOW = """
Two deals, in each a pledge of one side against a favour of the other. They are signed in talks,
one docket each or linked (M6). A review follows every week (M15): who has pledged delivers or
holds back, and a deal on which one side holds back is gone back on by the other for certain. A
period of theory is the time between reviews. The gain from cheating is what the pledge would cost;
the loss is what the side would lose in every later period without the deal, the favour less the
pledge. The threshold is found by play alone: a grid of discounts is played as worlds, and laid
anew between the last world in which the pledge is held back and the first in which it is
delivered.

Whether to deliver is the comparison that M15 makes, of what holding back saves with the discounted
loss; play shows what it comes to for deals signed in talks, alone and pooled. The payoff that the
engine records counts a pledge as a yearly cost and not as a payment at its review, so that it is
not used to tell whether cheating pays.
"""


class Everything:
    """The full deal as the receiver of the pledges bids it: all pledges against all favours."""

    def concession(self, problem: Problem) -> Array:
        gives = np.array([0.0 if issue.kind == "pledge" else 1.0 for issue in problem.issues])
        deal = np.broadcast_to(gives[:, None], problem.own_stake.shape)
        return np.stack([np.ones_like(deal), deal])


def _issue(domain: str, pledge: bool) -> dict[str, Any]:
    """A pledge of the second side, or a favour of the first; nothing is given at the start."""
    giver = SIDES[1] if pledge else SIDES[0]
    return {
        "title": "invented",
        "domain": domain,
        "kind": "pledge" if pledge else "stated",
        "by": giver,
        "unit": "1",
        "status_quo": number(0.0),
        "ideal": {side: number(0.0 if side == giver else 1.0) for side in SIDES},
        "stakes": {SIDES[0]: number(9.0 if pledge else 1.0, "USD bn/year"),
                   SIDES[1]: number(1.0, "USD bn/year")},
    }  # fmt: skip


def _table() -> dict[str, Any]:
    issues = {
        "pledge_a": _issue("trade", True),
        "favour_a": _issue("market_access", False),
        "pledge_b": _issue("investment", True),
        "favour_b": _issue("security", False),
    }
    baskets = {"a": ["trade", "market_access"], "b": ["investment", "security"]}
    return {"parties": list(SIDES), "opens": START, "issues": issues, "baskets": baskets}


def _reviews() -> Reopening:
    """M15: a review a week, payment at once, and certain retaliation."""
    numbers = {
        "review": (1.0, "weeks"),
        "hazard": (1.0, "1"),
        "instalments": (1.0, "1"),
        "notice": (1.0, "weeks"),
        "demand": (1.0, "1"),
    }
    given = {
        key: Quantity(value=value, unit=unit, basis="definition")
        for key, (value, unit) in numbers.items()
    }
    return Reopening(given, {})


def delivers(gain: Array, loss: Array, discount: Array, linked: bool) -> np.ndarray:
    """Whether the pledge of each deal is delivered at its first review, [deal, ..., sample].

    `gain` and `loss` are [deal, sample], the discount [..., sample]. Linked, there is one deal.
    """
    shape = discount.shape
    given = discounts([discount.ravel()] * 2)
    for k, name in enumerate("ab"):
        pledge, favour = gain[k], gain[k] + 52.0 * loss[k]
        for issue, stake in ((f"pledge_{name}", pledge), (f"favour_{name}", favour)):
            purpose = f"tables.{TABLE}.issues.{issue}.stakes.{SIDES[1]}"
            given[purpose] = np.broadcast_to(stake, shape).ravel()
    worlds = len(discount.ravel())
    proposes = strategy(member("concession", "hold_firm"), linkage=Everything())
    agrees = strategy(Plan(np.ones((1, worlds)), np.zeros((1, worlds))))
    rules = [_reviews(), IssueLinkage({}, {})] if linked else [_reviews()]
    model = build(setting(_table(), WEEKS), [proposes, agrees], given, 0, rules)
    table = model.tables[TABLE]
    model.step()
    assert not table.open.any(), "the full deal is signed in the first week"
    model.step()
    found = np.stack([docket.paid[1] > 0.0 for docket in table.dockets])
    ended = np.stack([docket.returning for docket in table.dockets])
    assert np.array_equal(ended, ~found), "a deal ends where a pledge is held back"
    model.forget()
    return found.reshape(-1, *shape)


def thresholds(gain: Array, loss: Array, linked: bool) -> Array:
    """The discount from which each deal holds, [deal, sample], found by play."""
    least, most = (np.full(gain.shape[1], end) for end in (LEAST, MOST))

    def found(deal: int) -> Array:
        return edge(lambda grid: delivers(gain, loss, grid, linked)[deal], least, most)

    return np.stack([found(deal) for deal in range(1 if linked else 2)])


def cases(sample: Sample) -> list[Case]:
    """The published thresholds and what holds at .6, and sampled gains and losses."""
    apart = thresholds(GAIN, LOSS, linked=False)[:, 0]
    found = dict(zip("ab", apart, strict=True))
    found["linked"] = thresholds(GAIN, LOSS, linked=True)[0, 0]
    at = np.full(1, PATIENT)
    alone, pooled = (delivers(GAIN, LOSS, at, linked)[:, 0] for linked in (False, True))
    gain, loss = (sample.rows(f"enforcement.{what}", 2, 0.3, 3.0) for what in ("gain", "loss"))
    note = f"{sample.count} draws of two gains and two losses, each from .3 to 3."
    return [
        *(
            close(f"enforcement.{key}", f"Discount from which deal {key} holds", expected,
                  found[key], SMALL, source=SOURCE)
            for key, expected in THRESHOLDS.items()
        ),
        true("enforcement.partial", "At .6 and without linkage deal a holds and deal b does not",
             bool(alone[0] and not alone[1]), source=SOURCE),
        true("enforcement.full", "At .6 and with linkage all of it holds", bool(pooled[0]),
             source=SOURCE),
        agree("enforcement.sampled", "Thresholds of single deals, over sampled gains and losses",
              thresholds(gain, loss, linked=False) - gain / (gain + loss), SMALL, note=note,
              source=SOURCE),
        agree("enforcement.pooled", "Threshold of the linked deal, over the same",
              thresholds(gain, loss, linked=True)[0]
              - gain.sum(axis=0) / (gain + loss).sum(axis=0),
              SMALL, note=note, source=SOURCE),
    ]  # fmt: skip


add(
    Family(
        id="enforcement",
        name="Linkage pools enforcement (Bernheim and Whinston 1990)",
        by="deals that the engine signs and reviews (M6, M15)",
        how=HOW,
        cases=cases,
        samples=40,
    )
)
