"""Choosing between alternatives under several criteria without pretending that one set of weights is right.

Stochastic multicriteria acceptability analysis (SMAA-2, Lahdelma & Salminen 2001): weights are drawn among all those
that could be held, and what is told is how often each alternative takes each rank. An additive value is supposed:
``v_a(w) = sum_c w_c u_ac``, with u in [0, 1] and weights that add up to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray
#: Draws handled at once: a few tens of megabytes for five hundred alternatives.
_BLOCK = 250
_DIGITS = 12  # scores that differ beyond are rounding noise: a tie


@dataclass(frozen=True)
class Acceptability:
    """What a set of possible weights says.

    Attributes
    ----------
    ranks : array (A, A)
        Share of draws in which alternative a takes rank r. Rows and columns add up to one.
    central : array (A, C)
        Mean of the weights that put the alternative first; NaN where none does.
    confidence : array (A,)
        Share of draws of the values in which the alternative is first under its central weights; NaN where none.
    """

    ranks: Array
    central: Array
    confidence: Array


def any_weights(rng: np.random.Generator, draws: int, criteria: int) -> Array:
    """Return weights drawn uniformly on the simplex: nobody said anything, (N, C)."""
    return rng.dirichlet(np.ones(criteria), draws)


def compromises(rng: np.random.Generator, draws: int, people: Array) -> Array:
    """Return weights drawn among the compromises of a group, (N, C).

    ``w = sum_p l_p w_p`` with l uniform on the simplex: every mix of what each person said, none beyond.

    Parameters
    ----------
    people : array (P, C)
        Weights of each person; each row adds up to one.
    """
    return np.asarray(rng.dirichlet(np.ones(len(people)), draws) @ people)


def acceptability(low: Array, high: Array, weights: Array, rng: np.random.Generator) -> Acceptability:
    """Return rank acceptability, central weights and confidence.

    Parameters
    ----------
    low, high : array (A, C)
        Ends of each value, in [0, 1], drawn uniformly between both; the same where the value is exact.
    weights : array (N, C)
        Possible weights, one row per draw.
    rng : Generator

    Raises
    ------
    ValueError
        No alternative, values outside [0, 1] or upside down, weights that do not add up to one.
    """
    _check(low, high, weights)
    count, criteria = low.shape
    ranks = np.zeros((count, count))
    favoured, firsts = np.zeros((count, criteria)), np.zeros(count)
    everyone = np.arange(count)
    for start in range(0, len(weights), _BLOCK):
        some = weights[start : start + _BLOCK]
        order = _order(_scores(low, high, some, rng), rng)
        for drawn in order:
            ranks[drawn, everyone] += 1
        np.add.at(favoured, order[:, 0], some)
        np.add.at(firsts, order[:, 0], 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        central = favoured / firsts[:, None]
    sure = np.full(count, np.nan)
    for one in np.flatnonzero(firsts):
        sure[one] = _first_share(low, high, central[one], int(one), len(weights), rng)
    return Acceptability(ranks / len(weights), central, sure)


def _first_share(
    low: Array, high: Array, weights: Array, one: int, draws: int, rng: np.random.Generator
) -> float:
    """Return how often an alternative is first under given weights."""
    if np.array_equal(low, high):
        scores = low @ weights
        return float(scores[one] >= scores.max() - 10.0**-_DIGITS)
    wins = 0
    for start in range(0, draws, _BLOCK):
        some = np.broadcast_to(weights, (min(_BLOCK, draws - start), len(weights)))
        wins += int((_order(_scores(low, high, some, rng), rng)[:, 0] == one).sum())
    return wins / draws


def _scores(low: Array, high: Array, weights: Array, rng: np.random.Generator) -> Array:
    """Return the score of each alternative in each draw, (N, A)."""
    if np.array_equal(low, high):
        return np.asarray(weights @ low.T)
    values = rng.uniform(low, high, (len(weights), *low.shape))
    return np.asarray(np.einsum("nac,nc->na", values, weights))


def _order(scores: Array, rng: np.random.Generator) -> Array:
    """Return alternatives from best to worst in each draw; ties are cut by lot, so that none is favoured."""
    lot = rng.random(scores.shape)
    return np.asarray(np.lexsort((lot, -scores.round(_DIGITS)), axis=-1))


def _check(low: Array, high: Array, weights: Array) -> None:
    if not len(low) or low.shape != high.shape or weights.shape[1:] != low.shape[1:]:
        raise ValueError("alternatives, criteria and weights do not match")
    if (low < 0).any() or (high > 1).any() or (low > high).any():
        raise ValueError("values lie in [0, 1], low end first")
    if (weights < 0).any() or not np.allclose(weights.sum(axis=1), 1):
        raise ValueError("weights are positive and add up to one")


@dataclass(frozen=True)
class Tipping:
    """The weight of a criterion beyond which one alternative overtakes another, others keeping their proportions.

    ``at`` is that weight, ``now`` the present one; ``up`` tells that the criterion must weigh more.
    """

    criterion: int
    now: float
    at: float

    @property
    def up(self) -> bool:
        """True when the criterion must weigh more."""
        return self.at > self.now


def tipping(ahead: Array, behind: Array, weights: Array) -> tuple[Tipping, ...]:
    """Return the weights at which ``behind`` overtakes ``ahead``, exactly, nearest first.

    Moving criterion k to t leaves ``(1 - t) / (1 - w_k)`` of each other weight. The gap between both is then linear,
    ``t d_k + (1 - t) m_k`` with ``d = u_ahead - u_behind`` and ``m_k`` the mean of the other gaps under their weights:
    it is nil at ``t = m_k / (m_k - d_k)``. A criterion that holds all the weight leaves the others no proportion:
    it is passed over.

    Parameters
    ----------
    ahead, behind : array (C,)
        Values in [0, 1]; the first scores at least as much under ``weights``.
    weights : array (C,)

    Raises
    ------
    ValueError
        ``behind`` is in fact ahead.
    """
    gaps = ahead - behind
    now = float(weights @ gaps)
    if now < -1e-9:
        raise ValueError("the first alternative must be the better one under these weights")
    found = []
    for k, gap in enumerate(gaps):
        rest = 1 - weights[k]
        if rest <= 0:
            continue
        mean = (now - weights[k] * gap) / rest
        # The order changes where the gap goes under zero on one side: a tie alone overtakes nobody.
        if min(gap, mean) < -(10.0**-_DIGITS) and max(gap, mean) >= 0:
            found.append(Tipping(k, float(weights[k]), float(mean / (mean - gap))))
    return tuple(sorted(found, key=lambda one: (abs(one.at - one.now), one.criterion)))
