"""LEXIMIN: the lottery whose lowest probability is highest, then the second lowest, and so on.

Flanigan, Gölz, Gupta, Hennig & Procaccia (2021), Fair algorithms for selecting citizens' assemblies, Nature 596:548.
Probabilities of a LEXIMIN lottery are unique, and equal for candidates that nothing tells apart (`kinds`).

Two ways, both exact. First the continuous program (seats need not be whole): its LEXIMIN bounds what any lottery can
do; when a lottery over whole panels attains it, it is the answer. Otherwise column generation level by level, as in
the paper: the probabilities of a level are final when no panel, priced by an integer program, improves it.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import nnls

from rebonds.deliberation.sortition import programs
from rebonds.deliberation.sortition.records import Lottery, Problem

#: Tickets of a lottery: probabilities are published as whole numbers of tickets.
TICKETS = 10**15  # below 2**53: any JSON reader keeps them whole
_ATTAINED = 1e-8  # a lottery that misses a bound by less than this many seats attains it
_SOUGHT = 1e-11  # but panels are sought until it misses it by less than this
_PRICED = 1e-7  # seats, weighted: an improvement below this is rounding
_WHOLE = 1e-7  # seats nearer than this to a whole number are whole
_BINDING = 1e-7  # multiplier above which a probability cannot rise any more


def leximin(problem: Problem) -> Lottery:
    """Return the LEXIMIN lottery of a problem that has a panel.

    Parameters
    ----------
    problem : Problem

    Returns
    -------
    Lottery

    Raises
    ------
    ModelError
        The solver did not settle.
    """
    first = programs.best(problem, np.zeros(len(problem.kinds)))
    if first is None:
        raise ValueError("no panel meets the quotas")
    target = _relaxed(problem)
    columns = _Columns(problem)
    columns.add(first)
    _take_apart(problem, target, columns)
    missed, weights = _mix(problem, target, columns)
    proof = "relaxation"
    if missed > _ATTAINED:
        proof = "columns"
        target = _by_columns(problem, columns)
        _, weights = _mix(problem, target, columns, generate=False)
    weights = _polished(columns.matrix(), target, weights)
    kept = [c for c, w in enumerate(weights) if w > 0]
    tickets = _tickets(np.array([weights[c] for c in kept]))
    order = sorted(range(len(kept)), key=lambda c: (-tickets[c], columns.seats[kept[c]]))
    order = [c for c in order if tickets[c]]
    return Lottery(
        tuple(columns.seats[kept[c]] for c in order),
        tuple(tickets[c] for c in order),
        tuple(float(p) for p in target / problem.people),
        proof,
    )


class _Columns:
    """The compositions known so far, each once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.seats: list[tuple[int, ...]] = []
        self._known: set[tuple[int, ...]] = set()

    def add(self, seats: np.ndarray) -> bool:
        """Add a composition; false when it was there."""
        whole = tuple(int(s) for s in seats)
        if whole in self._known:
            return False
        self._known.add(whole)
        self.seats.append(whole)
        return True

    def matrix(self) -> np.ndarray:
        """Return kinds x compositions."""
        return np.array(self.seats, dtype=float).T


def _relaxed(problem: Problem) -> np.ndarray:
    """Return the expected seats of each kind in the LEXIMIN of the continuous program.

    Level after level, ``max z`` such that ``x_t >= n_t z`` for free kinds and ``x_t >= n_t f_t`` for those fixed at
    ``f_t``; a free kind with a positive multiplier is at ``z`` in every optimum, hence fixed there.
    """
    people, kinds = problem.people, len(problem.kinds)
    upper, most, equal, exact = programs.two_sided(problem)
    fixed = np.full(kinds, np.nan)
    cost = np.append(np.zeros(kinds), -1.0)
    wide_upper = sparse.hstack([upper, np.zeros((upper.shape[0], 1))]).tocsr()
    wide_equal = sparse.hstack([equal, np.zeros((equal.shape[0], 1))]).tocsr()
    while np.isnan(fixed).any():
        free = np.flatnonzero(np.isnan(fixed))
        levels = sparse.csr_array(
            (
                np.concatenate([-np.ones(len(free)), people[free]]),
                (np.tile(np.arange(len(free)), 2), np.concatenate([free, np.full(len(free), kinds)])),
            ),
            shape=(len(free), kinds + 1),
        )
        floor = np.where(np.isnan(fixed), 0.0, np.nan_to_num(fixed) * people)
        bounds = np.vstack([np.column_stack([np.minimum(floor, problem.most), problem.most]), [0.0, 1.0]])
        found = programs.solve(
            cost,
            (sparse.vstack([levels, wide_upper]).tocsr(), np.concatenate([np.zeros(len(free)), most])),
            (wide_equal, exact),
            bounds,
        )
        multipliers = found.multipliers[: len(free)] * people[free]
        binding = free[multipliers > _BINDING]
        fixed[binding if len(binding) else free] = max(0.0, -found.value)
    return np.asarray(fixed * people)


