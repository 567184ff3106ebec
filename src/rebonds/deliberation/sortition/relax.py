"""When no panel meets the quotas: why, and the smallest changes that would be enough."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from rebonds.deliberation.sortition import programs
from rebonds.deliberation.sortition.records import Change, Problem, QuotasError
from rebonds.text import Text

#: Alternatives that are listed, at most.
MOST_RELAXATIONS = 4


def check(problem: Problem) -> None:
    """Refuse quotas that no panel meets.

    Raises
    ------
    QuotasError
        With the reasons that can be read off the counts and the smallest relaxations.
    """
    if programs.best(problem, np.zeros(len(problem.kinds))) is None:
        raise explained(problem)


def explained(problem: Problem) -> QuotasError:
    """Return the error of quotas that no panel meets."""
    largest = _largest(problem)
    if largest < problem.size:
        rule = problem.pool.address_column
        fr, en = (
            (" avec une personne au plus par adresse", " with at most one person per address")
            if rule
            else ("", "")
        )
        return QuotasError(
            Text(
                f"Il n'y a pas assez de candidats pour {problem.size} places : {largest} au plus{fr}.",
                f"There are not enough candidates for {problem.size} seats: {largest} at most{en}.",
            )
        )
    return QuotasError(
        Text(
            f"Aucun panel de {problem.size} personnes ne respecte ces quotas.",
            f"No panel of {problem.size} people meets these quotas.",
        ),
        reasons(problem),
        relaxations(problem),
    )


def reasons(problem: Problem) -> tuple[Text, ...]:
    """Return the contradictions that can be read off the counts."""
    found = []
    least: dict[str, int] = defaultdict(int)
    most: dict[str, int] = defaultdict(int)
    counts = problem.rows[: len(problem.quotas)] @ problem.people
    for quota, count in zip(problem.quotas, counts, strict=True):
        least[quota.category] += quota.least
        most[quota.category] += quota.most
        if quota.least > count:
            n = int(count)
            found.append(
                Text(
                    f"« {quota.value} » ({quota.category}) : {quota.least} au moins, mais {n} dans le vivier",
                    f"“{quota.value}” ({quota.category}): at least {quota.least}, but {n} in the pool",
                )
            )
    for category, total in least.items():
        if total > problem.size:
            found.append(
                Text(
                    f"les minimums de « {category} » font {total}, plus que {problem.size} places",
                    f"the minimums of “{category}” add up to {total}, more than {problem.size} seats",
                )
            )
    for category, total in most.items():
        if total < problem.size:
            found.append(
                Text(
                    f"les maximums de « {category} » font {total}, moins que {problem.size} places",
                    f"the maximums of “{category}” add up to {total}, less than {problem.size} seats",
                )
            )
    return tuple(found)


def relaxations(problem: Problem, limit: int = MOST_RELAXATIONS) -> tuple[tuple[Change, ...], ...]:
    """Return the smallest relaxations: ``min sum (down + up)`` such that ``low - down <= A y <= high + up``.

    Parameters
    ----------
    problem : Problem
    limit : int
        Sets of changes returned, at most; each moves other bounds, all by the same total of seats.

    Returns
    -------
    tuple of tuple of Change
    """
    quotas, kinds = len(problem.quotas), len(problem.kinds)
    moved = 2 * quotas
    eye, rest = sparse.eye_array(quotas), problem.rows.shape[0] - quotas
    down = sparse.vstack([eye, sparse.csr_array((rest, quotas))])
    switch = sparse.csr_array((problem.rows.shape[0], moved))
    below = sparse.hstack([problem.rows, down, sparse.csr_array(down.shape), switch])
    above = sparse.hstack([problem.rows, sparse.csr_array(down.shape), -down, switch])
    most = np.array(
        [q.least for q in problem.quotas] + [max(0, problem.size - q.most) for q in problem.quotas]
    )
    used = sparse.hstack(
        [
            sparse.csr_array((moved, kinds)),
            sparse.eye_array(moved),
            -sparse.diags_array(np.maximum(most, 1).astype(float)),
        ]
    )
    constraints = [
        LinearConstraint(below.tocsr(), problem.low, np.inf),
        LinearConstraint(above.tocsr(), -np.inf, problem.high),
        LinearConstraint(used.tocsr(), -np.inf, 0.0),
    ]
    total_row = np.concatenate([np.zeros(kinds), np.ones(moved), np.zeros(moved)])
    # Among changes of the same total, those that touch the fewest bounds come first.
    cost = total_row + np.concatenate([np.zeros(kinds + moved), np.full(moved, 1e-3)])
    bounds = Bounds(0.0, np.concatenate([problem.most, most, np.ones(moved)]))
    found: list[tuple[Change, ...]] = []
    total = None
    while len(found) < limit:
        answer = milp(
            cost,
            constraints=constraints,
            integrality=np.ones(len(cost)),
            bounds=bounds,
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            break
        by = np.asarray(answer.x[kinds : kinds + moved]).round().astype(int)
        if total is None:
            total = by.sum()
        if by.sum() > total:
            break
        found.append(_changes(problem, by))
        cut = np.concatenate([np.zeros(kinds + moved), (by > 0).astype(float)])
        constraints.append(LinearConstraint(cut[None, :], -np.inf, float((by > 0).sum() - 1)))
    return tuple(found)


def _changes(problem: Problem, by: np.ndarray) -> tuple[Change, ...]:
    quotas = len(problem.quotas)
    out = []
    for rank, quota in enumerate(problem.quotas):
        if by[rank]:
            out.append(Change(quota.category, quota.value, "min", quota.least, quota.least - int(by[rank])))
        if by[quotas + rank]:
            after = quota.most + int(by[quotas + rank])
            out.append(Change(quota.category, quota.value, "max", quota.most, after))
    return tuple(out)


def _largest(problem: Problem) -> int:
    """Return the largest panel without quotas: the people, one per address under the rule."""
    addresses = {one.address for one in problem.pool.candidates if one.address}
    return len(addresses) + sum(not one.address for one in problem.pool.candidates)
