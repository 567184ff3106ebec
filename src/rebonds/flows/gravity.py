"""Doubly constrained gravity in operator form: all products at once, the kernel never copied.

For a product, ``t[r, q] = u[r] K[r, q] v[q]`` with row sums ``O`` (what leaves each origin) and column sums
``D`` (what each destination takes). The factors come from proportional fitting (Deming & Stephan 1940;
Sinkhorn 1967), sped up by mixing the last steps; products of one class of decay are fitted together, so that
an iteration is two products of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebonds.errors import ModelError
from rebonds.flows import parallel, rules
from rebonds.flows.kernels import spread
from rebonds.flows.mixing import Mixing
from rebonds.flows.model import Array
from rebonds.text import Text

_MARGINS_AGREE = 1e-6


@dataclass(frozen=True)
class Balance:
    """Factors of a fitted gravity model.

    Attributes
    ----------
    u, v : array (S, R)
        ``t_s = diag(u_s) K diag(v_s)``; zero where a margin is zero.
    iterations : int
        Of the slowest class.
    residual : float
        Largest relative gap left on a product's origins, ``sum |rows - O| / sum O``.
    """

    u: Array
    v: Array
    iterations: int
    residual: float


def balance(
    kernels: Sequence[Array],
    classes: Sequence[slice],
    origins: Array,
    destinations: Array,
    *,
    tolerance: float | None = None,
    start: Array | None = None,
) -> Balance:
    """Fit ``t_s = diag(u_s) K_c diag(v_s)`` to its margins, for every product.

    Parameters
    ----------
    kernels : sequence of array (R, R)
        One per class of decay, symmetric or not.
    classes : sequence of slice
        Products of each class.
    origins, destinations : array (S, R)
        Margins, with the same total for each product.
    tolerance : float, optional
        Relative gap on the origins; the destinations are met exactly.
    start : array (S, R), optional
        Factors ``u`` of a like problem: a warm start.

    Returns
    -------
    Balance

    Raises
    ------
    ModelError
        Negative or unequal margins, an empty product, or no convergence (said with the residual).
    """
    check_margins(origins, destinations)
    rule = rules.section("gravity")
    asked = float(rule["tolerance"] if tolerance is None else tolerance)
    u = np.zeros_like(origins)
    v = np.zeros_like(destinations)

    def fit(one: Array, chosen: slice) -> tuple[int, float]:
        first = None if start is None else start[chosen]
        with np.errstate(over="ignore", invalid="ignore"):  # a fit that runs away is told by its gap
            u[chosen], v[chosen], turns, gap = _fit(
                one, origins[chosen], destinations[chosen], asked, first, rule
            )
        return turns, gap

    work = [(k, c) for k, c in zip(kernels, classes, strict=True) if c.stop > c.start]
    work.sort(key=lambda pair: pair[1].start - pair[1].stop)
    fits = parallel.each([partial(fit, one, chosen) for one, chosen in work])
    most, worst = max(turns for turns, _ in fits), max(gap for _, gap in fits)
    return Balance(u, v, most, worst)


def _fit(
    kernel: Array,
    origins: Array,
    destinations: Array,
    tolerance: float,
    start: Array | None,
    rule: dict[str, Any],
) -> tuple[Array, Array, int, float]:
    """Fit the products of one class together."""
    totals = origins.sum(axis=1)
    leave, arrive = origins > 0, destinations > 0
    u = leave.astype(float) if start is None else np.where(leave, start, 0.0)
    logs = np.zeros_like(u)  # of u, where something leaves
    np.log(u, out=logs, where=u > 0)
    mixing = Mixing(origins, int(rule["depth"]))
    best, gap, kept = np.inf, np.inf, logs
    for turn in range(1, int(rule["iterations"]) + 1):
        v = _over(destinations, spread(kernel.T, u), arrive, 0.0)
        sent = spread(kernel, v)
        gap = float((np.abs(sent * u - origins).sum(axis=1) / totals).max())
        if gap < tolerance:
            return u, v, turn, gap  # columns of trade shares add to one: the destinations had the last word
        if gap > float(rule["trust"]) * best or not np.isfinite(gap):
            if not np.isfinite(best):
                break
            # Mixing went too far: back to the best point, and on by plain steps.
            logs, best = kept, np.inf
            mixing.forget()
        else:
            step = np.zeros_like(u)
            np.log(_over(origins, sent, leave, 1.0), out=step)
            step -= logs
            if gap < best:
                best, kept = gap, logs + step
            logs = mixing.following(logs, step)
        u = np.where(leave, np.exp(logs), 0.0)
    raise ModelError(
        Text(
            f"Le modèle gravitaire ne s'équilibre pas : il reste un écart relatif de {gap:.1e} "
            f"(demandé : {tolerance:.0e}).",
            f"The gravity model does not balance: a relative gap of {gap:.1e} is left (asked: {tolerance:.0e}).",
        ),
        Text(
            "Une zone ne peut pas être servie, ou la décroissance est trop courte : allongez-la.",
            "A zone cannot be served, or the decay is too short: lengthen it.",
        ),
    )


def _over(top: Array, bottom: Array, where: NDArray[np.bool_], otherwise: float) -> Array:
    """Return ``top / bottom`` where there is something to share."""
    found = np.full_like(bottom, otherwise)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        np.divide(top, bottom, out=found, where=where)
    return found


def check_margins(origins: Array, destinations: Array) -> None:
    """Refuse margins that no flow can meet.

    Raises
    ------
    ModelError
        Shapes that differ, a number that is not finite or is negative, a product without any flow, totals
        that differ.
    """
    if origins.shape != destinations.shape and origins.shape[0] != destinations.shape[0]:
        raise ModelError(
            Text(
                f"Marges de tailles différentes : {origins.shape} et {destinations.shape}.",
                f"Margins of different sizes: {origins.shape} and {destinations.shape}.",
            )
        )
    for name, margin in (("origines", origins), ("destinations", destinations)):
        if not np.isfinite(margin).all() or (margin < 0).any():
            rank = int(np.argwhere(~np.isfinite(margin) | (margin < 0))[0, 0])
            raise ModelError(
                Text(
                    f"Marge négative ou inconnue parmi les {name} (produit no {rank + 1}).",
                    f"A negative or unknown margin among the {name} (product {rank + 1}).",
                )
            )
    out, into = origins.sum(axis=-1), destinations.sum(axis=-1)
    if (out <= 0).any():
        rank = int(np.argmax(out <= 0))
        raise ModelError(
            Text(
                f"Aucun flux à répartir pour le produit no {rank + 1}.",
                f"No flow to share for product {rank + 1}.",
            )
        )
    apart = np.abs(out - into) / out
    if (apart > _MARGINS_AGREE).any():
        rank = int(np.argmax(apart))
        raise ModelError(
            Text(
                f"Marges déséquilibrées pour le produit no {rank + 1} : {out[rank]:.6g} au départ, "
                f"{into[rank]:.6g} à l'arrivée.",
                f"Unbalanced margins for product {rank + 1}: {out[rank]:.6g} leave, {into[rank]:.6g} arrive.",
            ),
            Text("Ramenez les deux totaux à la même somme.", "Bring both totals to the same sum."),
        )
