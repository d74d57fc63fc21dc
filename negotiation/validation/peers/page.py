"""The section on peers of the page `validation.md`, with its figure."""

from __future__ import annotations

import importlib.util
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from negotiation.validation.case import Case, markdown
from negotiation.validation.document import put
from negotiation.validation.judge import HOLDS
from negotiation.validation.peers.validate import Result

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
    size = results[0].size
    yield "## Peers"
    yield ""
    yield (
        f"`negotiation validate peers`, {size.domains} random domains, seed {size.seed}; "
        f"{versions()}. NegMAS (Mohammad and others, AGPL) is an engine for automated negotiation "
        "by other authors; it is used here alone, as an extra for development. Random domains are "
        "played by both; where there is one, SciPy finds the answer by a method of its own."
    )
    yield ""
    yield from markdown([case for result in results for case in result.cases if _tried(case)])
    yield ""
    yield f"![Mean differences by levels an issue]({FIGURES}/{FIGURE}.png)"
    yield ""
    yield (
        "*Mean differences between the engine, which knows no levels, and NegMAS on grids of ever "
        "more levels an issue. Both axes are logarithmic; the dotted line falls as one over the "
        "width of a level.*"
    )
    for result in results:
        yield ""
        yield from _family(result)


def _tried(case: Case) -> bool:
    return case.obtained is not None


def _family(result: Result) -> Iterator[str]:
    yield f"### {result.family.name}"
    yield ""
    yield result.family.how
    yield ""
    for case in result.cases:
        if not _tried(case):
            yield f"- **{case.text}.** {case.note}"
        elif case.note:
            short = "" if case.verdict == HOLDS else f" ({case.verdict})"
            yield f"- `{case.id}`{short}: {case.note} Source: {case.source}."


def versions() -> str:
    """Python and the packages that played, with their versions."""
    found = [f"{name} {version(name)}" for name in PACKAGES if importlib.util.find_spec(name)]
    return ", ".join((f"Python {platform.python_version()}", *found))
