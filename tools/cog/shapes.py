"""Outlines of communes repaired to the latest vintage, measured, dissolved and encoded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from rebonds.territory.encoding import GRID, encode

#: WGS 84 ellipsoid (semi-major axis in km, squared eccentricity) and mean radius of the Earth in km.
SEMI_MAJOR_KM, ECCENTRICITY2, MEAN_RADIUS_KM = 6378.137, 0.00669437999014, 6371.0088
#: Holes smaller than this (square degrees, about one hectare) are slivers left by dissolving.
SLIVER = 1e-6

Outlines = dict[str, shapely.Geometry]
Floats = NDArray[np.float64]


def commune_outlines(
    rows: list[dict[str, str]], older: list[dict[str, str]], former: Mapping[str, Iterable[str]]
) -> Outlines:
    """Return the outline of each current commune that the packages know.

    Parameters
    ----------
    rows, older : list of dict
        ``communes.csv`` of the latest package, and of an older one for the communes left blank by the latest.
    former : mapping
        Former codes of each current commune. A commune without outline takes the older outline of one of
        its former codes (its seat moved), or its own as a delegated commune (it was restored); what a restored
        commune regains is taken from the neighbour that still holds it.
    """
    found = {row["code"]: _geometry(row) for row in rows if row["type"] == "COM" and row["code"] in former}
    outlines: Outlines = {code: outline for code, outline in found.items() if outline is not None}
    before: dict[str, dict[str, shapely.Geometry]] = defaultdict(dict)
    for row in older:
        outline = _geometry(row)
        if outline is not None:
            before[row["type"]][row["code"]] = outline
    restored = []
    for code in sorted(set(former) - set(outlines)):
        moved = [before["COM"][old] for old in former[code] if old in before["COM"]]
        if len(moved) == 1:
            outlines[code] = moved[0]
        elif code in before["COMD"]:
            outlines[code] = before["COMD"][code]
            restored.append(code)
    for code in restored:
        for other in sorted(outlines):
            if other[:2] == code[:2] and other not in restored:
                common = outlines[other].intersection(outlines[code])
                if common.area > outlines[code].area / 2:
                    outlines[other] = _clean(outlines[other].difference(outlines[code]))
    return {code: outlines[code] for code in sorted(outlines)}


def _geometry(row: Mapping[str, str]) -> shapely.Geometry | None:
    return None if row["geometry"] in ("", "\\N") else shapely.from_wkb(row["geometry"])


def dissolve(groups: Mapping[str, Iterable[str]], outlines: Outlines) -> Outlines:
    """Merge the outlines of each group's members, on the storage grid so that no sliver is left."""
    return {
        code: _clean(shapely.union_all([outlines[m] for m in members if m in outlines], grid_size=1 / GRID))
        for code, members in groups.items()
        if any(member in outlines for member in members)
    }


def simplify(outlines: Outlines, tolerance: float) -> Outlines:
    """Simplify a coverage, keeping shared borders shared (tolerance in degrees)."""
    return dict(zip(outlines, shapely.coverage_simplify(list(outlines.values()), tolerance), strict=True))


def _clean(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep polygons only, without slivers nor the holes that slivers leave."""
    polygons = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and part.area > SLIVER / 100:
            holes = [hole for hole in part.interiors if shapely.Polygon(hole).area > SLIVER]
            polygons.append(shapely.Polygon(part.exterior, holes))
    return shapely.MultiPolygon(polygons)


def encoded(shape: shapely.Geometry) -> bytes:
    """Encode an outline on the storage grid."""
    polygons = []
    for part in shapely.get_parts(shape):
        rings = [_on_grid(ring) for ring in (part.exterior, *part.interiors)]
        if len(rings[0]) >= 3:
            polygons.append([ring for ring in rings if len(ring) >= 3])
    return encode(polygons)


def _on_grid(ring: shapely.Geometry) -> list[tuple[int, int]]:
    points = np.rint(shapely.get_coordinates(ring) * GRID).astype(int)
    moved = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))
    return [(int(x), int(y)) for x, y in points[moved][:-1]]


def _equal_area(points: Floats) -> Floats:
    """Project longitude and latitude on the authalic sphere's cylinder: plane areas are ellipsoidal areas (km2).

    Snyder, J. P. (1987), Map projections: a working manual, equations 3-11 to 3-13 and 10-13 to 10-15.
    """
    e = ECCENTRICITY2**0.5
    sine = np.sin(np.radians(points[:, 1]))

    def q(s: Floats) -> Floats:
        ratio = (1 - e * s) / (1 + e * s)
        return (1 - ECCENTRICITY2) * (s / (1 - ECCENTRICITY2 * s**2) - np.log(ratio) / (2 * e))

    return np.column_stack([SEMI_MAJOR_KM * np.radians(points[:, 0]), SEMI_MAJOR_KM * q(sine) / 2])


def areas_km2(outlines: Outlines) -> dict[str, float]:
    """Area of each outline on the WGS 84 ellipsoid, in square kilometres."""
    flat = shapely.transform(list(outlines.values()), _equal_area)
    return dict(zip(outlines, shapely.area(flat).tolist(), strict=True))


def centroids(outlines: Outlines) -> dict[str, tuple[float, float]]:
    """Centroid of each outline, in degrees (on the plate carrée: the outlines are small)."""
    found = {}
    for code, outline in outlines.items():
        point = shapely.centroid(outline)
        found[code] = (round(float(point.x), 5), round(float(point.y), 5))
    return found


def shared_borders(outlines: Outlines) -> dict[tuple[str, str], float]:
    """Length of the border shared by each pair of outlines (km): the edges that both draw, as great circles."""
    owners: dict[tuple[int, int, int, int], list[int]] = {}
    codes = list(outlines)
    for index, outline in enumerate(outlines.values()):
        for ring in shapely.get_rings(shapely.get_parts(outline)):
            points = [(int(x), int(y)) for x, y in np.rint(shapely.get_coordinates(ring) * 1e6)]
            for (x0, y0), (x1, y1) in pairwise(points):
                edge = (x0, y0, x1, y1) if (x0, y0) < (x1, y1) else (x1, y1, x0, y0)
                owners.setdefault(edge, []).append(index)
    shared = [(edge, who) for edge, who in owners.items() if len(who) == 2 and who[0] != who[1]]
    ends = np.radians(np.array([edge for edge, _ in shared]) / 1e6)
    half = (
        np.sin((ends[:, 3] - ends[:, 1]) / 2) ** 2
        + np.cos(ends[:, 1]) * np.cos(ends[:, 3]) * np.sin((ends[:, 2] - ends[:, 0]) / 2) ** 2
    )
    lengths = 2 * MEAN_RADIUS_KM * np.arcsin(np.sqrt(half))
    total: dict[tuple[str, str], float] = defaultdict(float)
    for (_, (a, b)), length in zip(shared, lengths.tolist(), strict=True):
        total[codes[min(a, b)], codes[max(a, b)]] += length
    return {pair: round(length, 3) for pair, length in sorted(total.items())}
