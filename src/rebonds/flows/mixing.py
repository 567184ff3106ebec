"""Fixed points reached sooner: Anderson's mixing (1965), for many problems at once.

Of an iteration ``x <- x + f(x)``, the last steps tell how ``f`` changes along the directions gone through; the next
point is the one where this says that ``f`` is smallest. On a linear problem it is GMRES (Walker & Ni 2011, SIAM
Journal on Numerical Analysis 49:1715).
"""

from __future__ import annotations

import numpy as np

from rebonds.flows.model import Array

_FLOOR = 1e-14  # part of the diagonal added: directions may all but coincide


class Mixing:
    """Memory of the last steps of *S* iterations of *R* numbers each, mixed apart.

    Parameters
    ----------
    weights : array (S, R)
        What a unit of ``f`` weighs, not negative.
    depth : int
        Steps remembered.
    """

    def __init__(self, weights: Array, depth: int) -> None:
        size, length = weights.shape
        self._weights = weights
        self._changes = np.zeros((size, depth, length))  # of f
        self._moves = np.zeros((size, depth, length))  # of x + f
        self._last: tuple[Array, Array] | None = None
        self._count = 0

    def forget(self) -> None:
        """Start again from the next step."""
        self._last, self._count = None, 0

    def following(self, x: Array, f: Array) -> Array:
        """Return the next ``x`` after the step ``f`` (S, R); the plain ``x + f`` without memory."""
        if self._last is None:
            self._last = (x, f)
            return x + f
        depth = self._changes.shape[1]
        at = self._count % depth
        self._count += 1
        x_before, f_before = self._last
        np.subtract(f, f_before, out=self._changes[:, at])
        np.subtract(x, x_before, out=self._moves[:, at])
        self._moves[:, at] += self._changes[:, at]
        self._last = (x, f)
        kept = min(self._count, depth)
        changes, moves = self._changes[:, :kept], self._moves[:, :kept]
        weighed = changes * self._weights[:, None]
        gram = weighed @ changes.transpose(0, 2, 1)
        aim = weighed @ f[:, :, None]
        size = np.trace(gram, axis1=1, axis2=2)[:, None, None] * _FLOOR + np.finfo(float).tiny
        part = np.linalg.solve(gram + size * np.eye(kept), aim)
        following: Array = x + f - (part.transpose(0, 2, 1) @ moves)[:, 0]
        return following
