"""Trade of a territory as a reading shows it: what it sells, buys and keeps, branch by branch, with bands.

Everything comes from the factored system: the rows of one territory, never the whole of trade. Bands are the
spread over the plausible lengths of decay; self-supply has a rival, the location quotients (FLQ).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from rebonds import territory
from rebonds.flows import dependence, kernels, quotients, trade
from rebonds.flows.economy import load, zones_of
from rebonds.flows.kinds import KINDS
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Array, Economy, Zone
from rebonds.flows.people_reading import with_distances
from rebonds.flows.results import MISSING, Estimate, FlowSet, Partner, SectorFlow
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

_lock = threading.Lock()
#: Relative gap left on margins and solutions: far under the bands.
TOLERANCE = 1e-7


@dataclass(frozen=True)
class Trade:
    """An economy and its trade under the usual decay (first) and under the ends of its band."""

    economy: Economy
    systems: tuple[TradeSystem, ...]

    @property
    def system(self) -> TradeSystem:
        """The system under the usual decay."""
        return self.systems[0]


def trade_of(wh: Warehouse) -> Trade:
    """Return the trade of the warehouse's economy, balanced for the usual decay and both ends of its band.

    Raises
    ------
    MissingDataError
        The warehouse holds no economy.
    """
    kept = _kept(str(wh.path), wh.id)
    with _lock:  # two pages that ask at once wait for one balance
        if not kept:
            economy = load(wh)
            kept.append(Trade(economy, systems_of(economy)))
    return kept[0]


@lru_cache(maxsize=1)
def _kept(path: str, build: str) -> list[Trade]:
    """Return the place where the trade of a build is kept between two readings (0.2 GB for 1,255 zones)."""
    return []


def systems_of(economy: Economy) -> tuple[TradeSystem, ...]:
    """Return the trade systems under the usual, the low and the high lengths of decay."""
    distance = kernels.distances(economy.zones)
    ends: list[dict[str, float] | None] = [None]
    ends.append({name: decay.low for name, decay in kernels.decays().items()})
    ends.append({name: decay.high for name, decay in kernels.decays().items()})
    return tuple(TradeSystem.of(economy, lengths, tolerance=TOLERANCE, distance=distance) for lengths in ends)


def weights_of(economy: Economy, place: Territory) -> Array:
    """Return the part (0-1) of each zone that makes a territory, (R,)."""
    found = np.zeros(len(economy.zones))
    for rank, part in zones_of(economy, place).items():
        found[rank] = part
    return found


def spread(values: Sequence[float | None], *, top: float | None = None) -> Estimate:
    """Return a modelled figure with its band: the usual value, then the values at the ends of the decay."""
    known = [value for value in values if value is not None and np.isfinite(value)]
    if not known or values[0] is None or not np.isfinite(values[0]):
        return MISSING
    high = max(known) if top is None else min(max(known), top)
    return Estimate(float(values[0]), float(min(known)), float(high), "estimated")


@dataclass(frozen=True)
class Side:
    """What a territory sells and buys under one decay: (S,) arrays, and (S, R) by partner zone."""

    sold: Array
    bought: Array
    inside: Array
    out: Array
    into: Array


def side_of(system: TradeSystem, weights: Array) -> Side:
    """Return a territory's trade of each product, inner trade apart."""
    sold, bought = trade.sold(system, weights), trade.bought(system, weights)
    inside = sold @ weights
    return Side(sold, bought, inside, sold.sum(axis=1) - inside, bought.sum(axis=1) - inside)


def flow_set(wh: Warehouse, place: Territory, known: Trade | None = None) -> FlowSet:
    """Return the trade between a territory and all others; ``known`` is the trade already balanced, if it is.

    Raises
    ------
    MissingDataError, UsageError
        No economy in the warehouse; a territory finer than an EPCI.
    """
    found = known or trade_of(wh)
    weights = weights_of(found.economy, place)
    sides = [side_of(system, weights) for system in found.systems]
    about = KINDS["trade"]
    out, into, inside = (
        spread([float(getattr(side, name).sum()) for side in sides]) for name in ("out", "into", "inside")
    )
    demand = [side.inside.sum() + side.into.sum() for side in sides]
    supply = [side.inside.sum() + side.out.sum() for side in sides]
    listed = partners(found.economy, weights, sides, place)
    return FlowSet(
        kind=about.id,
        family=about.family,
        label=about.label,
        unit=about.unit,
        state="estimated",
        vintage=found.economy.year,
        sources=found.economy.sources,
        inside=inside,
        out=out,
        into=into,
        abroad=spread([float(found.economy.exports.sum(axis=0) @ weights)]),
        self_containment_residents=spread(
            [float(side.inside.sum() / total) for side, total in zip(sides, demand, strict=True)]
        ),
        self_containment_jobs=spread(
            [float(side.inside.sum() / total) for side, total in zip(sides, supply, strict=True)]
        ),
        hhi_out=dependence.concentration([one.out.value or 0.0 for one in listed]),
        hhi_in=dependence.concentration([one.into.value or 0.0 for one in listed]),
        partners=listed,
        sectors=sectors(found.economy, weights, sides),
        error=_ERROR,
        method=(*found.economy.notes, *_METHOD),
    )


