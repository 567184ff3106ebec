"""People along one line: the one-factor model of answers that opinion groups are held against.

Two camps and one gradation both link answers to one another; what tells them apart is the gap between camps. The
model below has the links of the answers observed, and no gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

Array = Any
#: Terms of the tetrachoric series, halvings of its inversion, turns of the fit of loadings.
_TERMS, _HALVINGS, _TURNS = 24, 24, 60
#: Loadings stay under it: a statement that a factor explains whole (a Heywood case) has no error left to draw.
_MOST = 0.98


@dataclass(frozen=True)
class Continuum:
    """A fitted one-factor model: two thresholds and a loading per statement."""

    thresholds: Array  # 2 x statements: under the first, disagree; over the second, agree
    loadings: Array


def fitted(answers: Array) -> Continuum:
    """Fit one latent continuum to answers.

    Person ``i`` stands at ``F_i ~ N(0, 1)`` and meets statement ``j`` as ``Y_ij = l_j F_i + sqrt(1 - l_j²) e_ij``, ``e``
    standard normal and independent. She disagrees under ``t_j1 = Phi^-1(share who disagree)``, agrees over ``t_j2 =
    Phi^-1(1 - share who agree)`` and passes between: margins are those observed (missing answers left out).

    Links are those observed as well. With ``Y_j`` and ``Y_k`` of correlation ``r``, their answers (-1, 0, 1) have
    covariance ``sum over n of r^n h_nj h_nk``, ``h_nj = sum over t in (t_j1, t_j2) of He_{n-1}(t) phi(t) / sqrt(n!)``
    (tetrachoric series: Pearson, 1900; polychoric: Olsson, 1979). Each pair gives its ``r``; loadings are then the
    least squares ones off the diagonal, ``l_j = sum r_jk l_k / sum l_k²`` (minres: Harman and Jones, 1966), pairs
    weighted by how many people answer both.

    Parameters
    ----------
    answers : array, people x statements
        -1, 0, 1 or NaN.
    """
    known = ~np.isnan(answers)
    count = np.maximum(known.sum(axis=0), 1)
    shares = [((answers <= bar) & known).sum(axis=0) / count for bar in (-1, 0)]
    thresholds = np.array([[_quantile(float(p)) for p in row] for row in shares])
    means = np.where(known, answers, 0.0).sum(axis=0) / count
    centred = np.where(known, answers - means, 0.0)
    both = np.einsum("ia,ib->ab", known.astype(float), known.astype(float))
    covariance = np.einsum("ia,ib->ab", centred, centred) / np.maximum(both, 1)
    return Continuum(thresholds, _loadings(_latent(covariance, _series(thresholds)), both))


def drawn(model: Continuum, known: Array, rng: Any) -> Array:
    """Return answers drawn from a continuum, silent where ``known`` is false."""
    people, statements = known.shape
    place = rng.standard_normal(people)[:, None]
    error = rng.standard_normal((people, statements))
    met = place * model.loadings + error * np.sqrt(1 - model.loadings**2)
    answers = (met > model.thresholds[0]).astype(float) + (met > model.thresholds[1]) - 1.0
    return np.where(known, answers, np.nan)


def _quantile(share: float) -> float:
    if 0 < share < 1:
        return NormalDist().inv_cdf(share)
    return -np.inf if share <= 0 else np.inf


def _series(thresholds: Array) -> Array:
    """Return the terms ``h`` of the series: by order, then by statement."""
    finite = np.isfinite(thresholds)
    at = np.where(finite, thresholds, 0.0)
    density = np.where(finite, np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi), 0.0)
    before, now, terms = np.zeros_like(at), np.ones_like(at), []
    for n in range(1, _TERMS + 1):  # `now` is He_{n-1} / sqrt((n-1)!)
        terms.append((now * density).sum(axis=0) / np.sqrt(n))
        before, now = now, (at * now - np.sqrt(n - 1) * before) / np.sqrt(n)
    return np.array(terms)


def _latent(covariance: Array, terms: Array) -> Array:
    """Return the latent correlation of every two statements: the series rises with it, so halving finds it."""
    low, high = np.full(covariance.shape, -_MOST), np.full(covariance.shape, _MOST)
    products = terms[:, :, None] * terms[:, None, :]
    for _ in range(_HALVINGS):
        middle, total = (low + high) / 2, 0.0
        for product in products[::-1]:
            total = (total + product) * middle
        low, high = np.where(total < covariance, middle, low), np.where(total < covariance, high, middle)
    return (low + high) / 2


def _loadings(latent: Array, weights: Array) -> Array:
    links, weights = latent.copy(), weights.copy()
    np.fill_diagonal(links, 1.0)
    np.fill_diagonal(weights, 0.0)
    sizes, vectors = np.linalg.eigh(links)
    out = np.clip(vectors[:, -1] * np.sqrt(max(float(sizes[-1]), 0.0)), -_MOST, _MOST)
    for _ in range(_TURNS):
        for j in range(len(out)):
            scale = float((weights[j] * out**2).sum())
            out[j] = np.clip((weights[j] * links[j] * out).sum() / scale if scale > 0 else 0.0, -_MOST, _MOST)
    return out
