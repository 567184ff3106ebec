"""Territories by code, their members, neighbours, distances and sizes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rebonds.errors import UnknownTerritoryError
from rebonds.territory.model import LEVELS, Territory
from rebonds.territory.tables import TABLES, query
from rebonds.text import Text

FRANCE = "FR"
#: Mean radius of the Earth, km (IUGG).
EARTH_RADIUS_KM = 6371.0088
_REGION_PREFIX = "R"
_SHAPES = {
    "france": re.compile(FRANCE),
    "grouping": re.compile(r"g:.*"),
    "epci": re.compile(r"[0-9]{9}"),
    "commune": re.compile(r"[0-9]{5}|2[AB][0-9]{3}"),
    "region": re.compile(rf"{_REGION_PREFIX}[0-9]{{2}}"),
    "departement": re.compile(r"[0-9]{2,3}|2[AB]"),
}


@dataclass(frozen=True)
class Neighbour:
    """An EPCI across a border, and the length of that border in kilometres."""

    code: str
    name: str
    shared_km: float


def unknown(code: str) -> UnknownTerritoryError:
    """Return the plain error for a code that nobody bears."""
    return UnknownTerritoryError(
        Text(f"Aucun territoire ne porte le code « {code} ».", f"No territory has the code “{code}”."),
        Text("Cherchez-le par son nom.", "Search for it by name."),
    )


def level_of(code: str) -> str | None:
    """Return the level that the shape of a code points to, without looking whether it exists.

    Two characters are a département; a region, whose official codes are the same, is written ``R84``.
    """
    return next((level for level, shape in _SHAPES.items() if shape.fullmatch(code)), None)


def typed(code: str, level: str) -> str:
    """Return a code as it must be typed: regions, whose codes are also those of départements, as ``R84``."""
    return f"{_REGION_PREFIX}{code}" if level == "region" else code


def get(code: str, level: str | None = None) -> Territory:
    """Return the territory that has exactly this code.

    Parameters
    ----------
    code : str
        Commune, EPCI or EPT, département, region (``R84``, or ``84`` with ``level="region"``), ``FR``, or
        a grouping (``g:slug``).
    level : str, optional
        One of `LEVELS`, for the codes that a département and a region share.

    Raises
    ------
    UnknownTerritoryError
    """
    code = code.strip()
    wanted = level or level_of(code)
    if wanted is None:
        raise unknown(code)
    if wanted == "grouping":
        from rebonds.territory import groupings

        return groupings.get_saved(code)
    if wanted == "region" and len(code) == 3:
        code = code[1:]
    found = _get(code, wanted)
    if found is None and wanted == "epci" and level is None:
        found = _get(code, "ept")
    if found is None:
        raise unknown(code)
    return found


@lru_cache(maxsize=4096)
def _get(code: str, level: str) -> Territory | None:
    if level == "france":
        communes = _members(FRANCE, "france")
        people = query("SELECT sum(population) FROM regions")[0][0]
        return Territory(FRANCE, "France", "france", communes=communes, population=int(people))
    if level not in TABLES:
        return None
    kind = "kind" if level in ("epci", "ept", "departement") else "''"
    rows = query(f"SELECT nom, population, {kind} FROM {TABLES[level]} WHERE code = ?", [code])
    if not rows:
        return None
    name, people, sort = rows[0]
    return Territory(
        code,
        name,
        level,
        communes=_members(code, level),
        population=people,
        kind=sort if level in ("epci", "ept") else "",
    )


@lru_cache(maxsize=4096)
def _members(code: str, level: str) -> tuple[str, ...]:
    if level == "commune":
        return (code,)
    if level == "france":
        return tuple(row[0] for row in query("SELECT code FROM communes WHERE type <> 'com' ORDER BY code"))
    return tuple(
        row[0] for row in query(f"SELECT code FROM communes WHERE {level} = ? ORDER BY code", [code])
    )


def members(code: str, level: str | None = None) -> tuple[str, ...]:
    """Return the codes of the member communes, sorted (``FR``: those of the regions, overseas included)."""
    return get(code, level).communes


@lru_cache(maxsize=8)
def _all(level: str) -> tuple[Territory, ...]:
    if level == "france":
        return (get(FRANCE),)
    table = TABLES[level]
    kind = "t.kind" if level in ("epci", "ept") else "''"
    if level == "commune":
        rows: list[Any] = query("SELECT code, nom, population, '', [code] FROM communes ORDER BY code")
    else:
        rows = query(
            f"SELECT t.code, t.nom, t.population, {kind}, list(c.code ORDER BY c.code) FROM {table} AS t "
            f"JOIN communes AS c ON c.{level} = t.code GROUP BY ALL ORDER BY t.code"
        )
    return tuple(
        Territory(code, name, level, communes=tuple(codes), population=people, kind=sort)
        for code, name, people, sort, codes in rows
    )


def all_of(level: str) -> list[Territory]:
    """Return every territory of a level, sorted by code.

    Raises
    ------
    ValueError
        If the level is not one of `LEVELS`.
    """
    if level not in LEVELS:
        raise ValueError(f"unknown level {level!r}; there are {', '.join(LEVELS)}")
    if level == "grouping":
        from rebonds.territory import groupings

        return groupings.saved()
    return list(_all(level))


def parent_epci(commune: str) -> str | None:
    """Return the EPCI of a commune, or None (four islands and the overseas collectivities have none).

    Raises
    ------
    UnknownTerritoryError
        If there is no such commune today.
    """
    rows = query("SELECT epci FROM communes WHERE code = ?", [commune])
    if not rows:
        raise unknown(commune)
    return rows[0][0] or None


def _territory(place: str | Territory) -> Territory:
    return place if isinstance(place, Territory) else get(place)


def neighbours(place: str | Territory) -> list[Neighbour]:
    """Return the EPCI that share a border with an EPCI or with any set of communes, longest border first.

    Shared borders are measured on outlines generalised to about 100 m: lengths are slightly short.
    """
    place = _territory(place)
    if place.level == "epci":
        rows = query(
            "SELECT b, nom, shared_km FROM neighbours JOIN epci ON code = b WHERE a = ? ORDER BY 3 DESC, 1",
            [place.code],
        )
    else:
        rows = query(
            """
            WITH inside AS (SELECT unnest(?::VARCHAR[]) AS code),
            edges AS (SELECT a, b, shared_km FROM borders UNION ALL SELECT b, a, shared_km FROM borders)
            SELECT e.code, e.nom, sum(x.shared_km) FROM edges AS x
            JOIN inside ON inside.code = x.a
            ANTI JOIN inside AS within ON within.code = x.b
            JOIN communes AS c ON c.code = x.b JOIN epci AS e ON e.code = c.epci
            GROUP BY ALL ORDER BY 3 DESC, 1
            """,
            [list(place.communes)],
        )
    return [Neighbour(code, name, round(float(length), 3)) for code, name, length in rows]


@lru_cache(maxsize=4096)
def _measures(code: str, level: str) -> tuple[float | None, float | None, float | None]:
    rows = query(f"SELECT lon, lat, area_km2 FROM {TABLES[level]} WHERE code = ?", [code])
    return rows[0]


def _measure(place: str | Territory) -> tuple[float | None, float | None, float | None]:
    place = _territory(place)
    if place.level in TABLES:
        return _measures(place.code, place.level)
    return query(
        "SELECT sum(lon * area_km2) / sum(area_km2), sum(lat * area_km2) / sum(area_km2), sum(area_km2) "
        "FROM communes WHERE list_contains(?::VARCHAR[], code)"
        if place.level != "france"
        else "SELECT sum(lon * area_km2) / sum(area_km2), sum(lat * area_km2) / sum(area_km2), sum(area_km2) "
        "FROM communes WHERE type <> 'com'",
        [list(place.communes)] if place.level != "france" else None,
    )[0]


def area_km2(place: str | Territory) -> float | None:
    """Return the area on the ellipsoid, of the generalised outline; None where no outline is known."""
    return _measure(place)[2]


def centroid(place: str | Territory) -> tuple[float, float] | None:
    """Return the centroid (longitude, latitude in degrees); None where no outline is known."""
    lon, lat, _ = _measure(place)
    return None if lon is None or lat is None else (lon, lat)


def distance_km(a: str | Territory, b: str | Territory) -> float | None:
    """Return the great-circle distance between the centroids of two territories, in kilometres.

    Haversine formula, d = 2 R asin(sqrt(sin2(Δφ/2) + cos φ1 cos φ2 sin2(Δλ/2))), R = 6371.0088 km. None where one
    of the centroids is unknown.
    """
    start, end = centroid(a), centroid(b)
    if start is None or end is None:
        return None
    (lon1, lat1), (lon2, lat2) = (tuple(map(math.radians, point)) for point in (start, end))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
