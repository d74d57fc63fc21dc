"""What the tariffs of a scenario are worth: from its data through the trade model to a surface."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from io import StringIO
from typing import Any

import numpy as np

from negotiation.draws import Array
from negotiation.economy.scale import interpolate
from negotiation.economy.surface import Lever, Surface, fit_surface, latin
from negotiation.economy.trade import TradeData, TradeModel
from negotiation.errors import InputError
from negotiation.scenario.schema import Economy, Issue, Scenario, Table

HEADROOM = 1.25  # levers reach this far beyond the highest rate that the scenario names
GRID = 97  # rates at which the loss of the bearer and the gain of the imposer are tabulated
Key = tuple[str, str]  # table and issue


def read_flows(text: str, file: str) -> tuple[tuple[str, ...], Array]:
    """Regions and flows [exporter, importer] of a CSV with exporters in rows; # is a comment."""
    rows = list(csv.reader(StringIO("\n".join(r for r in text.splitlines() if r[:1] != "#"))))
    regions = tuple(rows[0][1:])
    try:
        flows = np.array([[float(x) for x in row[1:]] for row in rows[1:]])
    except ValueError as error:
        raise InputError(f"holds something that is not a number: {error}", file=file) from None
    if tuple(row[0] for row in rows[1:]) != regions:
        raise InputError("rows and columns must name the same regions in one order", file=file)
    return regions, flows


def trade_data(economy: Economy, regions: tuple[str, ...], flows: Array) -> TradeData:
    """Split aggregate flows over the sectors; what the named shares leave goes to the residual."""
    names = tuple(economy.sectors)
    shares = np.zeros((len(regions), len(regions), len(names)))
    for s, sector in enumerate(economy.sectors.values()):
        if sector.share is None or sector.domestic_share is None:
            continue
        shares[:, :, s] = sector.share.value
        shares[range(len(regions)), range(len(regions)), s] = sector.domestic_share.value
        for flow, share in sector.shares.items():
            exporter, importer = flow.split("-")
            shares[regions.index(exporter), regions.index(importer), s] = share.value
    residual = [s for s, sector in enumerate(economy.sectors.values()) if sector.share is None]
    for s in residual:
        shares[:, :, s] = (1.0 - shares.sum(axis=2)) / len(residual)
    elasticity = np.array([sector.elasticity.value for sector in economy.sectors.values()])
    split = flows[:, :, None] * shares
    return TradeData(regions, names, split, np.zeros_like(split), elasticity)


def tariff_issues(scenario: Scenario) -> dict[Key, tuple[Table, Issue]]:
    """The tariffs that the trade model prices: those without stated stakes."""
    return {
        (name, key): (table, issue)
        for name, table in scenario.tables.items()
        for key, issue in table.issues.items()
        if scenario.prices(issue)
    }


@dataclass(frozen=True)
class Schedule:
    """One tariff as a function of its rate, the others as they stand at the start.

    `rates` in % ad valorem [point]; `burden` USD bn a year lost by the bearer, rising; `gain`
    USD bn a year won by the imposer, both against a rate of zero.
    """

    rates: Array
    burden: Array
    gain: Array

    @cached_property
    def fits(self) -> tuple[Array, Array]:
        """Stake and curvature of the imposer's loss for each ideal on the grid, [point].

        Least squares of V ((1 - q) c + q c^2), c the share of the bearer's burden lifted, on the
        money that the imposer gives up between its ideal and zero, q kept within 0 to 1. Where
        politics want more than the imposer's own optimum, what lies beyond it counts as no loss.
        """
        pairs = [self._fit(point) for point in range(len(self.rates))]
        return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])

    def _given_up(self, point: int) -> tuple[Array, Array]:
        """Concession and money that the imposer gives up, at the rates up to an ideal."""
        concession = 1.0 - self.burden[: point + 1] / self.burden[point]
        best = np.maximum.accumulate(self.gain[: point + 1])
        return concession, best[-1] - best

    def fit_error(self, ideal: float) -> dict[str, float]:
        """Error of the fitted loss of an imposer with this ideal rate, against the trade model.

        The 95th percentile of the difference over the rates up to the ideal in USD bn a year, and
        as a share of the whole loss.
        """
        point = max(int(np.searchsorted(self.rates, ideal)), 2)
        point = min(point, len(self.rates) - 1)
        concession, given_up = self._given_up(point)
        stake, q = self._fit(point)
        missed = np.abs(stake * ((1.0 - q) * concession + q * concession**2) - given_up)
        worst = float(np.quantile(missed, 0.95))
        whole = float(np.max(given_up))
        return {"usd_bn_p95": worst, "share_of_loss": worst / whole if whole > 0 else 0.0}

    def _fit(self, point: int) -> tuple[float, float]:
        if point < 2:
            return self._fit(2)
        concession, given_up = self._given_up(point)
        linear, square = concession, concession**2
        bend = square - linear
        # V (c + q (c^2 - c)): two coefficients, V and V q
        a11, a12, a22 = linear @ linear, linear @ bend, bend @ bend
        b1, b2 = linear @ given_up, bend @ given_up
        det = a11 * a22 - a12 * a12
        stake = (b1 * a22 - b2 * a12) / det
        bent = (a11 * b2 - a12 * b1) / det
        q = float(np.clip(bent / stake if stake > 0 else 0.0, 0.0, 1.0))
        shape = linear + q * bend
        return max(float((shape @ given_up) / (shape @ shape)), 0.0), q

    def stake(self, ideal: Array) -> Array:
        """Stake of an imposer with the given ideal rate, [world]; USD bn a year."""
        return interpolate(self.rates, self.fits[0], ideal)

    def curvature(self, ideal: Array) -> Array:
        """Curvature of the loss of an imposer with the given ideal rate, [world]."""
        return np.clip(interpolate(self.rates, self.fits[1], ideal), 0.0, 1.0)

    def lost(self, first: Array, second: Array) -> Array:
        """Burden between two rates, [world]; USD bn a year."""
        return interpolate(self.rates, self.burden, first) - interpolate(
            self.rates, self.burden, second
        )


