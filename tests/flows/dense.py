"""The same economy written out in full: the slow, plain oracle of the factored system."""

from __future__ import annotations

import numpy as np

from rebonds.flows import trade
from rebonds.flows.leontief import TradeSystem


def trade_shares(system: TradeSystem) -> np.ndarray:
    """Return T (S, R, R), columns adding to one."""
    size, zones = system.shape
    found = np.empty((size, zones, zones))
    for branch in range(size):
        flows = trade.product(system, branch)
        found[branch] = flows / flows.sum(axis=0)
    return found


def matrix(system: TradeSystem) -> np.ndarray:
    """Return A (R*S, R*S), zones first: ``A[(r, s), (q, j)] = T_s[r, q] a[s, j]``."""
    size, zones = system.shape
    shares = trade_shares(system)
    full = np.einsum("srq,sj->rsqj", shares, system.economy.technical)
    return full.reshape(size * zones, size * zones)


def flat(x: np.ndarray) -> np.ndarray:
    """Return (S, R) as a vector with zones first."""
    return x.T.reshape(-1)


def square(x: np.ndarray, system: TradeSystem) -> np.ndarray:
    """Return a vector with zones first as (S, R)."""
    size, zones = system.shape
    return x.reshape(zones, size).T
