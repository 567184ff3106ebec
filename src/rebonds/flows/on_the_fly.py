"""Trade between the 35,000 communes: the kernel is computed as it is used, and never stored.

A stored kernel would take 5 to 10 GB a class. Each pair's distance, its decay in every class and the products
with the demands of its branches are computed together, tile by tile, in single precision: no pair is left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped, unused-ignore]
from numba import njit, prange, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from rebonds.errors import ModelError
from rebonds.flows.kernels import EARTH_KM
from rebonds.text import Text

Single = NDArray[np.float32]

_ROWS = 4  # communes served together: each demand that is read serves them all
_TILE = 512
_LOG2_E = 1.4426950408889634


class Communes:
    """``K`` of every class, applied to vectors of all communes.

    Parameters
    ----------
    lon, lat : array (R,)
        Degrees.
    inner : array (R,)
        Distance of each commune to itself, kilometres.
    lengths : array (C,)
        Decay length of each class.
    classes : array of int (S,)
        Class of each branch, sorted.
    tail, tail_length : float
        Long tail of the kernels (see `rebonds.flows.kernels`).
    least, farthest : float
        Bounds of distance, kilometres; the farthest cannot be over 2,000.

    Raises
    ------
    ModelError
        Branches that are not sorted by class, a farthest distance out of the reach of the series.
    """

    def __init__(
        self,
        lon: NDArray[np.floating],
        lat: NDArray[np.floating],
        inner: NDArray[np.floating],
        lengths: NDArray[np.floating],
        classes: NDArray[np.integer],
        *,
        tail: float,
        tail_length: float,
        least: float,
        farthest: float,
    ) -> None:
        if (np.diff(classes) < 0).any():
            raise ModelError(
                Text("Les branches doivent être triées par classe.", "Branches must be sorted by class.")
            )
        if not least < farthest <= 2000.0:
            raise ModelError(
                Text(
                    f"La distance la plus grande doit rester sous 2 000 km, pas {farthest:g}.",
                    f"The farthest distance must stay under 2,000 km, not {farthest:g}.",
                )
            )
        a, b = np.radians(lon), np.radians(lat)
        place = np.stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)])
        # From the middle of the country: single precision then tells distances to a decimetre.
        place -= np.median(place, axis=1, keepdims=True)
        self._place = np.ascontiguousarray(place * EARTH_KM, np.float32)
        self._inner = np.clip(inner, least, farthest).astype(np.float32)
        self._rates = (-_LOG2_E / np.append(lengths, tail_length)).astype(np.float32)
        self._bounds = np.searchsorted(classes, np.arange(len(lengths) + 1)).astype(np.int64)
        self._rules = np.array([tail, least, farthest], np.float32)

    def apply(self, weighted: Single) -> Single:
        """Return ``K z`` for every branch, (S, R): K is symmetric, so it is its own transpose."""
        if weighted.shape != (self._bounds[-1], self._inner.size):
            raise ModelError(
                Text(
                    f"Tableau de taille {weighted.shape} : il faut {self._bounds[-1]} branches et "
                    f"{self._inner.size} communes.",
                    f"An array of size {weighted.shape}: {self._bounds[-1]} branches and "
                    f"{self._inner.size} communes are needed.",
                )
            )
        asked = np.ascontiguousarray(weighted, np.float32)
        found = np.empty_like(asked)
        _apply(self._place, self._inner, self._rates, self._bounds, self._rules, asked, found)
        return found


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def _as_float(_context: Any, bits: Any) -> Any:  # pragma: no cover - compiled
    """Read the bits of an int32 as a float32."""

    def generate(_inner: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


@njit(fastmath=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _power(y: Any) -> Any:  # pragma: no cover - compiled
    """Return ``2^y`` for y <= 0 in single precision, without a call or a table, so that it is vectorised."""
    bounded = max(y, np.float32(-126.0))
    whole = np.int32(bounded)
    part = bounded - np.float32(whole)
    # Polynomial of 2^part on (-1, 0], relative error under 2e-7.
    p = np.float32(_P[0])
    for k in range(1, 7):
        p = p * part + np.float32(_P[k])
    return p * _as_float(np.int32((whole + np.int32(127)) << np.int32(23)))  # type: ignore[call-arg, unused-ignore]


def _fitted() -> tuple[float, ...]:
    """Fit ``2^x`` on [-1, 0] at Chebyshev's nodes, degree 6, highest power first."""
    nodes = -0.5 + 0.5 * np.cos(np.pi * (np.arange(40) + 0.5) / 40)
    found = np.polynomial.Chebyshev.fit(nodes, 2.0**nodes, 6, domain=[-1, 0])
    return tuple(float(c) for c in found.convert(kind=np.polynomial.Polynomial).coef[::-1])


