"""Running a scenario: what falls where, who is exposed second, with the band of what is not known.

Never a forecast: a comparison of two balances of the same economy, all else equal. The band comes from
drawing decay lengths within their bounds, and the size of the hit within its own, with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from rebonds.flows import kernels, rules
from rebonds.flows.effects import EFFECTS, aim
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Array, Economy
from rebonds.flows.results import ShockReading
from rebonds.flows.scenario import Scenario
from rebonds.flows.shock_reading import Tally, read
from rebonds.text import Text

Progress = Callable[[Text, int, int], None]


@dataclass(frozen=True)
class Draw:
    """One set of parameters: decay lengths by class, and the percentage of each hit."""

    lengths: dict[str, float] | None
    percents: list[float]


def draws(economy: Economy, scenario: Scenario, count: int, seed: int) -> Iterator[Draw]:
    """Yield the central draw, then ``count`` random ones within the bands (fixed seed).

    Lengths are log-uniform between their bounds; all classes stretch or shrink together (what is not known
    of one is not known of the others). They take few values, spread from the fifth to the ninety-fifth
    percentile, in order: trade is balanced once for each. Percentages are uniform between their bounds.
    """
    values = min(count, int(rules.section("shock")["decays"]))
    central = [hit.percent if hit.percent is not None else 100.0 for hit in scenario.hits]
    yield Draw(None, central)
    rng = np.random.default_rng(seed)
    known = kernels.decays()
    names = sorted({branch.decay for branch in economy.branches})
    for rank in range(count):
        at = 0.5 if values == 1 else 0.05 + 0.9 * (rank * values // count) / (values - 1)
        lengths = {n: float(known[n].low * (known[n].high / known[n].low) ** at) for n in names}
        percents = []
        for hit, middle in zip(scenario.hits, central, strict=True):
            low = middle if hit.percent_low is None else hit.percent_low
            high = middle if hit.percent_high is None else hit.percent_high
            percents.append(float(low + (high - low) * rng.random()))
        yield Draw(lengths, percents)


def run(
    subject: Economy | TradeSystem,
    scenario: Scenario,
    *,
    draws_wanted: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
    warehouse: str = "",
) -> ShockReading:
    """Run a scenario on an economy.

    Parameters
    ----------
    subject : Economy or TradeSystem
        A system already balanced saves its time.
    scenario : Scenario
    draws_wanted : int, optional
        Random draws of the band; the scenario's own, else that of ``parameters.toml``. None: no band.
    seed : int, optional
    progress : callable, optional
        ``progress(text, done, total)``.
    warehouse : str
        Build that the economy comes from, cited by the result.

    Returns
    -------
    ShockReading
        Losses are positive; gains are negative losses.

    Raises
    ------
    UsageError, DataError, ModelError
        Something named does not exist, a part is over 100 %, the model does not converge.
    """
    economy = subject if isinstance(subject, Economy) else subject.economy
    rule = rules.section("shock")
    default = rule["draws_supply"] if scenario.kind == "supply" else rule["draws"]
    count = int(next(x for x in (draws_wanted, scenario.draws, default) if x is not None))
    chosen = int(next(x for x in (seed, scenario.seed, rule["seed"]) if x is not None))
    aims = aim(economy, scenario)
    if scenario.kind == "supply":
        from rebonds.flows.supply import run_supply

        return run_supply(subject, scenario, aims, count, chosen, progress, warehouse)
    effect = EFFECTS[scenario.kind]
    tally = Tally(economy)
    label = Text("Calcul du choc et de sa marge", "Computing the shock and its band")
    systems = Systems(subject)
    for rank, draw in enumerate(draws(economy, scenario, count, chosen)):
        if progress is not None:
            progress(label, rank, count + 1)
        tally.add(effect(systems(draw), aims, draw.percents))
    if progress is not None:
        progress(label, count + 1, count + 1)
    return read(economy, scenario, aims, tally, count=count, seed=chosen, warehouse=warehouse)


class Systems:
    """Trade systems of the draws: the one given for the central draw, the others balanced when asked for.

    Parameters
    ----------
    subject : Economy or TradeSystem
    """

    def __init__(self, subject: Economy | TradeSystem) -> None:
        self._given = subject if isinstance(subject, TradeSystem) else None
        self._economy = subject.economy if isinstance(subject, TradeSystem) else subject
        self._distance: Array | None = None
        self._lengths: dict[str, float] | None = None
        self._last = self._given

    def __call__(self, draw: Draw) -> TradeSystem:
        """Return the system of a draw; the last one is kept, as draws come in the order of their lengths."""
        if self._last is None or draw.lengths != self._lengths:
            if self._distance is None:
                self._distance = kernels.distances(self._economy.zones)
            tolerance = float(rules.section("shock")["tolerance"]) if draw.lengths else None
            self._last = None  # its kernels are freed before others are made
            self._last = TradeSystem.of(
                self._economy, draw.lengths, tolerance=tolerance, distance=self._distance
            )
            self._lengths = draw.lengths
        return self._last


def compare(first: ShockReading, second: ShockReading) -> tuple[tuple[str, str, float, float, float], ...]:
    """Put two responses side by side: (code, name, loss in the first, in the second, difference), by place.

    Sorted by the size of the difference; a place that one leaves alone counts zero there.
    """
    left = {line.code: line for line in first.places}
    right = {line.code: line for line in second.places}
    rows = []
    for code in dict.fromkeys([*left, *right]):
        a = left[code].output.value if code in left else 0.0
        b = right[code].output.value if code in right else 0.0
        name = (left.get(code) or right[code]).name.fr
        rows.append((code, name, float(a or 0.0), float(b or 0.0), float((b or 0.0) - (a or 0.0))))
    return tuple(sorted(rows, key=lambda row: -abs(row[4])))
