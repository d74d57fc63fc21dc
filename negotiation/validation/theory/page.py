"""The section on theory of the page `validation.md`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from negotiation.validation.case import described, markdown
from negotiation.validation.document import put
from negotiation.validation.theory.validate import Result

FIGURES = "figures/validation"


def write(results: Sequence[Result], folder: Path) -> list[Path]:
    """Write the section into the page in a folder, and its figure; the page comes first."""
    from negotiation.figures.known_answers import caption, known_answers
    from negotiation.figures.save import save

    cases = described([case for result in results for case in result.cases])
    paths = save(known_answers(cases), folder / FIGURES, "theory", caption(cases))
    return [put(folder, "theory", section(results)), *paths]


def section(results: Sequence[Result]) -> Iterator[str]:
    """The section, line by line."""
    cases = [case for result in results for case in result.cases]
    yield "## Theory"
    yield ""
    yield (
        f"`negotiation validate theory`, seed {results[0].seed}. Results of theory are tried on "
        "published numbers, and on parameters drawn at "
        "random; there the table gives 0 as expected, and the worst difference as obtained. "
        "Wherever the engine has the mechanism the answer is found by playing it."
    )
    yield ""
    yield f"![Obtained against expected]({FIGURES}/theory.png)"
    yield ""
    yield from markdown(cases)
    for result in results:
        yield ""
        yield f"### {result.family.name}"
        yield ""
        yield result.family.how.strip()
        yield ""
        yield f"Samples: {result.samples}."
        for case in result.cases:
            about = " ".join(x for x in (case.note, case.source and f"Source: {case.source}.") if x)
            if about:
                yield f"- `{case.id}`: {about}"
