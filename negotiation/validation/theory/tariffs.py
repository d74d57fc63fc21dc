"""Tariffs of theory: optimal ones, Nash ones, and the exact limits of the trade model."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from negotiation.draws import Array
from negotiation.economy.optimum import nash_tariffs, optimal_tariff, with_rate
from negotiation.economy.trade import TradeData, TradeModel
from negotiation.validation.case import Case, agree, close, not_run
from negotiation.validation.theory.family import Family, Sample, add
from negotiation.validation.theory.reference_world import symmetric, two_regions

GROS, OSSA = "Gros (1987)", "Ossa (2014)"
ACR = "Arkolakis, Costinot and Rodriguez-Clare (2012)"
# elasticity, own share: unilateral optimum, Nash tariff, welfare at Nash in percent, autarky W
PUBLISHED = {
    (2.0, 0.5): (0.766545, 0.618034, -7.0630, 0.707107),
    (4.0, 0.5): (0.377022, 0.313856, -3.8291, 0.840896),
    (4.0, 0.8): (0.286029, 0.268993, -1.3865, 0.945742),
    (6.0, 0.8): (0.190524, 0.179765, -0.9355, 0.963492),
}
MARGINAL = (4.0, 0.8, 0.108108)  # elasticity, own share, slope of welfare in the own tariff
CLOSED = 1e9  # a prohibitive rate
GRID = 101
RATES = 81  # in the table for pygambit
WARS = 8  # sampled tariff wars, which take long
SMALL = 1e-6
HOW = """
The trade model is solved, and the package's own search finds best responses; the answers are the
closed forms of theory, evaluated at the shares that the model gives where theory has them there.
Nash tariffs come from best responses in turn. At sampled pairs of unequal regions no player gains
by any of 101 other rates, and SciPy's search finds the same best response. pygambit, where it is
installed, looks for the pure equilibria of the same war over a table of rates.
"""


def random_world(sample: Sample, k: int, regions: int, sectors: int) -> TradeData:
    """Economy number k of a sample, with large home markets, tariffs and deficits."""
    shape = regions, regions, sectors
    purposes = ("flows", "tariffs", "home", "elasticity")
    drawn = {
        what: sample.rows(f"tariffs.world.{what}", regions * regions * sectors)[:, k].reshape(shape)
        for what in purposes
    }
    home = np.arange(regions)
    flows, tariffs = 0.1 + 0.9 * drawn["flows"], 0.3 * drawn["tariffs"]
    flows[home, home] = 3.0 + 27.0 * drawn["home"][home, home]
    tariffs[home, home] = 0.0
    names = tuple("abcdefgh"[:regions]), tuple("xyz"[:sectors])
    return TradeData(*names, flows, tariffs, 1.0 + 5.0 * drawn["elasticity"][0, 0])


def own_share(model: TradeModel, tariffs: Array, region: int) -> float:
    """Share of its spending that a region spends at home."""
    spent = model.solve(tariffs).flows[:, region, 0]
    return float(spent[region] / spent.sum())


def both(model: TradeModel, rates: Array) -> Array:
    """Tariffs of two regions on each other."""
    free = model.data.tariffs
    return with_rate(with_rate(free, 0, rates[0]), 1, rates[1])


def _limits(sample: Sample) -> list[Case]:
    """What holds exactly: no shock, a uniform tax, equal sectors, autarky."""
    few = sample.few(20)
    worlds = [random_world(few, k, 3, 2) for k in range(few.count)]
    nothing = [TradeModel(w).solve(w.tariffs).welfare - 1.0 for w in worlds]
    uniform, alike, shut = [], [], []
    for k, world in enumerate(worlds):
        free = np.zeros(world.shape)
        untaxed = TradeData(world.regions, world.sectors, world.flows, free, world.elasticity)
        rate = float(0.05 + few.uniform("tariffs.uniform")[k])
        uniform.append(TradeModel(untaxed).solve(np.full(world.shape, rate)).welfare - 1.0)
        alike.append(_split_evenly(untaxed, rate))
        shut.append(_closed(untaxed))
    note = f"{few.count} random economies of three regions and two sectors."
    return [
        agree("tariffs.null", "Welfare where no tariff changes, less one", np.stack(nothing), 1e-14,
              note=note),
        agree("tariffs.uniform", "Welfare under one tax on all goods, the own ones too, less one",
              np.stack(uniform), 1e-12, note=note),
        agree("tariffs.sectors", "Welfare with sectors that are alike, less that with one sector",
              np.stack(alike), 1e-12, note=note),
        agree("tariffs.autarky", "Welfare under prohibitive tariffs, against the closed form",
              np.stack(shut), 1e-8, note=f"{note} A rate of a billion lets little through.",
              source=ACR),
    ]  # fmt: skip


def _split_evenly(world: TradeData, rate: float) -> Array:
    """What splitting one sector into three alike changes, with a tariff of the first region."""
    whole, goods = world.flows.sum(axis=2), np.array([0.5, 0.3, 0.2])
    elasticity = np.full(3, world.elasticity[0])
    free = np.zeros((*whole.shape, 3))
    one = TradeModel(
        TradeData(world.regions, ("x",), whole[..., None], free[..., :1], elasticity[:1])
    )
    three = TradeModel(
        TradeData(world.regions, tuple("xyz"), whole[..., None] * goods, free, elasticity)
    )
    raised = [with_rate(model.data.tariffs, 0, rate) for model in (one, three)]
    return three.solve(raised[1]).welfare - one.solve(raised[0]).welfare


def _closed(world: TradeData) -> Array:
    """Welfare under prohibitive tariffs less prod_s lam_jjs^(alpha_js / eps_s), balanced trade."""
    model = TradeModel(world, deficits="none")
    flows, home = model.data.flows, np.arange(len(world.regions))
    own = flows[home, home] / flows.sum(axis=0)
    alpha = flows.sum(axis=0) / flows.sum(axis=(0, 2))[:, None]
    rates = np.full(world.shape, CLOSED)
    rates[home, home] = 0.0
    expected = np.prod(own ** (alpha / world.elasticity), axis=1)
    return model.solve(rates).welfare - expected


def _published() -> list[Case]:
    """The table of symmetric regions."""
    found = []
    for (eps, own), numbers in PUBLISHED.items():
        model = symmetric(eps, own)
        rates = nash_tariffs(model)
        war = model.solve(both(model, rates)).welfare
        shut = model.solve(both(model, np.full(2, CLOSED))).welfare
        obtained = (optimal_tariff(model, 0), rates[0], 100.0 * (war[0] - 1.0), shut[0])
        words = ("optimum", "nash", "welfare", "autarky")
        texts = ("Unilateral optimum", "Nash tariff", "Welfare at Nash, percent", "Autarky welfare")
        for word, text, expected, value in zip(words, texts, numbers, obtained, strict=True):
            found.append(
                close(
                    f"tariffs.{word}.{eps:g}_{own:g}",
                    f"{text}, two equal regions, elasticity {eps:g}, own share {own:g}",
                    expected,
                    value,
                    1e-4 if word == "welfare" else SMALL,
                    source=OSSA if word in ("nash", "welfare") else GROS,
                )
            )
    eps, own, slope = MARGINAL
    text = f"Slope of welfare in the own tariff, elasticity {eps:g}, own share {own:g}"
    return [*found, close("tariffs.slope", text, slope, _slopes(eps, own)[0], SMALL)]


def _optima(sample: Sample) -> list[Case]:
    """Unilateral optima and the marginal tariff, over sampled regions."""
    few = sample.few(20)
    eps, answer = few.uniform("tariffs.eps", 1.5, 8.0), few.uniform("tariffs.answer", 0.0, 0.4)
    trade = few.rows("tariffs.flows", 3)
    found, formula, small, slopes = [], [], [], []
    for k in range(few.count):
        away, at_home, abroad = 5.0 + 20.0 * trade[0, k], 30.0 + 70.0 * trade[1, k], 1 + trade[2, k]
        flows = np.array([[at_home, away], [away, abroad * 100.0]])
        model = two_regions(flows, eps[k])
        against = with_rate(model.data.tariffs, 1, answer[k])
        rate = optimal_tariff(model, 0, others=against)
        lam = own_share(model, with_rate(against, 0, rate), 1)
        found.append(rate)
        formula.append((1.0 + answer[k] * lam) / (eps[k] * lam * (1.0 + answer[k])))
        tiny = two_regions(np.array([[0.7, 0.3], [0.3, 1e7]]), eps[k])
        small.append(optimal_tariff(tiny, 0) - 1.0 / eps[k])
        own = 0.5 + 0.45 * trade[1, k]
        slope = (1.0 - own) * own * (1.0 + eps[k]) / (1.0 + 2.0 * eps[k] * own)
        slopes.append(_slopes(eps[k], own) - slope * np.array([1.0, -1.0]))
    note = f"{few.count} draws of elasticities from 1.5 to 8 and of flows"
    return [
        agree("tariffs.gros", "Optimal tariff against a given one, unequal regions",
              np.array(found) - np.array(formula), SMALL,
              note=f"{note}, against tariffs up to .4.", source=GROS),
        agree("tariffs.small", "Optimal tariff of a small country, less 1 / eps",
              np.array(small), SMALL,
              note=f"{note}; the rest of the world is ten million times as large.", source=GROS),
        agree("tariffs.marginal",
              "Slope of both welfares in a tariff at symmetric free trade, less the formula",
              np.array(slopes), 1e-7, note=f"{note}; central differences."),
    ]  # fmt: skip


def _slopes(eps: float, own: float, step: float = 1e-5) -> Array:
    """Slopes of both welfares in the first region's tariff at symmetric free trade, [region]."""
    tariffs = np.zeros((2, 2, 1, 2))
    tariffs[1, 0, 0] = step, -step
    up, down = symmetric(eps, own).solve(tariffs).welfare.T
    return (up - down) / (2.0 * step)


