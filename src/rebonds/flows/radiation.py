"""The radiation model: a rival without a parameter to calibrate.

Simini et al. 2012, Nature 484:96: ``T_rq = O_r m_r n_q / ((m_r + s_rq)(m_r + n_q + s_rq))``, with m people, n
opportunities and s the opportunities nearer to r than q is. Normalised so that all who leave arrive
(Masucci et al. 2013, Physical Review E 88:022812).
"""

from __future__ import annotations

import numpy as np

from rebonds.errors import ModelError
from rebonds.flows.model import Array
from rebonds.text import Text


def radiation(distance: Array, leaving: Array, opportunities: Array) -> Array:
    """Return flows between zones, singly constrained: rows add up to ``leaving``.

    Parameters
    ----------
    distance : array (R, R)
        Kilometres; a zone's own opportunities are its nearest.
    leaving : array (R,)
        People with a job living in each zone: the size of the origin and what leaves it.
    opportunities : array (R,)
        Jobs of each zone.

    Raises
    ------
    ModelError
        Negative numbers, or no opportunity anywhere.
    """
    if (leaving < 0).any() or (opportunities < 0).any() or not opportunities.sum() > 0:
        raise ModelError(
            Text(
                "Le modèle de radiation demande des effectifs positifs et au moins un emploi.",
                "The radiation model needs positive numbers and at least one job.",
            )
        )
    size = len(leaving)
    near = distance.astype(float).copy()
    np.fill_diagonal(near, -1.0)
    order = np.argsort(near, axis=1, kind="stable")
    sorted_jobs = opportunities[order]
    between = np.cumsum(sorted_jobs, axis=1) - sorted_jobs  # nearer than q, own zone first
    people = leaving[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = people * sorted_jobs / ((people + between) * (people + sorted_jobs + between))
    part = np.where(np.isfinite(part), part, 0.0)
    total = part.sum(axis=1, keepdims=True)
    flows = np.zeros((size, size))
    np.put_along_axis(flows, order, np.where(total > 0, part / np.where(total > 0, total, 1), 0.0), axis=1)
    found: Array = people * flows
    return found
