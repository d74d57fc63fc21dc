"""Economies with known answers: five regions of the world in 2023, and two symmetric regions."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np

from negotiation.draws import Array
from negotiation.economy.trade import TradeData, TradeModel
from negotiation.scenario.read import LIBRARY

REGIONS = ("USA", "JPN", "KOR", "CHN", "ROW")
SECTORS = ("other", "autos", "metals")
DATA = resources.files("negotiation.validation.theory") / "data"
FLOWS = "trade_flows_2023.csv"
# shares of autos and metals in US imports, by source; assumed elsewhere
US_IMPORTS = {
    "JPN": (51.83 / 144.9, 3.05 / 144.9),
    "KOR": (42.96 / 127.8, 3.68 / 127.8),
    "CHN": (15.0 / 418, 3.42 / 418),
    "ROW": (274.3 / 2433.1, 109.4 / 2433.1),
}


def rows(text: str) -> list[list[str]]:
    """Rows of a CSV text, without its comments and header."""
    return list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))[1:]


def table(name: str) -> list[list[str]]:
    """Rows of a table of known answers."""
    return rows((DATA / name).read_text(encoding="utf-8"))


def split(flows: Array) -> Array:
    """[exporter, importer, sector] flows in three sectors from totals [exporter, importer]."""
    shares = np.empty((*flows.shape, 3))
    shares[..., 1:] = 0.07, 0.05
    home = np.arange(len(flows))
    shares[home, home, 1:] = 0.02, 0.015
    for region, share in US_IMPORTS.items():
        shares[REGIONS.index(region), REGIONS.index("USA"), 1:] = share
    shares[..., 0] = 1 - shares[..., 1] - shares[..., 2]
    return flows[..., None] * shares


def five_regions() -> TradeModel:
    """Five regions, one sector, elasticity 4."""
    text = (LIBRARY / FLOWS).read_text(encoding="utf-8")
    flows = np.array([[float(x) for x in row[1:]] for row in rows(text)])
    free = np.zeros((5, 5, 1))
    return TradeModel(TradeData(REGIONS, ("goods",), flows[..., None], free, np.array([4.0])))


def three_sectors() -> TradeModel:
    """The same in three sectors; autos have elasticity 3."""
    flows = split(five_regions().data.flows[..., 0])
    elasticity = np.array([4.0, 3.0, 4.0])
    return TradeModel(TradeData(REGIONS, SECTORS, flows, np.zeros((5, 5, 3)), elasticity))


def symmetric(eps: float, own: float, **switches) -> TradeModel:
    """Two equal regions with free, balanced trade, and a share `own` spent at home."""
    return two_regions(100.0 * np.array([[own, 1.0 - own], [1.0 - own, own]]), eps, **switches)


def two_regions(flows: Array, eps: float, **switches) -> TradeModel:
    """Two regions, one sector, free trade; flows [exporter, importer]."""
    names = ("home", "abroad")
    data = TradeData(names, ("goods",), flows[..., None], np.zeros((2, 2, 1)), np.array([eps]))
    return TradeModel(data, **switches)
