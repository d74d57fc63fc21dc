"""The trade model against tables of welfare that another solver made on the same flows."""

from __future__ import annotations

import numpy as np

from negotiation.draws import Array
from negotiation.validation.case import Case, agree
from negotiation.validation.theory.family import Family, Sample, add
from negotiation.validation.theory.reference_world import (
    REGIONS,
    five_regions,
    table,
    three_sectors,
)

USA = REGIONS.index("USA")
AUTOS_METALS = (0.25, 0.5)  # on every source, unless a scenario says otherwise
ROUNDED = 1e-4  # percent: the tables have four places
Rates = dict[str, float | tuple[float, ...]]
HOW = """
Tariffs of April to July 2025 on the flows of 2023, in one sector and in three. The tables hold the
welfare changes that an independent solver of the same equations found; that solver equals a
published replication package on 194 countries. They are regressions and draw nothing at random.
"""
# what the United States raises, in the order of five_regions.csv; all else is free
FIVE: tuple[Rates, ...] = (
    {"JPN": 0.24, "KOR": 0.25, "CHN": 0.54, "ROW": 0.10},
    {"JPN": 0.10, "KOR": 0.10, "CHN": 1.25, "ROW": 0.10},
    {"JPN": 0.10, "KOR": 0.10, "CHN": 1.25, "ROW": 0.10, "answer": 1.25},
    {"JPN": 0.25, "KOR": 0.25, "CHN": 0.30, "ROW": 0.10},
    {"JPN": 0.15, "KOR": 0.15, "CHN": 0.30, "ROW": 0.15},
    {"JPN": 0.15, "KOR": 0.25, "CHN": 0.30, "ROW": 0.10},
)
# other goods, autos, metals; the country rate falls on other goods alone, except in partner deals
PAUSE = {"JPN": 0.1, "KOR": 0.1, "CHN": 1.25, "ROW": 0.1}
THREE: tuple[Rates, ...] = (
    {region: (rate, 0.25, 0.25) for region, rate in PAUSE.items()},
    {"JPN": (0.25, *AUTOS_METALS), "KOR": (0.25, *AUTOS_METALS)},
    {"JPN": (0.15, 0.15, 0.5), "KOR": (0.15, 0.15, 0.5)},
    {"JPN": (0.15, 0.15, 0.5), "KOR": (0.25, *AUTOS_METALS)},
    {"JPN": (0.0, 0.0, 0.0), "KOR": (0.0, 0.0, 0.0)},
)
REST: Rates = {"CHN": (0.3, *AUTOS_METALS), "ROW": (0.1, *AUTOS_METALS)}


def schedule(rates: Rates, sectors: int) -> Array:
    """US tariffs [exporter, importer, sector] by source, and China's answer on the US."""
    tariffs = np.zeros((5, 5, sectors))
    for region, rate in rates.items():
        if region == "answer":
            tariffs[USA, REGIONS.index("CHN")] = rate
        else:
            tariffs[REGIONS.index(region), USA] = rate
    return tariffs


def cases(sample: Sample) -> list[Case]:
    """One case for each row of the two tables."""
    five, three = five_regions(), three_sectors()
    played = [
        ("five_regions", schedule(rates, 1), row[0], row[2:], five)
        for rates, row in zip(FIVE, table("five_regions.csv"), strict=True)
    ]
    played += [
        ("three_sectors", schedule(REST | rates, 3), row[0], row[1:], three)
        for rates, row in zip(THREE, table("three_sectors.csv"), strict=True)
    ]
    return [
        agree(
            f"trade_tables.{name}_{n}",
            f"Welfare in percent, {name.replace('_', ' ')}: {words}",
            100.0 * (model.solve(tariffs).welfare - 1.0) - np.array([float(x) for x in numbers]),
            ROUNDED,
        )
        for n, (name, tariffs, words, numbers, model) in enumerate(played, start=1)
    ]


add(
    Family(
        id="trade_tables",
        name="The trade model on the flows of 2023",
        by="the package's trade model",
        how=HOW,
        cases=cases,
        samples=2,
    )
)
