"""MICMAC: who drives and who depends, directly, then through all the paths of the map.

Duperrin and Godet, *Méthode de hiérarchisation des éléments d'un système*, CEA, rapport R-45-51 (1973).
"""

from __future__ import annotations

import numpy as np

from rebonds.causal.leverage import ranks
from rebonds.causal.maps import CausalMap, Matrix
from rebonds.causal.parameters import load
from rebonds.causal.results import Micmac, Position, Standing


def micmac(held: CausalMap) -> Micmac:
    r"""Return direct and indirect influence and dependence.

    Influence is the sum of a row of :math:`|M|^k`, dependence that of a column, as shares of the total; ``k`` is 1 for
    the direct ones, and the first power whose two rankings are those of the power before for the indirect ones.
    A node is above the mean or not, which makes four quadrants. Where the map has no loop, powers end in zero: the
    last that is not is kept.
    """
    size = np.abs(held.matrix())
    if not held.nodes:
        return Micmac((), 1, True)
    direct = _positions(size)
    kept, power, stable = size, 1, False
    before = _ranks(size)
    for step in range(2, load().power + 1):
        following = kept @ size
        total = following.sum()
        if total == 0:
            stable = True
            break
        following /= total  # shares do not move, and large powers do not overflow
        kept, power = following, step
        now = _ranks(following)
        if now == before:
            stable = True
            break
        before = now
    indirect = _positions(kept)
    return Micmac(
        tuple(
            Standing(node.id, node.label, one, other, one.rank - other.rank)
            for node, one, other in zip(held.nodes, direct, indirect, strict=True)
        ),
        power,
        stable,
    )


def _ranks(matrix: Matrix) -> tuple[list[int], list[int]]:
    return ranks(matrix.sum(axis=1)), ranks(matrix.sum(axis=0))


def _positions(matrix: Matrix) -> list[Position]:
    total = float(matrix.sum()) or 1.0
    rows, columns = matrix.sum(axis=1) / total, matrix.sum(axis=0) / total
    mean = 1.0 / len(matrix)
    order = ranks(rows)
    found = []
    for row, column, rank in zip(rows.tolist(), columns.tolist(), order, strict=True):
        drives, depends = row > mean + 1e-12, column > mean + 1e-12
        quadrant = (
            ("relay" if depends else "driving") if drives else ("dependent" if depends else "autonomous")
        )
        found.append(Position(row, column, quadrant, rank))
    return found
