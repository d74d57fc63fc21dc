"""A table as LaTeX, Markdown, CSV or HTML."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator, Sequence

from negotiation.errors import InputError, nearest
from negotiation.figures import words
from negotiation.figures.latex import escape
from negotiation.publish.tables import Estimate, Sheet, Value

ENDINGS = {"latex": "tex", "markdown": "md", "csv": "csv"}
LONG = 40  # rows from which a LaTeX table runs over pages
LETTERS = 90  # of footnotes' size in a line of a page, between columns
COLUMN = 55  # of them in a line of one of two columns of a page
BRIEF = 18  # letters that a column gets in any case, if it has so many


def typeset(sheet: Sheet, kind: str) -> str:
    """The table as text; `InputError` for an unknown kind."""
    if kind not in ENDINGS:
        raise InputError(f"unknown format '{kind}'{nearest(kind, ENDINGS)}", key="--format")
    return {"latex": latex, "markdown": markdown, "csv": comma}[kind](sheet)


def text(value: Value, unit: str = "") -> str:
    """A value as a reader wants it; per cent in one decimal."""
    if isinstance(value, Estimate):
        return _estimate(value, unit)
    if isinstance(value, float) and unit == "%" and value == value:
        return f"{value:.1f}"
    if isinstance(value, float):
        return "–" if value != value else _minus(words.number(value))
    return f"{value:,}" if isinstance(value, int) else value


def _estimate(value: Estimate, unit: str) -> str:
    if value.middle != value.middle:
        return "–"
    if value.sign:
        return words.bounded(value.middle, value.low, value.high)
    if value.low != value.low:
        return _minus(words.number(value.middle))
    ends = (text(end, unit) for end in (value.middle, value.low, value.high))
    return "{} [{}, {}]".format(*ends)


def _minus(text_: str) -> str:
    return text_.replace("-", "\N{MINUS SIGN}")


def latex(sheet: Sheet) -> str:
    """With booktabs; columns share the width of the line, the notes stand below the rule.

    One too wide for a column of two spans both. Long ones need longtable, too.
    """
    long = len(sheet.rows) > LONG
    float_ = "table*" if sum(_letters(sheet)) > COLUMN else "table"
    lines = _long_head(sheet) if long else _head(sheet, float_)
    lines += [" & ".join(map(escape, row)) + r" \\" for row in _thinned(sheet)]
    notes = r"\par ".join(escape(note) for note in sheet.notes)
    if long:
        end = [r"\end{longtable}", rf"{{\noindent {notes}\par}}", r"\endgroup"]
    else:
        end = [r"\bottomrule", r"\end{tabular}", r"\par\smallskip",
               rf"{{\footnotesize\raggedright {notes}\par}}", rf"\end{{{float_}}}"]  # fmt: skip
    return "\n".join([*lines, *end]) + "\n"


def _align(sheet: Sheet) -> str:
    """Text to the left, numbers to the right."""
    first = sheet.rows[0] if sheet.rows else [""] * len(sheet.columns)
    return "".join("l" if isinstance(value, str) else "r" for value in first)


def _letters(sheet: Sheet) -> list[float]:
    """Letters in a line of each column: short ones as they need, long ones share a line's rest."""
    cells = [[name for name, _ in sheet.columns], *_thinned(sheet)]
    units = [f"({unit})" if unit else "" for _, unit in sheet.columns]
    longest = [max(map(len, column)) for column in zip(units, *cells, strict=True)]
    whole = [
        max(len(word) for cell in column for word in [*cell.split(), ""]) + 1.5
        for column in zip(units, *cells, strict=True)
    ]
    need = [min(one, BRIEF) for one in longest]
    spare = max(LETTERS - sum(need), 0)
    more = [one - brief for one, brief in zip(longest, need, strict=True)]
    share = min(1.0, spare / max(sum(more), 1))
    return [
        max(brief + share * rest, least)
        for brief, rest, least in zip(need, more, whole, strict=True)
    ]


def _widths(sheet: Sheet) -> str:
    """Columns that together are as wide as the line."""
    wide = _letters(sheet)
    side = {"l": r"\raggedright", "r": r"\raggedleft"}
    return "".join(
        rf">{{{side[mark]}\arraybackslash}}p{{\dimexpr{one / sum(wide):.3f}\linewidth-2\tabcolsep}}"
        for mark, one in zip(_align(sheet), wide, strict=True)
    )


