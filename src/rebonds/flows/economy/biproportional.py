"""Biproportional fitting (RAS): the matrix nearest to a seed that has given row and column sums."""

from __future__ import annotations

import numpy as np

from rebonds.errors import DataError
from rebonds.flows.model import Array
from rebonds.text import Text, number


def fit(
    seed: Array, rows: Array, columns: Array, *, where: Text, tolerance: float = 1e-10, rounds: int = 5000
) -> Array:
    """Scale the rows and the columns of a seed in turn until their sums are those wanted.

    ``X = diag(r) S diag(c)`` with ``X 1 = rows`` and ``X' 1 = columns``: the matrix of least relative entropy
    to the seed (Deming & Stephan 1940; Bacharach 1970; Miller & Blair 2009, chapter 7). Rows are held
    exactly, columns to ``tolerance`` (relative to the total).

    Parameters
    ----------
    seed : array (M, N)
        At least zero; a zero stays a zero.
    rows : array (M,)
    columns : array (N,)
        ``nan`` where a column has no sum to meet.
    where : Text
        What is being fitted, for the errors.
    tolerance, rounds : float, int

    Returns
    -------
    array (M, N)

    Raises
    ------
    DataError
        A negative number, sums that cannot be met by this seed or that do not agree with each other, or no
        convergence (said with the residual).
    """
    if (seed < 0).any() or (rows < 0).any() or (columns[~np.isnan(columns)] < 0).any():
        raise _refused(where, "une donnée est négative", "a figure is negative")
    held = ~np.isnan(columns)
    total = float(rows.sum())
    if held.all() and abs(float(columns.sum()) - total) > 1e-6 * max(total, 1.0):
        raise _refused(
            where,
            f"les marges ne font pas le même total ({number(total)} et {number(float(columns.sum()))})",
            f"the margins do not add up to the same ({number(total, 'en')} and "
            f"{number(float(columns.sum()), 'en')})",
        )
    if ((seed.sum(axis=1) == 0) & (rows > 0)).any() or ((seed.sum(axis=0) == 0) & held & (columns > 0)).any():
        raise _refused(
            where, "une marge positive n'a aucune cellule", "a positive margin has no cell to fill"
        )
    fitted = seed.astype(float, copy=True)
    wanted = np.where(held, columns, 0.0)
    residual = np.inf
    for _ in range(rounds):
        fitted *= _ratio(rows, fitted.sum(axis=1))[:, None]
        sums = fitted.sum(axis=0)
        residual = float(np.abs(sums - wanted)[held].max(initial=0.0)) / max(total, 1e-300)
        if residual <= tolerance:
            return fitted
        fitted[:, held] *= _ratio(wanted[held], sums[held])
    raise _refused(
        where,
        f"l'ajustement n'a pas convergé (écart relatif {residual:.1e} après {rounds} tours)",
        f"fitting did not converge (relative gap {residual:.1e} after {rounds} rounds)",
    )


def _ratio(wanted: Array, found: Array) -> Array:
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)


def _refused(where: Text, fr: str, en: str) -> DataError:
    return DataError(
        Text(f"{where.fr} : {fr}.", f"{where.en}: {en}."),
        Text(
            "Vérifiez les tableaux d'origine ; docs/flows.md dit d'où vient chacun.",
            "Check the original tables; docs/flows.md says where each comes from.",
        ),
    )
