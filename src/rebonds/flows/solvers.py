"""Solving ``x = A x + b`` without ever writing A: one right-hand side, or many at once.

The spectral radius rho of A is that of the national table (columns of trade shares add to one, so the
left Perron vector of the table, repeated over the zones, is that of A), which is below one: the system has
one solution, and it is not negative when b is not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rebonds.errors import ModelError
from rebonds.flows import parallel
from rebonds.flows.model import Array
from rebonds.text import Text

Operator = Callable[[Array], Array]

#: Eigenvalues of A are not real in general; those of input-output tables lie well within this interval.
_LEAST_EIGENVALUE = -0.3
_PATIENCE = 12


def one(apply: Operator, b: Array, tolerance: float, most: int) -> tuple[Array, float]:
    """Solve ``(I - A) x = b`` by BiCGSTAB, all of ``b`` taken as one vector.

    Parameters
    ----------
    apply : callable
        ``A x``, of the shape of ``x``.
    b : array
    tolerance : float
        On ``|b - (I - A) x| / |b|``.
    most : int
        Most applications of A.

    Returns
    -------
    x : array
    residual : float
        The true one, recomputed.

    Raises
    ------
    ModelError
        If the residual stays above the tolerance.
    """
    with parallel.one_each():
        return _one(apply, b, tolerance, most)


def _one(apply: Operator, b: Array, tolerance: float, most: int) -> tuple[Array, float]:
    scale = float(np.linalg.norm(b))
    if scale == 0.0:
        return np.zeros_like(b), 0.0
    x, residual = np.zeros_like(b), b.copy()
    shadow, direction, moved = residual.copy(), np.zeros_like(b), np.zeros_like(b)
    rho = alpha = omega = 1.0
    spent = 0
    while spent < most:
        before, rho = rho, float(np.vdot(shadow, residual).real)
        if rho == 0.0 or omega == 0.0:
            break
        direction = residual + (rho / before) * (alpha / omega) * (direction - omega * moved)
        moved = direction - apply(direction)
        alpha = rho / float(np.vdot(shadow, moved).real)
        half = residual - alpha * moved
        spent += 1
        if np.linalg.norm(half) <= tolerance * scale:
            x += alpha * direction
            break
        turned = half - apply(half)
        spent += 1
        omega = float(np.vdot(turned, half).real) / float(np.vdot(turned, turned).real)
        x += alpha * direction + omega * half
        residual = half - omega * turned
        if np.linalg.norm(residual) <= tolerance * scale:
            break
    gap = float(np.linalg.norm(b - x + apply(x))) / scale
    if not gap <= 10 * tolerance:
        # BiCGSTAB can break down; plain iteration cannot, as the radius is below one.
        return fixed_point(apply, b, tolerance, most, x if np.isfinite(gap) else None)
    return x, gap


def block(apply: Operator, b: Array, radius: float, tolerance: float, most: int) -> tuple[Array, float]:
    """Solve ``(I - A) X = B`` for many right-hand sides by Chebyshev's three-term recurrence.

    One application of A an iteration and no inner product but the stopping test. Where the eigenvalues do
    not lie as expected, the residual stops falling and the plain iteration takes over.

    Parameters
    ----------
    apply : callable
    b : array
    radius : float
        Spectral radius of A.
    tolerance, most
        As in `one`.

    Raises
    ------
    ModelError
        If the residual stays above the tolerance.
    """
    scale = float(np.linalg.norm(b))
    if scale == 0.0:
        return np.zeros_like(b), 0.0
    high, low = radius, _LEAST_EIGENVALUE * radius
    centre, half = 1.0 - (high + low) / 2.0, (high - low) / 2.0
    sigma = centre / half
    rho = 1.0 / sigma
    x, residual = np.zeros_like(b), b.copy()
    step = residual / centre
    best, since = np.inf, 0
    for _ in range(most):
        x += step
        residual += apply(step)
        residual -= step
        gap = float(np.linalg.norm(residual)) / scale
        if gap <= tolerance:
            return x, gap
        best, since = (gap, 0) if gap < best else (best, since + 1)
        if since > _PATIENCE or not np.isfinite(gap):
            break
        following = 1.0 / (2.0 * sigma - rho)
        step *= following * rho
        step += (2.0 * following / half) * residual
        rho = following
    return fixed_point(apply, b, tolerance, 4 * most)


def fixed_point(
    apply: Operator, b: Array, tolerance: float, most: int, start: Array | None = None
) -> tuple[Array, float]:
    """Solve by ``x <- b + A x``: slow, but certain as long as the radius is below one.

    Raises
    ------
    ModelError
        If the residual stays above the tolerance.
    """
    scale = float(np.linalg.norm(b)) or 1.0
    x = b.copy() if start is None else start
    gap = np.inf
    for _ in range(most):
        new = b + apply(x)
        gap = float(np.linalg.norm(new - x)) / scale
        x = new
        if gap <= tolerance:
            return x, gap
        if not np.isfinite(gap):
            break
    raise ModelError(
        Text(
            f"Le système ne converge pas : résidu relatif {gap:.1e} (demandé : {tolerance:.0e}).",
            f"The system does not converge: relative residual {gap:.1e} (asked: {tolerance:.0e}).",
        ),
        Text(
            "Vérifiez les coefficients : la somme d'une colonne approche ou dépasse 1.",
            "Check the coefficients: a column adds up to nearly one or more.",
        ),
    )