_METHOD = (
    Text(
        "Échanges modélisés, produit par produit : ce que chaque zone offre et demande, d'autant moins échangé "
        "que la distance est grande ; les bandes viennent des longueurs de décroissance plausibles.",
        "Trade is modelled product by product: what each zone offers and asks for, traded less as distance "
        "grows; bands come from the plausible lengths of decay.",
    ),
    Text(
        "La part achetée à l'étranger est celle des consommations des entreprises : les produits importés que "
        "consomment les ménages ne sont pas localisés.",
        "The part bought abroad is that of firms' inputs: imported products that households consume are not "
        "located.",
    ),
)
_ERROR = Text(
    "Aucun échange entre territoires français n'est observé produit par produit : la part faite sur place se "
    "compare à un rival (quotients de localisation, FLQ), la bande à la distance supposée.",
    "No trade between French territories is observed product by product: self-supply is held against a rival "
    "(location quotients, FLQ), the band against the distance assumed.",
)


def partners(
    economy: Economy, weights: Array, sides: Sequence[Side], place: Territory
) -> tuple[Partner, ...]:
    """Return the other zones by weight (sold plus bought), the largest first."""
    apart = 1.0 - weights
    out = np.stack([side.sold.sum(axis=0) for side in sides]) * apart
    into = np.stack([side.bought.sum(axis=0) for side in sides]) * apart
    whole_out, whole_in = out[0].sum(), into[0].sum()
    listed = []
    for rank, zone in enumerate(economy.zones):
        if not apart[rank] > 0:
            continue
        listed.append(
            Partner(
                code=zone.code,
                name=zone.name,
                level=zone.level,
                out=spread(out[:, rank].tolist()),
                into=spread(into[:, rank].tolist()),
                share_out=float(out[0, rank] / whole_out) if whole_out else None,
                share_in=float(into[0, rank] / whole_in) if whole_in else None,
                lon=zone.lon,
                lat=zone.lat,
            )
        )
    listed.sort(key=lambda one: (-(one.out.value or 0.0) - (one.into.value or 0.0), one.code))
    return with_distances(listed, territory.centroid(place))


def sectors(economy: Economy, weights: Array, sides: Sequence[Side]) -> tuple[SectorFlow, ...]:
    """Return the trade of each branch, with self-supply, leak abroad, exposure and the rival band."""
    output, jobs = economy.output @ weights, economy.jobs @ weights
    errors = np.zeros_like(jobs) if economy.jobs_error is None else _errors(economy.jobs_error, weights)
    inputs = economy.imported @ output
    domestic = economy.technical @ output
    rival = quotients.self_supply(_two_zones(economy, weights), 0)
    found = []
    for rank, branch in enumerate(economy.branches):
        inside = [float(side.inside[rank]) for side in sides]
        out = [float(side.out[rank]) for side in sides]
        into = [float(side.into[rank]) for side in sides]
        whole = inputs[rank] + domestic[rank]
        exports = float(economy.exports[rank] @ weights)
        found.append(
            SectorFlow(
                code=branch.code,
                label=branch.label,
                out=spread(out),
                into=spread(into),
                inside=spread(inside),
                self_supply=spread([_part(a, a + b) for a, b in zip(inside, into, strict=True)]),
                leak=_bare(_part(float(inputs[rank]), float(whole))),
                exposure=spread([_part(a, a + b + exports) for a, b in zip(out, inside, strict=True)]),
                rival_low=float(rival.low[rank]),
                rival_high=float(rival.high[rank]),
                jobs=Estimate(
                    float(jobs[rank]),
                    float(max(0.0, jobs[rank] - 1.96 * errors[rank])),
                    float(jobs[rank] + 1.96 * errors[rank]),
                ),
            )
        )
    return tuple(found)


def _errors(error: Array, weights: Array) -> Array:
    """Return the standard deviation of a sum of cells that err independently, (S,)."""
    found: Array = np.sqrt((error**2) @ (weights**2))
    return found


def _part(top: float, bottom: float) -> float | None:
    return top / bottom if bottom > 0 else None


def _bare(value: float | None) -> Estimate:
    """Return a modelled figure that the decay does not change."""
    return MISSING if value is None else Estimate(value, value, value)


def _two_zones(economy: Economy, weights: Array) -> Economy:
    """Return the economy as two zones: the territory, and all the rest."""
    both = np.column_stack([weights, 1.0 - weights])
    here = Zone("here", "", "epci", 0.0, 0.0, 0.0, 0.0)
    parts: dict[str, Any] = {
        name: getattr(economy, name) @ both for name in ("output", "final", "exports", "jobs")
    }
    return replace(economy, zones=(here, replace(here, code="rest")), jobs_error=None, **parts)
