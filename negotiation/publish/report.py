"""A result as one page that needs nothing else: question, answer, figures, sources, checks."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from negotiation.analysis.load import Run
from negotiation.errors import NegotiationError
from negotiation.figures import FIGURES, Drawing, choose, words
from negotiation.figures.style import page
from negotiation.mechanisms import BY_ID
from negotiation.publish.checks import Check, checks
from negotiation.publish.inline import svg
from negotiation.publish.sources import listed
from negotiation.publish.tables import tables
from negotiation.publish.typeset import page as typeset

MARKS = {True: "✓", False: "✗", None: "–"}
SAID = {True: "as it should be", False: "not as it should be", None: "for information"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"  # no request leaves


def report(
    run: Run, verdicts: Path | None = None, show: Callable[[int, int], None] | None = None
) -> str:
    """The page as HTML; figures are drawn in the width of a column, which a phone shows whole.

    Parameters
    ----------
    verdicts : see `negotiation.publish.checks.checks`.
    show : is told how many figures are drawn, and how many there are.
    """
    found = checks(run, verdicts)
    style = (files("negotiation.publish") / "report.css").read_text(encoding="utf-8")
    name = run.manifest["experiment"]
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<link rel="icon" href="data:,">',
        f"<title>{html.escape(name)}</title><style>{style}</style></head><body>",
        *_head(run, found),
        *_section("results", "Results", (typeset(sheet) for sheet in tables(run))),
        *_section("figures", "Figures", _figures(run, show)),
        *_section("configuration", "Configuration", _configuration(run)),
        *_section("validation", "Validation status", _validation(found)),
        *_section("reproduce", "How to reproduce", _reproduce(run)),
        *_section("sources", "Sources", _sources(run)),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _head(run: Run, found: list[Check]) -> Iterator[str]:
    scenario = run.resolved.scenario
    yield "<header>"
    yield f"<p class=kicker>{html.escape(run.manifest['experiment'])}</p>"
    yield f"<h1>{html.escape(run.manifest['question'])}</h1>"
    yield f"<p>{html.escape(words.setting(run))}</p>"
    yield f"<p>{html.escape(scenario.text)}</p>" if scenario.text else ""
    yield (
        "<p>Outcomes of a model under stated assumptions, not forecasts. "
        f'<a href="#validation">{html.escape(status(found))}</a></p>'
    )
    yield "<nav>" + " ".join(
        f'<a href="#{key}">{title}</a>'
        for key, title in (("results", "Results"), ("figures", "Figures"),
                           ("configuration", "Configuration"), ("validation", "Validation"),
                           ("reproduce", "Reproduce"), ("sources", "Sources"))
    ) + "</nav></header><main>"  # fmt: skip


def status(found: list[Check]) -> str:
    """What was checked, what of it is at fault, and what was not looked at."""
    faults = sum(check.sound is False for check in found)
    said = {0: "No fault in", 1: "1 fault in"}.get(faults, f"{faults} faults in")
    rules = [check for check in found if check.rule]
    judged = sum(check.sound is not None for check in rules)
    if judged:
        theory = f" and {judged} of {len(rules)} mechanisms against theory"
        return f"{said} what was checked: files, model version, one world played again{theory}."
    return (
        f"{said} what was checked: files, model version and one world played again. Whether the "
        "mechanisms show what theory says was not looked at."
    )


def _section(key: str, title: str, parts: Iterator[str]) -> Iterator[str]:
    yield f'<section id="{key}"><h2>{title}</h2>'
    yield from parts
    yield "</section>"


def _figures(run: Run, show: Callable[[int, int], None] | None) -> Iterator[str]:
    drawings = choose(run)
    with page("single"):
        for done, one in enumerate(drawings, 1):
            yield _figure(one)
            if show is not None:
                show(done, len(drawings))


def _figure(one: Drawing) -> str:
    """One figure with its caption, or why there is none."""
    sentence = FIGURES[one.name]
    title = f"<h3>{html.escape(sentence.partition(':')[0])}</h3>"
    try:
        picture = svg(one.draw(), one.name, sentence)
        caption = one.caption()
    except NegotiationError as error:
        return f"{title}<p>Not drawn: {html.escape(error.problem)}</p>"
    return (
        f'<figure id="figure-{one.name}">{title}{picture}'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


def _configuration(run: Run) -> Iterator[str]:
    """What was set, in brief, and the whole of it to unfold."""
    experiment = run.resolved.experiment
    rows = [("Scenario", f"{run.resolved.scenario.name}: {run.resolved.scenario.title}")]
    for country in run.resolved.scenario.countries:
        chosen = dict.fromkeys(words.choice(cell[country]) for cell in run.cells)
        rows.append((words.country(run, country), ", ".join(chosen)))
    for key, values in experiment.levers.items():
        rows.append((f"Varied: {words.lever(run, key)}", ", ".join(map(words.choice, values))))
    for key, span in experiment.spans.items():
        ends = (
            "the scenario's range"
            if span.range is None
            else f"{span.range[0]:g} to {span.range[1]:g}"
        )
        rows.append((f"Varied over points: {words.lever(run, key)}", ends))
    for name, changes in experiment.arms.items():
        said = ", ".join(f"{key} = {words.choice(value)}" for key, value in changes.items())
        rows.append((f"Arm: {name}", said or "changes nothing"))
    on = run.manifest.get("mechanisms", ())
    ranked = sorted(on, key=lambda key: int(key[1:]))
    rows.append(("Mechanisms on", ", ".join(f"{key} {BY_ID[key].name}" for key in ranked)))
    yield _pairs(rows)
    resolved = (run.folder / "resolved.toml").read_text(encoding="utf-8")
    yield (
        "<details><summary>The whole configuration (resolved.toml)</summary>"
        f'<pre class="scroll" tabindex="0">{html.escape(resolved)}</pre></details>'
    )


def _validation(found: list[Check]) -> Iterator[str]:
    rows = "".join(
        f'<tr class="{"bad" if one.sound is False else ""}">'
        f'<td><span aria-label="{SAID[one.sound]}">{MARKS[one.sound]}</span></td>'
        f"<td>{html.escape(one.what)}</td><td>{html.escape(one.found)}</td></tr>"
        for one in found
    )
    yield f'<div class="scroll" tabindex="0"><table><tbody>{rows}</tbody></table></div>'


def _reproduce(run: Run) -> Iterator[str]:
    manifest = run.manifest
    commit = manifest.get("commit")
    where = f"git checkout {commit}" if commit else f"# of version {manifest['version']}"
    commands = (
        f"{where}\n"
        "python -m pip install -e .\n"
        "negotiation run resolved.toml\n"
        "negotiation replay RUN --world 0"
    )
    yield (
        "<p>In a clone of the package, save the configuration above as resolved.toml beside the "
        "files of the result, and run it. Each world comes out the same to the bit with the same "
        "NumPy and CPU features.</p>"
    )
    yield f"<pre>{html.escape(commands)}</pre>"
    rows: list[tuple[str, Any]] = [
        ("Run", manifest["run"]),
        ("Seed", manifest["seed"]),
        ("Command", " ".join(manifest.get("command", ()))),
        ("Commit", manifest.get("commit") or "unknown"),
        ("Finished", manifest.get("finished", "unknown")),
        ("Python, platform", f"{manifest.get('python')}, {manifest.get('platform')}"),
        ("Packages", ", ".join(f"{k} {v}" for k, v in manifest.get("packages", {}).items())),
        ("CPU features", ", ".join(manifest.get("cpu_features", ()))),
    ]
    if manifest.get("plugins"):
        rows.append(("Plugins", json.dumps(manifest["plugins"])))
    yield _pairs([(key, str(value)) for key, value in rows])


def _sources(run: Run) -> Iterator[str]:
    kinds = Counter(_bases(run.resolved.data["scenario"]))
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    yield f"<p>Numbers of the scenario by what they rest on: {told}.</p>"
    entries = "".join(
        f"<li><b>{html.escape(key)}</b> {html.escape(text)}</li>"
        for key, text in listed(run.folder / "sources.bib")
    )
    yield f'<ul class="sources">{entries}</ul>'


def _bases(data: Any, record: bool = False) -> Iterator[str]:
    """What every number in raw data rests on; a record of what came to pass stands alone."""
    if isinstance(data, dict):
        number = "value" in data and not isinstance(data["value"], dict)
        if number and ("source" in data or "basis" in data):
            sourced = "of what came to pass" if record else "from a source"
            yield sourced if "source" in data else f"by {data['basis']}"
        for key, value in data.items():
            yield from _bases(value, record or key == "record")
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _bases(value, record)


def _pairs(rows: list[tuple[str, str]]) -> str:
    inner = "".join(
        f"<dt>{html.escape(key)}</dt><dd>{html.escape(value)}</dd>" for key, value in rows
    )
    return f"<dl>{inner}</dl>"
