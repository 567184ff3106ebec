"""Trade between the 35,000 communes: the kernel is computed as it is used, and never stored.

A stored kernel would take 5 to 10 GB a class. Each pair's distance, its decay in every class and the products
with the demands of its branches are computed together, tile by tile, in single precision: no pair is left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped, unused-ignore]
from numba import get_num_threads, njit, prange, types
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
        _apply(
            self._place, self._inner, self._rates, self._bounds, self._rules, asked, found, get_num_threads()
        )
        return found


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def _as_float(_context: Any, bits: Any) -> Any:  # pragma: no cover - compiled
    """Read the bits of an int32 as a float32."""

    def generate(_inner: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


@njit(fastmath={"contract", "nsz", "nnan", "ninf"}, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _power(y: Any) -> Any:  # pragma: no cover - compiled
    """Return ``2^y`` for y <= 0 in single precision, without a call or a table, so that it is vectorised."""
    bounded = max(y, np.float32(-126.0))
    whole = np.int32(bounded - np.float32(0.5))
    part = bounded - np.float32(whole)
    # Polynomial of 2^part on [-1/2, 1/2], relative error under 1e-7.
    p = np.float32(_P[0])
    for k in range(1, 6):
        p = p * part + np.float32(_P[k])
    return p * _as_float(np.int32((whole + np.int32(127)) << np.int32(23)))  # type: ignore[call-arg, unused-ignore]


def _fitted() -> tuple[float, ...]:
    """Fit ``2^x`` on [-1/2, 1/2] at Chebyshev's nodes, degree 5, highest power first."""
    nodes = 0.5 * np.cos(np.pi * (np.arange(40) + 0.5) / 40)
    found = np.polynomial.Chebyshev.fit(nodes, 2.0**nodes, 5, domain=[-0.5, 0.5])
    return tuple(float(c) for c in found.convert(kind=np.polynomial.Polynomial).coef[::-1])


_P = _fitted()


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _distances(
    place: Any, first: Any, last: Any, start: Any, n: Any, least: Any, farthest: Any, far: Any
) -> None:  # pragma: no cover - compiled
    """Great-circle distances: the chord, then the arc by its series, exact to 1e-7 under 2,000 km."""
    scale = np.float32(0.25 / EARTH_KM**2)
    for k in range(_ROWS):
        r = min(first + k, last - 1)
        x, y, z = place[0, r], place[1, r], place[2, r]
        for i in range(n):
            dx, dy, dz = x - place[0, start + i], y - place[1, start + i], z - place[2, start + i]
            square = dx * dx + dy * dy + dz * dz
            h = min(square * scale, np.float32(0.03))
            series = np.float32(0.044642857) + h * np.float32(0.030381944)
            series = np.float32(1.0) + h * (np.float32(0.16666667) + h * (np.float32(0.075) + h * series))
            far[k, i] = min(max(np.sqrt(square) * series, least), farthest)


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _tails(far: Any, n: Any, rate: Any, scale: Any, found: Any) -> None:  # pragma: no cover - compiled
    for k in range(_ROWS):
        for i in range(n):
            found[k, i] = scale * _power(far[k, i] * rate)


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _decays(far: Any, n: Any, rate: Any, reach: Any, found: Any) -> None:  # pragma: no cover - compiled
    for k in range(_ROWS):
        for i in range(n):
            found[k, i] = _power(far[k, i] * rate) + reach[k, i]


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _one_way(
    d: Any, there: Any, n: Any, low: Any, high: Any, total: Any
) -> None:  # pragma: no cover - compiled
    """Serve four communes from those of a tile, branches ``low`` to ``high``."""
    for s in range(low, high):
        a0 = a1 = a2 = a3 = np.float32(0.0)
        for i in range(n):
            v = there[s, i]
            a0 += d[0, i] * v
            a1 += d[1, i] * v
            a2 += d[2, i] * v
            a3 += d[3, i] * v
        total[s, 0] = a0
        total[s, 1] = a1
        total[s, 2] = a2
        total[s, 3] = a3


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _both_ways(
    d: Any, there: Any, n: Any, low: Any, high: Any, asked: Any, total: Any, back: Any
) -> None:  # pragma: no cover - compiled
    """Serve four communes from those of a tile, and those of the tile from the four."""
    for s in range(low, high):
        w0, w1, w2, w3 = asked[s, 0], asked[s, 1], asked[s, 2], asked[s, 3]
        a0 = a1 = a2 = a3 = np.float32(0.0)
        for i in range(n):
            v = there[s, i]
            a0 += d[0, i] * v
            a1 += d[1, i] * v
            a2 += d[2, i] * v
            a3 += d[3, i] * v
            back[s, i] += d[0, i] * w0 + d[1, i] * w1 + d[2, i] * w2 + d[3, i] * w3
        total[s, 0] = a0
        total[s, 1] = a1
        total[s, 2] = a2
        total[s, 3] = a3


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _serve_few(
    place: Any, inner: Any, rates: Any, bounds: Any, rules: Any, asked: Any, there: Any, ranks: Any, held: Any
) -> None:  # pragma: no cover - compiled
    """Serve four communes of the tile above from the tile across, and the other way round unless it is the same.

    ``ranks``: the first of the four, the end of their tile, the start of the tile across, its size.
    """
    first, last, start, n = ranks
    far, reach, decay, total, back = held
    classes = rates.size - 1
    same = first >= start
    _distances(place, first, last, start, n, rules[1], rules[2], far)
    if same:
        for k in range(min(_ROWS, last - first)):
            far[k, first + k - start] = inner[first + k]
    _tails(far, n, rates[classes], rules[0], reach)
    for c in range(classes):
        _decays(far, n, rates[c], reach, decay)
        if same:
            _one_way(decay, there, n, bounds[c], bounds[c + 1], total)
        else:
            _both_ways(decay, there, n, bounds[c], bounds[c + 1], asked, total, back)


