"""What each kind of scenario does to the production of a balanced economy, once for one set of parameters.

Every function returns the *loss* of production (S, R), M EUR a year, positive when production falls; `price`
returns a rise of costs instead. They are differences from today's balance, never forecasts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rebonds.errors import DataError
from rebonds.flows import extraction, kernels, trade
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Array, Economy
from rebonds.flows.places import branches_named, zones_named
from rebonds.flows.scenario import Hit, Scenario
from rebonds.text import Text


@dataclass(frozen=True)
class Aim:
    """A hit with its places found: what part (S, R) of each cell it touches, and the ranks of its ends."""

    hit: Hit
    cells: Array
    zones: Array
    to: Array

    def part(self, percent: float) -> Array:
        """Return the part (0-1) of each cell that is touched."""
        return self.cells * percent / 100.0


def aim(economy: Economy, scenario: Scenario) -> tuple[Aim, ...]:
    """Look up the places and branches of a scenario in an economy.

    Raises
    ------
    UsageError, UnknownTerritoryError, AmbiguousTerritoryError
        A place or a branch does not exist.
    DataError
        Nothing is there to be hit; a firm larger than its branch.
    """
    found = []
    for hit in scenario.hits:
        zones = zones_named(economy, hit.where)
        branches = branches_named(economy, hit.branches)
        to = zones_named(economy, hit.to) if hit.to else np.zeros_like(zones)
        cells = np.outer(branches, zones)
        if hit.jobs is not None:
            cells = _firm(economy, hit, cells)
        if scenario.kind != "link" and not (economy.output * cells).any() and scenario.kind != "demand":
            raise DataError(
                Text(
                    f"Scénario {scenario.id} : il n'y a pas d'activité à toucher "
                    f"({', '.join(hit.branches) or 'toutes branches'}, {', '.join(hit.where) or 'partout'}).",
                    f"Scenario {scenario.id}: there is no activity to hit "
                    f"({', '.join(hit.branches) or 'all branches'}, {', '.join(hit.where) or 'everywhere'}).",
                )
            )
        found.append(Aim(hit, cells, zones, to))
    return tuple(found)


def _firm(economy: Economy, hit: Hit, cells: Array) -> Array:
    """Return the part of each cell that a firm's jobs are (used with a percentage of 100)."""
    there = float((economy.jobs * cells).sum())
    if not there or hit.jobs is None or hit.jobs > there:
        raise DataError(
            Text(
                f"L'entreprise compte {hit.jobs:g} emplois, mais la branche {hit.branches[0]} n'en a que "
                f"{there:.0f} à {hit.where[0]} (estimation).",
                f"The firm has {hit.jobs:g} jobs, but branch {hit.branches[0]} only has {there:.0f} in "
                f"{hit.where[0]} (an estimate).",
            ),
            Text(
                "Vérifiez la branche, le territoire ou l'effectif.",
                "Check the branch, the place or the number.",
            ),
        )
    found: Array = cells * hit.jobs / there
    return found


def union(parts: list[Array]) -> Array:
    """Combine parts lost: two hits on the same cell leave ``(1 - p)(1 - q)`` of it."""
    left = np.ones_like(parts[0])
    for part in parts:
        left = left * (1.0 - part)
    found: Array = 1.0 - left
    return found


def demand(system: TradeSystem, aims: tuple[Aim, ...], percents: list[float]) -> Array:
    """Final demand changes by a part: ``- (I - CA)^-1 C df`` (a fall of demand is a loss)."""
    change = sum(
        (system.economy.final * one.part(percent) for one, percent in zip(aims, percents, strict=True)),
        np.zeros(system.shape),
    )
    found: Array = -system.impact(change)
    return found


def removal(system: TradeSystem, aims: tuple[Aim, ...], percents: list[float]) -> Array:
    """Hypothetical extraction of a part of cells."""
    parts = [one.part(percent) for one, percent in zip(aims, percents, strict=True)]
    return extraction.extract(system, union(parts))


def substitution(system: TradeSystem, aims: tuple[Aim, ...], percents: list[float]) -> Array:
    """Purchases made elsewhere in the country are made inside: who gains, who loses, direct and indirect.

    Today's purchases of the territory from each other zone fall by the part given, and its own producers sell
    that much more, each in proportion to what it sells there now.
    """
    moved = np.zeros(system.shape)
    for one, percent in zip(aims, percents, strict=True):
        branches = one.cells.max(axis=1) > 0
        bought = trade.bought(system, one.zones) * branches[:, None]
        outside = bought * (1.0 - one.zones) * percent / 100.0
        inside = bought * one.zones
        total = inside.sum(axis=1)
        # Where nobody sells a product inside, nothing can be brought home.
        able = total > 0
        share = np.zeros_like(inside)
        share[able] = inside[able] / total[able][:, None]
        moved += able[:, None] * outside - share * outside.sum(axis=1)[:, None]
    return system.solve(moved)


def link(system: TradeSystem, aims: tuple[Aim, ...], percents: list[float]) -> Array:
    """Distances between two ends are longer: buyers turn to others, sellers lose or gain clients.

    The attraction of sellers stays; shares of each buyer are drawn again with the new distances.
    """
    economy = system.economy
    distance = kernels.distances(economy.zones)
    for one, percent in zip(aims, percents, strict=True):
        ends = np.outer(one.zones, one.to) + np.outer(one.to, one.zones)
        distance *= 1.0 + np.minimum(ends, 1.0) * percent / 100.0
    after = system.with_distance(distance)
    return economy.output - after.solve(after.serve(economy.final) + economy.exports)


def price(system: TradeSystem, aims: tuple[Aim, ...], percents: list[float]) -> Array:
    """Cost-push: the rise of costs (S, R), M EUR, if every rise is passed on and nobody changes purchases.

    ``dp = A' C' dp + c``, with c the direct rise per euro of output: of an imported product (through the
    imported inputs of each branch) or of what some local branches charge. Miller & Blair 2009, section 2.6.
    """
    economy = system.economy
    direct = np.zeros(system.shape)
    for one, percent in zip(aims, percents, strict=True):
        if one.hit.imported:
            sellers = one.cells.max(axis=1) > 0
            direct += np.outer(economy.imported[sellers].sum(axis=0), one.zones) * percent / 100.0
        else:
            direct += one.part(percent)
    rise = system.solve_t(direct)
    return rise * economy.output


EFFECTS: dict[str, Callable[[TradeSystem, tuple[Aim, ...], list[float]], Array]] = {
    "demand": demand,
    "extraction": removal,
    "substitution": substitution,
    "link": link,
    "price": price,
}
