"""Rehearsing a convention: who accepts, who leaves, how many substitutes it takes, whether quotas still hold.

Each run draws a panel, then plays rounds: those who refuse or leave are replaced under the quotas left open, from
candidates not yet invited. Replacements are any that fit, with random preferences (a LEXIMIN lottery at each round of
each run would take hours); where none fits, the seats are filled as near the quotas as can be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from rebonds.deliberation.measures import wilson
from rebonds.deliberation.sortition import lottery
from rebonds.deliberation.sortition.drawing import Prepared
from rebonds.deliberation.sortition.rates import Rates, said
from rebonds.deliberation.sortition.records import Problem
from rebonds.quiet import quiet
from rebonds.text import Text

#: Runs and rounds of a rehearsal, unless told otherwise.
RUNS, ROUNDS = 200, 4


@dataclass(frozen=True)
class QuotaRisk:
    """Share of the runs that end with a quota not met."""

    category: str
    value: str
    missed: float


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal found, over its runs.

    Attributes
    ----------
    holds : float
        Share of runs with a full panel within every quota; ``low`` and ``high`` bound it at 95 % (Wilson).
    full : float
        Share of runs with every seat taken.
    at_once : float
        Share of runs that needed no substitute.
    substitutes_median, substitutes_p90, substitutes_most : float
        People called beyond the first panel.
    """

    runs: int
    rounds: int
    seed: str
    size: int
    candidates: int
    holds: float
    low: float
    high: float
    full: float
    at_once: float
    substitutes_mean: float
    substitutes_median: float
    substitutes_p90: float
    substitutes_most: int
    quotas: tuple[QuotaRisk, ...]
    rates: tuple[Text, ...]
    assumptions: tuple[Text, ...]
    sources: tuple[str, ...] = ()


def rehearse(ready: Prepared, rates: Rates, seed: str, runs: int = RUNS, rounds: int = ROUNDS) -> Rehearsal:
    """Rehearse.

    Parameters
    ----------
    ready : Prepared
    rates : Rates
    seed : str
        The same seed gives the same answer.
    runs : int
    rounds : int
        Times that substitutes are called, at most.

    Returns
    -------
    Rehearsal
    """
    problem = ready.problem
    stays = np.array([rates.of(problem.pool.categories, one.values) for one in problem.pool.candidates])
    rng = np.random.default_rng(int.from_bytes(seed.encode(), "big") if seed else 0)
    quotas = len(problem.quotas)
    by_person = _by_person(problem)
    missed, called, full, held = np.zeros(quotas), [], 0, 0
    with quiet():
        for run in range(runs):
            first = lottery.draw(problem, ready.lottery, f"{seed}/{run}")[2]
            members, more = _play(problem, by_person, {one.id for one in first}, stays, rng, rounds)
            called.append(more)
            counts = by_person[:, members].sum(axis=1)
            broken = (counts < problem.low[:quotas]) | (counts > problem.high[:quotas])
            missed += broken
            full += len(members) == problem.size
            held += len(members) == problem.size and not broken.any()
    share = held / runs
    low, high = wilson(share, runs)
    return Rehearsal(
        runs=runs,
        rounds=rounds,
        seed=seed,
        size=problem.size,
        candidates=len(stays),
        holds=share,
        low=low,
        high=high,
        full=full / runs,
        at_once=float(np.mean(np.array(called) == 0)),
        substitutes_mean=float(np.mean(called)),
        substitutes_median=float(np.median(called)),
        substitutes_p90=float(np.quantile(called, 0.9, method="higher")),
        substitutes_most=max(called),
        quotas=tuple(
            QuotaRisk(q.category, q.value, float(m / runs))
            for q, m in zip(problem.quotas, missed, strict=True)
        ),
        rates=said(rates),
        assumptions=_ASSUMED,
    )


