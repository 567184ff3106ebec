"""The map: outlines read from WKB, classes with counts, gaps told apart, a bounded size."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.drawing import samples

from rebonds import drawing
from rebonds.drawing.classes import classify, quantile
from rebonds.drawing.projection import conic
from rebonds.drawing.wkb import rings
from rebonds.errors import DataError
from rebonds.indicators.values import Value

SQUARE = [(2.0, 47.0), (3.0, 47.0), (3.0, 48.0), (2.0, 48.0), (2.0, 47.0)]


def value(code: str, x: float | None, state: str = "measured") -> Value:
    return Value("i", code, state, x)


def fine_ring(lon: float, lat: float, radius: float, points: int) -> list[tuple[float, float]]:
    turn = [2 * math.pi * k / points for k in range(points)]
    ring = [
        (lon + radius * math.cos(t) * (1 + 0.1 * math.sin(9 * t)), lat + radius * math.sin(t)) for t in turn
    ]
    return [*ring, ring[0]]


def grid_of(count: int, points: int) -> dict[str, bytes]:
    side = math.ceil(count**0.5)
    return {
        f"{200000000 + i}": samples.wkb(
            [fine_ring(-4 + 11 * (i % side) / side, 43 + 7 * (i // side) / side, 0.14, points)]
        )
        for i in range(count)
    }


@pytest.mark.parametrize("big", [False, True])
def test_wkb_of_either_byte_order(big: bool) -> None:
    hole = [(2.2, 47.2), (2.4, 47.2), (2.4, 47.4), (2.2, 47.2)]
    assert rings(samples.wkb([SQUARE, hole], [SQUARE], big=big)) == [SQUARE, hole, SQUARE]


@pytest.mark.parametrize("data", [b"", b"\x01", samples.wkb([SQUARE])[:-3], samples.wkb([SQUARE]) + b"\x00"])
def test_a_damaged_outline_is_a_clear_error(data: bytes) -> None:
    with pytest.raises(DataError, match="Contour illisible"):
        rings(data)


def test_points_are_refused() -> None:
    with pytest.raises(DataError):
        rings(b"\x01\x01\x00\x00\x00" + b"\x00" * 16)


def test_shapely_agrees_on_wkb() -> None:
    shapely = pytest.importorskip("shapely")
    shape = shapely.MultiPolygon([shapely.Polygon(SQUARE)])
    assert rings(shape.wkb) == [[(x, y) for x, y in shape.geoms[0].exterior.coords]]


def test_the_cone_is_conformal_and_has_its_meridian_upright() -> None:
    assert conic(3.0, 46.0)[0] == pytest.approx(0)
    assert conic(3.0, 47.0)[1] < conic(3.0, 46.0)[1]
    for lon, lat in ((-4.0, 48.0), (7.0, 44.0)):
        d = 1e-4
        east = math.dist(conic(lon, lat), conic(lon + d, lat)) / math.cos(math.radians(lat))
        north = math.dist(conic(lon, lat), conic(lon, lat + d))
        assert east == pytest.approx(north, rel=1e-4)


def test_states_are_told_apart_and_counted() -> None:
    shapes = {code: samples.wkb([SQUARE]) for code in "abcd"}
    values = {"a": value("a", 1.0), "b": value("b", 9.0), "c": value("c", None, "secret")}
    svg = drawing.map_svg(shapes, values, names={"d": "Sans donnée <i>"}, title="Carte", unit="%")
    root = ET.fromstring(svg)  # noqa: S314
    titles = [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "Sans donnée <i>\u00a0: donnée manquante" in titles
    assert "c\u00a0: secret statistique" in titles
    assert "secret statistique (1)" in svg and "donnée manquante (1)" in svg
    assert "-missing-map)" in svg and "-secret-map)" in svg


def test_overseas_stands_in_named_insets_and_nothing_is_lost() -> None:
    reunion = [(55.4, -21.2), (55.6, -21.2), (55.6, -21.0), (55.4, -21.2)]
    far = [(-150.0, -17.0), (-149.0, -17.0), (-149.0, -16.0), (-150.0, -17.0)]
    base = drawing.map_base(
        {"m": samples.wkb([SQUARE]), "r": samples.wkb([reunion]), "t": samples.wkb([far])}
    )
    assert set(base.paths) == {"m", "r", "t"}
    assert [b.name for b in base.insets] == ["La Réunion", "…"]


def test_a_territory_smaller_than_the_grid_stays_visible() -> None:
    tiny = [(2.5, 47.5), (2.50001, 47.5), (2.50001, 47.50001), (2.5, 47.5)]
    base = drawing.map_base({"a": samples.wkb([SQUARE]), "b": samples.wkb([tiny])})
    assert re.fullmatch(r"M\d+ \d+h1v1h-1z", base.paths["b"])


def test_all_the_epci_stay_under_900_kilobytes() -> None:
    shapes = grid_of(1255, 400)
    values = {code: value(code, float(i % 97)) for i, code in enumerate(shapes)}
    names = {code: f"Communauté de communes inventée numéro {i}" for i, code in enumerate(shapes)}
    svg = drawing.map_svg(
        shapes, values, names=names, links=lambda c: f"/lire/{c}/", unit="%", threshold=12.0, title="Carte"
    )
    assert len(svg.encode()) < 900_000
    root = ET.fromstring(svg)  # noqa: S314
    links = list(root.iter("{http://www.w3.org/2000/svg}a"))
    assert len(links) == 1255
    assert {e.attrib["tabindex"] for e in links} == {"-1"}


def test_the_highlight_is_drawn_over_the_rest() -> None:
    shapes = {"a": samples.wkb([SQUARE]), "b": samples.wkb([SQUARE])}
    svg = drawing.map_svg(shapes, {}, highlight=["b", "unknown"])
    assert svg.count('class="rb-highlight"') == 1


def test_map_figure_has_two_legends_and_unique_ids() -> None:
    shapes = {"a": samples.wkb([SQUARE])}
    figure = ET.fromstring(drawing.map_figure(shapes, {"a": value("a", 3.0)}, title="Carte"))  # noqa: S314
    found = [e.attrib["id"] for e in figure.iter() if "id" in e.attrib]
    assert len(found) == len(set(found))


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.floats(-1e6, 1e6))
def test_classes_partition_the_values(values: list[float], threshold: float) -> None:
    scale = classify(values, threshold=threshold)
    assert len(scale.colours) == len(scale.breaks) + 1
    assert list(scale.breaks) == sorted(set(scale.breaks))
    for v in values:
        low, high = scale.bounds(scale.of(v))
        assert low <= v <= high
    if min(values) < threshold <= max(values):
        assert threshold in scale.breaks


def test_the_good_side_of_a_threshold_has_the_good_colours() -> None:
    from rebonds.drawing.palette import BAD, GOOD

    values = [float(v) for v in range(20)]
    lower = classify(values, threshold=10.0)
    assert lower.colours[0] in GOOD and lower.colours[-1] in BAD
    higher = classify(values, threshold=10.0, higher_is_better=True)
    assert higher.colours[0] in BAD and higher.colours[-1] in GOOD


def test_explicit_breaks_and_quantiles() -> None:
    assert classify([1, 2, 3, 4], breaks=[2.5]).breaks == (2.5,)
    assert quantile([0, 10], 0.25) == 2.5
    assert classify([]).of(3.0) == 0
    assert classify([5.0, 5.0]).breaks == ()
