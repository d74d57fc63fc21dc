"""Names, dates and caption sentences as a reader wants them."""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from negotiation.analysis.load import Run
from negotiation.errors import InputError, nearest
from negotiation.mechanisms import BY_ID
from negotiation.runs.design import ARM
from negotiation.scenario.override import look_up
from negotiation.scenario.schema import Issue

INDEPENDENT = (
    "Rows of one world, and rows of one point, hang together; these intervals take them for "
    "independent, and are too narrow."
)
MONTE_CARLO = (
    "Intervals tell how far the finite number of worlds leaves the share open, not whether the "
    "model is right."
)


@dataclass(frozen=True)
class Landmark:
    """A date of the scenario, by the round that it falls into."""

    week: int
    text: str


def country(run: Run, key: str) -> str:
    """Name of a country."""
    return run.resolved.scenario.countries[key].name


def table(run: Run, key: str) -> str:
    """Name of a table: its two countries."""
    return "–".join(country(run, party) for party in run.resolved.scenario.tables[key].parties)


def known_table(run: Run, key: str) -> str:
    """The key of a table; `InputError` if the run has none of that name."""
    if key not in run.manifest["tables"]:
        hint = nearest(key, run.manifest["tables"])
        raise InputError(f"unknown table '{key}'{hint}", key="table")
    return key


def need(run: Run, missing: str) -> None:
    """`InputError` with what a run lacks, if it lacks anything."""
    if missing:
        raise InputError(missing, file=str(run.folder))


def known_cell(run: Run, cell: int) -> int:
    """The number of a cell; `InputError` if the run has none of that number."""
    if not 0 <= cell < len(run.cells):
        problem = f"cell {cell} is not in the run; it has {_from_0('cell', len(run.cells))}"
        raise InputError(problem, file=str(run.folder))
    return cell


def known_world(run: Run, world: int) -> int:
    """The number of a world; `InputError` if the run has none of that number, but for the first."""
    count = run.manifest["worlds"]
    if world and not 0 < world < count:
        problem = f"world {world} is not in the run; it has {_from_0('world', count)}"
        raise InputError(problem, file=str(run.folder))
    return world


def _from_0(noun: str, count: int) -> str:
    return f"{noun}s 0 to {count - 1}" if count > 1 else f"{noun} 0 alone"


def varied(run: Run) -> list[str]:
    """Levers whose choice differs between cells, but those that an arm settles; or else all."""
    first = run.cells[0]
    found = [c for c in first if len({str(cell[c]) for cell in run.cells}) > 1]
    return [c for c in found if c == ARM or not _settled(run, c)] or list(first)


def _settled(run: Run, key: str) -> bool:
    """Whether the arm alone says what is chosen for a lever."""
    if ARM not in run.cells[0]:
        return False
    arms = {cell[ARM] for cell in run.cells}
    return len({(cell[ARM], str(cell[key])) for cell in run.cells}) == len(arms) > 1


def strategies(run: Run, number: int) -> list[str]:
    """What sets a cell apart, without the names of the levers."""
    return [choice(run.cells[number][key]) for key in varied(run)]


def levers(run: Run) -> list[str]:
    """Names of the levers that set cells apart, in the order of `strategies`."""
    return [lever(run, key) or "arm" for key in varied(run)]


def cell(run: Run, number: int) -> str:
    """What sets a cell apart: the strategies with who plays them, and other levers by name."""
    return plays(run, number, varied(run))


def plays(run: Run, number: int, levers: Sequence[str], between: str = ", ") -> str:
    """What is chosen for some levers in a cell."""
    chosen = ((lever(run, key), choice(run.cells[number][key])) for key in levers)
    return between.join(f"{name}: {chosen_}" if name else chosen_ for name, chosen_ in chosen)


def lever(run: Run, key: str) -> str:
    """Name of a lever: a country, a number with whose it is, or none for an arm."""
    if key in run.resolved.scenario.countries:
        return country(run, key)
    if key == ARM:
        return ""
    room, *path, last = key.split(".")
    whose = [_named(run, part) for part in path if part not in ("countries", "issues")]
    if room == "mechanisms" and last in run.resolved.scenario.mechanisms:
        return f"mechanism {last}"
    name = last.replace("_", " ")
    return f"{name} ({', '.join(whose[::-1])})" if whose else name


def _named(run: Run, key: str) -> str:
    """A part of a dotted key as a reader knows it."""
    scenario = run.resolved.scenario
    if key in scenario.countries:
        return country(run, key)
    if key in scenario.alliances:
        alliance = scenario.alliances[key]
        return f"{country(run, alliance.patron)}–{country(run, alliance.ally)}"
    return table(run, key) if key in scenario.tables else key.replace("_", " ")


