"""Passes over the (S, S, R) stocks of ARIO, compiled: the rest of a day is products of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

_NEGLIGIBLE = 1e-5  # an input below this part of output never stops production
_ABSOLUTE, _RELATIVE = 1e-8, 1e-5  # within these, stocks are as wished: no order is placed for rounding


@njit(parallel=True, cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def produce(stock: Any, a: Any, wanted: Any, short: Any, production: Any) -> None:
    """``production = min(wanted, min_i stock_i / (a_ij short_i))``."""
    inputs, outputs, zones = stock.shape
    for j in prange(outputs):
        for q in range(zones):
            production[j, q] = wanted[j, q]
        for i in range(inputs):
            need = a[i, j]
            if need > _NEGLIGIBLE and short[i] > 0.0:
                held = need * short[i]
                for q in range(zones):
                    able = stock[i, j, q] / held
                    if able < wanted[j, q] and able < production[j, q]:
                        production[j, q] = able


@njit(parallel=True, cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def restock(stock: Any, orders: Any, a: Any, production: Any, filled: Any) -> None:
    """``stock += orders * filled - a * production``, unless all is as usual to rounding."""
    inputs, outputs, zones = stock.shape
    usual = np.ones(inputs, np.bool_)
    for i in prange(inputs):
        for j in range(outputs):
            for q in range(zones):
                used = production[j, q] * a[i, j]
                came = orders[i, j, q] * filled[i, q]
                if abs(came - used) > _ABSOLUTE + _RELATIVE * abs(used):
                    usual[i] = False
    if not usual.all():
        for i in prange(inputs):
            for j in range(outputs):
                for q in range(zones):
                    stock[i, j, q] += orders[i, j, q] * filled[i, q] - production[j, q] * a[i, j]


@njit(parallel=True, cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def order(
    stock: Any, orders: Any, a: Any, wanted: Any, production: Any, days: Any, restock_rate: Any, summed: Any
) -> None:
    """``orders = max(0, days a wanted - stock) / tau + a production``; ``summed`` is their total by input."""
    inputs, outputs, zones = stock.shape
    usual = np.ones(inputs, np.bool_)
    for i in prange(inputs):
        for j in range(outputs):
            for q in range(zones):
                goal = wanted[j, q] * a[i, j] * days[i]
                if abs(stock[i, j, q] - goal) > _ABSOLUTE + _RELATIVE * abs(goal):
                    usual[i] = False
    closing = 0.0 if usual.all() else 1.0
    for i in prange(inputs):
        for q in range(zones):
            summed[i, q] = 0.0
        for j in range(outputs):
            for q in range(zones):
                missing = wanted[j, q] * a[i, j] * days[i] - stock[i, j, q]
                missing = max(missing, 0.0)
                placed = missing * restock_rate[i] * closing + production[j, q] * a[i, j]
                orders[i, j, q] = placed
                summed[i, q] += placed


@njit(parallel=True, cache=True, fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def spread(kernel: Any, weighted: Any, scale: Any, found: Any) -> None:
    """``found[s, r] = scale[s, r] * sum_q kernel[r, q] weighted[s, q]`` for a few rows s.

    A library's product of matrices is made for square ones: on ten rows it leaves memory half idle, and its
    threads fight with those of the other passes. Rows of the kernel are read once, for four products at a time.
    """
    rows, zones = weighted.shape
    whole = rows - rows % 4
    for r in prange(zones):
        line = kernel[r]
        for s in range(0, whole, 4):
            a0 = a1 = a2 = a3 = 0.0
            for q in range(zones):
                k = line[q]
                a0 += k * weighted[s, q]
                a1 += k * weighted[s + 1, q]
                a2 += k * weighted[s + 2, q]
                a3 += k * weighted[s + 3, q]
            found[s, r] = a0 * scale[s, r]
            found[s + 1, r] = a1 * scale[s + 1, r]
            found[s + 2, r] = a2 * scale[s + 2, r]
            found[s + 3, r] = a3 * scale[s + 3, r]
        for s in range(whole, rows):
            a0 = 0.0
            for q in range(zones):
                a0 += line[q] * weighted[s, q]
            found[s, r] = a0 * scale[s, r]
