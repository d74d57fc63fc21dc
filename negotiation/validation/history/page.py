"""The section on history of the page `validation.md`, with its figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from negotiation.validation.case import Case
from negotiation.validation.document import put
from negotiation.validation.history import panels, tables
from negotiation.validation.history.assess import LEFT_OUT, of
from negotiation.validation.history.changes import INTRODUCTION, proposals
from negotiation.validation.history.run import History
from negotiation.validation.history.summary import counts, facts, headline, tariff_scores
from negotiation.validation.history.verdicts import rows
from negotiation.validation.history.words import HOLDING, HOW, KNOWN, PROVES
from negotiation.validation.judge import TOLD
from negotiation.validation.table import HEAD, cells, markdown, verdicts

FIGURES = "figures/history"


def write(found: History, folder: Path) -> list[Path]:
    """Write the section and its figures into a folder; returns the paths, the page first."""
    from negotiation.figures import history as figures
    from negotiation.figures.save import save

    drawn = {
        "forecasts": figures.intervals(panels.intervals(found)),
        "scores": figures.scores(tariff_scores(found)),
        "beliefs": figures.beliefs(panels.beliefs(found)),
    }
    target = folder / FIGURES
    paths = [path for k, figure in drawn.items() for path in save(figure, target, k, CAPTIONS[k])]
    return [put(folder, "history", section(found)), *paths]


CAPTIONS = {
    "forecasts": "Forecasts with the shared parameters learnt from the other cases, beside what "
    "came to pass. Thick: central 50 % interval; thin: 80 %; bar: median. Scales are square roots.",
    "scores": "Mean CRPS on tariffs by case, over its tariffs and dates, of the model and of the "
    "four simple forecasts. Scale logarithmic.",
    "beliefs": "Posterior of the shared parameters over their place in the prior, which is flat; "
    "ticks give values of the imposer in the last case.",
}


def section(found: History) -> Iterator[str]:
    """The section, line by line."""
    table, numbers = rows(found), facts(found)
    judged = [case for case in table if case.verdict != TOLD]
    out = of(found.scored, LEFT_OUT)
    yield "## History"
    yield ""
    yield f"{verdicts(judged, 'rows that are judged')} {headline(found)}"
    yield ""
    yield (
        f"`negotiation validate history`, seed {found.seed}, {found.worlds:,} worlds for each "
        f"forecast. {HOW}"
    )
    yield ""
    yield "### What is judged"
    yield ""
    yield from markdown(judged)
    yield ""
    yield HOLDING.format(**numbers)
    yield ""
    for case in judged:
        yield f"- `{case.id}`: {case.note}"
    yield ""
    yield "### The forecasts"
    yield ""
    yield KNOWN
    yield ""
    yield from tables.forecasts(found)
    yield ""
    yield from _picture("forecasts")
    yield ""
    yield from tables.left_out(found)
    yield ""
    yield "### Scores by case and by way of estimating"
    yield ""
    yield from _picture("scores")
    yield ""
    yield from tables.tariffs(found)
    yield ""
    yield from tables.ways(found)
    yield ""
    yield from tables.differences(found)
    yield ""
    yield "### What was estimated"
    yield ""
    yield from tables.estimated(found)
    yield ""
    yield from _picture("beliefs")
    yield ""
    yield "### What this can and cannot prove"
    yield ""
    yield PROVES.format(**numbers)
    yield ""
    yield "### What would have to change"
    yield ""
    yield INTRODUCTION
    yield ""
    yield from proposals(judged, out, numbers)
    yield ""
    yield "### Every outcome"
    yield ""
    yield counts(out)
    yield ""
    told = [case for case in table if case.verdict == TOLD and _dated(case)]
    yield "| " + " | ".join((*HEAD[:5], "note")) + " |"
    yield "|---" * len(HEAD) + "|"
    for case in told:
        yield "| " + " | ".join((*cells(case)[:5], case.note)) + " |"


def _dated(case: Case) -> bool:
    return not case.id.startswith(("mean.", "estimate."))


def _picture(name: str) -> Iterator[str]:
    yield f"![{CAPTIONS[name].split('.')[0]}]({FIGURES}/{name}.png)"
    yield ""
    yield f"*{CAPTIONS[name]}*"