def _unequal(few: Sample) -> list[TradeModel]:
    """Pairs of regions that differ in size, with trade in balance."""
    eps, own = few.uniform("tariffs.war.eps", 2.0, 7.0), few.uniform("tariffs.war.own", 0.5, 0.9)
    size = few.uniform("tariffs.war.size", 1.0, 4.0)
    found = []
    for k in range(few.count):
        at_home, traded = 100.0 * own[k], 100.0 * (1.0 - own[k])
        flows = np.array([[at_home, traded], [traded, 100.0 * size[k]]])
        found.append(two_regions(flows, eps[k]))
    return found


def _condition(eps: float, own: float) -> float:
    """What the Nash tariff of equal regions leaves of eps lam t (1 + t) = 1 + t lam."""
    t = float(nash_tariffs(symmetric(eps, own))[0])
    lam = 1.0 / (1.0 + (1.0 - own) / own * (1.0 + t) ** -eps)
    return eps * lam * t * (1.0 + t) - 1.0 - t * lam


def _wars(sample: Sample) -> list[Case]:
    """Nash tariffs of equal and unequal regions, and what deviating from them pays."""
    few = sample.few(WARS)
    eps, own = few.uniform("tariffs.war.eps", 2.0, 7.0), few.uniform("tariffs.war.own", 0.5, 0.9)
    left = [_condition(*pair) for pair in zip(eps, own, strict=True)]
    wars = [(model, nash_tariffs(model)) for model in _unequal(few)]
    paid = [[_best_deviation(*war, player) for player in (0, 1)] for war in wars]
    answers = [[_by_scipy(*war, player) - war[1][player] for player in (0, 1)] for war in wars]
    note = f"{few.count} draws of elasticities from 2 to 7, own shares and sizes."
    return [
        agree("tariffs.nash_sampled", "Nash tariff of equal regions: what is left of its condition",
              np.array(left), SMALL, note=note, source=OSSA),
        agree("tariffs.deviations", "The most that any of 101 other rates pays at Nash tariffs",
              np.maximum(np.array(paid), 0.0), SMALL, note=f"{note} Unequal regions."),
        agree("tariffs.answers", "Best responses to Nash tariffs by SciPy, less those tariffs",
              np.array(answers), 1e-5, note=f"{note} Unequal regions; bounded search."),
        _on_a_table(wars),
    ]  # fmt: skip


