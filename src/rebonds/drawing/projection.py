"""From longitudes and latitudes to a flat sheet: mainland France on a cone, overseas in insets."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from rebonds.drawing.wkb import Point

_LON0, _PARALLELS = 3.0, (44.0, 49.0)
Projection = Callable[[float, float], Point]


def conic(lon: float, lat: float) -> Point:
    """Project as Lambert-93 does (standard parallels 44° and 49°, meridian 3°), on a sphere of radius 1.

    Conformal conic, Snyder (1987), Map Projections, eq. 15-1 to 15-5; y grows southwards as on a screen.
    """
    return _conic(math.radians(lon - _LON0), math.radians(lat))


def _tan(phi: float) -> float:
    return math.tan(math.pi / 4 + phi / 2)


_P1, _P2 = (math.radians(p) for p in _PARALLELS)
_N = math.log(math.cos(_P1) / math.cos(_P2)) / math.log(_tan(_P2) / _tan(_P1))
_F = math.cos(_P1) * _tan(_P1) ** _N / _N


def _conic(lam: float, phi: float) -> Point:
    rho = _F / _tan(phi) ** _N
    return rho * math.sin(_N * lam), rho * math.cos(_N * lam)


def plate(lat0: float) -> Projection:
    """Return an equirectangular projection true at ``lat0``, for an inset."""
    k = math.cos(math.radians(lat0))

    def project(lon: float, lat: float) -> Point:
        return math.radians(lon) * k, -math.radians(lat)

    return project


@dataclass(frozen=True)
class Inset:
    """A part of France far from the mainland, drawn in a box of its own at its own scale."""

    name: str
    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Tell whether a point lies in the inset."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


MAINLAND = Inset("", -6.0, 41.0, 10.5, 51.5)
INSETS = (
    Inset("Guadeloupe", -62.0, 15.7, -60.9, 16.7),
    Inset("Martinique", -61.4, 14.2, -60.7, 15.0),
    Inset("Guyane", -55.0, 2.0, -51.4, 6.0),
    Inset("La Réunion", 55.1, -21.5, 55.95, -20.8),
    Inset("Mayotte", 44.9, -13.1, 45.4, -12.5),
)
ELSEWHERE = Inset("…", -180.0, -90.0, 180.0, 90.0)


def part_of(lon: float, lat: float) -> Inset:
    """Return the mainland or the inset that holds a point; nothing is ever left out."""
    return next((i for i in (MAINLAND, *INSETS) if i.holds(lon, lat)), ELSEWHERE)
