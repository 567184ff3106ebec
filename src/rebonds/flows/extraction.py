"""Hypothetical extraction: what the country loses when a zone, a branch or a part of one is gone.

The removed cells make nothing, buy nothing and sell nothing; what others demand is not replaced (Dietzenbacher
& Lahr 2013, Economic Systems Research 25(3):341). With c the cells that stay and q those removed, the loss is
``x_q`` and ``y_c = (I - A_cc)^-1 A_cq x_q``, which adds up to ``1' L_.q (L_qq)^-1 x_q``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from rebonds.errors import ModelError
from rebonds.flows import rules, solvers
from rebonds.flows.model import Array
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.flows.leontief import TradeSystem


def extract(system: TradeSystem, removed: Array, output: Array | None = None) -> Array:
    """Return the production lost when cells are removed, whole or in part.

    Parameters
    ----------
    system : TradeSystem
    removed : array (S, R) or (S, M, R)
        Part (0-1) of each cell that is gone; M separate extractions. A part removed buys and sells that much
        less: its column and row of the matrix shrink in proportion.
    output : array (S, R), optional
        Production before; that of the economy by default.

    Returns
    -------
    array of the shape of ``removed``
        Lost production of each cell, M EUR, direct and indirect.

    Raises
    ------
    ModelError
        A part below zero or over one; no convergence.
    """
    if (removed < 0).any() or (removed > 1).any():
        raise ModelError(
            Text(
                "On ne peut retirer qu'entre 0 et 100 % d'une activité.",
                "Only between 0 and 100% of an activity can be removed.",
            )
        )
    before = system.economy.output if output is None else output
    batched = removed if removed.ndim == 3 else removed[:, None, :]
    gone = batched * before[:, None, :]
    # What stays keeps its own inputs; what is gone no longer buys.
    stays = 1.0 - batched
    hit = stays * system.apply(gone)
    keep = np.ascontiguousarray(stays[system.order], system.dtype)

    def operator(x: Array) -> Array:
        moved: Array = keep * system.inputs(x)
        return moved

    rule = rules.section("leontief")
    b = system.enter(hit)
    tolerance = max(float(rule["tolerance"]), 2e-6 if system.dtype == np.float32 else 0.0)
    if b.shape[1] == 1:
        spread, _ = solvers.one(operator, b, tolerance, int(rule["applications"]))
    else:
        spread, _ = solvers.block(operator, b, system.radius, tolerance, int(rule["applications"]))
    lost = gone + system.leave(spread, batched)
    return lost if removed.ndim == 3 else lost[:, 0, :]


def each_zone(system: TradeSystem, zones: np.ndarray | None = None) -> Iterator[tuple[int, Array]]:
    """Yield each zone and the production lost everywhere (S, R) without it, solved in blocks."""
    size, count = system.shape
    wanted = np.arange(count) if zones is None else np.asarray(zones, dtype=int)
    step = int(rules.section("leontief")["block"])
    for at in range(0, len(wanted), step):
        ranks = wanted[at : at + step]
        removed = np.zeros((size, len(ranks), count))
        removed[:, np.arange(len(ranks)), ranks] = 1.0
        lost = extract(system, removed)
        for position, rank in enumerate(ranks):
            yield int(rank), lost[:, position]


def total_by_zone(system: TradeSystem) -> Array:
    """Return, for each zone, the production that the whole country would lose without it, M EUR, (R,)."""
    found = np.empty(system.shape[1])
    for rank, lost in each_zone(system):
        found[rank] = lost.sum(dtype=np.float64)
    return found