@dataclass(frozen=True)
class Tariffs:
    """All tariffs that the trade model prices, and the surface that prices them."""

    keys: tuple[Key, ...]
    surface: Surface
    start: Array  # rates at the start of the scenario, as fractions, [lever]
    countries: Mapping[str, int]  # country to region of the surface
    imposer: Mapping[Key, str]
    bearer: Mapping[Key, str]
    ideals: Mapping[Key, float]  # ideal rate of the imposer, %

    def report(self) -> dict[str, Any]:
        """Errors of what negotiators and the record use, against the trade model."""
        surface = self.surface
        return {
            "surface_error_p95": dict(zip(surface.regions, surface.error.tolist(), strict=True)),
            "surface_range": dict(zip(surface.regions, surface.spread.tolist(), strict=True)),
            "separable_error": self.separable_error(),
            "fit_error": {
                ".".join(key): self.schedules[key].fit_error(self.ideals[key]) for key in self.keys
            },
        }

    def separable_error(self, points: int = 2048) -> dict[str, dict[str, float]]:
        """Error of adding up tariffs one by one, at random rates, by country.

        The 95th percentile of the difference to the surface in USD bn a year, and as a share of
        the country's range, over the rates of a Latin hypercube of so many `points`.
        """
        levers = self.surface.levers
        low, high = (np.array([getattr(v, end) for v in levers]) for end in ("low", "high"))
        rates = low[:, None] + (high - low)[:, None] * latin(len(levers), points)
        places = list(self.countries.values())
        start = self.surface.evaluate(self.start[:, None], places)
        together = self.surface.evaluate(rates, places) - start
        alone = np.zeros_like(together)
        for k in range(len(levers)):
            one = np.repeat(self.start[:, None], rates.shape[1], axis=1)
            one[k] = rates[k]
            alone += self.surface.evaluate(one, places) - start
        missed = np.quantile(np.abs(together - alone), 0.95, axis=1)
        ranges = np.ptp(together, axis=1)
        return {
            country: {"usd_bn_p95": float(m), "share_of_range": float(m / r) if r > 0 else 0.0}
            for country, m, r in zip(self.countries, missed, ranges, strict=True)
        }

    @cached_property
    def schedules(self) -> dict[Key, Schedule]:
        """Each tariff by its rate, the others at their start."""
        return {key: self._schedule(key) for key in self.keys}

    def _schedule(self, key: Key) -> Schedule:
        lever = self.surface.levers[self.keys.index(key)]
        grid = np.linspace(lever.low, lever.high, GRID)
        value = self.surface.partial(lever.name, grid, self.start)
        bearer = value[self.countries[self.bearer[key]]]
        imposer = value[self.countries[self.imposer[key]]]
        loss = bearer[0] - bearer
        # rates so high that trade has ended cost the bearer no more; keep the table rising
        rising = np.maximum.accumulate(loss) + 1e-9 * np.arange(GRID) * max(loss.max(), 1e-9)
        return Schedule(100.0 * grid, rising, imposer - imposer[0])

    def money(self, rates: Mapping[Key, Array], countries: list[str]) -> dict[str, Array]:
        """Equivalent variation of each country at the rates (%), [world]; USD bn a year.

        Rates beyond the surface are taken at its edge.
        """
        levers = self.surface.levers
        table = np.stack(
            [
                np.clip(rates[key] / 100.0, lever.low, lever.high)
                for key, lever in zip(self.keys, levers, strict=True)
            ]
        )
        places = [self.countries[country] for country in countries]
        return dict(zip(countries, self.surface.evaluate(table, places), strict=True))


