"""Outlines: their encoding, and what they draw."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from rebonds import territory
from rebonds.territory.encoding import GRID, decode, encode

_POINT = st.tuples(st.integers(-1_800_000, 1_800_000), st.integers(-900_000, 900_000))
_STEP = st.tuples(st.integers(-32_767, 32_767), st.integers(-32_767, 32_767))


@st.composite
def rings(draw: st.DrawFn) -> list[tuple[int, int]]:
    x, y = draw(_POINT)
    ring = [(x, y)]
    for dx, dy in draw(st.lists(_STEP, min_size=2, max_size=12)):
        x, y = x + dx, y + dy
        ring.append((x, y))
    return ring


@given(st.lists(st.lists(rings(), min_size=1, max_size=3), min_size=1, max_size=3))
def test_what_is_encoded_is_decoded(polygons: list[list[list[tuple[int, int]]]]) -> None:
    shape = shapely.from_wkb(decode(encode(polygons)))
    found = [
        [
            [(round(x * GRID), round(y * GRID)) for x, y in ring.coords][:-1]
            for ring in (part.exterior, *part.interiors)
        ]
        for part in shape.geoms
    ]
    assert found == polygons


def test_vertices_too_far_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="too far apart"):
        encode([[[(0, 0), (40_000, 0), (0, 10)]]])


@pytest.mark.parametrize(
    ("level", "count"),
    [("epci", 1255), ("ept", 11), ("departement", 101), ("region", 18), ("commune", 34_875)],
)
def test_outlines_of_a_level(level: str, count: int) -> None:
    found = territory.outlines(level)
    assert len(found) == count
    sample = [shapely.from_wkb(found[code]) for code in sorted(found)[:: max(1, count // 200)]]
    assert all(shape.geom_type == "MultiPolygon" and shape.area > 0 for shape in sample)
    assert sum(shape.is_valid for shape in sample) >= 0.99 * len(sample)


def test_an_outline_contains_the_middle_of_its_territory() -> None:
    for code in ("200040715", "974", "R53", "38185"):
        place = territory.resolve(code)
        wkb = territory.outline(place)
        assert wkb is not None
        lon, lat = territory.centroid(place) or (0, 0)
        assert shapely.from_wkb(wkb).contains(shapely.Point(lon, lat))


def test_a_grouping_is_dissolved_from_its_communes() -> None:
    figeac = territory.resolve("g:figeac-quercy-vallee-de-la-dordogne")
    shape = shapely.from_wkb(territory.outline(figeac))
    parts = shapely.union_all([shapely.from_wkb(territory.outline(territory.get(c))) for c in figeac.epcis])
    assert shape.is_valid
    assert shape.area == pytest.approx(parts.area, rel=0.01)
    assert shape.symmetric_difference(parts).area < 0.02 * shape.area


def test_communes_restored_or_moved_have_their_own_outline() -> None:
    """Neussargues en Pinatelle was divided in 2025: its five communes do not overlap."""
    codes = ["15031", "15035", "15047", "15141", "15171"]
    shapes = [shapely.from_wkb(territory.outline(territory.get(code))) for code in codes]
    together = shapely.union_all(shapes).area
    assert together == pytest.approx(sum(shape.area for shape in shapes), rel=0.01)
    assert territory.outline(territory.get("12218")) is not None


def test_further_simplification_keeps_borders_shared() -> None:
    full, light = territory.outlines("departement"), territory.outlines("departement", tolerance=0.03)
    assert set(full) == set(light)
    assert sum(map(len, light.values())) < 0.7 * sum(map(len, full.values()))
    isere, savoie = (shapely.from_wkb(light[code]) for code in ("38", "73"))
    assert isere.intersection(savoie).area < 1e-6
    assert isere.touches(savoie) or isere.intersects(savoie)


def test_france_and_places_without_outline() -> None:
    wkb = territory.outline(territory.get("FR"))
    assert wkb is not None
    west, south, east, north = shapely.from_wkb(wkb).bounds
    assert west < -61 and east > 55 and south < -20 and north > 51
    assert territory.outline(territory.get("98735")) is None
    with pytest.raises(ValueError, match="no outlines"):
        territory.outlines("canton")
