"""Small pools, and LEXIMIN by brute force: every panel listed, one linear program per candidate."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

from rebonds.deliberation.sortition.records import Candidate, Pool, Quota

CATEGORIES = ("sexe", "age", "lieu")


def pool_of(profiles: Sequence[str], addresses: Sequence[str] | None = None) -> Pool:
    """Return a pool; a profile is a word, one letter per category."""
    width = len(profiles[0])
    people = tuple(
        Candidate(f"{rank:03d}", "", tuple(word), addresses[rank] if addresses else "")
        for rank, word in enumerate(profiles)
    )
    return Pool(CATEGORIES[:width], people, "adresse" if addresses else "")


def panels(pool: Pool, quotas: Sequence[Quota], size: int) -> list[tuple[int, ...]]:
    """Return every panel that the quotas and the addresses allow."""
    out = []
    for chosen in itertools.combinations(range(len(pool.candidates)), size):
        people = [pool.candidates[at] for at in chosen]
        homes = [one.address for one in people if one.address]
        if len(homes) != len(set(homes)):
            continue
        for q in quotas:
            at = pool.categories.index(q.category)
            if not q.least <= sum(one.values[at] == q.value for one in people) <= q.most:
                break
        else:
            out.append(chosen)
    return out


def brute_leximin(people: int, allowed: Sequence[tuple[int, ...]]) -> np.ndarray:
    """Return the LEXIMIN probabilities: at each level, a candidate is fixed when no lottery lifts it alone."""
    member = np.zeros((people, len(allowed)))
    for column, panel in enumerate(allowed):
        member[list(panel), column] = 1.0
    fixed: dict[int, float] = {}

    def highest(goal: int | None, floor: float) -> float:
        """Highest probability of one candidate (or of the lowest free one), the others held at ``floor``."""
        rows, limits = [], []
        for one in range(people):
            if one in fixed:
                rows.append(np.append(-member[one], 0.0))
                limits.append(-fixed[one] + 1e-9)
            elif goal is None:
                rows.append(np.append(-member[one], 1.0))
                limits.append(0.0)
            elif one != goal:
                rows.append(np.append(-member[one], 0.0))
                limits.append(-floor + 1e-9)
        cost = np.append(np.zeros(len(allowed)), -1.0) if goal is None else np.append(-member[goal], 0.0)
        found = linprog(
            cost,
            A_ub=np.array(rows) if rows else None,
            b_ub=limits if rows else None,
            A_eq=[np.append(np.ones(len(allowed)), 0.0)],
            b_eq=[1.0],
            bounds=[(0, 1)] * (len(allowed) + 1),
        )
        assert found.status == 0
        return -float(found.fun)

    while len(fixed) < people:
        level = highest(None, 0.0)
        stuck = [one for one in range(people) if one not in fixed and highest(one, level) <= level + 1e-6]
        assert stuck
        for one in stuck:
            fixed[one] = level
    return np.array([fixed[one] for one in range(people)])
