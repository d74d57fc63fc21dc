"""Numbers as the terminal shows them."""

from __future__ import annotations

YEAR = "year"  # unit of an issue about a date


def rounded(value: float, unit: str = "1") -> str:
    """Three figures, or all before the point; a year as it is written."""
    if unit == YEAR:
        return f"{value:.0f}"
    return f"{value:.3g}" if abs(value) < 999.5 else f"{value:,.0f}"
