"""The outside option principle: an option does nothing until it binds, and then is paid exactly."""

from __future__ import annotations

import numpy as np

from negotiation.validation.case import Case, agree
from negotiation.validation.theory.alternating import Pie, settle
from negotiation.validation.theory.family import Family, Sample, add
from negotiation.validation.theory.rubinstein import (
    SMALL,
    divided,
    most_by_deviating,
    random_start,
)

SOURCE = "Binmore, Shaked and Sutton (1989)"
HOW = """
The game of alternating offers, in which the responder may quit (M11). Best answers are iterated as
before, in worlds with options that differ. Half the options lie below what the responder gets
without one, half above it. In the engine an option is no demand but the least that a side takes:
who holds it refuses less, and quits only where nothing more can be expected. To refuse less is
what theory has it do, since to quit at once is worth the option; the engine would carry the
quitting out in the week after.
"""


def cases(sample: Sample) -> list[Case]:
    """Options below and above the responder's share, against the game without options."""
    discount = sample.rows("outside_option.discount", 2, 0.1, 0.9)
    without = 1.0 - divided(discount, 0)
    place = sample.uniform("outside_option.place")
    binds = np.arange(sample.count) % 2 == 1
    option = np.where(binds, without + place * (0.99 - without), place * without)
    pies = [
        Pie(discount),
        Pie(discount, outside=np.stack([np.full_like(option, -1.0), option])),
    ]
    settled = [settle(pie, *random_start(sample, "outside_option")) for pie in pies]
    plans = [([d[None] for d in s.demand], [r[None] for r in s.reserve]) for s in settled]
    plain, played = (pie.play(*own, 0) for pie, own in zip(pies, plans, strict=True))
    same = pies[1].play(*plans[0], 0)
    note = f"{int(binds.sum())} of {sample.count} options bind; discounts from .1 to .9."
    return [
        agree(
            "outside_option.idle",
            "Below the responder's share: the same plans played with the option and without",
            (same - plain)[:, ~binds],
            1e-12,
            note=note,
            source=SOURCE,
        ),
        agree(
            "outside_option.settled",
            "Below it: division at which best answers settle, less that without the option",
            (played - plain)[:, ~binds],
            SMALL,
            note=note,
            source=SOURCE,
        ),
        agree(
            "outside_option.paid",
            "Above it: what the responder gets, less the option",
            (played[1] - option)[binds],
            SMALL,
            note=note,
            source=SOURCE,
        ),
        agree(
            "outside_option.rest",
            "Above it: what the proposer gets, less the rest of the pie",
            (played[0] - (1.0 - option))[binds],
            SMALL,
            note=note,
            source=SOURCE,
        ),
        agree(
            "outside_option.deviations",
            "The most that a one-shot deviation pays at the settled plans",
            np.maximum(most_by_deviating(pies[1], settled[1]), 0.0),
            SMALL,
            note="101 demands of each opener and both answers to 101 offers.",
            source=SOURCE,
        ),
    ]


add(
    Family(
        id="outside_option",
        name="The outside option principle (Binmore, Shaked and Sutton 1989)",
        by="games that the engine plays (M11)",
        how=HOW,
        cases=cases,
        samples=60,
    )
)
