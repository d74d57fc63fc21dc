"""What the tests of strategies share."""

from __future__ import annotations

import pytest

from negotiation.runs.chunk import price
from negotiation.runs.resolve import resolve


@pytest.fixture(scope="session")
def alliance_tariffs(islands):
    """Tariffs of the main scenario, priced once."""
    return price(resolve(islands.with_name("alliance_2025.toml")))
