"""Location quotients: the rival way to guess what a zone makes for itself, with its band.

SLQ, CILQ and Flegg's FLQ scale the national coefficients: ``r[s, j] = min(1, q[s, j]) a[s, j]`` is bought inside
the zone and the rest outside (Flegg, Webber & Elliott 1995, Regional Studies 29(6):547; Flegg & Tohmo 2013).
They allow no cross-hauling, which the gravity form does (Jahn 2017): the two are shown side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rebonds.flows import rules
from rebonds.flows.model import Array, Economy


def simple(jobs: Array) -> Array:
    """Return the simple location quotient, (S, R): local share of a branch over its national share.

    Parameters
    ----------
    jobs : array (S, R)
        Jobs, or output. A zone without any gets zeros.
    """
    national = jobs.sum(axis=1) / jobs.sum()
    local = jobs.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(local > 0, jobs / local, 0.0)
        found: Array = np.where(national[:, None] > 0, share / national[:, None], 0.0)
    return found


def cross_industry(jobs: Array, zone: int) -> Array:
    """Return CILQ (S, S) of one zone, ``SLQ_s / SLQ_j``: sellers in rows; the diagonal holds SLQ.

    A branch that is absent as a buyer buys nothing, and its column is zero.
    """
    here = simple(jobs)[:, zone]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(here > 0, here[:, None] / here, 0.0)
    np.fill_diagonal(found, here)
    return found


def flegg(jobs: Array, zone: int, delta: float) -> Array:
    """Return FLQ (S, S) of one zone, at most one: ``min(1, lambda * CILQ)``, ``lambda = log2(1 + E_r / E_n)^delta``."""
    weight = np.log2(1.0 + jobs[:, zone].sum() / jobs.sum()) ** delta
    found: Array = np.minimum(1.0, weight * cross_industry(jobs, zone))
    return found


def flegg_final(jobs: Array, delta: float) -> Array:
    """Return the part (S, R) of final demand met inside each zone: ``min(1, lambda * SLQ_s)``."""
    weight = np.log2(1.0 + jobs.sum(axis=0) / jobs.sum()) ** delta
    found: Array = np.minimum(1.0, weight * simple(jobs))
    return found


@dataclass(frozen=True)
class SelfSupply:
    """Part of a zone's domestic needs of each product met inside, under FLQ: ``low <= central <= high``, (S,)."""

    low: Array
    central: Array
    high: Array


def self_supply(economy: Economy, zone: int) -> SelfSupply:
    """Return self-supply by product under FLQ, over the band of delta.

    Intermediate needs take ``FLQ[s, j]``; final demand takes ``min(1, lambda * SLQ_s)``. The larger delta, the
    smaller lambda, the less is met inside.
    """
    rule = rules.section("quotients")
    need = economy.technical * economy.output[:, zone]
    wanted = economy.final[:, zone]
    total = need.sum(axis=1) + wanted

    def share(delta: float) -> Array:
        inside = (flegg(economy.jobs, zone, delta) * need).sum(axis=1)
        inside = inside + flegg_final(economy.jobs, delta)[:, zone] * wanted
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = np.where(total > 0, inside / total, 0.0)
        return found

    return SelfSupply(
        low=share(float(rule["delta_high"])),
        central=share(float(rule["delta"])),
        high=share(float(rule["delta_low"])),
    )
