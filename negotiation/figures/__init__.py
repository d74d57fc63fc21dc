"""Figures of results, one function each; none simulates."""

FIGURES: dict[str, str] = {}
