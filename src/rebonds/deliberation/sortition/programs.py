"""The linear and integer programs of a sortition, solved by HiGHS (Huangfu & Hall 2018) through scipy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from rebonds.deliberation.sortition.records import Problem
from rebonds.errors import ModelError
from rebonds.text import Text

#: Tolerances of the linear programs: probabilities are compared at a thousand times this.
EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True)
class Optimum:
    """Solution of a linear program: point, value, and multipliers of its inequalities."""

    x: np.ndarray
    value: float
    multipliers: np.ndarray
    level: float  # of the equality, where there is one


def best(
    problem: Problem,
    worth: np.ndarray,
    low: np.ndarray | None = None,
    high: np.ndarray | None = None,
    rows: tuple[np.ndarray, np.ndarray] | None = None,
) -> np.ndarray | None:
    """Return the composition of largest ``sum worth * y``, or ``None`` when there is none.

    Parameters
    ----------
    problem : Problem
    worth : array (kinds,)
    low, high : array (kinds,), optional
        Tighter limits of the seats.
    rows : pair of arrays, optional
        Tighter limits of the rows.
    """
    below, above = rows or (problem.low, problem.high)
    found = milp(
        -worth,
        constraints=LinearConstraint(problem.rows, below, above),
        integrality=np.ones(len(worth)),
        bounds=Bounds(np.zeros(len(worth)) if low is None else low, problem.most if high is None else high),
        options={"mip_rel_gap": 0.0},
    )
    if found.status == 2 or (found.x is None and found.status not in (1, 3)):
        return None
    if found.status != 0:
        raise _unsettled(found)
    return np.asarray(found.x).round()


def solve(
    cost: np.ndarray,
    upper: tuple[Any, np.ndarray] | None,
    equal: tuple[Any, np.ndarray] | None,
    bounds: np.ndarray,
) -> Optimum:
    """Minimise ``cost x`` under ``A x <= b``, ``E x = e`` and bounds.

    Raises
    ------
    ModelError
        The solver did not settle.
    """
    for options in (EXACT, {}):
        found = linprog(
            cost,
            A_ub=None if upper is None else upper[0],
            b_ub=None if upper is None else upper[1],
            A_eq=None if equal is None else equal[0],
            b_eq=None if equal is None else equal[1],
            bounds=bounds,
            method="highs",
            options=options,
        )
        if found.status == 0:
            multipliers = -np.asarray(found.ineqlin.marginals)
            level = float(found.eqlin.marginals[0]) if equal is not None else 0.0
            return Optimum(np.asarray(found.x), float(found.fun), multipliers, level)
    raise _unsettled(found)


def two_sided(problem: Problem) -> tuple[sparse.csr_array, np.ndarray, sparse.csr_array, np.ndarray]:
    """Return the rows of a problem as ``A x <= b`` and ``E x = e``."""
    same = problem.low == problem.high
    loose = ~same
    upper = sparse.vstack([problem.rows[loose], -problem.rows[loose]]).tocsr()
    return (
        sparse.csr_array(upper),
        np.concatenate([problem.high[loose], -problem.low[loose]]),
        sparse.csr_array(problem.rows[same]),
        problem.high[same],
    )


def _unsettled(found: Any) -> ModelError:
    return ModelError(
        Text(
            f"Le tirage n'a pas pu être calculé : le solveur s'est arrêté ({found.message}).",
            f"The lottery could not be worked out: the solver stopped ({found.message}).",
        )
    )
