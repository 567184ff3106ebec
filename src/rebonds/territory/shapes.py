"""Outlines of territories, as WKB in degrees (WGS 84)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rebonds.territory.encoding import GRID, decode
from rebonds.territory.model import Territory
from rebonds.territory.tables import query

if TYPE_CHECKING:
    import shapely

_COMMUNES = "SELECT code, shape FROM outlines_commune_1 UNION ALL SELECT code, shape FROM outlines_commune_2"
_LEVELS = ("commune", "epci", "ept", "departement", "region")


@lru_cache(maxsize=8)
def _outlines(level: str, tolerance: float | None) -> dict[str, bytes]:
    source = _COMMUNES if level == "commune" else f"SELECT code, shape FROM outlines_{level}"
    found = {code: decode(shape) for code, shape in query(f"{source} ORDER BY code")}
    if tolerance is None:
        return found
    import shapely

    shapes = shapely.coverage_simplify(shapely.from_wkb(list(found.values())), tolerance)
    return dict(zip(found, (bytes(wkb) for wkb in shapely.to_wkb(shapes)), strict=True))


def outlines(level: str, tolerance: float | None = None) -> dict[str, bytes]:
    """Return the outline of each territory of a level, by code.

    Parameters
    ----------
    level : str
        ``commune``, ``epci``, ``ept``, ``departement`` or ``region``.
    tolerance : float, optional
        Simplify further, in degrees; borders stay shared.

    Returns
    -------
    dict of str to bytes
        MultiPolygons as WKB. Overseas collectivities, whose outlines no package carries, are absent.

    Raises
    ------
    ValueError
        If there are no outlines for this level.
    """
    if level not in _LEVELS:
        raise ValueError(f"no outlines for level {level!r}; there are {', '.join(_LEVELS)}")
    return dict(_outlines(level, tolerance))


@lru_cache(maxsize=256)
def _one(code: str, level: str) -> bytes | None:
    source = f"({_COMMUNES})" if level == "commune" else f"outlines_{level}"
    rows = query(f"SELECT shape FROM {source} WHERE code = ?", [code])
    return decode(rows[0][0]) if rows else None


def outline(territory: Territory) -> bytes | None:
    """Return the outline of one territory as WKB; None where it is unknown.

    A grouping is dissolved from the outlines of its communes, France from those of its regions.
    """
    if territory.level in _LEVELS:
        return _one(territory.code, territory.level)
    import shapely

    if territory.level == "france":
        blobs = list(outlines("region").values())
    else:
        rows = query(
            f"SELECT shape FROM ({_COMMUNES}) WHERE list_contains(?::VARCHAR[], code) ORDER BY code",
            [list(territory.communes)],
        )
        blobs = [decode(shape) for (shape,) in rows]
    if not blobs:
        return None
    shapes = shapely.make_valid(shapely.from_wkb(blobs))
    return bytes(shapely.to_wkb(_polygons(shapely.union_all(shapes, grid_size=1 / GRID))))


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    import shapely

    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)
