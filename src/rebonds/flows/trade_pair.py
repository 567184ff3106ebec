"""Trade between two territories: who sells what to whom, jobs held up, what an extraction would take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rebonds import territory
from rebonds.flows import dependence, extraction, kernels
from rebonds.flows.kinds import KINDS
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Array, Economy
from rebonds.flows.results import Estimate, PairFlow
from rebonds.flows.trade_reading import TOLERANCE, Side, side_of, spread, trade_of, weights_of
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse


@dataclass(frozen=True)
class TradePair:
    """Trade of a pair: in total, by branch, and what each holds up in the other."""

    total: PairFlow
    branches: tuple[PairFlow, ...]
    jobs_a_for_b: Estimate
    jobs_b_for_a: Estimate
    loss_a_without_b: Estimate
    loss_b_without_a: Estimate
    trace: tuple[Text, ...]


def trade_pair(wh: Warehouse, a: Territory, b: Territory) -> TradePair:
    """Return the trade between two territories.

    Raises
    ------
    MissingDataError, UsageError
        No economy in the warehouse; a territory finer than an EPCI.
    """
    found = trade_of(wh)
    economy = found.economy
    here, there = weights_of(economy, a), weights_of(economy, b)
    sides = [(side_of(system, here), side_of(system, there)) for system in found.systems]
    near = _near(economy, a, there), _near(economy, b, here)
    abroad = economy.imported @ (economy.output @ here), economy.imported @ (economy.output @ there)
    rows = [_way(one, two, here, there, abroad) for one, two in sides]
    total = _flow(None, [tuple(part.sum() for part in row) for row in rows], economy, (None, None))
    branches = tuple(
        _flow(rank, [tuple(float(part[rank]) for part in row) for row in rows], economy, near)
        for rank in range(len(economy.branches))
    )
    held = [_held_up(system, here, there) for system in found.systems]
    lost = [_lost(system, here, there) for system in found.systems]
    return TradePair(
        total=total,
        branches=branches,
        jobs_a_for_b=spread([one[0] for one in held]),
        jobs_b_for_a=spread([one[1] for one in held]),
        loss_a_without_b=spread([one[0] for one in lost]),
        loss_b_without_a=spread([one[1] for one in lost]),
        trace=economy.notes,
    )


#: A sells to B, B sells to A, what A and B need in all, what A and B get outside the pair; (S,) or figures.
Row = tuple[Array, Array, Array, Array, Array, Array]


def _way(one: Side, two: Side, here: Array, there: Array, abroad: tuple[Array, Array]) -> Row:
    ab, ba = one.sold @ there, two.sold @ here
    need_a, need_b = one.inside + one.into + abroad[0], two.inside + two.into + abroad[1]
    return ab, ba, need_a, need_b, need_a - one.inside - ba, need_b - two.inside - ab


def _flow(
    rank: int | None, rows: list[tuple[float, ...]], economy: Economy, near: tuple[Reach | None, Reach | None]
) -> PairFlow:
    about = KINDS["trade"]
    ab, ba = spread([row[0] for row in rows]), spread([row[1] for row in rows])
    d_ab = spread([row[1] / row[2] if row[2] > 0 else None for row in rows])
    d_ba = spread([row[0] / row[3] if row[3] > 0 else None for row in rows])
    both = dependence.reciprocity(ab.value, ba.value)
    _, _, need_a, need_b, outside_a, outside_b = rows[0]
    outside = (outside_a / need_a, outside_b / need_b) if need_a > 0 and need_b > 0 else None
    swaps = [_swap(rank, flow.value, side) for flow, side in zip((ba, ab), near, strict=True)]
    branch = None if rank is None else economy.branches[rank]
    return PairFlow(
        kind=about.id,
        family=about.family,
        code=about.id if branch is None else branch.code,
        label=about.label if branch is None else branch.label,
        unit=about.unit,
        flow_ab=ab,
        flow_ba=ba,
        d_ab=d_ab,
        d_ba=d_ba,
        asymmetry=dependence.asymmetry(d_ab.value, d_ba.value),
        reciprocity=both,
        reading=dependence.reading(d_ab.value, d_ba.value, both, outside),
        substitutability=swaps[0],
        substitutability_b=swaps[1],
        state="estimated",
        vintage=economy.year,
        sources=economy.sources,
    )


#: Output (S, R) of the zones, and how far they are (R,).
Reach = tuple[Array, Array]


def _swap(rank: int | None, lost: float | None, near: Reach | None) -> float | None:
    if rank is None or near is None:
        return None
    return dependence.substitutability(lost, near[0][rank], near[1], family="trade")


def _near(economy: Economy, place: Territory, without: Array) -> Reach | None:
    """Return the output (S, R) of the zones that are not the partner, and how far they are from a territory."""
    centre = territory.centroid(place)
    if centre is None:
        return None
    lon, lat = (np.array([getattr(zone, axis) for zone in economy.zones]) for axis in ("lon", "lat"))
    apart = kernels.great_circle(np.array(centre[0]), np.array(centre[1]), lon, lat)
    return economy.output * (1.0 - without), apart


def _held_up(system: TradeSystem, here: Array, there: Array) -> tuple[float, float]:
    """Return the jobs of A held up by B's final demand, and of B by A's, direct and indirect."""
    jobs, final = system.coefficient("jobs"), system.economy.final
    for_b, for_a = (system.solve(system.serve(final * side), TOLERANCE) for side in (there, here))
    return float(((jobs * for_b) @ here).sum()), float(((jobs * for_a) @ there).sum())


def _lost(system: TradeSystem, here: Array, there: Array) -> tuple[float, float]:
    """Return the part of A's output lost when B is extracted, and of B's without A."""
    output = system.economy.output
    found = []
    for gone, left in ((there, here), (here, there)):
        lost = extraction.extract(system, np.broadcast_to(gone, output.shape).copy())
        found.append(float((lost @ left).sum() / (output @ left).sum()))
    return found[0], found[1]