def build_tariffs(scenario: Scenario, flows: str, surface: Surface | None = None) -> Tariffs | None:
    """Price the tariffs of a scenario; None where no tariff needs it.

    `flows` is the CSV text. A `surface` kept from an earlier run is used as it is.
    """
    issues = tariff_issues(scenario)
    economy = scenario.economy
    if not issues or economy is None:
        return None
    data, levers = _ground(economy, issues, flows)
    regions = data.regions
    model = TradeModel(data, rebate=economy.rebate, deficits=economy.deficits)
    if surface is None:
        surface = fit_surface(model, levers, _background(economy, data))
    bearer = {
        key: table.parties[1] if issue.by == table.parties[0] else table.parties[0]
        for key, (table, issue) in issues.items()
    }
    return Tariffs(
        keys=tuple(issues),
        surface=surface,
        start=np.array([i.applies(scenario.start).value for _, i in issues.values()]) / 100.0,
        countries={c: regions.index(r) for c, r in economy.regions.items()},
        imposer={key: str(issue.by) for key, (_, issue) in issues.items()},
        bearer=bearer,
        ideals={key: issue.ideal[str(issue.by)].value for key, (_, issue) in issues.items()},
    )


def _ground(
    economy: Economy, issues: Mapping[Key, tuple[Table, Issue]], flows: str
) -> tuple[TradeData, list[Lever]]:
    """The base data, and the tariffs as levers, in the order of `issues`."""
    regions, totals = read_flows(flows, economy.flows)
    for country, region in economy.regions.items():
        if region not in regions:
            raise InputError(
                f"'{region}' is not a region of {economy.flows}; known: {', '.join(regions)}",
                key=f"economy.regions.{country}",
            )
    data = trade_data(economy, regions, totals)
    levers = [_lever(key, *pair, economy, data) for key, pair in issues.items()]
    return data, _mirrored(levers) if economy.retaliation == "mirror" else levers


def levers_of(scenario: Scenario, flows: str) -> tuple[Lever, ...]:
    """The levers of the surface: with economy and flows, all that it depends on."""
    issues = tariff_issues(scenario)
    if not issues or scenario.economy is None:
        return ()
    return tuple(_ground(scenario.economy, issues, flows)[1])


def rebuilt(tariffs: Tariffs, scenario: Scenario, flows: str, same_economy: bool) -> Tariffs | None:
    """The tariffs of a scenario that differs in some numbers from that of `tariffs`.

    The surface is kept where it is of the same economy and reaches as far as it must.
    """
    known = {lever.name: lever for lever in tariffs.surface.levers}
    wanted = levers_of(scenario, flows) if same_economy else ()
    same = {lever.name for lever in wanted} == set(known)
    if same and all(lever.high <= known[lever.name].high for lever in wanted):
        return build_tariffs(scenario, flows, tariffs.surface)
    return build_tariffs(scenario, flows)


def _lever(key: Key, table: Table, issue: Issue, economy: Economy, data: TradeData) -> Lever:
    """The rate of one tariff issue, up to somewhat more than the highest that the file names."""
    imposer = str(issue.by)
    exporter = table.parties[1] if imposer == table.parties[0] else table.parties[0]
    place = data.regions.index
    named = [issue.status_quo, *issue.ideal.values(), *(s.value for s in issue.default)]
    named += [t.value for t in table.threats if t.issue == key[1]]
    named += [q for q in (issue.truce, issue.ceiling) if q is not None]
    high = max(max((q.value, *(q.range or ()))) for q in named)
    cells = tuple(
        (place(economy.regions[exporter]), place(economy.regions[imposer]), data.sectors.index(s))
        for s in issue.sectors
    )
    return Lever(f"{key[0]}.{key[1]}", cells, 0.0, HEADROOM * high / 100.0)


def _mirrored(levers: list[Lever]) -> list[Lever]:
    """Let those hit answer in kind, wherever their own tariff is not an issue of its own."""
    taken = {cell for lever in levers for cell in lever.cells}
    return [
        replace(
            lever,
            cells=lever.cells
            + tuple((j, i, s) for i, j, s in lever.cells if (j, i, s) not in taken),
        )
        for lever in levers
    ]


def _background(economy: Economy, data: TradeData) -> Array:
    """Rates that no table talks about, as fractions, [exporter, importer, sector]."""
    rates = np.zeros(data.shape)
    for flow, sectors in economy.others.items():
        exporter, importer = flow.split("-")
        for sector, rate in sectors.items():
            cell = data.regions.index(exporter), data.regions.index(importer)
            rates[(*cell, data.sectors.index(sector))] = rate.value / 100.0
    return rates
