"""Numbers as the terminal shows them."""

from __future__ import annotations

import pytest

from negotiation.analysis.rounded import rounded


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.12345, "1", "0.123"),
        (999.4, "USD bn", "999"),
        (12345.6, "USD bn", "12,346"),
        (2021.4, "year", "2021"),
    ],
)
def test_a_number_has_three_figures_and_a_year_is_written_as_one(value, unit, shown):
    assert rounded(value, unit) == shown
