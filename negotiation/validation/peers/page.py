"""The section on peers of the page `validation.md`, with its figure."""

from __future__ import annotations

import importlib.util
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from negotiation.validation.case import Case
from negotiation.validation.document import put
from negotiation.validation.peers.validate import Result
from negotiation.validation.table import markdown, noted, verdicts

FIGURE, FIGURES = "refinement", "figures/validation"
PACKAGES = ("negmas", "mesa", "numpy", "scipy")


def write(results: Sequence[Result], folder: Path) -> list[Path]:
    """Write the section and its figure into a folder; returns the paths, the page first."""
    from negotiation.figures.refinement import caption, refinement
    from negotiation.figures.save import save

    curves = [vars(curve) for result in results for curve in result.curves]
    figures = save(refinement(curves), folder / FIGURES, FIGURE, caption())
    return [put(folder, "peers", section(results)), *figures]


def section(results: Sequence[Result]) -> Iterator[str]:
    """The section, line by line."""
    from negotiation.figures.refinement import caption

    size = results[0].size
    tried = [case for result in results for case in result.cases if _tried(case)]
    yield "## Peers"
    yield ""
    yield f"{verdicts(tried)} What is not compared, and why, is at the end."
    yield ""
    yield (
        f"`negotiation validate peers`, {size.domains} random domains, seed {size.seed}; "
        f"{versions()}. NegMAS (Mohammad, Nakadai and Greenwald 2021) is an engine for automated "
        "negotiation by other authors, and no part of this package. It plays the same random "
        "domains; where SciPy has a method for an answer, it finds that without the engine. An "
        "expected 0 stands for no difference, and what is obtained is the largest over all domains."
    )
    yield ""
    yield from markdown(tried)
    yield ""
    yield f"![Mean differences by levels an issue]({FIGURES}/{FIGURE}.png)"
    yield ""
    yield f"*{caption()}*"
    said = ""
    for result in results:
        yield ""
        yield f"### {result.family.name}"
        yield ""
        yield "As above." if result.family.how == said else result.family.how
        yield ""
        yield from _notes(result)
        said = result.family.how


def _tried(case: Case) -> bool:
    return case.obtained is not None


def _notes(result: Result) -> Iterator[str]:
    """What is to be said of the cases, and why others were not tried."""
    for case in result.cases:
        if not _tried(case):
            yield f"- **{case.text}.** {case.note}"
    yield from noted([case for case in result.cases if _tried(case)])


def versions() -> str:
    """Python and the packages that played, with their versions."""
    found = [f"{name} {version(name)}" for name in PACKAGES if importlib.util.find_spec(name)]
    return ", ".join((f"Python {platform.python_version()}", *found))
