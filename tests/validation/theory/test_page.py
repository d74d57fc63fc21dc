"""The section on theory: families, their cases and notes, and how near the tolerance they come."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex

from negotiation.figures import style
from negotiation.figures.known_answers import known_answers
from negotiation.validation.case import agree, close, not_run, true, used
from negotiation.validation.table import noted, verdicts


@pytest.mark.parametrize(
    ("case", "share"),
    [
        (close("a.b", "x", 2.0, 2.5, 2.0), 0.25),
        (agree("a.b", "x", np.array([0.1, -0.4]), 0.8), 0.5),
        (close("a.b", "x", 2.0, 2.0, 0.0), None),
        (true("a.b", "x", True), None),
        (not_run("a.b", "x", 0.0, "why"), None),
    ],
)
def test_what_is_used_of_a_tolerance(case, share):
    assert used(case) == (share if share is None else pytest.approx(share))


def test_what_is_beyond_the_tolerance_lies_right_of_the_line_in_another_colour():
    figure = known_answers({"one": (0.0, 1e-3), "two": (2.0, np.nan)})
    (ax,) = figure.axes
    one, two = ax.collections
    assert np.allclose(one.get_offsets()[:, 0], [-8.0, -3.0])
    assert {to_hex(c).upper() for c in one.get_facecolors()} == {style.BLUE}
    assert two.get_offsets()[:, 0].min() > 0.0
    assert {to_hex(c).upper() for c in two.get_facecolors()} == {style.VERMILION}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one (2)", "two (2)"]


def test_the_verdict_names_what_falls_short():
    sound, off = close("a.b", "x", 1.0, 1.0, 0.1), close("a.c", "x", 1.0, 2.0, 0.1)
    assert verdicts([sound, sound]) == "**Verdict:** all 2 cases hold."
    assert verdicts([sound, off]) == (
        "**Verdict:** of 2 cases 1 hold, 1 fall short. Falling short: `a.c`."
    )
    left_out = not_run("a.d", "x", 1.0, "why")
    assert verdicts([sound, left_out], "rows") == "**Verdict:** of 2 rows 1 hold, 1 were not run."


def test_a_note_that_several_cases_share_is_given_once():
    cases = [close(f"a.{k}", "x", 1.0, k, 0.5, note="Of 5.", source="Nash (1950)") for k in (1, 2)]
    assert list(noted(cases)) == ["- `a.1`, `a.2` (falls short): Of 5. Source: Nash (1950)."]
    assert list(noted(cases[:1] * 2)) == ["- All: Of 5. Source: Nash (1950)."]
    assert list(noted([close("a.3", "x", 1.0, 1.0, 0.5)])) == []
