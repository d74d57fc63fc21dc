"""Plain text as LaTeX."""

from __future__ import annotations

MARKS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "\N{MINUS SIGN}": "$-$",
    "×": r"$\times$", "±": r"$\pm$", "–": "--", "→": r"$\rightarrow$", "…": r"\dots{}",
}  # fmt: skip


def escape(text: str) -> str:
    """Text in which every mark stands for itself."""
    return "".join(MARKS.get(mark, mark) for mark in text)


def caption(text: str, label: str) -> str:
    """A caption with its label, to be read into a float by `\\input`."""
    return f"\\caption{{{escape(text)}}}\n\\label{{{label}}}"
