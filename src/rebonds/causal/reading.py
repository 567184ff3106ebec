"""Everything that a map says, in one record."""

from __future__ import annotations

from collections.abc import Mapping

from rebonds.causal import fcm, leverage, loops, micmac, robust
from rebonds.causal.maps import CausalMap
from rebonds.causal.results import CausalReading


def read(
    held: CausalMap,
    clamps: Mapping[str, float] | None = None,
    *,
    length: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> CausalReading:
    """Read a map.

    Parameters
    ----------
    held : CausalMap
    clamps : mapping, optional
        Identifier or label of a node -> value, in [0, 1], that it is held at.
    length : int, optional
        Most links of a loop.
    draws, seed : int, optional
        Of the weights, for robustness.

    Raises
    ------
    UsageError
        An unknown node, a value or a length out of range.
    """
    found = loops.find(held, length)
    levers = leverage.leverage(held, found)
    pushed = fcm.what_if(held, clamps) if clamps else None
    return CausalReading(
        title=held.title,
        nodes=held.nodes,
        links=held.links,
        loops=found,
        levers=levers,
        micmac=micmac.micmac(held),
        what_if=pushed,
        robustness=robust.robustness(held, found, levers, pushed, draws=draws, seed=seed),
    )
