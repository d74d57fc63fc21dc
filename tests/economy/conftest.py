"""Trade models that several tests use: the reference world, and two symmetric regions."""

from __future__ import annotations

import pytest

from negotiation.economy.trade import TradeModel
from negotiation.validation.theory import reference_world


@pytest.fixture(scope="session")
def five() -> TradeModel:
    """Five regions, one sector, elasticity 4."""
    return reference_world.five_regions()


@pytest.fixture(scope="session")
def three() -> TradeModel:
    """Five regions, three sectors; autos have elasticity 3."""
    return reference_world.three_sectors()


@pytest.fixture(scope="session")
def symmetric():
    """Builder of two equal regions with free, balanced trade: model(eps, own share)."""
    return reference_world.symmetric
