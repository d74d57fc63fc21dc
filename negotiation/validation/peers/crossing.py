"""When two tactics in time meet, by root finding: the engine settles in the first week after it.

Where every package is efficient, a deal is possible once what the two would give up adds up to
the whole. SciPy finds that moment in continuous time (Brent 1973); the engine must settle in the
first week not before it, on what the side that speaks then asks for.
"""

from __future__ import annotations

import numpy as np

from negotiation.bargaining.loss import total
from negotiation.validation.case import agree
from negotiation.validation.peers import engine
from negotiation.validation.peers.compare import compare
from negotiation.validation.peers.domains import Domains, proportional
from negotiation.validation.peers.engine import Outcome
from negotiation.validation.peers.family import Family, Found, Size
from negotiation.validation.peers.one_frontier import WORDS, told


def crossing(size: Size) -> Found:
    """The engine's deals against the roots, for one to three issues."""
    cases = []
    for issues, words in WORDS.items():
        domains = proportional(size.many, issues, size.seed)
        ours, opener = engine.play(domains, size.seed)
        apart = compare(domains, ours, _expected(domains, opener))
        about = f"{words}, {len(domains)} domains"
        cases += [
            agree(
                f"crossing.step_{issues}",
                f"Week in which two tactics have met, {about}",
                apart.steps,
                0.0,
                note=told(apart),
                source="scipy.optimize.brentq",
            ),
            agree(
                f"crossing.utility_{issues}",
                f"Utility of what the speaker asks for then, as a share of all stakes, {about}",
                (apart.worth / domains.whole)[:, apart.both],
                1e-9,
                note=told(apart),
                source="scipy.optimize.brentq",
            ),
        ]
    return Found(cases)


def _expected(domains: Domains, opener: np.ndarray) -> Outcome:
    """Week and utilities of the deals to which the tactics lead."""
    week = np.ceil([_root(domains.part(np.array([d]))) for d in range(len(domains))])
    week = np.where(week < domains.offers, week, np.nan)
    speaker = (opener + np.nan_to_num(week).astype(int)) % 2
    asked = domains.demand(week) / domains.whole
    first = np.where(speaker == 0, asked[0], -1.0 - asked[1])
    return Outcome(week, np.stack([first, -1.0 - first]) * domains.whole)


def _root(domain: Domains) -> float:
    """Week at which the demands of one domain become compatible, infinite if they never do."""
    from scipy.optimize import brentq

    def lacking(week: float) -> float:
        demands = domain.demand(np.array([week])) / domain.whole
        return float(total(demands)[0]) + 1.0

    end = float(domain.weeks[0])
    return brentq(lacking, 0.0, end, xtol=1e-13) if lacking(end) <= 0.0 else np.inf


FAMILY = Family(
    id="crossing",
    name="When two tactics meet",
    how=(
        "The same random domains without levels. On a frontier along which what one side gains the "
        "other loses, the week of the deal is the first not before the root of the sum of demands, "
        "and its terms are what the side that speaks in that week asks for."
    ),
    run=crossing,
    work=lambda size: size.domains,
    negmas=False,
)
