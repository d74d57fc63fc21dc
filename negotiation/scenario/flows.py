"""The trade data beside a scenario: is it a square of numbers, and are its regions those named?"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator

from negotiation.errors import InputError, nearest
from negotiation.scenario.schema import Economy


def regions(text: str, file: str) -> tuple[str, ...]:
    """Regions of a CSV of flows, exporters in rows; `InputError` where it is no such square."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    header, *rows = list(csv.reader(lines)) or [[]]
    names = tuple(header[1:])
    if not names:
        raise InputError("names no regions; its first line is: from, then the regions", file=file)
    if tuple(row[0] for row in rows) != names:
        raise InputError("rows and columns must name the same regions in one order", file=file)
    for row in rows:
        if len(row) != len(header):
            problem = f"has {len(row) - 1} flows, not one for each of the {len(names)} regions"
            raise InputError(f"{problem}; mend the row", file=file, key=row[0])
        for importer, flow in zip(names, row[1:], strict=True):
            _check_flow(flow, file, f"{row[0]}-{importer}")
    return names


def _check_flow(text: str, file: str, key: str) -> None:
    try:
        flow = float(text)
    except ValueError:
        flow = math.nan
    if not (math.isfinite(flow) and flow >= 0.0):
        raise InputError(f"is '{text}'; wants USD bn, at least 0", file=file, key=key)


def faults(economy: Economy, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Dotted key and problem of each place where the economy names a region that has no flows."""
    for country, region in economy.regions.items():
        if region not in known:
            yield f"economy.regions.{country}", _unknown(region, economy, known)
    pairs = [(f"economy.others.{flow}", flow) for flow in economy.others]
    for name, sector in economy.sectors.items():
        pairs += [(f"economy.sectors.{name}.shares.{flow}", flow) for flow in sector.shares]
    for key, flow in pairs:
        ends = flow.split("-")
        if len(ends) != 2:
            yield key, "is no flow; write EXPORTER-IMPORTER"
        for region in ends if len(ends) == 2 else ():
            if region not in known:
                yield key, _unknown(region, economy, known)


def _unknown(region: str, economy: Economy, known: tuple[str, ...]) -> str:
    return f"'{region}' is not a region of {economy.flows}{nearest(region, known)}"
