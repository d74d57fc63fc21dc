"""Cases cut down to one way of playing, so that they are played in a moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from negotiation.validation.history.case import HistoryCase, library


@pytest.fixture(scope="session")
def cases() -> dict[str, HistoryCase]:
    """The cases that ship with the package."""
    return {case.name: case for case in library()}


@pytest.fixture(scope="session")
def korus(cases) -> HistoryCase:
    """The case of 2018 with one reading of each side's play and half a year to the horizon."""
    case = cases["korus_2018"]
    one = {"usa": ("maximum_pressure",), "korea": ("partial_deal",)}
    return replace(case, data=case.data.model_copy(update={"strategies": one, "horizon": 26}))
