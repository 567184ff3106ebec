"""Doubly constrained gravity in operator form: all products at once, the kernel never copied.

For a product, ``t[r, q] = u[r] K[r, q] v[q]`` with row sums ``O`` (what leaves each origin) and column sums
``D`` (what each destination takes). The factors come from proportional fitting (Deming & Stephan 1940;
Sinkhorn 1967), accelerated by over-relaxation; products of one class of decay are fitted together, so
that an iteration is two products of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rebonds.errors import ModelError
from rebonds.flows import rules
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
    most, worst = 0, 0.0
    for one, chosen in zip(kernels, classes, strict=True):
        if chosen.stop == chosen.start:
            continue
        first = None if start is None else start[chosen]
        u[chosen], v[chosen], turns, gap = _fit(
            one, origins[chosen], destinations[chosen], asked, first, rule
        )
        most, worst = max(most, turns), max(worst, gap)
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
    u = (origins > 0).astype(float) if start is None else start * (origins > 0)
    v = np.zeros_like(destinations)
    gap = np.inf
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for turn in range(1, int(rule["iterations"]) + 1):
            relaxed = float(rule["relaxation"]) if turn > int(rule["warm_up"]) else 1.0
            reach = u @ kernel
            v = _relax(v, _ratio(destinations, reach), relaxed if turn > 1 else 1.0)
            sent = v @ kernel.T
            gap = float((np.abs(u * sent - origins).sum(axis=1) / totals).max())
            if gap < tolerance:
                # The last word is to the destinations: columns of trade shares add to one.
                v = _ratio(destinations, u @ kernel)
                gap = float((np.abs(u * (v @ kernel.T) - origins).sum(axis=1) / totals).max())
                return u, v, turn, gap
            if not np.isfinite(gap):
                break
            u = _relax(u, _ratio(origins, sent), relaxed)
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


def _ratio(top: Array, bottom: Array) -> Array:
    """Return ``top / bottom``, zero where there is nothing to share."""
    return np.where(top > 0, top / bottom, 0.0)


def _relax(before: Array, after: Array, weight: float) -> Array:
    """Go further than the plain step: ``before^(1-w) * after^w`` (a step in logarithms)."""
    if weight == 1.0:
        return after
    return np.where(before > 0, before * (after / before) ** weight, after)


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
