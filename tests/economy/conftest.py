"""Trade models that several tests use: the reference world, and two symmetric regions."""

from __future__ import annotations

import numpy as np
import pytest
from reference_world import REGIONS, SECTORS, read, split

from negotiation.economy.trade import TradeData, TradeModel


@pytest.fixture(scope="session")
def five() -> TradeModel:
    """Five regions, one sector, elasticity 4."""
    flows = np.array([[float(x) for x in row[1:]] for row in read("trade_flows_2023.csv")])
    return TradeModel(TradeData(REGIONS, ("goods",), flows[..., None], np.zeros((5, 5, 1)), [4.0]))


@pytest.fixture(scope="session")
def three(five: TradeModel) -> TradeModel:
    """Five regions, three sectors; autos have elasticity 3."""
    flows = split(five.data.flows[..., 0])
    return TradeModel(TradeData(REGIONS, SECTORS, flows, np.zeros((5, 5, 3)), [4.0, 3.0, 4.0]))


@pytest.fixture(scope="session")
def symmetric():
    """Builder of two equal regions with free, balanced trade: model(eps, own share)."""

    def build(eps: float, own: float, **switches) -> TradeModel:
        flows = 100 * np.array([[own, 1 - own], [1 - own, own]])[..., None]
        data = TradeData(("home", "abroad"), ("goods",), flows, np.zeros((2, 2, 1)), [eps])
        return TradeModel(data, **switches)

    return build
