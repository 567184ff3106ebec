"""Trade between zones, read off the factors: one product, one zone, or groups of zones.

``t_s[r, q] = u_s[r] K[r, q] v_s[q]``, in millions of euros a year: what zone r sells of product s to the firms,
households and administrations of zone q. It is ``C`` applied to today's demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rebonds.errors import ModelError
from rebonds.flows.model import Array
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.flows.leontief import TradeSystem

_ROUNDING = 1e-9


def product(system: TradeSystem, branch: int) -> Array:
    """Return the trade (R, R) of one product, origins in rows."""
    at = int(system.back[branch])
    kernel = system.kernel_of(at)
    return np.asarray(system.u[at][:, None] * kernel * system.v[at], dtype=np.float64)


def sold(system: TradeSystem, weights: Array) -> Array:
    """Return what a zone, or a weighted set of zones, sells to each zone, (S, R).

    Parameters
    ----------
    system : TradeSystem
    weights : array (R,)
        Part (0-1) of each zone that belongs to the territory.

    Raises
    ------
    ModelError
        Weights of another size, out of 0-1, or all zero: an empty territory.
    """
    _check(system, weights)
    found = np.empty(system.shape)
    for kernel, chosen in system.by_class():
        found[chosen] = ((system.u[chosen] * weights) @ kernel) * system.v[chosen]
    return found[system.back]


def bought(system: TradeSystem, weights: Array) -> Array:
    """Return what a zone, or a weighted set of zones, buys from each zone, (S, R); see `sold`."""
    _check(system, weights)
    found = np.empty(system.shape)
    for kernel, chosen in system.by_class():
        found[chosen] = ((system.v[chosen] * weights) @ kernel.T) * system.u[chosen]
    return found[system.back]


def between(system: TradeSystem, groups: Array) -> Array:
    """Return the trade between groups of zones, (S, G, G), sellers before buyers.

    Parameters
    ----------
    system : TradeSystem
    groups : array (G, R)
        Part of each zone in each group. Merging zones adds their trade.

    Raises
    ------
    ModelError
        As `sold`, group by group.
    """
    for group in groups:
        _check(system, group)
    size, count = system.shape[0], groups.shape[0]
    found = np.empty((size, count, count))
    for kernel, chosen in system.by_class():
        buyers = system.v[chosen][:, None, :] * groups  # (s, G, R)
        rows = buyers.reshape(-1, system.shape[1]) @ kernel.T
        served = rows.reshape(buyers.shape) * system.u[chosen][:, None, :]
        found[chosen] = np.einsum("hr,sgr->shg", groups, served, optimize=True)
    return found[system.back]


def _check(system: TradeSystem, weights: Array) -> None:
    """Refuse weights that are not those of a territory."""
    zones = system.shape[1]
    if weights.shape != (zones,):
        raise ModelError(
            Text(
                f"Poids de taille {weights.shape} pour {zones} zones.",
                f"Weights of size {weights.shape} for {zones} zones.",
            )
        )
    if not ((weights >= 0) & (weights <= 1 + _ROUNDING)).all():
        raise ModelError(
            Text(
                "Un territoire contient entre 0 et 100 % d'une zone.",
                "A territory holds between 0 and 100% of a zone.",
            )
        )
    if not weights.any():
        raise ModelError(
            Text("Territoire vide : il ne contient aucune zone.", "Empty territory: it holds no zone."),
            Text("Vérifiez son code et sa composition.", "Check its code and what it is made of."),
        )
