"""Summing flows by pair, compiled: loaded only for a million pairs at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numpy.typing import NDArray

from rebonds.flows.model import Array

if TYPE_CHECKING:
    from rebonds.flows.matrix import Indices


def summed(
    origins: Indices, destinations: Indices, values: Array, size: int, groups: Indices | None
) -> tuple[Array, NDArray[Any], NDArray[Any]]:
    """Return the data, columns and row starts of the sums by pair (see `rebonds.flows.matrix.group_pairs`)."""
    table = np.zeros((size, size))
    if groups is None:
        _sum(origins, destinations, values, table)
    else:
        _sum_grouped(origins, destinations, values, groups, table)
    starts = np.empty(size + 1, np.int64)
    kept = _starts(table, starts)
    data, columns = np.empty(kept), np.empty(kept, np.int64)
    _gather(table, data, columns)
    return data, columns, starts


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _sum(origins: Any, destinations: Any, values: Any, table: Any) -> None:  # pragma: no cover
    for k in range(values.size):
        table[origins[k], destinations[k]] += values[k]


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _sum_grouped(
    origins: Any, destinations: Any, values: Any, groups: Any, table: Any
) -> None:  # pragma: no cover
    for k in range(values.size):
        table[groups[origins[k]], groups[destinations[k]]] += values[k]


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _starts(table: Any, starts: Any) -> int:  # pragma: no cover
    kept = 0
    for i in range(table.shape[0]):
        starts[i] = kept
        for j in range(table.shape[1]):
            if table[i, j] != 0.0:
                kept += 1
    starts[table.shape[0]] = kept
    return kept


@numba.njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _gather(table: Any, data: Any, columns: Any) -> None:  # pragma: no cover
    k = 0
    for i in range(table.shape[0]):
        for j in range(table.shape[1]):
            if table[i, j] != 0.0:
                data[k] = table[i, j]
                columns[k] = j
                k += 1
