"""A compact form for outlines: coordinates on a 1e-4 degree grid (about 11 m), stored as differences.

Layout, little-endian: ``n`` rings (uint16); for each ring its number of vertices without the closing one
and whether it is a shell (uint32, shell flag in the top bit); the first vertex of each ring (two int32);
then all the longitude differences (int16), then all the latitude differences. Zstandard, which Parquet
applies, does well on such runs of small numbers; decoding needs the standard library only.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise

GRID = 10_000
_SHELL = 1 << 31
_MOST = 32_767

Ring = Sequence[tuple[int, int]]


def encode(polygons: Sequence[Sequence[Ring]]) -> bytes:
    """Encode polygons, each a shell followed by its holes, as rings of grid coordinates.

    Parameters
    ----------
    polygons : sequence of sequence of rings
        Rings are open: the first vertex is not repeated at the end.

    Raises
    ------
    ValueError
        If two successive vertices are more than 3.2 degrees apart.
    """
    heads: list[int] = []
    firsts: list[int] = []
    dx: list[int] = []
    dy: list[int] = []
    for polygon in polygons:
        for position, ring in enumerate(polygon):
            heads.append(len(ring) | (_SHELL if position == 0 else 0))
            firsts.extend(ring[0])
            for (x0, y0), (x1, y1) in pairwise(ring):
                if abs(x1 - x0) > _MOST or abs(y1 - y0) > _MOST:
                    raise ValueError("two successive vertices are too far apart for this encoding")
                dx.append(x1 - x0)
                dy.append(y1 - y0)
    count = len(heads)
    return struct.pack(f"<H{count}I{2 * count}i{len(dx)}h{len(dy)}h", count, *heads, *firsts, *dx, *dy)


def _differences(blob: bytes) -> array[int]:
    values = array("h")
    values.frombytes(blob)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def decode(blob: bytes) -> bytes:
    """Return the outline as little-endian WKB (a MultiPolygon, longitude and latitude in degrees)."""
    (count,) = struct.unpack_from("<H", blob)
    heads = struct.unpack_from(f"<{count}I", blob, 2)
    firsts = struct.unpack_from(f"<{2 * count}i", blob, 2 + 4 * count)
    start = 2 + 12 * count
    middle = start + (len(blob) - start) // 2
    dx, dy = _differences(blob[start:middle]), _differences(blob[middle:])
    polygons: list[list[bytes]] = []
    used = 0
    for index, head in enumerate(heads):
        size = head & (_SHELL - 1)
        stop = used + size - 1
        xs = [x / GRID for x in accumulate(dx[used:stop], initial=firsts[2 * index])]
        ys = [y / GRID for y in accumulate(dy[used:stop], initial=firsts[2 * index + 1])]
        used = stop
        flat = [0.0] * (2 * size + 2)
        flat[0:-2:2], flat[1:-2:2] = xs, ys
        flat[-2], flat[-1] = xs[0], ys[0]
        ring = struct.pack(f"<I{2 * size + 2}d", size + 1, *flat)
        if head & _SHELL:
            polygons.append([])
        polygons[-1].append(ring)
    parts = [struct.pack("<BII", 1, 6, len(polygons))]
    for rings in polygons:
        parts.append(struct.pack("<BII", 1, 3, len(rings)))
        parts.extend(rings)
    return b"".join(parts)