def _titles(sheet: Sheet) -> list[str]:
    names = " & ".join(escape(name) for name, _ in sheet.columns)
    units = " & ".join(f"({escape(unit)})" if unit else "" for _, unit in sheet.columns)
    return [names + r" \\", units + r" \\", r"\midrule"]


def _head(sheet: Sheet, float_: str) -> list[str]:
    return [
        "% needs \\usepackage{array,booktabs}",
        rf"\begin{{{float_}}}",
        r"\centering\footnotesize\setlength{\tabcolsep}{3pt}",
        rf"\caption{{{escape(sheet.title)}}}",
        rf"\label{{tab:{sheet.name}}}",
        rf"\begin{{tabular}}{{{_widths(sheet)}}}",
        r"\toprule",
        *_titles(sheet),
    ]


def _long_head(sheet: Sheet) -> list[str]:
    return [
        "% needs \\usepackage{array,booktabs,longtable}",
        r"\begingroup\footnotesize\setlength{\tabcolsep}{3pt}",
        rf"\begin{{longtable}}{{{_widths(sheet)}}}",
        rf"\caption{{{escape(sheet.title)}}}\label{{tab:{sheet.name}}}\\",
        r"\toprule",
        *_titles(sheet),
        r"\endfirsthead",
        r"\toprule",
        *_titles(sheet),
        r"\endhead",
        r"\bottomrule",
        r"\endlastfoot",
    ]


def markdown(sheet: Sheet) -> str:
    """A table of GitHub's Markdown, the notes below."""
    heads = [f"{name} ({unit})" if unit else name for name, unit in sheet.columns]
    marks = ["---" if mark == "l" else "---:" for mark in _align(sheet)]
    rows = [heads, marks, *_thinned(sheet)]
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows]
    return "\n".join([f"**{sheet.title}**", "", *lines, "", "\n\n".join(sheet.notes)]) + "\n"


def comma(sheet: Sheet) -> str:
    """Every number in full, an interval in two further columns; no notes, so that it reads in."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    spread = [any(isinstance(row[k], Estimate) for row in sheet.rows)
              for k in range(len(sheet.columns))]  # fmt: skip
    head: list[str] = []
    for (name, unit), wide in zip(sheet.columns, spread, strict=True):
        full = f"{name} ({unit})" if unit else name
        head += [full, f"{name} low", f"{name} high"] if wide else [full]
    writer.writerow(head)
    for row in sheet.rows:
        cells: list[object] = []
        for value in row:
            if isinstance(value, Estimate):
                cells += [_plain(value.middle), _plain(value.low), _plain(value.high)]
            else:
                cells.append(_plain(value) if isinstance(value, float) else value)
        writer.writerow(cells)
    return stream.getvalue()


def _plain(value: float) -> str:
    return "" if value != value else repr(value)


def page(sheet: Sheet) -> str:
    """As HTML, in a box that scrolls on a narrow screen."""
    marks = ["" if mark == "l" else ' class="n"' for mark in _align(sheet)]
    head = "".join(
        f"<th{mark}>{html.escape(name)} <small>{html.escape(unit)}</small></th>"
        for (name, unit), mark in zip(sheet.columns, marks, strict=True)
    )
    body = "".join(f"<tr>{''.join(_cells(row, marks))}</tr>\n" for row in _thinned(sheet))
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in sheet.notes)
    return (
        f'<figure class="table"><div class="scroll" tabindex="0"><table><caption>'
        f"{html.escape(sheet.title)}</caption><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody>"
        f"</table></div><figcaption>{notes}</figcaption></figure>"
    )


def _cells(row: Sequence[str], marks: Sequence[str]) -> Iterator[str]:
    for value, mark in zip(row, marks, strict=True):
        yield f"<td{mark}>{html.escape(value)}</td>"


def _thinned(sheet: Sheet) -> Iterator[list[str]]:
    """Rows in words; text at the left that the row before has too is left out."""
    before: list[str] = []
    for row in sheet.rows:
        cells = [text(value, unit) for value, (_, unit) in zip(row, sheet.columns, strict=True)]
        shown = list(cells)
        for k, (old, new) in enumerate(zip(before, cells, strict=False)):
            if old != new or not isinstance(row[k], str):
                break
            shown[k] = ""
        before = cells
        yield shown
