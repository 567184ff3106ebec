"""From a pool and quotas to the integer points that describe every panel allowed.

Without the rule of one per address a kind is a profile. With it, two addresses are alike when the same profiles live
there: exchanging them changes nothing, nor does exchanging two people of one profile at one address. Seats are
therefore counted by (profiles of the address, profile), with ``sum over profiles <= addresses alike``. Any whole
count within these limits is seated by different addresses, and every panel has such a count: nothing is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from rebonds.deliberation.sortition.records import Kind, Pool, Problem, Profile, Quota


def problem(pool: Pool, quotas: Sequence[Quota], size: int) -> Problem:
    """Return the problem of a panel.

    Parameters
    ----------
    pool : Pool
    quotas : sequence of Quota
        On the categories of the pool.
    size : int
        Seats.

    Returns
    -------
    Problem
        Its kinds are sorted: the order of the candidates has no effect.
    """
    at = {category: rank for rank, category in enumerate(pool.categories)}
    households: dict[str, list[int]] = defaultdict(list)
    alone: list[list[int]] = []
    for rank, one in enumerate(pool.candidates):
        if one.address:
            households[one.address].append(rank)
        else:
            alone.append([rank])
    classes: dict[tuple[Profile, ...], list[list[int]]] = defaultdict(list)
    for home in (*alone, *households.values()):
        classes[tuple(sorted(pool.candidates[rank].values for rank in home))].append(home)
    kinds: list[Kind] = []
    shared: list[tuple[list[int], int]] = []
    for household in sorted(classes):
        homes = classes[household]
        places = []
        for profile in sorted(set(household)):
            members = [r for home in homes for r in home if pool.candidates[r].values == profile]
            places.append(len(kinds))
            kinds.append(Kind(profile, household, tuple(sorted(members)), min(len(homes), len(members))))
        if len(places) > 1:
            shared.append((places, len(homes)))
    rows = [[float(kind.profile[at[q.category]] == q.value) for kind in kinds] for q in quotas]
    rows.append([1.0] * len(kinds))
    low = [float(q.least) for q in quotas] + [float(size)]
    high = [float(q.most) for q in quotas] + [float(size)]
    for places, homes_alike in shared:
        row = np.zeros(len(kinds))
        row[places] = 1.0
        rows.append(list(row))
        low.append(0.0)
        high.append(float(homes_alike))
    return Problem(
        pool,
        tuple(quotas),
        size,
        tuple(kinds),
        tuple(households[one.address][0] if one.address else at for at, one in enumerate(pool.candidates)),
        sparse.csr_array(np.array(rows)),
        np.array(low),
        np.array(high),
    )
