"""What the two engines do not both play, and why no comparison is made."""

from __future__ import annotations

from negotiation.validation.case import Case, not_run
from negotiation.validation.peers.family import Family, Found, Size

WHY = {
    "inefficient": (
        "NegMAS's own negotiators where packages differ in efficiency",
        "They offer the outcome that is worth least to them above their aspiration, whatever it is "
        "worth to the other side; the engine bids on a path through packages. That is another "
        "game, which ends later and at worse terms: hence the policy that bids on the frontier. "
        "`benchmarks/bilateral.py` says how far apart the two are.",
    ),
    "continuous": (
        "Continuous issues",
        "To find an outcome of a given worth, NegMAS lists a continuous issue at ten levels (or "
        "draws samples); what is left of the comparison is that of levels, made above by refining.",
    ),
    "first_week": (
        "The first week, and the last",
        "The engine's first offers are the ideals, at clock 0; NegMAS's first step has clock "
        "1 / (n + 1). NegMAS answers at the next step, so that its last offer is never answered; "
        "deals of the engine in that week are left out. Who speaks first is the engine's draw.",
    ),
    "simultaneous": (
        "Simultaneous offers and clocks in seconds",
        "The engine's sides take turns, a set number of exchanges a week. NegMAS's parallel "
        "protocols (`ParallelGBMechanism`, `TAUMechanism`) and limits in seconds have no "
        "counterpart.",
    ),
    "dates": (
        "Dated threats, two clocks, impasse values that move",
        "A reserve in NegMAS stands still, and there is one clock; the engine's impasse values "
        "jump at dates and its tactics weigh the next date against the cost of delay.",
    ),
    "patience": (
        "Discounting",
        "In NegMAS a discounted utility shrinks from step to step. In the engine patience sets "
        "the pace of concessions and the value of what is to come, not the utility of a package.",
    ),
    "exponential": (
        "Exponential tactics",
        "NegMAS's `ExpAspiration` is (exp((1 - t)^e) - 1) / (e - 1), from the ideal to the "
        "reserve; the engine's is that of Faratin and others (1998), with a share conceded at the "
        "start. No parameters make one the other.",
    ),
    "behaviour": (
        "Tactics that answer the other side",
        "NegMAS's tit-for-tat mirrors differences of its own utility within a band and takes a "
        "first concession as given; the engine's members follow Faratin and others (1998). In "
        "NegMAS MiCRO walks down a list of outcomes; the engine gives a set share each time.",
    ),
    "acceptance": (
        "Acceptance other than by the own demand",
        "NegMAS's `ACNext` compares with the outcome it would offer at its next step, rounded up "
        "to a level, and `ACCombi` has a time of its own; the engine's compare with the demand.",
    ),
    "learning": (
        "Opponent models",
        "They learn from other offers (a list of outcomes against packages on a path), and the "
        "engine draws its path anew only after several offers.",
    ),
    "politics": (
        "Several tables, partial deals, ratification, reopening, side payments",
        "NegMAS has no counterpart in one negotiation; see theory and mechanisms.",
    ),
}


def outside(_: Size) -> Found:
    """A line for each, with the reason."""
    cases: list[Case] = [
        not_run(f"outside.{key}", text, None, why) for key, (text, why) in WHY.items()
    ]
    return Found(cases)


FAMILY = Family(
    id="outside",
    name="What is not compared",
    how="Games that only one of the two plays, or that both play by rules of their own.",
    run=outside,
    work=lambda size: 0,
    negmas=False,
)