_P = _fitted()


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _distances(
    x: Any, y: Any, z: Any, xs: Any, ys: Any, zs: Any, least: Any, farthest: Any, far: Any
) -> None:  # pragma: no cover - compiled
    """Great-circle distances: the chord, then the arc by its series, exact to 1e-7 under 2,000 km."""
    scale = np.float32(0.25 / EARTH_KM**2)
    for i in range(xs.size):
        dx, dy, dz = x - xs[i], y - ys[i], z - zs[i]
        square = dx * dx + dy * dy + dz * dz
        h = min(square * scale, np.float32(0.03))
        series = np.float32(0.044642857) + h * np.float32(0.030381944)
        series = np.float32(1.0) + h * (np.float32(0.16666667) + h * (np.float32(0.075) + h * series))
        far[i] = min(max(np.sqrt(square) * series, least), farthest)


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _decays(far: Any, rate: Any, scale: Any, found: Any) -> None:  # pragma: no cover - compiled
    for i in range(far.size):
        found[i] = scale * _power(far[i] * rate)


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _decays_with(far: Any, rate: Any, reach: Any, found: Any) -> None:  # pragma: no cover - compiled
    for i in range(far.size):
        found[i] = _power(far[i] * rate) + reach[i]


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _products(d0: Any, d1: Any, d2: Any, d3: Any, w: Any, total: Any) -> None:  # pragma: no cover - compiled
    a0 = a1 = a2 = a3 = np.float32(0.0)
    for i in range(w.size):
        v = w[i]
        a0 += d0[i] * v
        a1 += d1[i] * v
        a2 += d2[i] * v
        a3 += d3[i] * v
    total[0] += a0
    total[1] += a1
    total[2] += a2
    total[3] += a3


@njit(parallel=True, fastmath=True, cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _apply(
    place: Any, inner: Any, rates: Any, bounds: Any, rules: Any, weighted: Any, found: Any
) -> None:  # pragma: no cover - compiled
    size, zones = weighted.shape
    classes = rates.size - 1
    tail, least, farthest = rules[0], rules[1], rules[2]
    for block in prange((zones + _ROWS - 1) // _ROWS):
        first = block * _ROWS
        far = np.empty((_ROWS, _TILE), np.float32)
        reach = np.empty((_ROWS, _TILE), np.float32)
        decay = np.empty((_ROWS, _TILE), np.float32)
        total = np.zeros((size, _ROWS), np.float64)
        for start in range(0, zones, _TILE):
            stop = min(start + _TILE, zones)
            n = stop - start
            xs, ys, zs = place[0, start:stop], place[1, start:stop], place[2, start:stop]
            for k in range(_ROWS):
                r = min(first + k, zones - 1)
                _distances(place[0, r], place[1, r], place[2, r], xs, ys, zs, least, farthest, far[k, :n])
                if start <= r < stop:
                    far[k, r - start] = inner[r]
                _decays(far[k, :n], rates[classes], tail, reach[k, :n])
            for c in range(classes):
                for k in range(_ROWS):
                    _decays_with(far[k, :n], rates[c], reach[k, :n], decay[k, :n])
                for s in range(bounds[c], bounds[c + 1]):
                    _products(
                        decay[0, :n],
                        decay[1, :n],
                        decay[2, :n],
                        decay[3, :n],
                        weighted[s, start:stop],
                        total[s],
                    )
        for k in range(min(_ROWS, zones - first)):
            for s in range(size):
                found[s, first + k] = total[s, k]
