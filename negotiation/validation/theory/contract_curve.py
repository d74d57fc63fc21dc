"""The contract curve: the formula for quadratic losses, and packages signed at a table."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from negotiation.bargaining.curve import weights
from negotiation.bargaining.solutions import nash
from negotiation.draws import Array
from negotiation.strategies.family import member
from negotiation.validation.case import Case, agree
from negotiation.validation.theory.family import Family, Sample, add
from negotiation.validation.theory.game import SIDES, TABLE, build, scenario, strategy
from negotiation.world.model import NegotiationModel

SOURCE = "Edgeworth (1881); Davis, Hinich and Ordeshook (1970)"
ISSUES = 4
WEEKS = 400
HOW = """
A table with four issues, quadratic losses and random stakes. Its docket draws the contract curve
on which the sides bid; at each weight the concession on each issue is held against the formula (1
- L) w_b / (L w_a + (1 - L) w_b). Then the two sides concede along the curve until they sign. The
package is mixed from two neighbours among the 33 that are tabulated, so that it may waste a
little: what it brings the one is held against the most that SciPy finds for it among all packages
that bring the other as much. SciPy also looks for the Nash solution among all packages.
"""


def stakes(sample: Sample) -> Array:
    """Stakes of both sides by issue, [side, issue, sample]."""
    names = [f"contract_curve.stakes.{side}" for side in SIDES]
    return np.stack([sample.rows(name, ISSUES, 0.2, 5.0) for name in names])


def table(sample: Sample) -> NegotiationModel:
    """Two time-dependent players with those stakes and quadratic losses, who know each other's."""
    given = {
        f"tables.{TABLE}.issues.issue_{k}.stakes.{side}": stakes(sample)[s, k]
        for s, side in enumerate(SIDES)
        for k in range(ISSUES)
    }
    for side in SIDES:
        given[f"countries.{side}.curvature"] = np.ones(sample.count)
        given[f"countries.{side}.patience"] = np.full(sample.count, 0.5 ** (1.0 / WEEKS))
        given[f"countries.{side}.beta"] = sample.uniform(f"contract_curve.beta.{side}", 0.3, 3.0)
    bids = member("linkage", "package")
    players = [strategy(member("concession", "polynomial"), linkage=bids) for _ in SIDES]
    return build(scenario(WEEKS + 2, ISSUES), players, given, 0)


def lost(stake: Array, own: Array) -> float:
    """Quadratic loss of own concessions [issue] on one table."""
    return float(np.sum(stake * own**2))


def best_for_one(stake: Array, least: float) -> float:
    """Smallest loss of the first side among packages that cost the second no more than `least`."""
    room = {"type": "ineq", "fun": lambda c: least - lost(stake[1], 1.0 - c)}
    found = minimize(
        lambda c: lost(stake[0], c),
        np.full(ISSUES, 0.999),
        jac=lambda c: 2.0 * stake[0] * c,
        bounds=[(0.0, 1.0)] * ISSUES,
        constraints=[room],
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    return float(found.fun)


def largest_product(stake: Array) -> Array:
    """Utilities at the Nash solution over all packages, having lost everything at impasse."""
    whole = stake.sum(axis=1)

    def short(c: Array) -> float:
        gains = whole[0] - lost(stake[0], c), whole[1] - lost(stake[1], 1.0 - c)
        return -float(np.sum(np.log(np.maximum(gains, 1e-12))))

    found = minimize(
        short,
        np.full(ISSUES, 0.5),
        bounds=[(0.0, 1.0)] * ISSUES,
        method="L-BFGS-B",
        options={"ftol": 1e-15, "gtol": 1e-10},
    ).x
    return np.array([-lost(stake[0], found), -lost(stake[1], 1.0 - found)])


def cases(sample: Sample) -> list[Case]:
    """The formula at every weight, the waste of what is signed, and the Nash solution."""
    model, stake = table(sample), stakes(sample)
    docket = model.tables[TABLE].dockets[0]
    curve = docket.paths(0, np.arange(sample.count)).within
    own, other = (s / s.sum(axis=0) for s in stake)
    weight = weights(len(curve.own))
    formula = (1.0 - weight) * other / (weight * own + (1.0 - weight) * other)
    whole = stake.sum(axis=1)
    found = np.stack(nash(curve.own, curve.other, (-whole[0], -whole[1])))
    model.run()
    signed = np.stack(model.tables[TABLE].signed_utility)
    agreed = model.tables[TABLE].agreed.copy()
    model.forget()
    few = range(sample.count)
    least = np.array([lost(stake[1, :, k], 1.0 - agreed[:, k]) for k in few])
    most = np.array([-best_for_one(stake[..., k], least[k]) for k in few])
    products = np.array([largest_product(stake[..., k]) for k in few]).T
    note = f"{sample.count} tables of {ISSUES} issues."
    return [
        agree(
            "contract_curve.formula",
            "Concession on each issue along the curve that a docket draws, against the formula",
            curve.concession - formula,
            1e-12,
            note=note,
            source=SOURCE,
        ),
        agree(
            "contract_curve.signed",
            "What the first side could have gained at no cost to the other, share of its stakes",
            (most - signed[0]) / whole[0],
            1e-4,
            note=f"{note} The best by SciPy (SLSQP).",
            source=SOURCE,
        ),
        agree(
            "contract_curve.nash",
            "Nash solution on the curve: share by which its product is short of the largest",
            1.0 - np.prod(found + whole, axis=0) / np.prod(products + whole, axis=0),
            1e-3,
            note=f"{note} The largest product by SciPy (L-BFGS-B); the curve has 33 packages.",
            source="Nash (1950)",
        ),
    ]


add(
    Family(
        id="contract_curve",
        name="The contract curve (Edgeworth 1881)",
        by="the curve that a table draws, and what the engine signs on it",
        how=HOW,
        cases=cases,
        samples=40,
    )
)
