"""The section on theory of the page `validation.md`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from negotiation.validation.case import Case, used
from negotiation.validation.document import put
from negotiation.validation.judge import HOLDS
from negotiation.validation.table import markdown, noted, verdicts
from negotiation.validation.theory.validate import Result

FIGURES = "figures/validation"
HEAD = ("family", "the answer comes from", "cases that hold", "most used of a tolerance")


def write(results: Sequence[Result], folder: Path) -> list[Path]:
    """Write the section into the page in a folder, and its figure; the page comes first."""
    from negotiation.figures.known_answers import caption, known_answers
    from negotiation.figures.save import save

    found = {result.family.id.replace("_", " "): _shares(result.cases) for result in results}
    paths = save(known_answers(found), folder / FIGURES, "theory", caption())
    return [put(folder, "theory", section(results)), *paths]


def _shares(cases: Sequence[Case]) -> list[float]:
    return [share for case in cases if (share := used(case)) is not None]


def section(results: Sequence[Result]) -> Iterator[str]:
    """The section, line by line."""
    from negotiation.figures.known_answers import caption

    yield "## Theory"
    yield ""
    yield verdicts([case for result in results for case in result.cases])
    yield ""
    yield (
        f"`negotiation validate theory`, seed {results[0].seed}. Results of theory are tried on "
        "published numbers, and on parameters drawn at random; there the tables give 0 as "
        "expected, and the worst difference as obtained. Wherever the engine has the mechanism "
        "the answer is found by playing it. Where an answer is known to so many places, its "
        "rounding alone may use half of the tolerance."
    )
    yield ""
    yield "| " + " | ".join(HEAD) + " |"
    yield "|---" * len(HEAD) + "|"
    for result in results:
        yield _line(result)
    yield ""
    yield f"![Differences from theory]({FIGURES}/theory.png)"
    yield ""
    yield f"*{caption()}*"
    for result in results:
        yield ""
        yield f"### {result.family.name}"
        yield ""
        yield result.family.how.strip()
        yield ""
        yield f"Samples: {result.samples}."
        yield ""
        yield from markdown(result.cases)
        yield ""
        yield from noted(result.cases)


def _line(result: Result) -> str:
    """A family in the table of families."""
    shares = _shares(result.cases)
    most = f"{max(shares):.2g}" if shares else "-"
    holds = sum(case.verdict == HOLDS for case in result.cases)
    family = result.family
    return f"| {family.name} | {family.by} | {holds} of {len(result.cases)} | {most} |"