def lever_unit(run: Run, key: str) -> str:
    """Unit of a number that is varied; nothing for a choice or a number without one."""
    try:
        node = look_up(run.resolved.data["scenario"], key, run.resolved.file)
    except InputError:  # a strategy or an arm
        return ""
    found = node.get("unit", "") if isinstance(node, dict) else ""
    return "" if found == "1" else str(found)


def choice(value: object) -> str:
    """What is chosen, as a reader wants it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def only(drawn: int, run: Run) -> str:
    """Says so where a figure has no room for every cell."""
    return f"{drawn} of {len(run.cells)} cells" if drawn < len(run.cells) else ""


def spans(numbers: Sequence[int]) -> str:
    """Numbers in brief, such as 0 to 3, 7, 9 to 11."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{one} to {two}" if one < two else str(one) for one, two in found)


def issue(data: Issue, width: int, after: str = "") -> str:
    """Title of an issue and what follows it on two lines; the title is cut if it is too long."""
    text = f"{data.title} {after}".strip()
    if len(textwrap.wrap(text, width)) <= 2:
        return balance(text, width)
    first = textwrap.wrap(data.title, width)[0]
    rest = data.title[len(first) :].strip()
    return f"{first}\n{textwrap.shorten(rest, width - len(after) - 1, placeholder=' …')} {after}"


def balance(text: str, width: int) -> str:
    """Text on as few lines as a width allows, all about as long; words stay whole."""
    found = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    for narrower in range(width - 1, 0, -1):
        lines = textwrap.wrap(text, narrower, break_long_words=False, break_on_hyphens=False)
        if len(lines) > len(found) or max(map(len, lines)) > narrower:
            break
        found = lines
    return "\n".join(found)


def unit(data: Issue) -> str:
    """Unit of an issue, short, in brackets."""
    return f"({ {'% ad valorem': '%', '1': 'index'}.get(data.unit, data.unit) })"


def number(value: float, digits: int = 3) -> str:
    """A value in so many digits, without an exponent."""
    if abs(value) >= 99.5:
        return f"{value:,.0f}"
    return f"{value:.{digits}g}" if abs(value) >= 1e-4 else "0"


def decimals(half: float) -> int:
    """Decimals in which an interval of this half width is worth printing."""
    if not 0.0 < half < math.inf:
        return 1
    place = math.floor(math.log10(half))
    return max(0, -place + (1 if half / 10.0**place < 3.5 else 0))


def signed(value: float, digits: int) -> str:
    """A difference with its sign, in so many decimals."""
    text = f"{abs(value):,.{digits}f}"
    if not any(mark in "123456789" for mark in text):
        return text
    return ("\N{MINUS SIGN}" if value < 0.0 else "+") + text


def bounded(mean: float, low: float, high: float) -> str:
    """A difference and its interval, in as many decimals as the interval is worth."""
    if low != low:
        return f"{signed(mean, 2)} [one world]"
    digits = decimals((high - low) / 2.0)
    low_, high_ = signed(low, digits), signed(high, digits)
    return f"{signed(mean, digits)} [{low_}, {high_}]"


def percent(share: float) -> str:
    """A share in whole per cent; what is neither 0 nor 1 never reads as 0 or 100."""
    if 0 < share < 0.005:
        return "<1"
    if 0.995 <= share < 1:
        return ">99"
    return f"{100 * share:.0f}"


def landmarks(run: Run, key: str) -> list[Landmark]:
    """Dates of threats at a table, and events in its countries, one landmark a week."""
    scenario = run.resolved.scenario
    data = scenario.tables[key]
    found: dict[int, list[str]] = {}

    def note(day: dt.date, text: str) -> None:
        week = (day - scenario.start).days // 7
        if text not in found.setdefault(week, []):
            found[week].append(text)

    for threat in data.threats:
        note(threat.date, f"date of a threat ({country(run, threat.by)})")
    for event in scenario.calendar:
        if event.country in data.parties:
            note(event.date, f"{event.kind.replace('_', ' ')} ({country(run, event.country)})")
    return [Landmark(week, "; ".join(texts)) for week, texts in sorted(found.items())]


def dates(run: Run, key: str) -> str:
    """Caption sentence on the dates at a table."""
    marks = landmarks(run, key)
    if not marks:
        return ""
    return f"{table(run, key)}: " + "; ".join(f"week {m.week} {m.text}" for m in marks) + "."


def day(date: dt.date) -> str:
    """A date such as 2 April 2025."""
    return f"{date.day} {date:%B %Y}"


