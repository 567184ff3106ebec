"""What if a part of public purchases moved to suppliers of the territory: jobs and income kept, through trade.

Euros that move are production brought inside and taken from those who serve the territory today; both sides entail
others, inside and outside. With ``m`` the production moved (+ inside, - outside), by branch and zone:

    x = (I - C A)^-1 m,      jobs = sum_s sum_(r in place) (J_sr / X_sr) x_sr,      income = sum_s v_s x_sr
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from rebonds.flows import trade as exchanges
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Array
from rebonds.flows.results import Estimate
from rebonds.flows.trade_reading import Trade, spread, weights_of
from rebonds.lenses.content import declared_in
from rebonds.lenses.procurement import Procurement
from rebonds.territory.model import Territory
from rebonds.text import Text

_MILLION = 1e6


@dataclass(frozen=True)
class Division:
    """A family of purchases and the branches that make it."""

    label: Text
    branches: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """What a move of purchases keeps in the territory.

    Attributes
    ----------
    points : float
        Share of all purchases asked to move (percent).
    able : float
        Share that can: purchases made elsewhere, of products that the territory makes.
    euros : float
        Euros a year that move.
    income, jobs : Estimate
        Value added a year (EUR) and jobs more in the territory, direct and through its suppliers.
    """

    points: float
    able: float
    euros: float
    income: Estimate
    jobs: Estimate


@lru_cache(maxsize=1)
def divisions() -> dict[str, Division]:
    """Return the families of purchases of ``cpv.toml``."""
    return {
        code: Division(Text.of(one), tuple(one["branches"]))
        for code, one in declared_in("cpv.toml")["division"].items()
    }


def elsewhere(bought: Procurement, branches: Sequence[str]) -> Array:
    """Return the euros surely bought outside the territory, by branch (S,).

    Each family of purchases is shared equally between its branches; families that are not known follow the others.

    Parameters
    ----------
    bought : Procurement
    branches : sequence of str
        Codes of the branches of the economy.
    """
    known, found, lost = divisions(), np.zeros(len(branches)), 0.0
    ranks = {code: rank for rank, code in enumerate(branches)}
    for part in bought.sectors:
        outside = part.euros - part.high
        own = [ranks[b] for b in known[part.name].branches if b in ranks] if part.name in known else []
        if own:
            found[own] += outside / len(own)
        else:
            lost += outside
    total = float(found.sum())
    return found * (1 + lost / total) if total else found


def moved(trade: Trade, place: Territory, bought: Procurement, points: Sequence[float]) -> tuple[Moved, ...]:
    """Return what each move would keep.

    Raises
    ------
    UsageError
        A territory finer than an EPCI.
    """
    years = sum(part.name != "" for part in bought.years) or 1
    codes = [branch.code for branch in trade.economy.branches]
    weights = weights_of(trade.economy, place)
    return keep(trade, weights, elsewhere(bought, codes), bought.total, points, years)


def at(first: Moved, points: float) -> Moved:
    """Return what another move would keep: everything is in proportion, up to what can move."""
    ratio = min(points, first.able) / min(first.points, first.able)

    def scaled(one: Estimate) -> Estimate:
        value, low, high = (None if x is None else x * ratio for x in (one.value, one.low, one.high))
        return Estimate(value, low, high, one.state)

    return Moved(points, first.able, first.euros * ratio, scaled(first.income), scaled(first.jobs))


def keep(
    found: Trade, weights: Array, outside: Array, total: float, points: Sequence[float], years: int = 1
) -> tuple[Moved, ...]:
    """Return what each move would keep, from the euros bought outside by branch.

    Parameters
    ----------
    found : Trade
        The usual system, then those under the ends of the band of decay.
    weights : array (R,)
        Part of each zone that makes the territory.
    outside : array (S,)
        Euros bought outside.
    total : float
        Euros of all purchases: what a point is a hundredth of.
    points : sequence of float
    years : int
        Years that the euros cover.
    """
    made = found.economy.output @ weights > 0
    able = np.where(made, outside, 0.0)
    most = float(able.sum())
    if most <= 0 or total <= 0 or weights.min() >= 1:
        nothing = Estimate(None, state="missing")
        return tuple(Moved(one, 0.0, 0.0, nothing, nothing) for one in points)
    unit = [_unit(system, weights, able / most) for system in found.systems]
    out = []
    for one in points:
        euros = min(one / 100 * total, most) / years
        jobs = spread([euros / _MILLION * each["jobs"] for each in unit])
        income = spread([euros * each["income"] for each in unit])
        out.append(Moved(one, 100 * most / total, euros, income, jobs))
    return tuple(out)


def _unit(system: TradeSystem, weights: Array, mix: Array) -> Mapping[str, Any]:
    """Return jobs per million euros that move, and income per euro, under one decay."""
    economy = system.economy
    inside = economy.output * weights
    served = exchanges.bought(system, weights) * (1 - weights)
    change = _parts(inside) * mix[:, None] - _parts(served) * mix[:, None]
    made = system.solve(change) * weights
    with np.errstate(invalid="ignore", divide="ignore"):
        labour = np.where(economy.output > 0, economy.jobs / economy.output, 0.0)
    return {
        "jobs": float((labour * made).sum()),
        "income": float((economy.value_added[:, None] * made).sum()),
    }


def _parts(cells: Array) -> Array:
    """Return the share of each zone in a branch, zero where there is nothing."""
    sums = cells.sum(axis=1, keepdims=True)
    found: Array = np.divide(cells, sums, out=np.zeros_like(cells), where=sums > 0)
    return found
