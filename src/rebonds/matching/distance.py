"""How far two firms are."""

from __future__ import annotations

import math

from rebonds.matching.declared import Firm

_EARTH_KM = 6371.0


def distance(a: Firm, b: Firm) -> float | None:
    """Return the great-circle distance in kilometres; ``None`` when a position is unknown."""
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return None
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (a.lon, a.lat, b.lon, b.lat))
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, h)))