def weeks(run: Run) -> str:
    """Label of an axis of weeks."""
    return f"Weeks since {day(run.resolved.scenario.start)}"


def method(run: Run, chance: bool | None = None, paired: bool = True) -> str:
    """How intervals of differences, or else of levels, are made; of chances alone, or of both."""
    of_chances = "Agresti and Min's for paired shares" if paired else "Wilson's"
    of_numbers = "Student's t over worlds" if run.points == 1 else "Student's t"
    if chance is None:
        return f"{of_chances} for chances, else {of_numbers}"
    return of_chances if chance else of_numbers


def finite(run: Run, clustered: bool = True) -> str:
    """Caption sentences on what intervals tell, and whether they count what a design shares."""
    if run.points == 1:
        return MONTE_CARLO
    if not clustered:
        return join(MONTE_CARLO, INDEPENDENT)
    return join(
        MONTE_CARLO,
        "A row is a world at a point. Rows of one world, and rows of one point, hang together; "
        "intervals count that (variances clustered by world and by point).",
    )


def worlds(run: Run) -> str:
    """How many worlds there are, and at how many points."""
    count = run.manifest["worlds"]
    said = f"{count:,} world" + "s" * (count != 1)
    return said if run.points == 1 else f"{said} at {run.points:,} points"


def end(run: Run, table: str, world: int, cell: int) -> str:
    """How talks at a table ended in a world, at the first point of a design, and when."""
    row = world * run.points
    columns = run.arrays(["outcome", "week"], table, cell)
    week = float(columns["week"][row])
    said = choice(columns["outcome"][row])
    return said if math.isnan(week) else f"{said} in week {week:.0f}"


def rows(run: Run) -> int:
    """Rows of a cell and table: its worlds, times its points."""
    return run.manifest["worlds"] * run.points


def setting(run: Run) -> str:
    """Caption sentences on scenario, worlds, seed and run."""
    scenario, manifest = run.resolved.scenario, run.manifest
    cells = len(run.cells)
    each = f" in each of {cells} cells (the same worlds in all of them)" if cells > 1 else ""
    return (
        f"Scenario {scenario.name} ({scenario.title}): {scenario.weeks} weekly rounds from "
        f"{day(scenario.start)}. {worlds(run)}{each}, seed {manifest['seed']}; "
        f"run {manifest['run']}, model version {manifest['model']}."
    )


def cells(run: Run) -> str:
    """Caption sentences on who plays what, and on what is varied."""
    return join(_same(run), _arms(run), _numbers(run))


def _arms(run: Run) -> str:
    """What each arm changes, where its name does not say it already."""
    said = []
    for name, changes in run.resolved.experiment.arms.items():
        new = [f"{key} = {choice(value)}" for key, value in changes.items() if not _says(name, key)]
        if new:
            said.append(f"{name} ({', '.join(new)})")
    return f"Arms and what they change: {'; '.join(said)}." if said else ""


def _says(name: str, key: str) -> bool:
    """Whether the name of an arm holds the mechanism that it switches."""
    return f"({key.removeprefix('mechanisms.')})" in name


def _numbers(run: Run) -> str:
    """Keys and units of what is varied, and who keeps a number of its own."""
    said = []
    for key in run.resolved.experiment.levers:
        unit_ = lever_unit(run, key)
        rule = f" ({BY_ID[key.split('.')[1]].name})" if key.startswith("mechanisms.") else ""
        own = _owners(run, key)
        kept = f", but for {' and '.join(own)} with a number of its own" if own else ""
        said.append(f"{lever(run, key)} is {key}{f' in {unit_}' if unit_ else ''}{rule}{kept}")
    return f"Varied: {'; '.join(said)}." if said else ""


def _owners(run: Run, key: str) -> list[str]:
    """Countries that a number of all does not reach, since they have one of their own."""
    room, *path = key.split(".")
    if room != "mechanisms" or len(path) != 2:
        return []
    raw = run.resolved.data["scenario"]["mechanisms"].get(path[0], {})
    return [country(run, c) for c, own in raw.get("countries", {}).items() if path[1] in own]


def _same(run: Run) -> str:
    """Who plays the same in every cell."""
    countries = run.resolved.scenario.countries
    fixed = {
        c: s
        for c, s in run.cells[0].items()
        if c in countries and all(x[c] == s for x in run.cells)
    }
    if not fixed:
        return ""
    names = ", ".join(f"{country(run, c)} {s.replace('_', ' ')}" for c, s in fixed.items())
    return f"Strategies that are the same throughout: {names}."


def join(*sentences: str) -> str:
    """Sentences as one paragraph."""
    return " ".join(" ".join(sentence.split()) for sentence in sentences if sentence)
