"""Outlines as rings of points, read from Well-Known Binary without a geometry library.

Layout: OGC 06-103r4, Simple feature access, section 8.2 (and the EWKB flags of PostGIS).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

from rebonds.errors import DataError
from rebonds.text import Text

Point = tuple[float, float]
Ring = list[Point]

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000


def _bad(what: str) -> DataError:
    return DataError(
        Text(f"Contour illisible\u00a0: {what}.", f"Unreadable outline: {what}."),
        Text("Reconstruire les contours embarqués.", "Rebuild the embedded outlines."),
    )


def rings(shape: bytes | bytearray | memoryview | Iterable[Iterable[Sequence[float]]]) -> list[Ring]:
    """Return every ring (outer and holes) of a polygon or of a multipolygon.

    Parameters
    ----------
    shape : bytes or iterable of rings
        WKB, or rings already (longitude, latitude).

    Raises
    ------
    DataError
        If the bytes are truncated or hold something else than polygons.
    """
    if isinstance(shape, bytes | bytearray | memoryview):
        try:
            found, end = _geometry(bytes(shape), 0)
        except struct.error as error:
            raise _bad(str(error)) from error
        if end != len(shape):
            raise _bad(f"{len(shape) - end} bytes left")
        return found
    return [[(float(p[0]), float(p[1])) for p in ring] for ring in shape]


def _geometry(data: bytes, at: int) -> tuple[list[Ring], int]:
    if len(data) <= at:
        raise _bad("empty")
    order = "<" if data[at] else ">"
    (kind,) = struct.unpack_from(f"{order}I", data, at + 1)
    at += 5
    if kind & _SRID:
        at += 4
    flags, kind = kind, kind & 0x0FFFFFFF
    dims = 2 + bool(flags & _Z) + bool(flags & _M) + (0, 1, 1, 2)[min(kind // 1000, 3)]
    kind %= 1000
    (count,) = struct.unpack_from(f"{order}I", data, at)
    at += 4
    found: list[Ring] = []
    if kind == _POLYGON:
        for _ in range(count):
            ring, at = _ring(data, at, order, dims)
            found.append(ring)
    elif kind in {_MULTIPOLYGON, _COLLECTION}:
        for _ in range(count):
            inner, at = _geometry(data, at)
            found += inner
    else:
        raise _bad(f"type {kind}")
    return found, at


def _ring(data: bytes, at: int, order: str, dims: int) -> tuple[Ring, int]:
    (points,) = struct.unpack_from(f"{order}I", data, at)
    if points * dims * 8 > len(data) - at:
        raise _bad("truncated")
    flat: tuple[Any, ...] = struct.unpack_from(f"{order}{points * dims}d", data, at + 4)
    return list(zip(flat[::dims], flat[1::dims], strict=True)), at + 4 + points * dims * 8
