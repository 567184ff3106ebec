"""Ghosh's supply-side system, read as cost-push or as a ranking of exposure, never as a forecast of volumes.

``x' = v' (I - B)^-1`` with ``B = x^-1 A x`` the shares of each sale in its seller's output. Dietzenbacher 1997
(Journal of Regional Science 37:629) shows it to be Leontief's price model written in values: it is solved here
as such, ``x * (I - A')^-1 (v / x)``.
"""

from __future__ import annotations

import numpy as np

from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Array


def pushed(system: TradeSystem, primary: Array) -> Array:
    """Return the value of output (S, R) that a change of primary costs entails downstream, M EUR.

    Parameters
    ----------
    system : TradeSystem
    primary : array (S, R) or (S, M, R)
        Change of wages, profits or imports of each cell, M EUR. Cells without output pass nothing on.
    """
    made = system.economy.output
    whole = made if primary.ndim == 2 else made[:, None, :]
    rate = np.divide(primary, whole, out=np.zeros_like(primary), where=whole > 0)
    found: Array = system.solve_t(rate) * whole
    return found


def exposure(system: TradeSystem, cells: Array) -> Array:
    """Return the part (0-1) of each cell's output that rests on inputs from some cells, direct and indirect.

    Parameters
    ----------
    system : TradeSystem
    cells : array (S, R)
        Part (0-1) of each cell that is looked at (a zone, a branch, a firm).

    Returns
    -------
    array (S, R)
        For the cells looked at, what they pass on to themselves counts, their own primary inputs do not.
    """
    economy = system.economy
    own = (economy.value_added + economy.imports)[:, None] * economy.output * cells
    through = pushed(system, own) - own
    found: Array = np.divide(through, economy.output, out=np.zeros_like(through), where=economy.output > 0)
    return found