def _best_deviation(model: TradeModel, rates: Array, player: int) -> float:
    tried = with_rate(both(model, rates), player, np.linspace(0.0, 2.0, GRID))
    settled = model.solve(both(model, rates)).welfare[player]
    return float(np.max(model.solve(tried).welfare[player] - settled))


def _by_scipy(model: TradeModel, rates: Array, player: int) -> float:
    """The rate that is best for a player against the other's, by SciPy."""
    war = both(model, rates)

    def worse(rate: float) -> float:
        return -1e6 * (model.solve(with_rate(war, player, rate)).welfare[player] - 1.0)

    found = minimize_scalar(worse, bounds=(0.0, 2.0), method="bounded", options={"xatol": 1e-10})
    return float(found.x)


def _on_a_table(wars: list[tuple[TradeModel, Array]]) -> Case:
    """Pure equilibria over a table of rates by pygambit, against the Nash tariffs."""
    id, text = "tariffs.gambit", "Pure equilibria by pygambit over a table, less Nash tariffs"
    try:
        import pygambit
    except ImportError:
        why = "pygambit is not installed; install it with: python -m pip install pygambit."
        return not_run(id, text, 0.0, why, source=OSSA)
    table = np.linspace(0.0, 0.8, RATES)
    one, two = (x.ravel() for x in np.meshgrid(table, table, indexing="ij"))
    misses = []
    for model, rates in wars:
        tariffs = np.zeros((2, 2, 1, len(one)))
        tariffs[1, 0, 0], tariffs[0, 1, 0] = one, two
        welfare = model.solve(tariffs).welfare.reshape(2, RATES, RATES)
        game = pygambit.Game.from_arrays(*(1e6 * (welfare - 1.0)))
        for equilibrium in pygambit.nash.enumpure_solve(game).equilibria:
            for player, rate in zip(game.players, rates, strict=True):
                chances = [float(equilibrium[played]) for played in player.strategies]
                misses.append(table[int(np.argmax(chances))] - rate)
    if not misses:
        return close(id, text, 0.0, float("nan"), table[1], note="No pure equilibrium.")
    note = f"{len(wars)} wars of unequal regions; {RATES} rates, and a step of them as tolerance."
    return agree(id, text, np.array(misses), table[1], note=note, source=OSSA)


def cases(sample: Sample) -> list[Case]:
    """Limits, the published table, sampled optima and wars, and a check by pygambit."""
    return [
        *_limits(sample),
        *_published(),
        *_optima(sample),
        *_wars(sample),
    ]


add(
    Family(
        id="tariffs",
        name="Optimal and Nash tariffs (Gros 1987; Ossa 2014)",
        by="the package's trade model and its search for best responses",
        how=HOW,
        cases=cases,
        samples=20,
    )
)