def _take_apart(problem: Problem, target: np.ndarray, columns: _Columns) -> None:
    """Add compositions whose mix is ``target``, as far as rounding goes (constructive Carathéodory).

    From a point of the polytope, take a whole point next to it (each count rounded down or up, tight rows kept
    tight), walk away from it until something becomes whole or tight, and start again from there.
    """
    point = target.copy()
    rows = problem.rows
    for _ in range(2 * (len(point) + rows.shape[0])):
        point = _restored(point, rows)
        value = _snapped(rows @ point)
        low, high, below, above = np.floor(point), np.ceil(point), np.floor(value), np.ceil(value)
        whole_point = programs.best(problem, point - low - 0.5, low, high, (below, above))
        if whole_point is None:
            return
        columns.add(whole_point)
        away = point - whole_point
        if np.abs(away).max() < _WHOLE:
            return
        step = _room(point, away, low, high)
        step = min(step, _room(value, rows @ away, below, above))
        if not 1e-12 < step < np.inf:
            return
        point = np.clip(point + step * away, low, high)


def _snapped(at: np.ndarray) -> np.ndarray:
    whole = at.round()
    return np.where(np.abs(at - whole) < _WHOLE, whole, at)


def _restored(at: np.ndarray, rows: sparse.csr_array) -> np.ndarray:
    """Return a point with its whole seats whole and its whole rows whole: walking multiplies rounding errors."""
    at = _snapped(at)
    free = at != at.round()
    value = rows @ at
    held = _snapped(value) == value.round()
    if not free.any() or not held.any():
        return at
    shift = np.linalg.lstsq(rows[held][:, free].toarray(), (value.round() - value)[held], rcond=None)[0]
    at = at.copy()
    at[free] += shift
    return at


def _room(at: np.ndarray, away: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """Return how far one may walk from ``at`` along ``away`` within limits."""
    up, down = away > _WHOLE, away < -_WHOLE
    ahead = np.concatenate([(high - at)[up] / away[up], (low - at)[down] / away[down], [np.inf]])
    return float(max(0.0, ahead.min()))


def _mix(
    problem: Problem, target: np.ndarray, columns: _Columns, *, generate: bool = True
) -> tuple[float, np.ndarray]:
    """Return the weights that come nearest to a target (least largest shortfall), and that shortfall.

    ``min e`` such that ``sum_c w_c y_ct >= x_t - e``, ``sum w = 1``; panels are generated until none helps.
    """
    kinds = len(target)
    while True:
        seats = columns.matrix()
        count = seats.shape[1]
        found = programs.solve(
            np.append(np.zeros(count), 1.0),
            (np.hstack([-seats, -np.ones((kinds, 1))]), -target),
            (np.append(np.ones(count), 0.0)[None, :], np.ones(1)),
            np.array([[0.0, 1.0]] * count + [[0.0, np.inf]]),
        )
        weights = np.clip(found.x[:count], 0.0, None)
        if not generate or found.value <= _SOUGHT:
            return found.value, weights
        worth = np.clip(found.multipliers, 0.0, None)
        panel = programs.best(problem, worth)
        # No panel is worth the target itself: a hyperplane parts it from every panel, it cannot be attained.
        if panel is None or worth @ panel <= worth @ target - _PRICED or not columns.add(panel):
            return found.value, weights


def _polished(seats: np.ndarray, target: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weights rid of the solver's tolerance, by non-negative least squares, where that comes nearer."""
    used = np.flatnonzero(weights > 0)
    system = np.vstack([seats[:, used], np.ones(len(used))])
    goal = np.append(target, 1.0)
    found, _ = nnls(system, goal, maxiter=50 * len(used))
    if np.abs(system @ found - goal).max() >= np.abs(system @ weights[used] - goal).max():
        return weights
    out = np.zeros(len(weights))
    out[used] = found
    return out


def _by_columns(problem: Problem, columns: _Columns) -> np.ndarray:
    """Return the expected seats of each kind, by column generation level by level."""
    people, kinds = problem.people, len(problem.kinds)
    fixed = np.full(kinds, np.nan)
    while np.isnan(fixed).any():
        while True:
            seats = columns.matrix()
            count = seats.shape[1]
            free = np.isnan(fixed)
            level, floor = np.where(free, people, 0.0), np.where(free, 0.0, np.nan_to_num(fixed) * people)
            found = programs.solve(
                np.append(np.zeros(count), -1.0),
                (np.hstack([-seats, level[:, None]]), -floor + np.where(free, 0.0, 1e-10)),
                (np.append(np.ones(count), 0.0)[None, :], np.ones(1)),
                np.array([[0.0, 1.0]] * (count + 1)),
            )
            worth = np.clip(found.multipliers, 0.0, None)
            panel = programs.best(problem, worth)
            if panel is None or worth @ panel <= (worth @ seats).max() + _PRICED or not columns.add(panel):
                break
        binding = free & (worth * people > _BINDING)
        fixed[binding if binding.any() else free] = max(0.0, -found.value)
    return np.asarray(fixed * people)


def _tickets(weights: np.ndarray) -> list[int]:
    """Return whole numbers of tickets in proportion to weights, by largest remainders."""
    exact = [w * TICKETS for w in weights / weights.sum()]
    tickets = [int(e) for e in exact]
    left = TICKETS - sum(tickets)
    ranked = sorted(range(len(exact)), key=lambda c: (tickets[c] - exact[c], c))
    for c in range(abs(left)):
        tickets[ranked[c % len(ranked)]] += 1 if left > 0 else -1
    return tickets
