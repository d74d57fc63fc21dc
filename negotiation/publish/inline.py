"""A figure as SVG to stand in a page beside others."""

from __future__ import annotations

import html
import io
import re

from matplotlib.figure import Figure

from negotiation.figures.style import paper


def svg(figure: Figure, name: str, label: str) -> str:
    """The figure as an SVG element as wide as its place, with identifiers of its own.

    Parameters
    ----------
    name : sets its identifiers apart from those of other figures of the page.
    label : read out in place of the picture.
    """
    stream = io.StringIO()
    with paper():
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'href="#', f'href="#{name}-', text)
    text = re.sub(r"url\(#", f"url(#{name}-", text)
    head, rest = text.split(">", 1)
    head = re.sub(r' (?:width|height)="[^"]*"', "", head)  # the page decides how large it is
    width = 1.6 * 96.0 * figure.get_figwidth()
    said = f'role="img" aria-label="{html.escape(label)}" style="max-width:{width:.0f}px"'
    return head.replace("<svg", f"<svg {said}", 1) + ">" + rest
