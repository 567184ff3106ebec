"""Territories: codes and vintages, members, neighbours, outlines, search, any grouping of communes."""

from rebonds.territory import groupings, passage
from rebonds.territory.finder import Match, search
from rebonds.territory.lookup import (
    Neighbour,
    area_km2,
    centroid,
    distance_km,
    get,
    members,
    neighbours,
    parent_epci,
)
from rebonds.territory.lookup import all_of as all
from rebonds.territory.model import COG_VINTAGE, LEVELS, Territory
from rebonds.territory.passage import PassageResult
from rebonds.territory.resolver import resolve
from rebonds.territory.shapes import outline, outlines
from rebonds.territory.tables import parquet

__all__ = [
    "COG_VINTAGE",
    "LEVELS",
    "Match",
    "Neighbour",
    "PassageResult",
    "Territory",
    "all",
    "area_km2",
    "centroid",
    "distance_km",
    "get",
    "groupings",
    "members",
    "neighbours",
    "outline",
    "outlines",
    "parent_epci",
    "parquet",
    "passage",
    "resolve",
    "search",
]