def _by_person(problem: Problem) -> np.ndarray:
    """Return quotas x candidates."""
    kind_of = np.empty(len(problem.pool.candidates), dtype=int)
    for rank, kind in enumerate(problem.kinds):
        kind_of[list(kind.members)] = rank
    return np.asarray(problem.rows[: len(problem.quotas)].toarray()[:, kind_of])


def _play(
    problem: Problem,
    by_person: np.ndarray,
    invited_ids: set[str],
    stays: np.ndarray,
    rng: np.random.Generator,
    rounds: int,
) -> tuple[list[int], int]:
    """Return who is there at the end, and how many substitutes were called."""
    people = problem.pool.candidates
    now = [at for at, one in enumerate(people) if one.id in invited_ids]
    invited = np.zeros(len(people), dtype=bool)
    members: list[int] = []
    called = 0
    for turn in range(rounds + 1):
        invited[now] = True
        members += [at for at in now if rng.random() < stays[at]]
        seats = problem.size - len(members)
        if not seats or turn == rounds:
            break
        taken = {problem.homes[at] for at in members}
        open_to = np.array([not invited[at] and problem.homes[at] not in taken for at in range(len(people))])
        now = _fill(problem, by_person, members, np.flatnonzero(open_to), seats, rng)
        called += len(now)
        if not now:
            break
    return sorted(members), called


def _fill(
    problem: Problem,
    by_person: np.ndarray,
    members: list[int],
    free: np.ndarray,
    seats: int,
    rng: np.random.Generator,
) -> list[int]:
    """Return substitutes: as many seats as can be, then as near the quotas as can be, then at random."""
    if not len(free):
        return []
    quotas = len(problem.quotas)
    homes = {home: rank for rank, home in enumerate(dict.fromkeys(problem.homes[at] for at in free))}
    live = sparse.coo_array(
        (np.ones(len(free)), ([homes[problem.homes[at]] for at in free], np.arange(len(free)))),
        shape=(len(homes), len(free)),
    ).tocsr()
    counts = by_person[:, members].sum(axis=1)
    rows = sparse.csr_array(by_person[:, free])
    eye, none = sparse.eye_array(quotas), sparse.csr_array((quotas, quotas))
    seats = min(seats, len(homes))
    cost = np.concatenate([rng.random(len(free)), np.full(2 * quotas, 2.0 * len(free))])
    found = milp(
        cost,
        constraints=[
            LinearConstraint(sparse.hstack([rows, eye, none]).tocsr(), problem.low[:quotas] - counts, np.inf),
            LinearConstraint(
                sparse.hstack([rows, none, -eye]).tocsr(), -np.inf, problem.high[:quotas] - counts
            ),
            LinearConstraint(
                np.concatenate([np.ones(len(free)), np.zeros(2 * quotas)])[None, :], seats, seats
            ),
            LinearConstraint(
                sparse.hstack([live, sparse.csr_array((len(homes), 2 * quotas))]).tocsr(), -np.inf, 1.0
            ),
        ],
        integrality=np.ones(len(cost)),
        bounds=Bounds(0.0, np.concatenate([np.ones(len(free)), np.full(2 * quotas, np.inf)])),
        options={"mip_rel_gap": 1e-3},
    )
    if found.x is None:
        return []
    return [int(at) for at, x in zip(free, found.x, strict=False) if x > 0.5]


_ASSUMED = (
    Text(
        "Les taux d'acceptation et de départ sont des hypothèses, pas des mesures : changez-les et comparez.",
        "Rates of accepting and leaving are assumptions, not measures: change them and compare.",
    ),
    Text(
        "Chacun décide seul ; plusieurs catégories se combinent en cotes autour du taux de tous.",
        "Each decides alone; several categories combine as odds around the rate of everyone.",
    ),
    Text(
        "Un remplaçant est n'importe quel candidat qui convient aux quotas restants, tiré au hasard.",
        "A substitute is any candidate who suits the remaining quotas, taken at random.",
    ),
)
