"""Who works, emits, earns for whom: quantities embodied in final demand, from origin to consumer.

``E[r, q] = sum_s g[s, r] X_q[s, r]`` with ``X_q = (I - C A)^-1 C f_q`` the production that the final demand of
zone q entails, and g what a euro of output holds (jobs, value added, emissions). All R columns are solved in
blocks; the R x R x S tensor is never stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rebonds.flows import rules
from rebonds.flows.model import Array

if TYPE_CHECKING:
    from rebonds.flows.leontief import TradeSystem


def entailed(
    system: TradeSystem, zones: Sequence[int] | NDArray[np.integer], demand: Array | None = None
) -> Array:
    """Return the production entailed by the final demand of each of some zones.

    Parameters
    ----------
    system : TradeSystem
    zones : sequence of int
        Ranks of M consuming zones.
    demand : array (S, R), optional
        Final demand; that of the economy by default.

    Returns
    -------
    array (S, M, R)
        In the order of the economy's branches.
    """
    wanted = system.economy.final if demand is None else demand
    ranks = np.asarray(zones, dtype=int)
    asked = np.zeros((wanted.shape[0], len(ranks), wanted.shape[1]))
    asked[:, np.arange(len(ranks)), ranks] = wanted[:, ranks]
    return system.solve(system.serve(asked))


def embodied(system: TradeSystem, kind: str = "jobs", zones: Sequence[int] | None = None) -> Array:
    """Return what each zone makes for the final demand of each zone of the country.

    Parameters
    ----------
    system : TradeSystem
        In float32 (`TradeSystem.astype`), four times faster and good to five digits.
    kind : str
        As `TradeSystem.coefficient`.
    zones : sequence of int, optional
        Consuming zones wanted; all by default.

    Returns
    -------
    array (R, M)
        ``E[r, q]``: rows are origins, columns consumers. The total of a row and of what the zone's exports
        entail is what the zone holds in all.
    """
    held = system.coefficient(kind)
    wanted = np.arange(system.shape[1]) if zones is None else np.asarray(zones, dtype=int)
    found = np.empty((system.shape[1], len(wanted)))
    step = int(rules.section("leontief")["block"])
    for at in range(0, len(wanted), step):
        made = entailed(system, wanted[at : at + step])
        found[:, at : at + step] = np.einsum("sr,smr->rm", held, made, optimize=True)
    return found


def for_exports(system: TradeSystem, kind: str = "jobs") -> Array:
    """Return what each zone makes for buyers abroad, direct and indirect, (R,)."""
    made = system.solve(system.economy.exports)
    total: Array = (system.coefficient(kind) * made).sum(axis=0)
    return total
