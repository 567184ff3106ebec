"""Calibrating distance decay on observed flows, and saying how far a model is from what is observed.

Hyman's method (1969, Environment and Planning 1:105): the decay whose fitted flows have the observed mean
trip length. It is the maximum likelihood of the doubly constrained exponential model under Poisson flows
(Evans 1971), so that a generalised linear model with origin and destination effects finds the same number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rebonds.errors import ModelError
from rebonds.flows import gravity, rules
from rebonds.flows.model import Array
from rebonds.text import Text


@dataclass(frozen=True)
class Calibration:
    """A calibrated decay.

    Attributes
    ----------
    beta : float
        Per kilometre (or per unit of the cost).
    mean_cost : float
        Observed mean, which the model meets.
    iterations : int
    balance : gravity.Balance
        Factors at that decay (one product).
    """

    beta: float
    mean_cost: float
    iterations: int
    balance: gravity.Balance


@dataclass(frozen=True)
class Fit:
    """How far modelled flows are from observed ones, over the same pairs.

    Attributes
    ----------
    cpc : float
        Common part of commuters (Sorensen): ``2 sum min(m, o) / (sum m + sum o)``, 1 when equal.
    r2 : float
        Squared correlation.
    rmse : float
        Root mean squared error, in the unit of the flows.
    wape : float
        Sum of absolute errors over the sum observed.
    pairs : int
    """

    cpc: float
    r2: float
    rmse: float
    wape: float
    pairs: int


def calibrate(
    cost: Array,
    flows: Array,
    *,
    tail: float = 0.0,
    tolerance: float | None = None,
) -> Calibration:
    """Find the decay of ``t = u K v``, ``K = exp(-beta * cost) + tail``, from observed flows.

    Parameters
    ----------
    cost : array (R, Q)
        Distances or times.
    flows : array (R, Q)
        Observed; their margins constrain the model.
    tail : float
        Constant reach beside the exponential.
    tolerance : float, optional
        Relative, on the mean cost.

    Raises
    ------
    ModelError
        No flow, negative flows, a mean cost that no decay can give, or no convergence.
    """
    if cost.shape != flows.shape:
        raise ModelError(
            Text(
                f"Distances {cost.shape} et flux {flows.shape} : tailles différentes.",
                f"Distances {cost.shape} and flows {flows.shape} differ in size.",
            )
        )
    rule = rules.section("calibration")
    asked = float(rule["tolerance"] if tolerance is None else tolerance)
    origins, destinations = flows.sum(axis=1)[None], flows.sum(axis=0)[None]
    gravity.check_margins(origins, destinations)
    total = float(flows.sum())
    target = float((cost * flows).sum()) / total
    start: Array | None = None

    def at(beta: float) -> tuple[float, gravity.Balance]:
        nonlocal start
        kernel = np.exp(-beta * cost)
        if tail:
            kernel += tail
        fitted = gravity.balance(
            [kernel], [slice(0, 1)], origins, destinations, tolerance=float(rule["balance"]), start=start
        )
        start = fitted.u
        kernel *= cost
        return float((fitted.u @ kernel * fitted.v).sum()) / total, fitted

    # Hyman's start and first step, then the secant between the two best.
    before = 1.0 / max(target, 1e-12)
    mean_before, _ = at(before)
    beta = before * mean_before / target
    for turn in range(2, int(rule["iterations"]) + 1):
        mean, fitted = at(beta)
        if abs(mean - target) <= asked * target:
            return Calibration(beta, target, turn, fitted)
        if mean == mean_before:
            break
        following = beta + (target - mean) * (beta - before) / (mean - mean_before)
        before, mean_before = beta, mean
        # A step never leaves the side of positive decays, nor more than tenfold at once.
        beta = min(max(following, beta / 10.0), beta * 10.0)
    raise ModelError(
        Text(
            f"La décroissance ne se cale pas : longueur moyenne observée {target:.4g}, modélisée {mean:.4g}.",
            f"The decay does not settle: observed mean length {target:.4g}, modelled {mean:.4g}.",
        ),
        Text(
            "Les flux observés sont trop peu nombreux, ou ne diminuent pas avec la distance.",
            "Observed flows are too few, or do not fall with distance.",
        ),
    )


def modelled(cost: Array, found: Calibration, tail: float = 0.0) -> Array:
    """Return the fitted flows (R, Q)."""
    kernel = np.exp(-found.beta * cost)
    if tail:
        kernel += tail
    flows: Array = found.balance.u[0][:, None] * kernel * found.balance.v[0]
    return flows


def fit(model: Array, observed: Array) -> Fit:
    """Compare modelled and observed flows, pair by pair.

    Raises
    ------
    ModelError
        If there is nothing to compare.
    """
    if model.shape != observed.shape or not model.size or not observed.sum() > 0:
        raise ModelError(
            Text("Rien à comparer : aucun flux observé.", "Nothing to compare: no observed flow.")
        )
    m, o = model.ravel(), observed.ravel()
    error = m - o
    spread = float(m.std() * o.std())
    r2 = float(np.mean((m - m.mean()) * (o - o.mean())) / spread) ** 2 if spread else 0.0
    return Fit(
        cpc=float(2 * np.minimum(m, o).sum() / (m.sum() + o.sum())),
        r2=r2,
        rmse=float(np.sqrt(np.mean(error**2))),
        wape=float(np.abs(error).sum() / o.sum()),
        pairs=int(m.size),
    )


def held_back(
    cost: Array, flows: Array, *, tail: float = 0.0, share: float | None = None, seed: int | None = None
) -> Fit:
    """Calibrate on part of the origins and measure the error on the others, whose flows were not shown.

    The held-back origins keep their margins (they are known even where pairs are not); their decay is that
    of the origins shown.

    Parameters
    ----------
    share : float, optional
        Part of the origins held back.
    seed : int, optional

    Returns
    -------
    Fit
        Over the pairs of the held-back origins.
    """
    rule = rules.section("calibration")
    rng = np.random.default_rng(int(rule["seed"] if seed is None else seed))
    hidden = rng.random(len(flows)) < float(rule["held_back"] if share is None else share)
    shown = flows[~hidden]
    reached = shown.sum(axis=0) > 0
    found = calibrate(cost[~hidden][:, reached], shown[:, reached], tail=tail)
    kernel = np.exp(-found.beta * cost)
    if tail:
        kernel += tail
    fitted = gravity.balance(
        [kernel],
        [slice(0, 1)],
        flows.sum(axis=1)[None],
        flows.sum(axis=0)[None],
        tolerance=float(rule["balance"]),
    )
    model = fitted.u[0][:, None] * kernel * fitted.v[0]
    return fit(model[hidden], flows[hidden])