@njit(fastmath=True)  # type: ignore[untyped-decorator, unused-ignore]
def _serve_some(
    place: Any,
    inner: Any,
    rates: Any,
    bounds: Any,
    rules: Any,
    weighted: Any,
    thread: Any,
    threads: Any,
    sums: Any,
) -> None:  # pragma: no cover - compiled
    """Go through one in ``threads`` of the pairs of tiles."""
    size, zones = weighted.shape
    tiles = (zones + _TILE - 1) // _TILE
    few = (_ROWS, _TILE)
    far, reach, decay = np.empty(few, np.float32), np.empty(few, np.float32), np.empty(few, np.float32)
    total, asked = np.empty((size, _ROWS), np.float32), np.empty((size, _ROWS), np.float32)
    # What the tile across asks for, what it is given, and what the tile above is given: all close at hand.
    there, back = np.empty((size, _TILE), np.float32), np.empty((size, _TILE), np.float32)
    forth = np.empty((size, _TILE), np.float32)
    for pair in range(thread, tiles * tiles, threads):
        top, start = pair // tiles * _TILE, pair % tiles * _TILE
        if start < top:
            continue
        last, n = min(top + _TILE, zones), min(_TILE, zones - start)
        there[:, :n] = weighted[:, start : start + n]
        back[:] = np.float32(0.0)
        for first in range(top, last, _ROWS):
            kept = min(_ROWS, last - first)
            asked[:] = np.float32(0.0)
            asked[:, :kept] = weighted[:, first : first + kept]
            ranks, held = (first, last, start, n), (far, reach, decay, total, back)
            _serve_few(place, inner, rates, bounds, rules, asked, there, ranks, held)
            forth[:, first - top : first - top + kept] = total[:, :kept]
        sums[:, top:last] += forth[:, : last - top]
        if start > top:
            sums[:, start : start + n] += back[:, :n]


@njit(parallel=True, fastmath=True, cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _apply(
    place: Any, inner: Any, rates: Any, bounds: Any, rules: Any, weighted: Any, found: Any, threads: Any
) -> None:  # pragma: no cover - compiled
    """Serve every commune; each pair of tiles is gone through once, both ways (distance has no direction)."""
    size, zones = weighted.shape
    sums = np.zeros((threads, size, zones), np.float64)
    for thread in prange(threads):
        _serve_some(place, inner, rates, bounds, rules, weighted, thread, threads, sums[thread])
    for s in prange(size):
        for i in range(zones):
            value = 0.0
            for thread in range(threads):
                value += sums[thread, s, i]
            found[s, i] = value
