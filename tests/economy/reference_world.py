"""The reference world of the economy tests: regions, sectors, and the tables beside this file."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

DATA = Path(__file__).parent / "data"
REGIONS = ("USA", "JPN", "KOR", "CHN", "ROW")
SECTORS = ("other", "autos", "metals")
# shares of autos and metals in US imports, by source; assumed elsewhere
US_IMPORTS = {
    "JPN": (51.83 / 144.9, 3.05 / 144.9),
    "KOR": (42.96 / 127.8, 3.68 / 127.8),
    "CHN": (15.0 / 418, 3.42 / 418),
    "ROW": (274.3 / 2433.1, 109.4 / 2433.1),
}


def read(name: str) -> list[list[str]]:
    """Rows of a CSV file among the test data, without its comments and header."""
    lines = (DATA / name).read_text().splitlines()
    return list(csv.reader(line for line in lines if not line.startswith("#")))[1:]


def split(flows: np.ndarray) -> np.ndarray:
    """[exporter, importer, sector] flows in three sectors from totals [exporter, importer]."""
    shares = np.empty((*flows.shape, 3))
    shares[..., 1:] = 0.07, 0.05
    home = np.arange(len(flows))
    shares[home, home, 1:] = 0.02, 0.015
    for region, share in US_IMPORTS.items():
        shares[REGIONS.index(region), REGIONS.index("USA"), 1:] = share
    shares[..., 0] = 1 - shares[..., 1] - shares[..., 2]
    return flows[..., None] * shares
