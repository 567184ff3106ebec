"""Strip and time line: light, honest about gaps and breaks, described in words."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.drawing import samples

from rebonds import drawing
from rebonds.indicators.values import Value

HEAD = samples.reading().dimensions[3].headline


def by_class(svg: str, name: str) -> list[ET.Element]:
    return [e for e in ET.fromstring(svg).iter() if e.attrib.get("class") == f"rb-{name}"]  # noqa: S314


def point(year: int, x: float | None, source: str = "a", state: str = "measured") -> Value:
    return Value("i", "t", state, x, vintage=year, sources=(source,))


def test_a_strip_of_all_the_epci_is_light() -> None:
    values = {f"c{i}": 10 + (i * 37 % 101) / 5 for i in range(1255)}
    svg = drawing.strip_svg(
        values, "c5", card=HEAD.card, threshold=HEAD.threshold, peers=["c1", "c9"], css=False, label="Ici"
    )
    assert len(svg.encode()) < 8_000
    assert len(by_class(svg, "marker")) == 2  # the mark and its key
    assert len(by_class(svg, "peer")) == 3
    assert "1\u202f255 territoires" in svg and "Ici\u00a0: " in svg


def test_a_far_threshold_is_an_arrow_not_a_squashed_axis() -> None:
    svg = drawing.strip_svg([50.0, 51.0, 52.0], 51.0, threshold=-500.0, css=False)
    assert "← " in svg
    assert not by_class(svg, "threshold")


@settings(deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=50))
def test_any_values_make_a_sound_strip(values: list[float]) -> None:
    ET.fromstring(drawing.strip_svg(values, values[0], threshold=values[-1], css=False))  # noqa: S314


def test_a_strip_needs_values() -> None:
    with pytest.raises(ValueError, match="at least one"):
        drawing.strip_svg([])


def test_a_change_of_source_breaks_the_line() -> None:
    svg = drawing.timeline_svg([point(2019, 1.0), point(2020, 2.0), point(2021, 3.0, "b")], css=False)
    assert len(by_class(svg, "bridge")) == 1
    assert by_class(svg, "series")[0].attrib["d"].count("M") == 1
    assert "Rupture de série en 2021" in svg
    assert "rupture" not in drawing.timeline_svg([point(2019, 1.0), point(2020, 2.0)], css=False).lower()


def test_declared_breaks_are_drawn_too() -> None:
    svg = drawing.timeline_svg([point(2019, 1.0), point(2021, 2.0)], breaks=[2020], css=False)
    assert len(by_class(svg, "bridge")) == 1


def test_a_missing_vintage_is_a_gap_not_a_point() -> None:
    svg = drawing.timeline_svg(
        [point(2019, 1.0), point(2020, None, state="missing"), point(2021, 2.0)], card=HEAD.card, css=False
    )
    assert len(by_class(svg, "dot")) == 2
    assert not by_class(svg, "series")
    assert "2020\u00a0: donnée manquante" in svg


def test_estimates_are_hollow_and_banded() -> None:
    one = Value("i", "t", "estimated", 5.0, low=4.0, high=6.0, vintage=2020)
    svg = drawing.timeline_svg([one], threshold=5.5, css=False)
    assert len(by_class(svg, "dotopen")) == 2
    assert len(by_class(svg, "band")) == 1
    assert len(by_class(svg, "threshold")) == 1


def test_a_time_line_needs_a_known_value() -> None:
    with pytest.raises(ValueError, match="known value"):
        drawing.timeline_svg([point(2020, None, state="secret")])
