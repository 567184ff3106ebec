"""Employment by small area and branch, from branches of larger areas and groups of branches of small ones.

What is known: employees by branch (A38) of each employment zone; jobs by group of five branches of each EPCI.
What is wanted: EPCI by branch. The structure inside a group is not the same in a town centre and around it:
it is learnt on the larger areas (a multinomial logit of branch shares on what is known of an area, with a
ridge), predicted for the small ones, then scaled so that both margins are met exactly (biproportional
fitting). Without features the prediction is the structure of the larger area, the usual proportional rule.

How wrong it is can be measured: hide the branches of the larger areas inside still larger ones, split, and
compare (`tools/regional_jobs.py --held-out`; the figures are in ``parameters.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebonds.errors import DataError
from rebonds.flows.economy import biproportional
from rebonds.flows.model import Array
from rebonds.text import Text

Ranks = NDArray[np.int64]


@dataclass(frozen=True)
class Composition:
    """Branch shares as a function of features: ``softmax(b0 + z B)``, z the standardised features.

    Attributes
    ----------
    mean, scale : array (P,)
    weights : array (P + 1, S)
    """

    mean: Array
    scale: Array
    weights: Array

    def shares(self, features: Array) -> Array:
        """Return the shares (N, S) predicted for features (N, P); rows add to one.

        A feature that is not known (``nan``) is taken at its mean.
        """
        known = np.where(np.isnan(features), 0.0, (features - self.mean) / self.scale)
        return _softmax(np.hstack([np.ones((len(known), 1)), known]) @ self.weights)


def learn(features: Array, counts: Array, ridge: float) -> Composition:
    """Fit shares of branches on features by penalised maximum likelihood (multinomial logit).

    Minimises ``- sum_n w_n sum_s p_ns log q_ns / N + ridge * ||B||^2``, ``w_n`` the square root of the size
    of area n over its mean: large areas say more, and do not say all.

    Parameters
    ----------
    features : array (N, P)
    counts : array (N, S)
    ridge : float
        Above zero.

    Raises
    ------
    DataError
        No area, or a negative count.
    """
    from scipy.optimize import minimize

    if not len(counts) or (counts < 0).any():
        raise DataError(
            Text(
                "La structure des emplois ne s'apprend que sur des effectifs positifs.",
                "The structure of jobs is only learnt on positive counts.",
            )
        )
    mean = np.nanmean(features, axis=0)
    scale = np.nanstd(features, axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    known = np.where(np.isnan(features), 0.0, (features - mean) / scale)
    design = np.hstack([np.ones((len(known), 1)), known])
    size = counts.sum(axis=1)
    weight = np.sqrt(size) / np.sqrt(size).mean()
    observed = counts / np.maximum(size, 1.0)[:, None]
    shape = (design.shape[1], counts.shape[1])

    def loss(flat: Array) -> tuple[float, Array]:
        matrix = flat.reshape(shape)
        predicted = _softmax(design @ matrix)
        value = -(weight[:, None] * observed * np.log(predicted + 1e-300)).sum() / len(design)
        slope = design.T @ (weight[:, None] * (predicted - observed)) / len(design)
        slope[1:] += 2.0 * ridge * matrix[1:]
        return float(value + ridge * (matrix[1:] ** 2).sum()), slope.ravel()

    found = minimize(
        loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 800}
    )
    return Composition(mean, scale, found.x.reshape(shape))


def split(
    known: Array,
    area: Ranks,
    weight: Array,
    seed: Array,
    classes: Mapping[str, Sequence[int]],
) -> Array:
    """Split the branches of larger areas between the blocks that make them.

    For each area z and group k, the blocks g of z share ``N_zk`` as ``weight`` says, and each branch of k
    makes ``N_za`` again: ``sum_g X_ga = N_za`` and ``sum_{a in k} X_ga = N_zk w_gk / sum_g w_gk``.

    Parameters
    ----------
    known : array (Z, S)
        Employees by area and branch: met exactly.
    area : array of int (G,)
        Area of each block.
    weight : array (G, K)
        Jobs of each block by group, in the order of ``classes``.
    seed : array (G, S)
        Shares of branches expected in each block, positive.
    classes : mapping of str to ranks of branches

    Returns
    -------
    array (G, S)

    Raises
    ------
    DataError
        An area with employees and no block.
    """
    made = np.zeros((len(area), known.shape[1]))
    for z in range(len(known)):
        blocks = np.flatnonzero(area == z)
        if not len(blocks):
            if known[z].sum() > 0:
                raise DataError(
                    Text(
                        f"La zone de rang {z} a des emplois et aucune commune.",
                        f"The area of rank {z} has jobs and no commune.",
                    )
                )
            continue
        for k, members in enumerate(classes.values()):
            branches = np.array(members, dtype=np.int64)
            columns = known[z, branches]
            total = columns.sum()
            if total <= 0:
                continue
            parts = weight[blocks, k]
            if parts.sum() <= 0:  # the census sees nobody here: share as all groups together do
                parts = weight[blocks].sum(axis=1)
            rows = total * parts / parts.sum()
            start = rows[:, None] * seed[np.ix_(blocks, branches)]
            fitted = biproportional.fit(
                start,
                rows,
                columns,
                where=Text(f"Emplois de la zone de rang {z}", f"Jobs of the area of rank {z}"),
                tolerance=1e-12,
            )
            made[np.ix_(blocks, branches)] = fitted
    return made


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
