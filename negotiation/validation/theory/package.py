"""Two issues in one package or each on its own: what linkage adds where weights differ."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from negotiation.bargaining.curve import efficient, path
from negotiation.bargaining.solutions import nash
from negotiation.draws import Array
from negotiation.validation.case import Case, agree, close
from negotiation.validation.theory.alternating import Pie
from negotiation.validation.theory.family import Family, Sample, add
from negotiation.validation.theory.finite_horizon import Solved, share, solve

SOURCE = "Fatima, Wooldridge and Jennings (2006)"
STAKES = np.array([[[3.0], [1.0]], [[1.0], [3.0]]])  # [side, issue, sample]
HALF = np.full((2, 1), 0.5)
ROUNDS = 4
SMALL = 1e-6
HOW = """
Two linear issues that count differently for the two sides, and talks that close after T weeks. In
one package offers lie on the contract curve (M6, linkage by package); issue by issue each issue
has talks of its own, at the same time. Both are solved by backward induction over the engine's own
step, as above; in a package the best demand is found on a grid that is laid anew, ever finer,
around the best so far. The answer for packages comes from SciPy: in each round the opener's best
package that leaves the responder what rejecting is worth, a linear program; issue by issue it is
Ståhl's share of each issue. Deviations are offers on the contract curve, too: any other offer is
worth less to who makes it than one on the curve that leaves the responder as much.
"""


def by_program(stakes: Array, discount: Array, rounds: int, opener: int) -> Array:
    """Utilities of both sides in the game of so many rounds for packages, [side], by SciPy."""
    worth = np.zeros(2)
    for n in range(1, rounds + 1):
        speaks = opener if (rounds - n) % 2 == 0 else 1 - opener
        hears = 1 - speaks
        least = discount[hears] * worth[hears]
        given = linprog(  # shares of each issue given to the responder
            stakes[speaks], A_ub=[-stakes[hears]], b_ub=[-least], bounds=[(0.0, 1.0)] * 2
        ).x
        worth = np.zeros(2)
        worth[speaks], worth[hears] = (1.0 - given) @ stakes[speaks], given @ stakes[hears]
    return worth


def by_shares(stakes: Array, discount: Array, rounds: int, opener: int) -> Array:
    """Utilities [side, sample] issue by issue: Ståhl's share of every issue."""
    own = share(rounds, discount[opener], discount[1 - opener])
    divided = np.where(np.arange(2)[:, None] == opener, own, 1.0 - own)
    return stakes.sum(axis=1) * divided


def utilities(solved: list[Solved], stakes: Array) -> Array:
    """What both sides gain by number of rounds, [round, side, sample]."""
    return np.stack([game.gains for game in solved]) * stakes.sum(axis=1)


def both_ways(stakes: Array, discount: Array, rounds: int) -> tuple[list[Solved], list[Solved]]:
    """Games of 1 to `rounds` rounds, the last opened by side 0: packages, and issue by issue."""
    package = Pie(discount, stakes=stakes)
    apart = Pie(discount, stakes=stakes, apart=True)
    return solve(package, rounds, 0), solve(apart, rounds, 0)


def cases(sample: Sample) -> list[Case]:
    """The published example, sampled weights and discounts, and proportional weights."""
    return [*_published(), *_sampled(sample)]


def _published() -> list[Case]:
    """Two rounds at discount one half, and the Nash solutions of the same two issues."""
    package, apart = (
        utilities(solved, STAKES)[-1][:, 0] for solved in both_ways(STAKES, np.full((2, 1), 0.5), 2)
    )
    flat = np.zeros((2, 1))
    curve = path(efficient(STAKES[0], flat, STAKES[1], flat), STAKES[0], flat, STAKES[1], flat)
    worst = -STAKES.sum(axis=1)
    linked = np.stack(nash(curve.own, curve.other, (worst[0], worst[1]))) - worst
    single = np.zeros((2, 1))
    for own, other in zip(STAKES[0], STAKES[1], strict=True):
        line = np.array([[-1.0], [0.0]])
        single += np.stack(nash(line * own, line[::-1] * other, (-own, -other)))
        single += np.stack([own, other])
    rows = (
        ("package", "Two rounds, one package", (10 / 3, 2.0), package),
        ("apart", "Two rounds, issue by issue at the same time", (2.0, 2.0), apart),
        ("nash_linked", "Nash solution of the package", (3.0, 3.0), linked[:, 0]),
        ("nash_apart", "Nash solutions of the single issues", (2.0, 2.0), single[:, 0]),
    )
    return [
        close(
            f"package.{key}.{name}",
            f"{words}: utility of {name}",
            expected[side],
            obtained[side],
            SMALL,
            source=SOURCE,
        )
        for key, words, expected, obtained in rows
        for side, name in enumerate("ab")
    ]


def _sampled(sample: Sample) -> list[Case]:
    discount = sample.rows("package.discount", 2, 0.2, 0.95)
    stakes = np.stack([sample.rows(f"package.stakes.{side}", 2, 0.5, 5.0) for side in (0, 1)])
    package, apart = both_ways(stakes, discount, ROUNDS)
    games = [(n, 0 if (ROUNDS - n) % 2 == 0 else 1) for n in range(1, ROUNDS + 1)]
    played, single = utilities(package, stakes), utilities(apart, stakes)
    programs = [
        [by_program(stakes[..., k], discount[:, k], *game) for k in range(sample.count)]
        for game in games
    ]
    shares = [by_shares(stakes, discount, *game) for game in games]
    turned = np.stack([game.deviation for solved in (package, apart) for game in solved])
    even = stakes.copy()
    even[1] = stakes[0] * sample.uniform("package.ratio", 0.3, 3.0)
    linked, unlinked = (utilities(x, even) for x in both_ways(even, discount, ROUNDS))
    note = f"{sample.count} draws of weights and discounts, 1 to {ROUNDS} rounds."
    return [
        agree(
            "package.sampled",
            "One package: utilities of both sides, against SciPy's linear programs",
            played - np.array(programs).transpose(0, 2, 1),
            SMALL,
            note=note,
            source=SOURCE,
        ),
        agree(
            "package.sampled_apart",
            "Issue by issue: utilities of both sides, against Ståhl's shares",
            single - np.stack(shares),
            SMALL,
            note=note,
            source="Ståhl (1972)",
        ),
        agree(
            "package.never_worse",
            "How much worse than issue by issue the package ever is for anybody",
            np.minimum(played - single, 0.0),
            SMALL,
            note=note,
            source=SOURCE,
        ),
        agree(
            "package.proportional",
            "What linkage changes where both sides weigh the issues alike",
            linked - unlinked,
            SMALL,
            note=note,
            source=SOURCE,
        ),
        agree(
            "package.deviations",
            "The most that a one-shot deviation pays in any state, in shares of the own best",
            np.maximum(turned, 0.0),
            SMALL,
            note="101 demands and both answers to 101 offers; apart, on both issues at once.",
            source=SOURCE,
        ),
    ]


add(
    Family(
        id="package",
        name="Package deals and issue by issue (Fatima, Wooldridge and Jennings 2006)",
        by="games that the engine plays (M6); its contract curve and Nash solution",
        how=HOW,
        cases=cases,
        samples=40,
    )
)
