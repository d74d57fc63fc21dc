"""What came of it: one row for each world and table, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negotiation.bargaining.curve import efficient, path
from negotiation.bargaining.loss import total, utility
from negotiation.bargaining.solutions import (
    Pair,
    along_ray,
    best_gains,
    egalitarian,
    kalai_smorodinsky,
    nash,
)
from negotiation.draws import Array
from negotiation.world.table import DEAL, OUTCOMES, PARTIAL, Table

if TYPE_CHECKING:
    from negotiation.world.country import Country
    from negotiation.world.model import NegotiationModel

FINE = 65  # steps of the contract curve against which deals are measured
POINTS = {"nash": nash, "kalai_smorodinsky": kalai_smorodinsky, "equal_gains": egalitarian}
Columns = dict[str, np.ndarray]


def outcomes(model: NegotiationModel, divided: bool = True) -> dict[str, Columns]:
    """Columns by table; numbers that do not apply are NaN.

    Without `divided` those of `yardsticks` are left out, which take a tenth of the time of play.
    """
    final = {name: final_values(table) for name, table in model.tables.items()}
    money = model.worth.money(final, {k: t.terms for k, t in model.tables.items()})
    found = {
        name: _columns(table, final[name], money[name]) for name, table in model.tables.items()
    }
    for name, table in model.tables.items() if divided else ():
        found[name] |= _divided(table)
    return found


def final_values(table: Table) -> Array:
    """Value of each issue at the end, agreed or by default, [issue, world]."""
    agreed = table.values(table.agreed, range(len(table.issues)))
    return np.where(table.unsettled, table.now, agreed)


def _columns(table: Table, values: Array, money: dict[str, Array]) -> Columns:
    columns: Columns = {
        "outcome": np.array(OUTCOMES)[table.outcome()],
        "week": table.week,
        "failures": table.failures,
        "opened": np.where(table.opened, table.opens, np.nan),
        "waited": table.waited,
        "extended": table.extended,
        "executed": table.executed,
        "jumps": table.jumps,
        "capped": table.capped,
        "reopened": table.reopened,
        "instalments": _instalments(table, values),
    }
    for basket, members in table.baskets.items():
        columns[f"settled.{basket}"] = _settled_week(table, members)
    for name, value in zip(table.issues, values, strict=True):
        columns[f"issue.{name}"] = value
    concession = table.concessions(values)
    for side, country in enumerate(table.sides):
        own = concession if side == 0 else 1.0 - concession
        lasting = [kink for kink in table.kinks[side] if not kink.signing]
        columns[f"utility.{country.key}"] = utility(
            own, table.stake[side], table.terms.curvature[side], lasting
        )
        columns[f"money.{country.key}"] = money[country.key]
        columns[f"realised.{country.key}"] = table.realised[side]
        columns[f"paid.{country.key}"] = table.paid[side]
        columns[f"withdrawn.{country.key}"] = table.withdrawn[side]
        columns[f"audience_cost.{country.key}"] = table.audience_cost[side]
        columns[f"hedging.{country.key}"] = country.hedging
        columns[f"approval.{country.key}"] = country.approval
        columns[f"leaders.{country.key}"] = country.leaders
        due = table.fell_due[side]
        share = table.delivered[side] / np.where(due > 0.0, due, 1.0)
        columns[f"delivered.{country.key}"] = np.where(due > 0.0, share, np.nan)
        if len(_tables_of(table.sides[1 - side])) > 1:
            columns[f"left.{country.key}"] = table.left[side]
        if len(_tables_of(country)) > 1:
            columns[f"queue.{country.key}"] = table.queue[side]
            columns[f"order.{country.key}"] = _order(table, country)
    for alliance in table.model.alliances.values():
        if alliance.table is table:
            columns[f"trust.{alliance.key}"] = alliance.trust
            columns[f"lowest_trust.{alliance.key}"] = alliance.lowest
            columns[f"fear.{alliance.key}"] = alliance.fear
    return columns


def _order(table: Table, country: Country) -> Array:
    """Rank of a table among those of a country in order of settling, 1 first; ties share it.

    By the week of the last settlement; NaN where the table did not settle.
    """
    tables = _tables_of(country)
    weeks = [np.where(np.isin(t.outcome(), (DEAL, PARTIAL)), t.week, np.inf) for t in tables]
    own = weeks[tables.index(table)]
    earlier = total([(week < own).astype(np.float64) for week in weeks])
    return np.where(np.isfinite(own), earlier + 1.0, np.nan)


def _tables_of(country: Country) -> list[Table]:
    return [table for table in country.model.tables.values() if country in table.sides]


def _settled_week(table: Table, members: tuple[int, ...]) -> Array:
    """Week in which the docket that holds a basket was settled, NaN where it was not."""
    for docket in table.dockets:
        if members and members[0] in docket.issues:
            return np.where(docket.state == DEAL, docket.week, np.nan)
    return np.full(table.model.worlds, np.nan)


def _instalments(table: Table, values: Array) -> Array:
    """Parts in which what is pledged is to be delivered, NaN where nothing is."""
    found = np.full(table.model.worlds, np.nan)
    for k, issue in enumerate(table.data.issues.values()):
        if issue.kind == "pledge":
            side = 0 if table.sides[0].key == issue.by else 1
            pledged = ~table.unsettled[k] & (values[k] != table.terms.status_quo[k])
            found = np.where(pledged, np.fmax(found, table.instalments[side]), found)
    return found


def _divided(table: Table) -> Columns:
    """How deals divide what there is to gain; see `yardsticks`."""
    code = table.outcome()
    shares, efficiency, away = yardsticks(table, (code == DEAL) | (code == PARTIAL))
    sides = zip(table.sides, shares, strict=True)
    return {
        **{f"surplus_share.{country.key}": share for country, share in sides},
        "efficiency": efficiency,
        **{f"from_{point}": distance for point, distance in away.items()},
    }


def yardsticks(table: Table, closed: np.ndarray) -> tuple[Pair, Array, dict[str, Array]]:
    """Shares of the surplus at signing, joint gain against the frontier, and distances to points.

    The share of a side is its gain over the impasse value at signing, divided by its best gain
    that leaves the other no worse off than at impasse. Joint gain is held against that of the
    frontier at the same division. The distance to a solution is that between the two sides' shares
    and those that it gives them, as points of a plane. Only the issues that were settled count,
    with what weighed on signing as it was then.
    """
    at = np.flatnonzero(closed)
    found = np.full((3 + len(POINTS), len(closed)), np.nan)
    if len(at):
        found[:, at] = _measured(table, at)
    one, two, ratio, *away = found
    return (one, two), ratio, dict(zip(POINTS, away, strict=True))


def _measured(table: Table, at: np.ndarray) -> list[Array]:
    """Shares, joint gain and distances in some worlds, NaN where there was nothing to gain."""
    settled = (~table.unsettled).take(at, axis=-1).astype(np.float64)
    v1, v2 = (stake.take(at, axis=-1) * settled for stake in table.stake)
    q1, q2 = (curvature.take(at, axis=-1) for curvature in table.terms.curvature)
    kinks = [kinks.among(range(len(settled)), at) for kinks in table.kinks]
    curve = path(efficient(v1, q1, v2, q2, FINE, *kinks), v1, q1, v2, q2, *kinks)
    frontier = curve.own, curve.other
    impasse = table.signed_impasse[0].take(at), table.signed_impasse[1].take(at)
    gain1, gain2 = (u.take(at) - d for u, d in zip(table.signed_utility, impasse, strict=True))
    best = best_gains(*frontier, impasse)
    on1, on2 = along_ray(*frontier, impasse, (gain1, gain2))
    reached, possible = gain1 + gain2, (on1 - impasse[0]) + (on2 - impasse[1])
    shares = _share(gain1, best[0]), _share(gain2, best[1])
    found = [*shares, _share(reached, possible)]
    for solution in POINTS.values():
        point = solution(*frontier, impasse)
        there = [_share(u - d, b) for u, d, b in zip(point, impasse, best, strict=True)]
        apart = [own - other for own, other in zip(shares, there, strict=True)]
        found.append(np.sqrt(apart[0] * apart[0] + apart[1] * apart[1]))
    return found


def _share(part: Array, whole: Array) -> Array:
    return np.where(whole > 0.0, part / np.where(whole > 0.0, whole, 1.0), np.nan)
